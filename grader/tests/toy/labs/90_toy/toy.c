#include "toy.h"

static Tensor *half_forward(Ctx *c) {
    (void)c;
    TODO("90.1");
}

static void half_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    (void)c;
    (void)dy;
    (void)dx;
    TODO("90.1");
}

real toy_first(const Tensor *x) {
    return x->data[0];
}

const Op half_op = {"half", half_forward, half_backward};
