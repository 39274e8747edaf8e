/* Lab 0 in another style: one function through another, maxima in the place of conditions. */

/* @ 0.8 sigmoid_forward */
    /* sigmoid(x) = (1 + tanh(x/2)) / 2 */
    Tensor *x = c->in[0], *y = t_like(x);
    for (size_t i = 0; i < x->size; i++) y->data[i] = (1 + tanh(x->data[i] / 2)) / 2;
    return c->saved[1] = y;

/* @ 0.8 sigmoid_backward */
    const Tensor *y = c->saved[1];
    for (size_t i = 0; i < y->size; i++) dx[0]->data[i] += dy->data[i] * (y->data[i] - y->data[i] * y->data[i]);

/* @ 0.8 tanh_forward */
    /* tanh(x) = 1 - 2 / (exp(2x) + 1): infinite exponentials do no harm. */
    Tensor *x = c->in[0], *y = t_like(x);
    for (size_t i = 0; i < x->size; i++) y->data[i] = 1 - 2 / (exp(2 * x->data[i]) + 1);
    return y;

/* @ 0.8 tanh_backward */
    const Tensor *x = c->in[0];
    for (size_t i = 0; i < x->size; i++) {
        const real inverse = 1 / cosh(x->data[i]);
        dx[0]->data[i] += dy->data[i] * inverse * inverse;
    }

/* @ instead of relu_forward */
static Tensor *relu_forward(Ctx *c) {
    Tensor *x = c->in[0], *y = t_like(x);
    for (size_t i = 0; i < x->size; i++) y->data[i] = (x->data[i] + fabs(x->data[i])) / 2;
    return y;
}

/* @ instead of relu_backward */
static void relu_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    for (size_t i = 0; i < dy->size; i++) dx[0]->data[i] += dy->data[i] * (c->in[0]->data[i] > 0);
}

/* @ before leaky_relu_op */
static Tensor *leaky_relu_forward(Ctx *c) {
    Tensor *x = c->in[0], *y = t_like(x);
    for (size_t i = 0; i < x->size; i++) y->data[i] = fmax((real)c->args.f[0] * x->data[i], x->data[i]);
    return y;
}
static void leaky_relu_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const real slope = (real)c->args.f[0];
    for (size_t i = 0; i < dy->size; i++)
        dx[0]->data[i] += dy->data[i] * (slope + (1 - slope) * (c->in[0]->data[i] > 0));
}

/* @ instead of leaky_relu_op */
const Op leaky_relu_op = {"leaky_relu", leaky_relu_forward, leaky_relu_backward};

/* @ instead of elu_forward */
/* exp of what is not positive only. */
static Tensor *elu_forward(Ctx *c) {
    Tensor *x = c->in[0], *y = t_like(x);
    for (size_t i = 0; i < x->size; i++)
        y->data[i] = fmax(x->data[i], 0) + (real)c->args.f[0] * (exp(fmin(x->data[i], 0)) - 1);
    return y;
}

/* @ instead of elu_backward */
static void elu_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const real *x = c->in[0]->data;
    for (size_t i = 0; i < dy->size; i++)
        dx[0]->data[i] += dy->data[i] * (x[i] >= 0 ? 1 : (real)c->args.f[0] * exp(fmin(x[i], 0)));
}

/* @ without relu_each relu_each_backward leaky_each leaky_each_backward leaky_forward leaky_backward */
/* @ without elu_each elu_each_backward */
