/* chacha20.h: the block function of RFC 8439. Without the key, no block tells anything about another one. */
#pragma once
#include <stdint.h>

enum { CHACHA20_KEY = 32, CHACHA20_BLOCK = 64 };

void chacha20_block(const unsigned char key[CHACHA20_KEY], uint32_t counter, const uint32_t nonce[3],
                    unsigned char out[CHACHA20_BLOCK]);
