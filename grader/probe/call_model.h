/* call_model.h: what calls of models and of loops that train them share. */
#pragma once
#include "block.h"
#include "call.h"

/* m itself. That a student's function has returned NULL is told to the student. */
Module *call_present(Module *m, const char *function);
/* out[0]: a model as it prints; out[1]: the number of its parameters. Frees it. */
void call_return_printed(Call *c, Module *m);

/* --- A model's tensors as one value: a block, in the order in which modules print --------------------------------- */
typedef enum StateOf { PARAMETERS = 1, BUFFERS = 2, STATE = PARAMETERS | BUFFERS } StateOf;

/* Each of these tensors with its key in the state_dict. */
void block_each(const Module *m, StateOf which, void (*visit)(const char *key, Tensor *x, void *data), void *data);
/* Their layout; each has its key as name, between the two texts. */
Layout *block_layout_of(const Module *m, StateOf which, const char *before, const char *after);
/* Their values into a block of this layout, and out of it. */
void block_from_state(const Module *m, StateOf which, Tensor *block);
void block_into_state(const Tensor *block, StateOf which, Module *m);

/* Input i into the model's parameters. Another number of parameters or another shape is told to the student. */
void call_set_parameters(Call *c, int i, Module *m);
void call_set_state(Call *c, int i, StateOf which, Module *m);
/* The model's parameters as output i, its gradients (of 0 where there is none), or such tensors. */
void call_return_parameters(Call *c, int i, const Module *m);
void call_return_gradients(Call *c, int i, const Module *m);
void call_return_state(Call *c, int i, StateOf which, const Module *m);

/* --- For loops: network, loss and training of the kit's own, so that a loop needs nothing else of the student's --- */
/* Linear layers with a ReLU between them, size[0] - size[1] - ...; the block holds their parameters. NULL: all 0. */
Module *call_network_of(int layers, const int size[], const Tensor *block);
/* The same with the parameters in input i. */
Module *call_network(Call *c, int i);
/* A loss of predictions (N,D) and targets (N,D), or labels (N) as one-hot rows: the mean of (p - t)^2 + p / 4, which is
 * another number when the two are exchanged. It keeps an eye on what happens since call_training(). */
Tensor *call_squared_distance(Tensor *prediction, Tensor *target);
/* Whether a graph was recorded when call_squared_distance() was called last; true if it never was. */
bool call_graph_recorded(void);
/* In which modes the model was while losses were taken: 1 evaluation, 2 training, 3 both, 0 when there was no loss. A
 * loop that puts the mode back is right, and one that sets it too late is not. */
int call_modes_seen(void);
/* Whether two losses in a row belong to one step: the memory of the first was not given back. */
bool call_step_shared(void);

/* From here on to call_return_printed_numbers(), what is printed is kept. */
void call_print_begin(void);
/* How many printed lines begin with the words, and the numbers in these lines, one after the other: out[i][0] and the
 * elements behind it, -1 where there are no more. The same line twice in a row counts once. */
void call_return_printed_numbers(Call *c, int i, const char *words);

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
/* The model's parameters as output 0; then as numbers the loss, the modes that were seen, and whether a step was
 * shared, the last one where the case asks for it. Then frees all. */
void call_return_training(Call *c, CallTraining *t, double loss);
