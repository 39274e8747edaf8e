/* Lab 5 in another style: out of the library's own operations, with hardly a loop. */

/* @ before fans_of */
static int product(int n, const int shape[]) { return n == 0 ? 1 : shape[n - 1] * product(n - 1, shape); }

/* @ 5.6 fans_of */
    const int places = product(W->ndim - 2, W->shape + 2);
    return (Fans){W->shape[1] * places, W->shape[0] * places};

/* @ before init_normal */
static void put(Tensor *W, Tensor *values) { memcpy(W->data, values->data, W->size * sizeof(real)); }

/* @ 5.6 init_normal */
    put(W, t_scale(t_randn_shape(W->ndim, W->shape), std));

/* @ 5.6 init_uniform */
    put(W, t_scale(t_sub(t_rand_shape(W->ndim, W->shape), 0.5), 2 * bound));

/* @ 5.6 init_lecun */
    init_normal(W, pow(fans_of(W).in, -0.5));

/* @ 5.6 init_glorot */
    init_normal(W, pow((fans_of(W).in + fans_of(W).out) / 2.0, -0.5));

/* @ 5.6 init_he */
    init_normal(W, pow(fans_of(W).in / 2.0, -0.5));

/* @ 5.6 init_weights */
    (void)p;
    int         n;
    StateEntry *state = nn_state(m, &n);
    for (int i = 0; i < n; i++) {
        Tensor *x = state[i].tensor;
        if (!x->requires_grad) continue;
        if (x->ndim > 1) init(x);
        else if (is_bias(state[i].key)) put(x, t_zeros_like(x));
    }
    free(state);
