/* activations.cu: the activations on the GPU. */
#include "cuda/twin.h"

/* --- relu: y = max(x, 0); derivative 0 at 0 ---------------------------------------------------------------------------- */
static Tensor *relu_forward(Ctx *c) {
    Tensor     *out = t_like(c->in[0]);
    const real *x = c->in[0]->data;
    real       *y = out->data;
    each(out->size, [=] __device__(size_t i) { y[i] = x[i] > 0 ? x[i] : 0; });
    return out;
}

static void relu_backward(Ctx *c, const Tensor *grad, Tensor *grad_in[]) {
    if (!grad_in[0]) return;
    const real *x = c->in[0]->data, *dy = grad->data;
    real       *dx = grad_in[0]->data;
    each(grad->size, [=] __device__(size_t i) { dx[i] += x[i] > 0 ? dy[i] : 0; });
}

static Twin relu("relu", relu_forward, relu_backward);
