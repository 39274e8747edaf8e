/* Lab 0 in another style: activations in float, whatever real is. */
#include "activations.h"

/* dx += dy slope, added in float. */
static void add(real *dx, real dy, float slope) { *dx = (float)*dx + (float)dy * slope; }

static Tensor *sigmoid_forward(Ctx *c) {
    Tensor *x = c->in[0], *y = c->saved[0] = t_like(x);
    for (size_t i = 0; i < x->size; i++) y->data[i] = 1 / (1 + expf(-(float)x->data[i]));
    return y;
}
static void sigmoid_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    for (size_t i = 0; i < dy->size; i++) {
        const float y = (float)c->saved[0]->data[i];
        add(&dx[0]->data[i], dy->data[i], y * (1 - y));
    }
}
const Op sigmoid_op = {"sigmoid", sigmoid_forward, sigmoid_backward, false};

static Tensor *tanh_forward(Ctx *c) {
    Tensor *x = c->in[0], *y = c->saved[0] = t_like(x);
    for (size_t i = 0; i < x->size; i++) y->data[i] = tanhf((float)x->data[i]);
    return y;
}
static void tanh_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    for (size_t i = 0; i < dy->size; i++) {
        const float y = (float)c->saved[0]->data[i];
        add(&dx[0]->data[i], dy->data[i], 1 - y * y);
    }
}
const Op tanh_op = {"tanh", tanh_forward, tanh_backward, false};

static Tensor *relu_forward(Ctx *c) {
    Tensor *x = c->in[0], *y = t_like(x);
    for (size_t i = 0; i < x->size; i++) y->data[i] = fmaxf((float)x->data[i], 0);
    return y;
}
static void relu_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    for (size_t i = 0; i < dy->size; i++) add(&dx[0]->data[i], dy->data[i], (float)c->in[0]->data[i] > 0);
}
const Op relu_op = {"relu", relu_forward, relu_backward, false};

static Tensor *leaky_relu_forward(Ctx *c) {
    const float slope = (float)c->args.f[0];
    Tensor     *x = c->in[0], *y = t_like(x);
    for (size_t i = 0; i < x->size; i++) y->data[i] = (float)x->data[i] * (x->data[i] > 0 ? 1 : slope);
    return y;
}
static void leaky_relu_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const float slope = (float)c->args.f[0];
    for (size_t i = 0; i < dy->size; i++) add(&dx[0]->data[i], dy->data[i], c->in[0]->data[i] > 0 ? 1 : slope);
}
const Op leaky_relu_op = {"leaky_relu", leaky_relu_forward, leaky_relu_backward, false};

static Tensor *elu_forward(Ctx *c) {
    const float alpha = (float)c->args.f[0];
    Tensor     *x = c->in[0], *y = t_like(x);
    for (size_t i = 0; i < x->size; i++) {
        const float v = (float)x->data[i];
        y->data[i] = v >= 0 ? v : alpha * (expf(v) - 1);
    }
    return y;
}
static void elu_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const float alpha = (float)c->args.f[0];
    for (size_t i = 0; i < dy->size; i++) {
        const float v = (float)c->in[0]->data[i];
        add(&dx[0]->data[i], dy->data[i], v >= 0 ? 1 : alpha * expf(v));
    }
}
const Op elu_op = {"elu", elu_forward, elu_backward, false};

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
