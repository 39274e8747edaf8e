/* Lab 0, fourth part: the lectures' activations, each a forward and a backward.
 *
 * A forward makes its output y with t_like(x), of the same shape as x, and fills y->data. A backward gets dy = dL/dy
 * and *adds* dL/dx = dy f'(x), element by element, into dx[0]->data: what is there already comes from other uses of x.
 * What the backward will need can be kept in c->saved[0..3]. Numbers that go with the call are in c->args.f.
 *
 * real is float when you train and double when gradients are checked: write real, and exp and tanh without an f. */
#include "activations.h"

/* 0.8  The sigmoid, between 0 and 1:
 *
 *     y = 1 / (1 + exp(-x))          dx += dy y (1 - y)
 *
 * exp(1000) is infinite; y has to be 0 or 1 there all the same, and not infinity over infinity; and dx is 0 there. */
static Tensor *sigmoid_forward(Ctx *c) {
    TODO("0.8");
}

static void sigmoid_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    TODO("0.8");
}

const Op sigmoid_op = {"sigmoid", sigmoid_forward, sigmoid_backward};

/* 0.8  The hyperbolic tangent, between -1 and 1. C has it; the quotient below is infinity over infinity for large x.
 *
 *     y = tanh(x) = (exp(x) - exp(-x)) / (exp(x) + exp(-x))          dx += dy (1 - y^2)
 */
static Tensor *tanh_forward(Ctx *c) {
    TODO("0.8");
}

static void tanh_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    TODO("0.8");
}

const Op tanh_op = {"tanh", tanh_forward, tanh_backward};

/* The three of 0.9 are written as GPUs are programmed: t_map makes y and cuts the elements into stretches, which
 * threads take over. You write the loop over one stretch, of n elements that begin at x[0], y[0], dy[0] and dx[0].
 *
 * 0.9  The rectified linear unit:
 *
 *     y = max(0, x)          dx += dy where x > 0, and nothing elsewhere
 *
 * At 0 it has no derivative; 0 is taken, as everybody does. A NaN should stay NaN, so that an error is seen: ask for
 * x < 0, which a NaN is not. */
static void relu_each(const Ctx *c, size_t n, const real *x, real *y) {
    (void)c;
    TODO("0.9");
}

static void relu_each_backward(const Ctx *c, size_t n, const real *x, const real *dy, real *dx) {
    (void)c;
    TODO("0.9");
}

static Tensor *relu_forward(Ctx *c) {
    return t_map(c, relu_each);
}
static void relu_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { t_map_backward(c, dy, dx, relu_each_backward); }
const Op relu_op = {"relu", relu_forward, relu_backward};

/* 0.9  The leaky one, which never is quite flat; the slope s is c->args.f[0] (the lectures' 0.1, or
 * another, which may be above 1):
 *
 *     y = x where x > 0, else s x          dx += dy where x > 0, else s dy
 */
static void leaky_each(const Ctx *c, size_t n, const real *x, real *y) {
    TODO("0.9");
}

static void leaky_each_backward(const Ctx *c, size_t n, const real *x, const real *dy, real *dx) {
    TODO("0.9");
}

static Tensor *leaky_forward(Ctx *c) { return t_map(c, leaky_each); }
static void leaky_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { t_map_backward(c, dy, dx, leaky_each_backward); }
const Op leaky_relu_op = {"leaky_relu", leaky_forward, leaky_backward};

/* 0.9  The exponential linear unit, which bends down to -alpha; alpha is c->args.f[0]:
 *
 *     y = x where x >= 0, else alpha (exp(x) - 1)          dx += dy where x >= 0, else dy alpha exp(x)
 */
static void elu_each(const Ctx *c, size_t n, const real *x, real *y) {
    TODO("0.9");
}

static void elu_each_backward(const Ctx *c, size_t n, const real *x, const real *dy, real *dx) {
    TODO("0.9");
}

static Tensor *elu_forward(Ctx *c) { return t_map(c, elu_each); }
static void elu_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { t_map_backward(c, dy, dx, elu_each_backward); }
const Op elu_op = {"elu", elu_forward, elu_backward};

/* --- As layers ---------------------------------------------------------------------------------------------------- */
static Tensor *sigmoid_module(Module *m, Tensor *x) { return (void)m, f_sigmoid(x); }
static Tensor *tanh_module(Module *m, Tensor *x) { return (void)m, f_tanh(x); }
static Tensor *relu_module(Module *m, Tensor *x) { return (void)m, f_relu(x); }
static Tensor *leaky_relu_module(Module *m, Tensor *x) { return f_leaky_relu(x, m->args.f[0]); }
static Tensor *elu_module(Module *m, Tensor *x) { return f_elu(x, m->args.f[0]); }

static void inplace_repr(const Module *m, char *text, size_t size) {
    (void)m;
    snprintf(text, size, "inplace=True");
}

static void leaky_relu_repr(const Module *m, char *text, size_t size) {
    snprintf(text, size, "negative_slope=%g", m->args.f[0]);
}

static void elu_repr(const Module *m, char *text, size_t size) {
    const double alpha = m->args.f[0];
    snprintf(text, size, alpha == floor(alpha) ? "alpha=%.1f" : "alpha=%g", alpha);
}

static const ModuleType sigmoid_type = {"Sigmoid", sigmoid_module, NULL};
static const ModuleType tanh_type = {"Tanh", tanh_module, NULL};
static const ModuleType relu_type = {"ReLU", relu_module, NULL, &relu_op};
static const ModuleType relu_inplace_type = {"ReLU", relu_module, inplace_repr, &relu_op};
static const ModuleType leaky_relu_type = {"LeakyReLU", leaky_relu_module, leaky_relu_repr};
static const ModuleType elu_type = {"ELU", elu_module, elu_repr};

static Module *with_number(const ModuleType *type, double number) {
    Module *m = nn_module(type);
    m->args.f[0] = number;
    return m;
}

Module *nn_sigmoid(void) { return nn_module(&sigmoid_type); }
Module *nn_tanh(void) { return nn_module(&tanh_type); }
Module *nn_relu(void) { return nn_module(&relu_type); }
Module *nn_relu_inplace(void) { return nn_module(&relu_inplace_type); }
Module *nn_leaky_relu(double slope) { return with_number(&leaky_relu_type, slope); }
Module *nn_elu(double alpha) { return with_number(&elu_type, alpha); }
