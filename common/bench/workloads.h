/* workloads.h: the steps that are timed, written as a student writes them: of a training, or the forward alone. */
#pragma once
#include "gradlab.h"

typedef struct Workload {
    const char *key;     /* as torch_bench.py knows it */
    const char *title;
    double      flops;   /* of a step's matrix products: 2 per weight and sample forward, 2 for the weights' gradients,
                          * 2 for the inputs' but those of the first layer; of a convolution, at each place */
    int         batches;
    Tensor     *x[8], *y[8];
    Module     *model;
    Optimizer  *optimizer; /* NULL: the forward alone, in evaluation mode */
    Tensor *(*loss)(Tensor *prediction, Tensor *target);
} Workload;

enum { WORKLOADS = 6 };
extern const char *const workload_keys[WORKLOADS];
/* The same weights and data whenever it is asked for. */
Workload workload_make(const char *key);
void     workload_free(Workload *w);
/* Step i. */
void     workload_step(Workload *w, int i);
/* The loss of step i, which is taken. */
double   workload_step_loss(Workload *w, int i);
/* Its weights as a state_dict, and its data as x0, y0, x1, ...: what the other side begins with. */
bool     workload_write(const Workload *w, const char *path);
