/* Lab 0 in another style: a function and its slope for each activation, and one loop for all of them. */
#include "activations.h"

typedef real Function(real x, real number);

static Tensor *map(Ctx *c, Function *f) {
    const Tensor *x = c->in[0];
    Tensor       *y = t_like(x);
    const real    number = (real)c->args.f[0];
    for (size_t i = 0; i < x->size; i++) y->data[i] = f(x->data[i], number);
    return y;
}

static void map_slope(Ctx *c, const Tensor *dy, Tensor *dx, Function *slope) {
    const real *x = c->in[0]->data, number = (real)c->args.f[0];
    for (size_t i = 0; i < dx->size; i++) dx->data[i] += dy->data[i] * slope(x[i], number);
}

static real sigmoid(real x, real unused) {
    (void)unused;
    if (x >= 0) return 1 / (1 + exp(-x));
    return exp(x) / (1 + exp(x));
}
static real sigmoid_slope(real x, real unused) { return sigmoid(x, unused) * sigmoid(-x, unused); }
static real hyperbolic(real x, real unused) { return (void)unused, tanh(x); }
static real hyperbolic_slope(real x, real unused) { return 1 - hyperbolic(x, unused) * hyperbolic(x, unused); }
static real relu(real x, real unused) { return (void)unused, x > 0 ? x : 0; }
static real relu_slope(real x, real unused) { return (void)unused, x > 0 ? 1 : 0; }
static real leaky(real x, real slope) { return x > 0 ? x : slope * x; }
static real leaky_slope(real x, real slope) { return x > 0 ? 1 : slope; }
static real elu(real x, real alpha) { return x < 0 ? alpha * expm1(x) : x; }
static real elu_slope(real x, real alpha) { return x < 0 ? alpha * exp(x) : 1; }

#define ACTIVATION(op, function, slope)                                                                                \
    static Tensor *op##_forward(Ctx *c) { return map(c, function); }                                                   \
    static void    op##_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { map_slope(c, dy, dx[0], slope); }           \
    const Op       op##_op = {#op, op##_forward, op##_backward, false};

ACTIVATION(sigmoid, sigmoid, sigmoid_slope)
ACTIVATION(tanh, hyperbolic, hyperbolic_slope)
ACTIVATION(relu, relu, relu_slope)
ACTIVATION(leaky_relu, leaky, leaky_slope)
ACTIVATION(elu, elu, elu_slope)

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
static const ModuleType relu_type = {"ReLU", relu_module, NULL};
static const ModuleType relu_inplace_type = {"ReLU", relu_module, inplace_repr};
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
