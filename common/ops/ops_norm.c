#include "ops_private.h"

/* args.i: training, and whether a ReLU follows. */
static BatchNorm sizes_of(const Ctx *c) {
    const Tensor *x = c->in[0];
    BatchNorm     s = {.N = x->shape[0], .C = x->shape[1], .M = 1, .training = c->args.i[0], .relu = c->args.i[1],
                       .eps = c->args.f[0], .momentum = c->args.f[1]};
    for (int axis = 2; axis < x->ndim; axis++) s.M *= x->shape[axis];
    return s;
}

static Tensor *batch_norm_forward(Ctx *c) {
    const Tensor   *x = c->in[0];
    const BatchNorm s = sizes_of(c);
    Tensor *y = t_like(x), *mean = c->saved[0] = t_like(c->in[1]), *inverse_std = c->saved[1] = t_like(c->in[1]);
    dev_kernels(x->device)->batch_norm(&s, x->data, c->in[1]->data, c->in[2]->data, c->in[3]->data, c->in[4]->data,
                                       mean->data, inverse_std->data, y->data);
    c->fills = true;
    return y;
}

static void batch_norm_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Tensor   *x = c->in[0];
    const BatchNorm s = sizes_of(c);
    real            keep[3] = {0}, *to[3] = {NULL};
    for (int i = 0; i < 3; i++)
        if (dx[i]) {
            keep[i] = t_beta(dx[i]);
            to[i] = dx[i]->data;
        }
    dev_kernels(x->device)->batch_norm_backward(&s, x->data, c->in[1]->data, c->in[2]->data, c->saved[0]->data,
                                                c->saved[1]->data, dy->data, keep[0], to[0], keep[1], to[1], keep[2],
                                                to[2]);
}

/* Of the inputs x is read by all, and gamma for dx; with a ReLU gamma and beta, too: they tell where it was cut off. */
static bool batch_norm_reads(const Ctx *c, int i, int input) {
    return input == 0 || (i == 0 && input == 1) || (c->args.i[1] && input <= 2);
}

static const Op batch_norm_op = {"batch_norm", batch_norm_forward, batch_norm_backward, .any_device = true,
                                 .check = t_batch_norm_check, .reads = batch_norm_reads};

static const Op batch_norm_relu_op = {"batch_norm_relu", batch_norm_forward, batch_norm_backward, .any_device = true,
                                      .check = t_batch_norm_check, .reads = batch_norm_reads};

Tensor *t_batch_norm_at(Site site, Args args, Tensor *const in[]) {
    return t_apply_at(site, &batch_norm_op, args, 5, in);
}

Tensor *t_batch_norm_relu_at(Site site, Args args, Tensor *const in[]) {
    return t_apply_at(site, &batch_norm_relu_op, args, 5, in);
}
