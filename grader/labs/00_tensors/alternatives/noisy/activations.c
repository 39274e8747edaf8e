// Lab 0, noisy
#include "activations.h"

#define N ((int)c->in[0]->size)
#define X(i) (c->in[0]->data[i])

static Tensor* sigmoid_forward(Ctx* c)
{
	Tensor* y = t_like(c->in[0]);
	for (int i = 0; i < N; i++) { y->data[i] = 1.0 / (1.0 + exp(-X(i))); printf("sigmoid(%g)\n", (double)X(i)); }
	return y;
}
static void sigmoid_backward(Ctx* c, const Tensor* dy, Tensor* dx[])
{
	for (int i = 0; i < N; i++) { real s = 1.0 / (1.0 + exp(-X(i))); dx[0]->data[i] += dy->data[i] * s * (1.0 - s); }
}
const Op sigmoid_op = {"sigmoid", sigmoid_forward, sigmoid_backward, false};

static Tensor* tanh_forward(Ctx* c)
{
	Tensor* y = t_like(c->in[0]);
	for (int i = 0; i < N; i++) y->data[i] = tanh(X(i));
	return y;
}
static void tanh_backward(Ctx* c, const Tensor* dy, Tensor* dx[])
{
	for (int i = 0; i < N; i++) { real t = tanh(X(i)); dx[0]->data[i] += (1.0 - t * t) * dy->data[i]; }
}
const Op tanh_op = {"tanh", tanh_forward, tanh_backward, false};

static Tensor* relu_forward(Ctx* c)
{
	Tensor* y = t_like(c->in[0]);
	for (int i = 0; i < N; i++) { if (X(i) > 0) y->data[i] = X(i); else y->data[i] = 0; }
	return y;
}
static void relu_backward(Ctx* c, const Tensor* dy, Tensor* dx[])
{
	for (int i = 0; i < N; i++) { if (X(i) <= 0) continue; dx[0]->data[i] = dx[0]->data[i] + dy->data[i]; }
}
const Op relu_op = {"relu", relu_forward, relu_backward, false};

static Tensor* leaky_relu_forward(Ctx* c)
{
	Tensor* y = t_like(c->in[0]);
	for (int i = 0; i < N; i++) y->data[i] = X(i) < 0 ? X(i) * c->args.f[0] : X(i);
	t_print(y);
	return y;
}
static void leaky_relu_backward(Ctx* c, const Tensor* dy, Tensor* dx[])
{
	for (int i = 0; i < N; i++) dx[0]->data[i] += dy->data[i] * (X(i) <= 0 ? c->args.f[0] : 1.0);
}
const Op leaky_relu_op = {"leaky_relu", leaky_relu_forward, leaky_relu_backward, false};

static Tensor* elu_forward(Ctx* c)
{
	Tensor* y = t_like(c->in[0]);
	double alpha = c->args.f[0];
	for (int i = 0; i < N; i++)
	{
		if (X(i) >= 0.0) y->data[i] = X(i);
		else y->data[i] = alpha * (exp(X(i)) - 1.0);
	}
	return y;
}
static void elu_backward(Ctx* c, const Tensor* dy, Tensor* dx[])
{
	double alpha = c->args.f[0];
	for (int i = 0; i < N; i++)
	{
		double slope = 1.0;
		if (X(i) < 0.0) slope = alpha * exp(X(i));
		dx[0]->data[i] += slope * dy->data[i];
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
