/* Lab 0 in another style: activations in float, whatever real is. */

/* dx += dy slope, added in float. */
static void add(real *dx, real dy, float slope) { *dx = (float)*dx + (float)dy * slope; }

/* @ 0.8 sigmoid_forward */
    Tensor *x = c->in[0], *y = c->saved[0] = t_like(x);
    for (size_t i = 0; i < x->size; i++) y->data[i] = 1 / (1 + expf(-(float)x->data[i]));
    return y;

/* @ 0.8 sigmoid_backward */
    for (size_t i = 0; i < dy->size; i++) {
        const float y = (float)c->saved[0]->data[i];
        add(&dx[0]->data[i], dy->data[i], y * (1 - y));
    }

/* @ 0.8 tanh_forward */
    Tensor *x = c->in[0], *y = c->saved[0] = t_like(x);
    for (size_t i = 0; i < x->size; i++) y->data[i] = tanhf((float)x->data[i]);
    return y;

/* @ 0.8 tanh_backward */
    for (size_t i = 0; i < dy->size; i++) {
        const float y = (float)c->saved[0]->data[i];
        add(&dx[0]->data[i], dy->data[i], 1 - y * y);
    }

/* @ instead of relu_forward */
static Tensor *relu_forward(Ctx *c) {
    Tensor *x = c->in[0], *y = t_like(x);
    for (size_t i = 0; i < x->size; i++) y->data[i] = fmaxf((float)x->data[i], 0);
    return y;
}

/* @ instead of relu_backward */
static void relu_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    for (size_t i = 0; i < dy->size; i++) add(&dx[0]->data[i], dy->data[i], (float)c->in[0]->data[i] > 0);
}

/* @ before leaky_relu_op */
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

/* @ instead of leaky_relu_op */
const Op leaky_relu_op = {"leaky_relu", leaky_relu_forward, leaky_relu_backward};

/* @ instead of elu_forward */
static Tensor *elu_forward(Ctx *c) {
    const float alpha = (float)c->args.f[0];
    Tensor     *x = c->in[0], *y = t_like(x);
    for (size_t i = 0; i < x->size; i++) {
        const float v = (float)x->data[i];
        y->data[i] = v >= 0 ? v : alpha * (expf(v) - 1);
    }
    return y;
}

/* @ instead of elu_backward */
static void elu_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const float alpha = (float)c->args.f[0];
    for (size_t i = 0; i < dy->size; i++) {
        const float v = (float)c->in[0]->data[i];
        add(&dx[0]->data[i], dy->data[i], v >= 0 ? 1 : alpha * expf(v));
    }
}

/* @ without relu_each relu_each_backward leaky_each leaky_each_backward leaky_forward leaky_backward */
/* @ without elu_each elu_each_backward */
