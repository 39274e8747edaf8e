/* sha256.h: the hash (FIPS 180-4) that names a file's content: a checkpoint, a photograph, a hand-in. A seed becomes a
 * key by it, too. */
#pragma once
#include <stddef.h>

void sha256(const void *bytes, size_t n, unsigned char digest[32]);
/* 64 hexadecimal digits and a zero. */
void sha256_hex(const void *bytes, size_t n, char hex[65]);
