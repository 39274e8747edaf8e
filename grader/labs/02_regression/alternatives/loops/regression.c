/* Lab 2 in another style: plain loops, one index after the other, and no library but the containers. */

/* @ 2.4 collapse */
    const int out = W2->shape[0], hidden = W1->shape[0], in = W1->shape[1];
    Affine    a = {t_zeros(out, in), t_zeros(out)};
    for (int j = 0; j < out; j++) {
        a.b->data[j] = b2->data[j];
        for (int h = 0; h < hidden; h++) {
            a.b->data[j] += W2->data[j * hidden + h] * b1->data[h];
            for (int i = 0; i < in; i++) a.W->data[j * in + i] += W2->data[j * hidden + h] * W1->data[h * in + i];
        }
    }
    return a;

/* @ 2.5 standardize_fit */
    Scaling s = {t_zeros(F), t_zeros(F)};
    for (int n = 0; n < N; n++)
        for (int f = 0; f < F; f++) s.mean->data[f] += train->data[n * F + f] / N;
    for (int n = 0; n < N; n++)
        for (int f = 0; f < F; f++) s.std->data[f] += pow(train->data[n * F + f] - s.mean->data[f], 2) / N;
    for (int f = 0; f < F; f++) {
        s.std->data[f] = sqrt(s.std->data[f]);
        if (s.std->data[f] < 1e-6) s.std->data[f] = 1;
    }
    return s;

/* @ 2.5 standardize */
    const int F = x->shape[1];
    Tensor   *z = t_zeros(x->shape[0], F);
    for (int i = 0; i < (int)x->size; i++) z->data[i] = (x->data[i] - s.mean->data[i % F]) / s.std->data[i % F];
    return z;

/* @ 2.6 polynomial_features */
    Tensor *X = t_ones(N, F);
    for (int n = 0; n < N; n++)
        for (int f = 1; f < F; f++) X->data[n * F + f] = X->data[n * F + f - 1] * x->data[n];
    return X;

/* @ 2.6 least_squares */
    for (int f = 0; f < F; f++)
        for (int g = 0; g < F; g++)
            for (int n = 0; n < N; n++) A[f * F + g] += X->data[n * F + f] * X->data[n * F + g];
    for (int f = 0; f < F; f++)
        for (int n = 0; n < N; n++) b[f] += X->data[n * F + f] * y->data[n];
    solve(F, A, b);
    for (int f = 0; f < F; f++) w->data[f] = b[f];

/* @ 2.7 gradient_descent */
    real g[F];
    for (int step = 0; step < steps; step++) {
        for (int f = 0; f < F; f++) g[f] = 0;
        for (int n = 0; n < N; n++) {
            real e = -y->data[n];
            for (int f = 0; f < F; f++) e += X->data[n * F + f] * w->data[f];
            for (int f = 0; f < F; f++) g[f] += 2 * e * X->data[n * F + f] / N;
        }
        for (int f = 0; f < F; f++) w->data[f] -= lr * g[f];
    }
    return w;
