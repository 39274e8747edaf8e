/* dropout.cu: dropout on the GPU, with the same random numbers as on the CPU. */
#include "cuda/twin.h"
extern "C" {
#include "random.h"
}

/* y = 0 where u < p, else x / (1 - p); in evaluation mode y = x. */
static Tensor *dropout_forward(Ctx *c) {
    const bool   training = c->args.i[0];
    const double p = c->args.f[0];
    const real   scale = (real)(1 / (1 - p));
    Tensor      *out = t_like(c->in[0]);
    c->saved[0] = training ? t_rand_like(c->in[0]) : NULL;
    const real *x = c->in[0]->data, *u = training ? c->saved[0]->data : NULL;
    real       *y = out->data;
    each(out->size, [=] __device__(size_t i) { y[i] = !u ? x[i] : (double)u[i] < p ? (real)0 : scale * x[i]; });
    return out;
}

static void dropout_backward(Ctx *c, const Tensor *grad_y, Tensor *grad_x[]) {
    const double p = c->args.f[0];
    const real   scale = (real)(1 / (1 - p));
    const real  *dy = grad_y->data, *u = c->saved[0] ? c->saved[0]->data : NULL;
    real        *dx = grad_x[0]->data;
    each(grad_y->size, [=] __device__(size_t i) {
        if (!u) dx[i] += dy[i];
        else if ((double)u[i] >= p) dx[i] += scale * dy[i];
    });
}

TWIN(dropout_op, dropout_forward, dropout_backward);
