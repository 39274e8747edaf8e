/* optimizers.h: the interface of lab 4. Given; your code goes into descent.c, optimizers.c and training.c.
 *
 * The methods of optimizers.c are declared in optim.h, with the numbers (OptimArgs) that they read: sgd_type,
 * momentum_type, adagrad_type, rmsprop_type, adam_type, adamw_type (4.3 to 4.9). */
#pragma once
#include "gradlab.h"

/* --- descent.c ---------------------------------------------------------------------------------------------------- */
/* A function of n numbers, theta (n) -> rank 0. */
typedef Tensor *(*Objective)(Tensor *theta);

Tensor *descend(Objective f, const Tensor *start, double lr, int steps);             /* 4.1 */
double  largest_rate(const Tensor *X);                                               /* 4.2 */
/* Given: the path of any method on f, (steps + 1, n), from `start` on. */
Tensor *optimizer_path(Objective f, const Tensor *start, const OptimType *type, OptimArgs args, int steps);

/* --- training.c --------------------------------------------------------------------------------------------------- */
/* The loss as an argument: loss(prediction, target) -> rank 0, the mean over the samples. */
typedef Tensor *(*LossFunction)(Tensor *prediction, Tensor *target);

double sgd_epoch(Tensor *x, Tensor *y, int batch_size, Rng *rng, Module *model, LossFunction loss,
                 Optimizer *optimizer);                                              /* 4.10 */
double accumulate(Tensor *x, Tensor *y, int k, Module *model, LossFunction loss);    /* 4.11 */
double clip_grad_norm(Params *params, double max_norm);                              /* 4.12 */
double step_rate(double lr, int t, int every, double factor);                        /* 4.13 */
double cosine_rate(double lr, double lowest, int t, int steps);                      /* 4.13 */
double warmup_rate(double lr, int t, int warmup);                                    /* 4.13 */
