/* Lab 5 in another style: other forms of the formulas. */

/* @ 5.6 fans_of */
    return (Fans){.in = (int)W->size / W->shape[0], .out = (int)W->size / W->shape[1]};

/* @ 5.6 init_normal */
    t_fill_normal(W, t_generator(), 0, 1);
    for (size_t i = 0; i < W->size; i++) W->data[i] *= (real)std;

/* @ 5.6 init_uniform */
    t_fill_uniform(W, t_generator(), 0, 2 * bound);
    for (size_t i = 0; i < W->size; i++) W->data[i] -= (real)bound;

/* @ 5.6 init_lecun */
    init_normal(W, 1 / sqrt((double)fans_of(W).in));

/* @ 5.6 init_glorot */
    init_normal(W, 1 / sqrt((fans_of(W).in + fans_of(W).out) * 0.5));

/* @ 5.6 init_he */
    init_lecun(W);
    for (size_t i = 0; i < W->size; i++) W->data[i] *= (real)sqrt(2.0);

/* @ 5.6 init_weights */
    int i = p->n;
    while (i-- > 0) {
        if (p->tensors[i]->ndim >= 2) init(p->tensors[i]);
        if (p->tensors[i]->ndim < 2 && is_bias(p->names[i])) init_normal(p->tensors[i], 0);
    }
