/* safetensors_private.h: what the files that read safetensors share. */
#pragma once
#include <stddef.h>

/* Whether the text of a header is what the format asks for: one JSON object in UTF-8, to the letter of RFC 8259, whose
 * numbers are whole ones from 0 written as digits alone. NULL when it is; otherwise what is wrong, and *at is the byte
 * where. cJSON, which takes the header apart, lets more pass: 01, a control character, half a character of UTF-8. */
const char *safetensors_header_wrong(const char *text, size_t size, size_t *at);
