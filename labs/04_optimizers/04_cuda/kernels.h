/* kernels.h: the optional tasks of lab 4. All pointers are device memory, arrays of n numbers: the parameters p, their
 * gradients g, and what the method remembers of each. A step changes all but g. With weight decay
 * G = g + weight_decay p. */
#pragma once
#include "cuda/task.h"

/* 4.15: velocity := momentum velocity + G, then p := p - lr velocity. A thread for each parameter, in blocks of 64. */
void momentum_step(int n, real lr, real momentum, real weight_decay, const real *g, real *p, real *velocity);

/* The numbers of Adam that are the same for all parameters. The launch works them out once a step, in double:
 * in float, 1 - 0.999 is wrong by 5e-5 of its value. */
typedef struct AdamNumbers {
    real lr, beta1, beta2, eps, weight_decay;
    real rest1, rest2;             /* 1 - beta1 and 1 - beta2 */
    real correction1, correction2; /* 1 - beta1^t and 1 - beta2^t */
} AdamNumbers;

/* 4.16: m := beta1 m + rest1 G,  v := beta2 v + rest2 G^2,
 *       p := p - lr (m / correction1) / (sqrt(v / correction2) + eps)
 * in step t = 1, 2, ..., by 4 blocks of 64 threads. Where n is larger, each thread takes several parameters. */
void adam_step(int n, int t, double lr, double weight_decay, const real *g, real *p, real *m, real *v);
