/* losses.cu: the losses of regression on the GPU, means over all elements. */
#include "cuda/twin.h"

/* The mean over i of term(p_i - t_i). */
template <typename Term> static Tensor *mean_of(const Ctx *c, Term term) {
    const Tensor *prediction = c->in[0], *target = c->in[1];
    Tensor     *out = t_empty_on(prediction->device, DTYPE_REAL, 0, NULL);
    const real *p = prediction->data, *t = target->data;
    real       *L = out->data;
    size_t      n = prediction->size;
    sum_each(
        1, n, [=] __device__(size_t, size_t i) { return term((double)p[i] - t[i]); },
        [=] __device__(size_t, double total) { *L = (real)(total / (double)n); });
    return out;
}

/* dp_i += dL slope(p_i - t_i) / n, and dt_i -= the same. */
template <typename Slope>
static void add_slopes(const Ctx *c, const Tensor *grad_L, Tensor *grad_x[], Slope slope) {
    const real *p = c->in[0]->data, *t = c->in[1]->data, *dL = grad_L->data;
    real       *dp = grad_x[0] ? grad_x[0]->data : NULL, *dt = grad_x[1] ? grad_x[1]->data : NULL;
    size_t      n = c->in[0]->size;
    each(n, [=] __device__(size_t i) {
        real d = *dL * slope(p[i] - t[i]) / (real)n;
        if (dp) dp[i] += d;
        if (dt) dt[i] -= d;
    });
}

/* --- mse_loss: (p - t)^2 ------------------------------------------------------------------------------------------ */
static Tensor *mse_loss_forward(Ctx *c) {
    return mean_of(c, [=] __device__(double e) { return e * e; });
}

static void mse_loss_backward(Ctx *c, const Tensor *grad_L, Tensor *grad_x[]) {
    add_slopes(c, grad_L, grad_x, [=] __device__(real e) { return 2 * e; });
}

TWIN(mse_loss_op, mse_loss_forward, mse_loss_backward);

/* --- l1_loss: |p - t|, whose slope at 0 is taken as 0 ------------------------------------------------------------- */
static Tensor *l1_loss_forward(Ctx *c) {
    return mean_of(c, [=] __device__(double e) { return fabs(e); });
}

static void l1_loss_backward(Ctx *c, const Tensor *grad_L, Tensor *grad_x[]) {
    add_slopes(c, grad_L, grad_x, [=] __device__(real e) { return (real)((e > 0) - (e < 0)); });
}

TWIN(l1_loss_op, l1_loss_forward, l1_loss_backward);
