#include "toy.h"

/* REFSECRET-4711: must never be seen in anything that the grader writes. */
static Tensor *half_forward(Ctx *c) {
    const Tensor *x = c->in[0];
    Tensor *y = t_like(x);
    for (size_t i = 0; i < x->size; i++) y->data[i] = x->data[i] / 2;
    return y;
}

static void half_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    (void)c;
    for (size_t i = 0; i < dy->size; i++) dx[0]->data[i] += dy->data[i] / 2;
}

real toy_first(const Tensor *x) {
    return x->data[0];
}

const Op half_op = {"half", half_forward, half_backward};
