/* Lab 2 in another style: many small functions, recursion, function pointers, macros. */

static double columns(const real *a, int step_a, const real *b, int step_b, int n) {
    double sum = 0;
    for (; n > 0; n--, a += step_a, b += step_b) sum += (double)*a * *b;
    return sum;
}

static Tensor *product(const Tensor *a, const Tensor *b) {
    const int n = a->shape[0], k = a->shape[1], m = b->shape[1];
    Tensor   *c = t_empty(DTYPE_REAL, 2, (int[]){n, m});
    for (int i = 0; i < n * m; i++) c->data[i] = (real)columns(a->data + i / m * k, 1, b->data + i % m, m, k);
    return c;
}

static Tensor *as_column(const Tensor *v) { return t_copy_of(v->data, DTYPE_REAL, 2, (int[]){v->shape[0], 1}); }

static double moment(const real *v, int n, int step, double about, int order) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += pow(v[i * step] - about, order);
    return sum / n;
}

static bool all_equal(const real *v, int n, int step) {
    return n < 2 || (v[0] == v[step] && all_equal(v + step, n - 1, step));
}

static double power(double x, int n) { return n == 0 ? 1 : n % 2 ? x * power(x, n - 1) : power(x * x, n / 2); }

/* @ 2.4 collapse */
    Affine a = {product(W2, W1), product(W2, as_column(b1))};
    a.b->ndim = 1;
    for (size_t j = 0; j < a.b->size; j++) a.b->data[j] += b2->data[j];
    return a;

/* @ 2.5 standardize_fit */
    Scaling s = {t_empty(DTYPE_REAL, 1, &F), t_empty(DTYPE_REAL, 1, &F)};
    for (int f = 0; f < F; f++) {
        s.mean->data[f] = (real)moment(train->data + f, N, F, 0, 1);
        const double squares = moment(train->data + f, N, F, s.mean->data[f], 2);
        s.std->data[f] = all_equal(train->data + f, N, F) ? 1 : (real)sqrt(squares);
    }
    return s;

/* @ 2.5 standardize */
    Tensor *z = t_like(x);
    real   *out = z->data;
    for (int n = 0; n < x->shape[0]; n++)
        for (int f = 0; f < x->shape[1]; f++) *out++ = (x->data[out - z->data] - s.mean->data[f]) / s.std->data[f];
    return z;

/* @ 2.6 polynomial_features */
    Tensor *X = t_empty(DTYPE_REAL, 2, (int[]){N, F});
    for (int n = 0; n < N; n++)
        for (int f = 0; f < F; f++) X->data[n * F + f] = (real)power(x->data[n], f);
    return X;

/* @ 2.6 least_squares */
    for (int f = 0; f < F; f++) {
        for (int g = 0; g < F; g++) A[f * F + g] = columns(X->data + f, F, X->data + g, F, N);
        b[f] = columns(X->data + f, F, y->data, 1, N);
    }
    solve(F, A, b);
    for (int f = 0; f < F; f++) w->data[f] = (real)b[f];

/* @ 2.7 gradient_descent */
    if (steps == 0) return w;
    Tensor *before = gradient_descent(X, y, lr, steps - 1), *error = product(X, before);
    for (int n = 0; n < N; n++) error->data[n] -= y->data[n];
    for (int f = 0; f < F; f++)
        w->data[f] = (real)(before->data[f] - lr * 2 * columns(X->data + f, F, error->data, 1, N) / N);
    return w;
