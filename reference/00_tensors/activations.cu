/* activations.cu: the activations on the GPU. Their formulas stand in activations.h. */
#include "cuda/twin.h"

/* y[i] = f(x[i]);  f takes and gives a real. */
template <typename F> static Tensor *map(const Ctx *c, F f) {
    t_map_check(c);
    Tensor     *out = t_like(c->in[0]);
    const real *x = c->in[0]->data;
    real       *y = out->data;
    each(out->size, [=] __device__(size_t i) { y[i] = f(x[i]); });
    return out;
}

/* dx[i] += dy[i] slope(v[i]), where v is the input or the output of the forward. */
template <typename F> static void map_backward(const Tensor *of, const Tensor *grad_y, Tensor *grad_x, F slope) {
    const real *v = of->data, *dy = grad_y->data;
    real       *dx = grad_x->data;
    each(grad_y->size, [=] __device__(size_t i) { dx[i] += dy[i] * slope(v[i]); });
}

/* --- sigmoid: y = 1 / (1 + exp(-x)), y' = y (1 - y) --------------------------------------------------------------- */
static Tensor *sigmoid_forward(Ctx *c) {
    return c->saved[0] = map(c, [] __device__(real x) { return 1 / (1 + exp(-x)); });
}

static void sigmoid_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    map_backward(c->saved[0], dy, dx[0], [] __device__(real y) { return y * (1 - y); });
}

TWIN(sigmoid_op, sigmoid_forward, sigmoid_backward);

/* --- tanh: y' = 1 - y^2 ------------------------------------------------------------------------------------------- */
static Tensor *tanh_forward(Ctx *c) {
    return c->saved[0] = map(c, [] __device__(real x) { return tanh(x); });
}

static void tanh_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    map_backward(c->saved[0], dy, dx[0], [] __device__(real y) { return 1 - y * y; });
}

TWIN(tanh_op, tanh_forward, tanh_backward);

/* --- relu: y = max(x, 0), and NaN for NaN; derivative 0 at 0 ------------------------------------------------------ */
static Tensor *relu_forward(Ctx *c) {
    return map(c, [] __device__(real x) { return x < 0 ? (real)0 : x; });
}

static void relu_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    map_backward(c->in[0], dy, dx[0], [] __device__(real x) { return x > 0 ? (real)1 : (real)0; });
}

TWIN(relu_op, relu_forward, relu_backward);

/* --- leaky_relu: y = x where x > 0, else slope x ------------------------------------------------------------------ */
static Tensor *leaky_relu_forward(Ctx *c) {
    const real slope = (real)c->args.f[0];
    return map(c, [=] __device__(real x) { return x > 0 ? x : slope * x; });
}

static void leaky_relu_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const real slope = (real)c->args.f[0];
    map_backward(c->in[0], dy, dx[0], [=] __device__(real x) { return x > 0 ? (real)1 : slope; });
}

TWIN(leaky_relu_op, leaky_relu_forward, leaky_relu_backward);

/* --- elu: y = x where x >= 0, else alpha (exp(x) - 1); y' = alpha exp(x) there ------------------------------------ */
static Tensor *elu_forward(Ctx *c) {
    const real alpha = (real)c->args.f[0];
    return map(c, [=] __device__(real x) { return x >= 0 ? x : alpha * expm1(x); });
}

static void elu_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const real alpha = (real)c->args.f[0];
    map_backward(c->in[0], dy, dx[0], [=] __device__(real x) { return x >= 0 ? (real)1 : alpha * exp(x); });
}

TWIN(elu_op, elu_forward, elu_backward);
