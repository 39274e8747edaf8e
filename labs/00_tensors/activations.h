/* activations.h: the lectures' non-linear functions, element by element: as operations, and as layers. Given; the
 * operations are tasks 0.8 and 0.9 of lab 0. */
#pragma once
#include "gradlab.h"

extern const Op sigmoid_op;    /* 1 / (1 + exp(-x)) */
extern const Op tanh_op;       /* (exp(x) - exp(-x)) / (exp(x) + exp(-x)) */
extern const Op relu_op;       /* max(0, x); its derivative at 0 is taken as 0 */
extern const Op leaky_relu_op; /* x where x > 0, else slope x; args.f[0] is the slope */
extern const Op elu_op;        /* x where x >= 0, else alpha (exp(x) - 1); args.f[0] is alpha */

/* y = f(x), of any shape. The lectures' leaky slope is 0.1 (torch's default is 0.01), their alpha 1. */
#define nn_sigmoid_of(x) t_apply(&sigmoid_op, x)
#define nn_tanh_of(x) t_apply(&tanh_op, x)
#define nn_relu_of(x) t_apply(&relu_op, x)
#define nn_leaky_relu_of(x, slope)                                                                                     \
    t_apply_at(T_HERE("nn_leaky_relu_of(" #x ", " #slope ")"), &leaky_relu_op, (Args){.f = {slope}}, 1,                \
               (Tensor *[]){x})
#define nn_elu_of(x, alpha)                                                                                            \
    t_apply_at(T_HERE("nn_elu_of(" #x ", " #alpha ")"), &elu_op, (Args){.f = {alpha}}, 1, (Tensor *[]){x})

/* As layers: Sigmoid(), Tanh(), ReLU(), LeakyReLU(negative_slope=0.1), ELU(alpha=1.0). */
Module *nn_sigmoid(void);
Module *nn_tanh(void);
Module *nn_relu(void);
Module *nn_leaky_relu(double slope);
Module *nn_elu(double alpha);
/* Printed as ReLU(inplace=True), as on the slide; nothing is overwritten, since the backward of what comes before may
 * need its output. */
Module *nn_relu_inplace(void);
