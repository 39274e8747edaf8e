/* random.h: random numbers, the same on every machine, thread count and device.
 *
 * Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011): a counter in, four words out, no state to carry but the counter. */
#pragma once
#include "tensor.h"

typedef struct Rng {
    uint64_t key;     /* the seed */
    uint64_t stream;  /* independent sequences of one seed */
    uint64_t counter; /* blocks of four words drawn so far */
    uint32_t words[4];
    int      left;    /* words of the block not used yet */
} Rng;

/* Streams from 2^32 on are the library's own: splits, loaders, synthetic data. */
Rng      rng_new(uint64_t seed, uint64_t stream);
uint32_t rng_u32(Rng *rng);
double   rng_uniform(Rng *rng);                 /* [0,1), 53 bits */
double   rng_normal(Rng *rng);                  /* N(0,1), Box-Muller */
uint64_t rng_below(Rng *rng, uint64_t n);       /* 0..n-1 without bias; n >= 1 */
void     rng_shuffle(Rng *rng, int64_t *values, size_t n); /* Fisher-Yates */
/* One block of the generator: for tests against the published vectors, and for devices. */
void philox4x32_10(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* The generator behind t_rand, t_randn, t_randint and the initialisation of layers: rng_new(seed, 0), seed 0 unless set
 * (torch.manual_seed). */
void t_manual_seed(uint64_t seed);
Rng *t_generator(void);

/* Fill a caller's tensor: U[low, high), N(mean, std^2). */
void t_fill_uniform(Tensor *x, Rng *rng, double low, double high);
void t_fill_normal(Tensor *x, Rng *rng, double mean, double std);
