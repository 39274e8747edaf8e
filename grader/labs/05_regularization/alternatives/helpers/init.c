/* Lab 5 in another style: small functions and a struct. */

/* @ 5.6 fans_of */
    Fans f = {1, W->shape[0]};
    for (int axis = 1; axis < W->ndim; axis++) f.in *= W->shape[axis];
    for (int axis = 2; axis < W->ndim; axis++) f.out *= W->shape[axis];
    return f;

/* @ before init_normal */
static void fill(Tensor *W, double variance) { t_fill_normal(W, t_generator(), 0.0, sqrt(variance)); }

/* @ 5.6 init_normal */
    fill(W, std * std);

/* @ 5.6 init_uniform */
    t_fill_uniform(W, t_generator(), -fabs(bound), fabs(bound));

/* @ 5.6 init_lecun */
    fill(W, 1.0 / fans_of(W).in);

/* @ 5.6 init_glorot */
    const Fans f = fans_of(W);
    fill(W, 2.0 / ((double)f.in + f.out));

/* @ 5.6 init_he */
    fill(W, 2.0 / fans_of(W).in);

/* @ before init_weights */
static void start(Tensor *x, const char *name, Initializer init) {
    if (x->ndim >= 2) {
        init(x);
        return;
    }
    for (size_t i = 0; i < x->size; i++) x->data[i] = is_bias(name) ? 0 : x->data[i];
}

/* @ 5.6 init_weights */
    for (int i = 0; i < p->n; i++) start(p->tensors[i], p->names[i], init);
