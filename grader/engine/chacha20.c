#include "chacha20.h"

static uint32_t load(const unsigned char *p) {
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint32_t rotate(uint32_t x, int n) { return x << n | x >> (32 - n); }

static void quarter_round(uint32_t x[16], int a, int b, int c, int d) {
    x[a] += x[b], x[d] = rotate(x[d] ^ x[a], 16);
    x[c] += x[d], x[b] = rotate(x[b] ^ x[c], 12);
    x[a] += x[b], x[d] = rotate(x[d] ^ x[a], 8);
    x[c] += x[d], x[b] = rotate(x[b] ^ x[c], 7);
}

void chacha20_block(const unsigned char key[CHACHA20_KEY], uint32_t counter, const uint32_t nonce[3],
                    unsigned char out[CHACHA20_BLOCK]) {
    uint32_t begin[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574}; /* "expand 32-byte k" */
    for (int i = 0; i < 8; i++) begin[4 + i] = load(key + 4 * i);
    begin[12] = counter;
    for (int i = 0; i < 3; i++) begin[13 + i] = nonce[i];
    uint32_t x[16];
    for (int i = 0; i < 16; i++) x[i] = begin[i];
    for (int twice = 0; twice < 10; twice++) {
        for (int i = 0; i < 4; i++) quarter_round(x, i, 4 + i, 8 + i, 12 + i);
        for (int i = 0; i < 4; i++) quarter_round(x, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
    }
    for (int i = 0; i < 16; i++)
        for (int byte = 0; byte < 4; byte++) out[4 * i + byte] = (unsigned char)((x[i] + begin[i]) >> 8 * byte);
}
