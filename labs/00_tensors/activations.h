/* activations.h: the lectures' non-linear functions, element by element. Given; the operations are tasks 0.8 and 0.9 of
 * lab 0.
 *
 * f_relu(x) computes y from x, as torch.nn.functional.relu does; nn_relu() makes a layer, as torch.nn.ReLU() does.
 * Every name of the course follows this: f_ is an operation on tensors, nn_ a module or a function on modules. */
#pragma once
#include "gradlab.h"

extern const Op sigmoid_op;    /* 1 / (1 + exp(-x)) */
extern const Op tanh_op;       /* (exp(x) - exp(-x)) / (exp(x) + exp(-x)) */
extern const Op relu_op;       /* max(0, x); its derivative at 0 is taken as 0 */
extern const Op leaky_relu_op; /* x where x > 0, else slope x; args.f[0] is the slope */
extern const Op elu_op;        /* x where x >= 0, else alpha (exp(x) - 1); args.f[0] is alpha */

/* y = f(x), of any shape. The lectures' leaky slope is 0.1 (torch's default is 0.01), their alpha 1. */
#define f_sigmoid(x) T_APPLY("f_sigmoid(" #x ")", &sigmoid_op, x)
#define f_tanh(x) T_APPLY("f_tanh(" #x ")", &tanh_op, x)
#define f_relu(x) T_APPLY("f_relu(" #x ")", &relu_op, x)
#define f_leaky_relu(x, slope)                                                                                         \
    t_apply_at(T_HERE("f_leaky_relu(" #x ", " #slope ")"), &leaky_relu_op, (Args){.f = {slope}}, 1, (Tensor *[]){x})
#define f_elu(x, alpha)                                                                                                \
    t_apply_at(T_HERE("f_elu(" #x ", " #alpha ")"), &elu_op, (Args){.f = {alpha}}, 1, (Tensor *[]){x})

/* As layers: Sigmoid(), Tanh(), ReLU(), LeakyReLU(negative_slope=0.1), ELU(alpha=1.0). */
Module *nn_sigmoid(void);
Module *nn_tanh(void);
Module *nn_relu(void);
Module *nn_leaky_relu(double slope);
Module *nn_elu(double alpha);
/* Printed as ReLU(inplace=True), as on the slide; nothing is overwritten, since the backward of what comes before may
 * need its output. */
Module *nn_relu_inplace(void);
