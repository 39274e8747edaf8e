/* Lab 5 in another style: everything is a float, whatever real is. */

/* @ 5.1 dropout_forward */
    const float keep = 1 - (float)p;
    Tensor     *y = t_like(x), *u = NULL;
    if (training) u = c->saved[0] = t_rand_like(x);
    for (size_t i = 0; i < x->size; i++) {
        float v = (float)x->data[i];
        if (training) v = (double)u->data[i] < p ? 0.0f : v / keep;
        y->data[i] = (real)v;
    }
    return y;

/* @ 5.1 dropout_backward */
    const float keep = 1 - (float)p;
    for (size_t i = 0; i < dy->size; i++) {
        float g = (float)dy->data[i];
        if (training) g = (double)c->saved[0]->data[i] < p ? 0.0f : g / keep;
        dx[0]->data[i] += (real)g;
    }

/* @ 5.2 f_drop_connect */
    if (!training) return f_linear(x, W, b);
    Tensor *u = t_rand_like(W), *factor = t_like(W);
    for (size_t i = 0; i < u->size; i++) factor->data[i] = (double)u->data[i] < p ? 0 : (real)(1.0f / (1.0f - (float)p));
    return f_linear(x, t_mul(W, factor), b);
