/* Lab 0 in another style: one step a line, as a first solution is written. */

/* @ 0.8 sigmoid_forward */
    Tensor *x = c->in[0];
    Tensor *y = t_like(x);
    for (size_t i = 0; i < x->size; i++) {
        if (x->data[i] >= 0) {
            y->data[i] = 1.0 / (1.0 + exp(-x->data[i]));
        } else {
            real e = exp(x->data[i]);
            y->data[i] = e / (1.0 + e);
        }
    }
    c->saved[0] = y;
    return y;

/* @ 0.8 sigmoid_backward */
    Tensor *y = c->saved[0];
    for (size_t i = 0; i < dy->size; i++) {
        real s = y->data[i];
        dx[0]->data[i] += dy->data[i] * s * (1 - s);
    }

/* @ 0.8 tanh_forward */
    Tensor *x = c->in[0];
    Tensor *y = t_like(x);
    for (size_t i = 0; i < x->size; i++) {
        y->data[i] = tanh(x->data[i]);
    }
    c->saved[0] = y;
    return y;

/* @ 0.8 tanh_backward */
    Tensor *y = c->saved[0];
    for (size_t i = 0; i < dy->size; i++) {
        real h = y->data[i];
        dx[0]->data[i] += dy->data[i] * (1 - h * h);
    }

/* @ 0.9 relu_each */
    for (size_t i = 0; i < n; i++) {
        if (x[i] < 0) y[i] = 0;
        else y[i] = x[i];
    }

/* @ 0.9 relu_each_backward */
    for (size_t i = 0; i < n; i++) {
        if (x[i] > 0) dx[i] += dy[i];
    }

/* @ 0.9 leaky_each */
    real s = c->args.f[0];
    for (size_t i = 0; i < n; i++) {
        if (x[i] > 0) {
            y[i] = x[i];
        } else {
            y[i] = s * x[i];
        }
    }

/* @ 0.9 leaky_each_backward */
    real s = c->args.f[0];
    for (size_t i = 0; i < n; i++) {
        if (x[i] > 0) {
            dx[i] += dy[i];
        } else {
            dx[i] += s * dy[i];
        }
    }

/* @ 0.9 elu_each */
    real alpha = c->args.f[0];
    for (size_t i = 0; i < n; i++) {
        if (x[i] >= 0) {
            y[i] = x[i];
        } else {
            y[i] = alpha * (exp(x[i]) - 1);
        }
    }

/* @ 0.9 elu_each_backward */
    real alpha = c->args.f[0];
    for (size_t i = 0; i < n; i++) {
        if (x[i] >= 0) {
            dx[i] += dy[i];
        } else {
            dx[i] += dy[i] * alpha * exp(x[i]);
        }
    }
