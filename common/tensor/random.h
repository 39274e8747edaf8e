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
/* A sequence of its own that nothing else draws from, named by the next 64 bits of `rng`: each fork is another one, and
 * the same seed gives the same forks again. */
Rng      rng_fork(Rng *rng);
/* Number i of such a sequence, in [0,1), 24 bits: a function of the sequence and of i alone. So a loop over elements
 * may draw them in any order and share them among threads; all threads, devices and precisions see the same numbers. */
double   rng_uniform_at(const Rng *stream, uint64_t i);
/* One block of the generator: for tests against the published vectors, and for devices. */
void philox4x32_10(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* The generator behind t_rand, t_randn, t_randint and the initialisation of layers: rng_new(seed, 0), seed 0 unless set
 * (torch.manual_seed). */
void t_manual_seed(uint64_t seed);
Rng *t_generator(void);

/* What an op draws in its forward: reals in [0,1) of x's shape, on x's device (torch.rand_like). Each call takes one
 * fork of the global generator, so a mask is new at each use, the same again after t_manual_seed(seed), and the same
 * for every number of threads and on every device. Element i is rng_uniform_at(&fork, i). Dropout keeps its mask:
 *     const Tensor *u = c->saved[0] = t_rand_like(x);                 x_i is dropped where u_i < p
 * Draw in training mode only: a pass in eval mode leaves the generator as it is. */
Tensor *t_rand_like(const Tensor *x);

/* Fill a caller's tensor: U[low, high), N(mean, std^2). */
void t_fill_uniform(Tensor *x, Rng *rng, double low, double high);
void t_fill_normal(Tensor *x, Rng *rng, double mean, double std);
