/* Lab 2 in another style: other formulas (Welford, Gram-Schmidt, layers asked about unit vectors, sums with care). */

/* Both layers, one behind the other, of one sample. */
static void through(Tensor *W1, Tensor *b1, Tensor *W2, Tensor *b2, const Tensor *x, Tensor *y) {
    const int hidden = W1->shape[0], in = W1->shape[1];
    for (int j = 0; j < W2->shape[0]; j++) {
        y->data[j] = b2->data[j];
        for (int h = 0; h < hidden; h++) {
            real unit = b1->data[h];
            for (int i = 0; i < in; i++) unit += W1->data[h * in + i] * x->data[i];
            y->data[j] += W2->data[j * hidden + h] * unit;
        }
    }
}

/* @ 2.4 collapse */
    const int in = W1->shape[1], out = W2->shape[0];
    Tensor   *W = t_zeros(out, in), *b = t_zeros(out), *asked = t_zeros(in), *answer = t_zeros(out);
    through(W1, b1, W2, b2, asked, b); /* what 0 becomes is the bias, and what a unit vector adds to it is a column */
    for (int i = 0; i < in; i++) {
        asked->data[i] = 1;
        through(W1, b1, W2, b2, asked, answer);
        asked->data[i] = 0;
        for (int j = 0; j < out; j++) W->data[j * in + i] = answer->data[j] - b->data[j];
    }
    return (Affine){W, b};

/* @ 2.5 standardize_fit */
    Tensor *mean = t_zeros(F), *std = t_zeros(F);
    for (int f = 0; f < F; f++) {
        double m = 0, squares = 0; /* Welford */
        real   low = train->data[f], high = low;
        for (int n = 0; n < N; n++) {
            const double v = train->data[n * F + f], before = v - m;
            m += before / (n + 1);
            squares += before * (v - m);
            low = fmin(low, (real)v);
            high = fmax(high, (real)v);
        }
        mean->data[f] = (real)m;
        std->data[f] = low == high ? 1 : (real)sqrt(squares / N);
    }
    return (Scaling){.mean = mean, .std = std};

/* @ 2.5 standardize */
    Tensor   *z = t_empty(DTYPE_REAL, 2, x->shape);
    const int F = x->shape[1];
    for (int f = 0; f < F; f++) {
        const double slope = 1.0 / s.std->data[f], offset = -s.mean->data[f] * slope;
        for (int n = 0; n < x->shape[0]; n++) z->data[n * F + f] = (real)fma(slope, x->data[n * F + f], offset);
    }
    return z;

/* @ 2.6 polynomial_features */
    Tensor *X = t_ones(N, F);
    for (int i = 0; i < N * F; i++)
        for (int f = 0; f < i % F; f++) X->data[i] *= x->data[i / F];
    return X;

/* @ 2.6 least_squares */
    /* Gram-Schmidt: X = Q R, and R w = Q^T y. A holds R, b what is left of y along each direction. */
    double *Q = calloc((size_t)(N * F), sizeof *Q);
    for (int f = 0; f < F; f++) {
        for (int n = 0; n < N; n++) Q[f * N + n] = X->data[n * F + f];
        for (int g = 0; g < f; g++) {
            double along = 0;
            for (int n = 0; n < N; n++) along += Q[g * N + n] * Q[f * N + n];
            A[g * F + f] = along;
            for (int n = 0; n < N; n++) Q[f * N + n] -= along * Q[g * N + n];
        }
        double length = 0;
        for (int n = 0; n < N; n++) length = hypot(length, Q[f * N + n]);
        A[f * F + f] = length;
        for (int n = 0; n < N; n++) {
            Q[f * N + n] /= length;
            b[f] += Q[f * N + n] * y->data[n];
        }
    }
    for (int f = F - 1; f >= 0; f--) {
        double left = b[f];
        for (int g = f + 1; g < F; g++) left -= A[f * F + g] * w->data[g];
        w->data[f] = (real)(left / A[f * F + f]);
    }
    free(Q);

/* @ 2.7 gradient_descent */
    /* With A = 2/N X^T X and b = 2/N X^T y a step is w := w - lr (A w - b). */
    double A[F * F], b[F], v[F], next[F];
    for (int f = 0; f < F; f++) {
        b[f] = v[f] = 0;
        for (int n = 0; n < N; n++) b[f] += 2.0 / N * X->data[n * F + f] * y->data[n];
        for (int g = 0; g < F; g++) {
            A[f * F + g] = 0;
            for (int n = 0; n < N; n++) A[f * F + g] += 2.0 / N * X->data[n * F + f] * X->data[n * F + g];
        }
    }
    for (int step = 0; step < steps; step++) {
        for (int f = 0; f < F; f++) {
            next[f] = v[f] + lr * b[f];
            for (int g = 0; g < F; g++) next[f] -= lr * A[f * F + g] * v[g];
        }
        memcpy(v, next, sizeof v);
    }
    for (int f = 0; f < F; f++) w->data[f] = (real)v[f];
    return w;
