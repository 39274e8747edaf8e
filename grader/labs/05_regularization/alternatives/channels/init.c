/* Lab 5 in another style: number by number. */

/* @ 5.6 fans_of */
    const int each = (int)(W->size / ((size_t)W->shape[0] * W->shape[1]));
    Fans      f;
    f.in = W->shape[1] * each;
    f.out = W->shape[0] * each;
    return f;

/* @ 5.6 init_normal */
    for (size_t i = 0; i < W->size; i++) W->data[i] = (real)(std * rng_normal(t_generator()));

/* @ 5.6 init_uniform */
    for (size_t i = 0; i < W->size; i++) W->data[i] = (real)(bound * (2 * rng_uniform(t_generator()) - 1));

/* @ before init_lecun */
static void with_variance(Tensor *W, double variance) { init_normal(W, sqrt(variance)); }

/* @ 5.6 init_lecun */
    with_variance(W, 1.0 / fans_of(W).in);

/* @ 5.6 init_glorot */
    with_variance(W, 2.0 / (fans_of(W).in + fans_of(W).out));

/* @ 5.6 init_he */
    with_variance(W, 2.0 / fans_of(W).in);

/* @ 5.6 init_weights */
    for (int i = 0; i < p->n; i++) {
        Tensor *w = p->tensors[i];
        if (w->ndim == 1 && !is_bias(p->names[i])) continue;
        if (w->ndim == 1) memset(w->data, 0, w->size * sizeof(real));
        else init(w);
    }
