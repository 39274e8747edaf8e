/* Lab 1 in another style: pointers that walk, numbers that are counted down, as little memory as possible. */

/* @ 1.1 net_input */
    const real *p = x->data + (size_t)n * w->size, *q = w->data;
    double      z = *b->data;
    for (size_t left = w->size; left-- > 0;) z += *p++ * *q++;
    return z;

/* @ 1.1 threshold_unit */
    Tensor *o = t_empty(DTYPE_REAL, 2, (int[]){x->shape[0], 1});
    for (int n = x->shape[0]; n-- > 0;) o->data[n] = heaviside(net_input(w, b, x, n));
    return o;

/* @ before perceptron_update */
static void walk(real *w, const real *x, int n, double by) {
    while (n-- > 0) *w++ += by * *x++;
}

/* @ 1.2 perceptron_update */
    const double by = lr * (t->data[n] - heaviside(net_input(w, b, x, n)));
    walk(w->data, x->data + n * w->shape[0], w->shape[0], by);
    *b->data += by;
    return by != 0;

/* @ 1.2 perceptron_epoch */
    int n = 0, mistakes = 0;
    while (n < t->shape[0]) mistakes += perceptron_update(w, b, x, t, n++, lr);
    return mistakes;

/* @ 1.3 perceptron_train */
    int *m = mistakes;
    for (int left = max_epochs; left-- > 0;)
        if ((*m++ = perceptron_epoch(w, b, x, t, lr)) == 0) break;
    return (int)(m - mistakes);

/* @ 1.4 perceptron_learns */
    t_step();
    Tensor *w = t_zeros(x->shape[1]), *b = t_zeros(1);
    while (max_epochs-- > 0)
        if (perceptron_epoch(w, b, x, t, 1) == 0) return true;
    return false;

/* @ 1.4 boolean_functions_learnt */
    /* One x for all functions; t is written over for each. */
    t_step();
    const int rows = 1 << inputs;
    Tensor   *x = t_zeros(rows, inputs), *t = t_zeros(rows, 1);
    real     *p = x->data;
    int       learnt = 0;
    for (int r = 0; r < rows; r++)
        for (int bit = rows >> 1; bit > 0; bit >>= 1) *p++ = (r & bit) != 0;
    for (int f = 1 << rows; f-- > 0; learnt += perceptron_learns(x, t, max_epochs))
        for (int r = 0; r < rows; r++) t->data[r] = (f & (1 << r)) != 0;
    return learnt;

/* @ 1.5 adaline_epoch */
    double mean = 0;
    for (int n = 0; n < t->shape[0]; n++) {
        const double e = t->data[n] - net_input(w, b, x, n);
        walk(w->data, x->data + n * w->shape[0], w->shape[0], lr * e);
        *b->data += lr * e;
        mean += (e * e - mean) / (n + 1); /* a running mean */
    }
    return mean;

/* @ 1.5 adaline_step */
    const int N = t->shape[0], D = w->shape[0];
    real      change[D + 1];
    double    mean = 0;
    memset(change, 0, sizeof change);
    for (int n = 0; n < N; n++) {
        const double e = t->data[n] - net_input(w, b, x, n), by = 2 * lr * e / N;
        walk(change, x->data + n * D, D, by);
        change[D] += by;
        mean += (e * e - mean) / (n + 1);
    }
    walk(w->data, change, D, 1);
    *b->data += change[D];
    return mean;

/* @ 1.6 hebb_learn */
    /* t' x' is 1 where both are equal and -1 where they are not: 1 - 2 |t - x|. */
    const real *p = x->data;
    for (const real *target = t->data; target < t->data + t->size; target++) {
        for (real *q = w->data; q < w->data + w->size; q++, p++) *q += 1 - 2 * fabs(*target - *p);
        *b->data += 1 - 2 * (*target == 0);
    }
