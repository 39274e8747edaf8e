/* activations.cu: the activations on the GPU. */
#include "cuda/twin.h"

/* --- relu: y = max(x, 0); derivative 0 at 0 ----------------------------------------------------------------------- */
static Tensor *relu_forward(Ctx *c) {
    Tensor     *out = t_like(c->in[0]);
    const real *x = c->in[0]->data;
    real       *y = out->data;
    each(out->size, [=] __device__(size_t i) { y[i] = x[i] > 0 ? x[i] : 0; });
    return out;
}

static void relu_backward(Ctx *c, const Tensor *grad_y, Tensor *grad_x[]) {
    const real *x = c->in[0]->data, *dy = grad_y->data;
    real       *dx = grad_x[0]->data;
    each(grad_y->size, [=] __device__(size_t i) { dx[i] += x[i] > 0 ? dy[i] : 0; });
}

static Twin relu("relu", relu_forward, relu_backward);
