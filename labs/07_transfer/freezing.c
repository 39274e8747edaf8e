/* Lab 7, first part: frozen parameters, and modules that stay as they are while others learn. */
#include "freezing.h"

/* 7.1  Freezes (on = false) or unfreezes (on = true) all parameters of the module and of everything below it: the field
 * requires_grad of each tensor. A frozen parameter gets no gradient in t_backward, and optim_step leaves it alone.
 *
 * A gradient that it has from before is forgotten, t_forget_grad(x): otherwise the optimiser would take it for a new
 * one as soon as the parameter is unfrozen. Buffers (running means) are no parameters, and stay as they are.
 *
 * A module has m->n_parameters parameters, m->parameters[i].tensor, and m->n_children children, m->children[i].module:
 * let the function call itself for each child. */
void set_requires_grad(Module *m, bool on) {
    TODO("7.1");
}

/* 7.1  How many numbers are trained: the sizes of all parameters of the module, and of everything below it, that
 * require a gradient, added up. */
size_t trainable_count(const Module *m) {
    TODO("7.1");
}

/* 7.2  Whether the module is frozen: there are parameters in it or below it (nn_parameter_count), and none of them is
 * trained. A module without parameters, such as ReLU or dropout, is not frozen. */
bool is_frozen(const Module *m) {
    TODO("7.2");
}

/* 7.2  Training mode, in place of nn_train(m): the module and everything below it is in training mode, but a frozen
 * module is in evaluation mode, and so is everything below that one.
 *
 * nn_train alone undoes half of the freezing. In training mode a batch norm divides by the batch's own deviation and
 * moves its running mean and variance, whether its parameters are frozen or not. So the body's answers to one image
 * would depend on the other images of the batch, and the buffers would walk away from what the body was trained with.
 * Dropout in a frozen body would go on dropping.
 *
 * The mode of a module is m->training. nn_eval(m) sets it to false, for m and everything below. */
void train_mode(Module *m) {
    TODO("7.2");
}
