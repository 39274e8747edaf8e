/* Lab 0 in another style: from the last element to the first. */

/* @ 0.8 sigmoid_forward */
    Tensor *x = c->in[0], *y = t_like(x);
    for (size_t i = x->size; i-- > 0;) y->data[i] = 1 / (1 + exp(-x->data[i]));
    return y;

/* @ 0.8 sigmoid_backward */
    for (size_t i = dy->size; i-- > 0;) {
        real y = c->out->data[i];
        dx[0]->data[i] += y * (1 - y) * dy->data[i];
    }

/* @ 0.8 tanh_forward */
    Tensor *x = c->in[0], *y = t_like(x);
    for (size_t i = x->size; i-- > 0;) y->data[i] = tanh(x->data[i]);
    return y;

/* @ 0.8 tanh_backward */
    for (size_t i = dy->size; i-- > 0;) {
        real y = c->out->data[i];
        dx[0]->data[i] += (1 + y) * (1 - y) * dy->data[i];
    }

/* @ instead of relu_forward */
static Tensor *relu_forward(Ctx *c) {
    Tensor *x = c->in[0], *y = t_zeros_like(x);
    for (size_t i = x->size; i-- > 0;)
        if (x->data[i] > 0) y->data[i] = x->data[i];
    return y;
}

/* @ instead of relu_backward */
static void relu_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    for (size_t i = dy->size; i-- > 0;)
        if (c->in[0]->data[i] > 0) dx[0]->data[i] += dy->data[i];
}

/* @ before leaky_relu_op */
static Tensor *leaky_relu_forward(Ctx *c) {
    Tensor *x = c->in[0], *y = t_like(x);
    for (size_t i = x->size; i-- > 0;) {
        y->data[i] = x->data[i];
        if (x->data[i] < 0) y->data[i] *= (real)c->args.f[0];
    }
    return y;
}
static void leaky_relu_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    for (size_t i = dy->size; i-- > 0;) {
        if (c->in[0]->data[i] > 0) dx[0]->data[i] += dy->data[i];
        else dx[0]->data[i] += dy->data[i] * (real)c->args.f[0];
    }
}

/* @ instead of leaky_relu_op */
const Op leaky_relu_op = {"leaky_relu", leaky_relu_forward, leaky_relu_backward};

/* @ instead of elu_forward */
static Tensor *elu_forward(Ctx *c) {
    Tensor *x = c->in[0], *y = t_like(x);
    for (size_t i = x->size; i-- > 0;) {
        real v = x->data[i];
        if (v < 0) v = (real)c->args.f[0] * (exp(v) - 1);
        y->data[i] = v;
    }
    return y;
}

/* @ instead of elu_backward */
static void elu_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    for (size_t i = dy->size; i-- > 0;) {
        real x = c->in[0]->data[i];
        dx[0]->data[i] += x < 0 ? dy->data[i] * (c->out->data[i] + (real)c->args.f[0]) : dy->data[i];
    }
}

/* @ without relu_each relu_each_backward leaky_each leaky_each_backward leaky_forward leaky_backward */
/* @ without elu_each elu_each_backward */
