#include "activations.h"

static Tensor *relu_forward(Ctx *c) {
    Tensor *x = c->in[0], *y = t_like(x);
    for (size_t i = 0; i < x->size; i++) y->data[i] = x->data[i] > 0 ? x->data[i] : 0;
    return y;
}

static void relu_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Tensor *x = c->in[0];
    for (size_t i = 0; i < x->size; i++) dx[0]->data[i] += x->data[i] > 0 ? dy->data[i] : 0;
}

const Op relu_op = {"relu", relu_forward, relu_backward, false};

static Tensor *relu_module_forward(Module *m, Tensor *x) {
    (void)m;
    return t_apply(&relu_op, x);
}

static void inplace_repr(const Module *m, char *text, size_t size) {
    (void)m;
    snprintf(text, size, "inplace=True");
}

static const ModuleType relu_type = {"ReLU", relu_module_forward, NULL};
static const ModuleType relu_inplace_type = {"ReLU", relu_module_forward, inplace_repr};

Module *nn_relu(void) { return nn_module(&relu_type); }
Module *nn_relu_inplace(void) { return nn_module(&relu_inplace_type); }
