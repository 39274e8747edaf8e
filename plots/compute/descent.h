/* descent.h: functions of one number or two, and an optimiser's way down. */
#pragma once
#include "fit.h"

/* f(at) -> rank 0; `at` has rank 1. */
typedef Tensor *(*Function)(Tensor *at);

/* Whose parameters are nothing but the place where it is. The caller makes the optimiser and gives it to descent_step:
 *     Descent d = descent_begin(valley, 2, (double[]){-4, 1});
 *     Optimizer *sgd = optim_sgd(nn_parameters(d.model), 0.1, 0, 0);
 * and frees it before descent_end. */
typedef struct Descent {
    Function f;
    Module  *model;
    Tensor  *at;
} Descent;
Descent descent_begin(Function f, int n, const double start[]);
void    descent_end(Descent d);
/* f here, and then one step. */
double descent_step(Descent d, Optimizer *optimizer);
double descent_value(Descent d);

/* A table of "x y f" on a grid. */
void descent_write_grid(const char *table, Function f, Grid grid);
