/* philox.h: Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011): a counter and a key in, four words out. For C and CUDA. */
#pragma once
#include <stdint.h>

#ifdef __CUDACC__
#define PHILOX_INLINE __host__ __device__ static inline
#else
#define PHILOX_INLINE static inline
#endif

enum { PHILOX_ROUNDS = 10 };

/* One round. The keys of round r are k0 + r PHILOX_STEP_0 and k1 + r PHILOX_STEP_1. */
#define PHILOX_STEP_0 UINT32_C(0x9E3779B9)
#define PHILOX_STEP_1 UINT32_C(0xBB67AE85)
PHILOX_INLINE void philox_round(uint32_t *c0, uint32_t *c1, uint32_t *c2, uint32_t *c3, uint32_t k0, uint32_t k1) {
    const uint64_t a = UINT64_C(0xD2511F53) * *c0, b = UINT64_C(0xCD9E8D57) * *c2;
    *c0 = (uint32_t)(b >> 32) ^ *c1 ^ k0;
    *c1 = (uint32_t)b;
    *c2 = (uint32_t)(a >> 32) ^ *c3 ^ k1;
    *c3 = (uint32_t)a;
}

PHILOX_INLINE void philox_block(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3], k0 = key[0], k1 = key[1];
    for (int round = 0; round < PHILOX_ROUNDS; round++) {
        philox_round(&c0, &c1, &c2, &c3, k0, k1);
        k0 += PHILOX_STEP_0;
        k1 += PHILOX_STEP_1;
    }
    out[0] = c0, out[1] = c1, out[2] = c2, out[3] = c3;
}

/* A word as a number in [0,1), of 24 bits: a float holds them all, so it is the same number in every precision. */
PHILOX_INLINE float philox_unit(uint32_t word) { return (float)(word >> 8) * (1.0f / 16777216); }

/* Number i of the stream of a key: word i % 4 of block i / 4. */
PHILOX_INLINE float philox_uniform(uint64_t key, uint64_t stream, uint64_t i) {
    const uint64_t block = i / 4;
    const uint32_t counter[4] = {(uint32_t)block, (uint32_t)(block >> 32), (uint32_t)stream, (uint32_t)(stream >> 32)};
    const uint32_t keys[2] = {(uint32_t)key, (uint32_t)(key >> 32)};
    uint32_t       words[4];
    philox_block(counter, keys, words);
    return philox_unit(words[i % 4]);
}
