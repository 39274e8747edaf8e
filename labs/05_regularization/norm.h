/* norm.h: layers that normalise. Given; your code goes into norm.c. */
#pragma once
#include "gradlab.h"

/* 5.3, 5.4  Batch norm of x (N,C) or (N,C,...): every channel c, axis 1, has a mean and a variance over all the other
 * axes. Inputs: x, gamma (C), beta (C), and the buffers running mean (C) and running variance (C), which the forward
 * changes in training mode. args.i[0] says whether the mode is training; args.f[0] is epsilon, args.f[1] momentum. */
extern const Op batch_norm_op;
/* 5.5  Layer norm of x (...,D): every row has a mean and a variance over the last axis. Inputs: x, gamma (D), beta (D).
 * args.f[0] is epsilon. */
extern const Op layer_norm_op;

#define f_batch_norm(x, gamma, beta, running_mean, running_var, training, eps, momentum)                               \
    t_apply_at(T_HERE("f_batch_norm(" #x ")"), &batch_norm_op, (Args){.i = {training}, .f = {eps, momentum}}, 5,       \
               (Tensor *[]){x, gamma, beta, running_mean, running_var})
#define f_layer_norm(x, gamma, beta, eps)                                                                              \
    t_apply_at(T_HERE("f_layer_norm(" #x ")"), &layer_norm_op, (Args){.f = {eps}}, 3, (Tensor *[]){x, gamma, beta})

/* As layers, with torch's numbers (epsilon 1e-5, momentum 0.1), and under torch's names in a file of weights: "weight"
 * is gamma, 1 at first, "bias" is beta, 0 at first; of batch norm also the buffers "running_mean", 0 at first,
 * "running_var", 1 at first, and "num_batches_tracked". BatchNorm1d takes (N,C) and (N,C,L), BatchNorm2d (N,C,H,W). */
Module *nn_batch_norm1d(int channels);
Module *nn_batch_norm2d(int channels);
Module *nn_layer_norm(int features);
