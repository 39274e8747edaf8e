/* call_model.h: what calls of models and of loops that train them share. */
#pragma once
#include "call.h"

/* m itself. That a student's function has returned NULL is told to the student. */
Module *call_present(Module *m, const char *function);
/* out[0]: a model as it prints; out[1]: the number of its parameters. Frees it. */
void call_return_printed(Call *c, Module *m);
/* in[first] .. in[first + n - 1] into the model's parameters, in their order. Another number of parameters or another
 * shape is told to the student. */
void call_set_parameters(Call *c, int first, int n, Module *m);
/* The model's parameters as out[0], out[1], ... */
void call_return_parameters(Call *c, Module *m);

/* --- For loops: network, loss and training of the kit's own, so that a loop needs nothing else of the student's ---- */
/* Linear layers with a ReLU between them; in[first], in[first + 1], ...: weight (out,in) and bias (out) of each. */
Module *call_network(Call *c, int first);
/* The mean squared distance of the predictions (N,D) from targets (N,D), or from labels (N) as one-hot rows. */
Tensor *call_squared_distance(Tensor *prediction, Tensor *target);
/* Whether a graph was recorded when call_squared_distance() was called last; true if it never was. */
bool call_graph_recorded(void);

typedef struct CallTraining {
    Module     *model;
    Dataset    *data;
    DataLoader *loader;
    Optimizer  *optimizer;
} CallTraining;

/* Of this model on samples x and in[1], their targets or labels. Arguments: batch_size, and where the case has them,
 * seed (the batches are shuffled), lr and momentum (of SGD), lr of Adam. */
CallTraining call_training(Call *c, Module *m, const Tensor *x);
void call_training_free(CallTraining *t);
/* The model's parameters, and after them as numbers the loss and whether it is in training mode; then frees all. */
void call_return_training(Call *c, CallTraining *t, double loss);
