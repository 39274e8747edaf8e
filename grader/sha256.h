/* sha256.h: the hash (FIPS 180-4) by which a result names the sources it is about. */
#pragma once
#include <stddef.h>

/* 64 hexadecimal digits and a zero. */
void sha256_hex(const void *bytes, size_t n, char hex[65]);
