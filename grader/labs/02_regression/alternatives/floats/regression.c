/* Lab 2 in another style: every sum and every number in between is a float, whatever real is. */

/* @ 2.4 collapse */
    const int out = W2->shape[0], hidden = W1->shape[0], in = W1->shape[1];
    Affine    a = {t_zeros(out, in), t_zeros(out)};
    for (int j = 0; j < out; j++) {
        for (int i = 0; i < in; i++) {
            float sum = 0;
            for (int h = 0; h < hidden; h++) sum += (float)W2->data[j * hidden + h] * (float)W1->data[h * in + i];
            a.W->data[j * in + i] = sum;
        }
        float sum = (float)b2->data[j];
        for (int h = 0; h < hidden; h++) sum += (float)W2->data[j * hidden + h] * (float)b1->data[h];
        a.b->data[j] = sum;
    }
    return a;

/* @ 2.5 standardize_fit */
    Scaling s = {t_zeros(F), t_zeros(F)};
    for (int f = 0; f < F; f++) {
        float sum = 0, squares = 0;
        for (int n = 0; n < N; n++) sum += (float)train->data[n * F + f];
        float mean = sum / (float)N;
        for (int n = 0; n < N; n++) {
            float e = (float)train->data[n * F + f] - mean;
            squares += e * e;
        }
        float std = sqrtf(squares / (float)N);
        s.mean->data[f] = mean;
        s.std->data[f] = std > 1e-5f ? std : 1;
    }
    return s;

/* @ 2.5 standardize */
    Tensor   *z = t_like(x);
    const int F = x->shape[1];
    for (size_t i = 0; i < x->size; i++) {
        size_t f = i % (size_t)F;
        z->data[i] = ((float)x->data[i] - (float)s.mean->data[f]) / (float)s.std->data[f];
    }
    return z;

/* @ 2.6 polynomial_features */
    Tensor *X = t_empty(DTYPE_REAL, 2, (int[]){N, F});
    for (int n = 0; n < N; n++)
        for (int f = 0; f < F; f++) X->data[n * F + f] = powf((float)x->data[n], (float)f);
    return X;

/* @ 2.6 least_squares */
    for (int f = 0; f < F; f++) {
        float right = 0;
        for (int n = 0; n < N; n++) right += (float)X->data[n * F + f] * (float)y->data[n];
        b[f] = right;
        for (int g = 0; g <= f; g++) {
            float sum = 0;
            for (int n = 0; n < N; n++) sum += (float)X->data[n * F + f] * (float)X->data[n * F + g];
            A[f * F + g] = A[g * F + f] = sum;
        }
    }
    solve(F, A, b);
    for (int f = 0; f < F; f++) w->data[f] = (float)b[f];

/* @ 2.7 gradient_descent */
    float rate = 2 * (float)lr / (float)N, e[N];
    for (int step = 0; step < steps; step++) {
        for (int n = 0; n < N; n++) {
            e[n] = -(float)y->data[n];
            for (int f = 0; f < F; f++) e[n] += (float)X->data[n * F + f] * (float)w->data[f];
        }
        for (int f = 0; f < F; f++) {
            float g = 0;
            for (int n = 0; n < N; n++) g += e[n] * (float)X->data[n * F + f];
            w->data[f] -= rate * g;
        }
    }
    return w;
