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

/* @ 0.9 relu_each */
    for (size_t i = 0; i < n; i++) y[i] = (x[i] + fabs(x[i])) / 2;

/* @ 0.9 relu_each_backward */
    for (size_t i = 0; i < n; i++) dx[i] += dy[i] * (x[i] > 0);

/* @ 0.9 leaky_each */
    for (size_t i = 0; i < n; i++) y[i] = fmax(x[i], 0) + (real)c->args.f[0] * fmin(x[i], 0);

/* @ 0.9 leaky_each_backward */
    const real slope = (real)c->args.f[0];
    for (size_t i = 0; i < n; i++) dx[i] += dy[i] * (slope + (1 - slope) * (x[i] > 0));

/* @ 0.9 elu_each */
    /* exp of what is not positive only. */
    for (size_t i = 0; i < n; i++) y[i] = fmax(x[i], 0) + (real)c->args.f[0] * (exp(fmin(x[i], 0)) - 1);

/* @ 0.9 elu_each_backward */
    for (size_t i = 0; i < n; i++) dx[i] += dy[i] * (x[i] >= 0 ? 1 : (real)c->args.f[0] * exp(fmin(x[i], 0)));
