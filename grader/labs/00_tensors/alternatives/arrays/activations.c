/* Lab 0 in another style: the slopes are computed in the forward, and kept for the backward. */
#include "activations.h"

/* y and its slopes, to be filled. */
static Tensor *begin(Ctx *c, real **slope) {
    c->saved[3] = t_like(c->in[0]);
    *slope = c->saved[3]->data;
    return t_like(c->in[0]);
}

static void backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const real *slope = c->saved[3]->data, *up = dy->data;
    for (real *to = dx[0]->data, *end = to + dx[0]->size; to < end;) *to++ += *slope++ * *up++;
}

static Tensor *sigmoid_forward(Ctx *c) {
    real         *slope;
    Tensor       *y = begin(c, &slope);
    const Tensor *x = c->in[0];
    for (size_t i = 0; i < x->size; i++) {
        const real e = exp(-fabs(x->data[i]));
        y->data[i] = (x->data[i] < 0 ? e : 1) / (1 + e);
        slope[i] = e / ((1 + e) * (1 + e));
    }
    return y;
}
const Op sigmoid_op = {"sigmoid", sigmoid_forward, backward, false};

static Tensor *tanh_forward(Ctx *c) {
    real         *slope;
    Tensor       *y = begin(c, &slope);
    const Tensor *x = c->in[0];
    for (size_t i = 0; i < x->size; i++) {
        const real e = exp(-2 * fabs(x->data[i]));
        y->data[i] = copysign((1 - e) / (1 + e), x->data[i]);
        slope[i] = 4 * e / ((1 + e) * (1 + e));
    }
    return y;
}
const Op tanh_op = {"tanh", tanh_forward, backward, false};

static Tensor *relu_forward(Ctx *c) {
    real         *slope;
    Tensor       *y = begin(c, &slope);
    const Tensor *x = c->in[0];
    for (size_t i = 0; i < x->size; i++) y->data[i] = x->data[i] * (slope[i] = x->data[i] > 0);
    return y;
}
const Op relu_op = {"relu", relu_forward, backward, false};

static Tensor *leaky_relu_forward(Ctx *c) {
    real         *slope;
    Tensor       *y = begin(c, &slope);
    const Tensor *x = c->in[0];
    for (size_t i = 0; i < x->size; i++) {
        slope[i] = x->data[i] > 0 ? 1 : (real)c->args.f[0];
        y->data[i] = x->data[i] * slope[i];
    }
    return y;
}
const Op leaky_relu_op = {"leaky_relu", leaky_relu_forward, backward, false};

static Tensor *elu_forward(Ctx *c) {
    real         *slope;
    Tensor       *y = begin(c, &slope);
    const Tensor *x = c->in[0];
    const real    alpha = (real)c->args.f[0];
    for (size_t i = 0; i < x->size; i++) {
        if (x->data[i] < 0) {
            slope[i] = alpha * exp(x->data[i]);
            y->data[i] = slope[i] - alpha;
        } else {
            slope[i] = 1;
            y->data[i] = x->data[i];
        }
    }
    return y;
}
const Op elu_op = {"elu", elu_forward, backward, false};

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
