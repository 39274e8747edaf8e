/* json.h: what the writers of JSON share. */
#pragma once
#include "result.h"
#include "text.h"
#include <cjson/cJSON.h>

void json_add_text(cJSON *to, const char *key, const char *text, size_t limit); /* null for NULL */
void json_add_name(cJSON *to, const char *key, const Result *r, const CheckResult *c);
void json_add_reason(cJSON *to, const char *key, const CheckResult *c); /* no key when there is nothing to say */
/* A seed has 64 bits, a number in JSON 53: it goes as text. */
void json_add_seed(cJSON *to, uint64_t seed);
/* The document and a newline, and its end: root is deleted. */
void json_finish(cJSON *root, bool on_one_line, Text *to);
