/* regression.h: the interface of lab 2. Given; your code goes into linear.c, losses.c, regression.c and mlp.c.
 *
 * N is the number of samples, F of features. Inputs are rows, x (N,F); targets are y (N,1). */
#pragma once
#include "activations.h"
#include "gradlab.h"
#include "linear.h" /* 2.1 */
#include "losses.h" /* 2.2, 2.3 */

/* --- regression.c ------------------------------------------------------------------------------------------------- */
typedef struct Affine { /* y = x W^T + b */
    Tensor *W, *b;      /* (out,in), (out) */
} Affine;
Affine collapse(Tensor *W1, Tensor *b1, Tensor *W2, Tensor *b2);                      /* 2.4 */

typedef struct Scaling {
    Tensor *mean, *std; /* (F), (F) */
} Scaling;
Scaling standardize_fit(Tensor *train);                                               /* 2.5 */
Tensor *standardize(Scaling s, Tensor *x);                                            /* 2.5 */

Tensor *polynomial_features(Tensor *x, int degree);                                   /* 2.6 */
Tensor *least_squares(Tensor *X, Tensor *y);                                          /* 2.6 */
Tensor *gradient_descent(Tensor *X, Tensor *y, double lr, int steps);                 /* 2.7 */

/* --- mlp.c -------------------------------------------------------------------------------------------------------- */
Module *mlp(int n, const int sizes[]);                                                /* 2.8 */
size_t  mlp_parameters(int n, const int sizes[]);                                     /* 2.8 */
size_t  samples_needed(size_t parameters);                                            /* 2.8 */

/* The loss as an argument: loss(prediction, target) -> rank 0. */
typedef Tensor *(*LossFunction)(Tensor *prediction, Tensor *target);

double fit_epoch(DataLoader *loader, Module *model, LossFunction loss, Optimizer *optimizer); /* 2.9 */
double mean_loss(DataLoader *loader, Module *model, LossFunction loss);                       /* 2.9 */

Module *shallow_nn(int hidden);                                                       /* 2.10 */
double  fit_full_batch(Module *model, Tensor *x, Tensor *y, LossFunction loss, Optimizer *optimizer,
                       int steps);                                                    /* 2.10 */

bool load_state(Module *model, int n, const StateEntry state[]);                      /* 2.11 */
