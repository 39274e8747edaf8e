/* Lab 5 in another style: the factor of each element is kept, and the two modes have a function each. */

/* @ before dropout_forward */
static Tensor *factors(const Tensor *x, double p) {
    Tensor *f = t_rand_like(x);
    for (size_t i = 0; i < f->size; i++) f->data[i] = f->data[i] < p ? 0 : (real)(1.0 / (1.0 - p));
    return f;
}

/* @ 5.1 dropout_forward */
    Tensor *y = t_keep(x); /* a copy */
    if (training) {
        c->saved[0] = factors(x, p);
        for (size_t i = 0; i < x->size; i++) y->data[i] *= c->saved[0]->data[i];
    }
    Tensor *result = t_like(x);
    for (size_t i = 0; i < x->size; i++) result->data[i] = y->data[i];
    t_free(y);
    return result;

/* @ 5.1 dropout_backward */
    (void)p;
    for (size_t i = 0; i < dy->size; i++) {
        const real factor = training ? c->saved[0]->data[i] : 1;
        dx[0]->data[i] += factor * dy->data[i];
    }

/* @ 5.2 f_drop_connect */
    if (training) W = t_mul(W, factors(W, p));
    return t_apply(&linear_op, x, W, b);

