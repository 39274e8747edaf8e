// Lab 0, noisy
#define N ((int)c->in[0]->size)
#define X(i) (c->in[0]->data[i])

/* @ 0.8 sigmoid_forward */
	Tensor* y = t_like(c->in[0]);
	for (int i = 0; i < N; i++) { y->data[i] = 1.0 / (1.0 + exp(-X(i))); printf("sigmoid(%g)\n", (double)X(i)); }
	return y;

/* @ 0.8 sigmoid_backward */
	for (int i = 0; i < N; i++) { real s = 1.0 / (1.0 + exp(-X(i))); dx[0]->data[i] += dy->data[i] * s * (1.0 - s); }

/* @ 0.8 tanh_forward */
	Tensor* y = t_like(c->in[0]);
	for (int i = 0; i < N; i++) y->data[i] = tanh(X(i));
	return y;

/* @ 0.8 tanh_backward */
	for (int i = 0; i < N; i++) { real t = tanh(X(i)); dx[0]->data[i] += (1.0 - t * t) * dy->data[i]; }

/* @ instead of relu_forward */
static Tensor* relu_forward(Ctx* c)
{
	Tensor* y = t_like(c->in[0]);
	for (int i = 0; i < N; i++) { if (X(i) > 0) y->data[i] = X(i); else y->data[i] = 0; }
	return y;
}

/* @ instead of relu_backward */
static void relu_backward(Ctx* c, const Tensor* dy, Tensor* dx[])
{
	for (int i = 0; i < N; i++) { if (X(i) <= 0) continue; dx[0]->data[i] = dx[0]->data[i] + dy->data[i]; }
}

/* @ before leaky_relu_op */
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

/* @ instead of leaky_relu_op */
const Op leaky_relu_op = {"leaky_relu", leaky_relu_forward, leaky_relu_backward};

/* @ instead of elu_forward */
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

/* @ instead of elu_backward */
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

/* @ without relu_each relu_each_backward leaky_each leaky_each_backward leaky_forward leaky_backward */
/* @ without elu_each elu_each_backward */
