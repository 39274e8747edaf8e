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

/* @ 0.9 relu_each */
    for (size_t i = 0; i < n; i++) y[i] = fmaxf((float)x[i], 0);

/* @ 0.9 relu_each_backward */
    for (size_t i = 0; i < n; i++) add(&dx[i], dy[i], (float)x[i] > 0);

/* @ 0.9 leaky_each */
    const float slope = (float)c->args.f[0];
    for (size_t i = 0; i < n; i++) y[i] = (float)x[i] * (x[i] > 0 ? 1 : slope);

/* @ 0.9 leaky_each_backward */
    const float slope = (float)c->args.f[0];
    for (size_t i = 0; i < n; i++) add(&dx[i], dy[i], x[i] > 0 ? 1 : slope);

/* @ 0.9 elu_each */
    const float alpha = (float)c->args.f[0];
    for (size_t i = 0; i < n; i++) {
        const float v = (float)x[i];
        y[i] = v >= 0 ? v : alpha * (expf(v) - 1);
    }

/* @ 0.9 elu_each_backward */
    const float alpha = (float)c->args.f[0];
    for (size_t i = 0; i < n; i++) {
        const float v = (float)x[i];
        add(&dx[i], dy[i], v >= 0 ? 1 : alpha * expf(v));
    }
