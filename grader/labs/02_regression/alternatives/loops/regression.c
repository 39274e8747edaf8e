/* Lab 2 in another style: plain loops, one index after the other, and no library but the containers. */
#include "regression.h"

Affine collapse(Tensor *W1, Tensor *b1, Tensor *W2, Tensor *b2) {
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
}

Scaling standardize_fit(Tensor *train) {
    const int N = train->shape[0], F = train->shape[1];
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
}

Tensor *standardize(Scaling s, Tensor *x) {
    const int F = x->shape[1];
    Tensor   *z = t_zeros(x->shape[0], F);
    for (int i = 0; i < (int)x->size; i++) z->data[i] = (x->data[i] - s.mean->data[i % F]) / s.std->data[i % F];
    return z;
}

Tensor *polynomial_features(Tensor *x, int degree) {
    const int N = x->shape[0], F = degree + 1;
    Tensor *X = t_ones(N, F);
    for (int n = 0; n < N; n++)
        for (int f = 1; f < F; f++) X->data[n * F + f] = X->data[n * F + f - 1] * x->data[n];
    return X;
}

static void swap(double *a, double *b) {
    const double kept = *a;
    *a = *b;
    *b = kept;
}

static void solve(int F, double A[], double b[]) {
    for (int k = 0; k < F; k++) {
        int top = k;
        for (int i = k + 1; i < F; i++)
            if (fabs(A[i * F + k]) > fabs(A[top * F + k])) top = i;
        if (A[top * F + k] == 0)
            t_fail("two columns say the same, or there are fewer samples than columns",
                   "solve: the matrix is singular");
        for (int j = 0; j < F; j++) swap(&A[k * F + j], &A[top * F + j]);
        swap(&b[k], &b[top]);
        for (int i = k + 1; i < F; i++) {
            const double factor = A[i * F + k] / A[k * F + k];
            for (int j = k; j < F; j++) A[i * F + j] -= factor * A[k * F + j];
            b[i] -= factor * b[k];
        }
    }
    for (int k = F - 1; k >= 0; k--) {
        for (int j = k + 1; j < F; j++) b[k] -= A[k * F + j] * b[j];
        b[k] /= A[k * F + k];
    }
}

Tensor *least_squares(Tensor *X, Tensor *y) {
    const int N = X->shape[0], F = X->shape[1];
    double   *A = t_calloc((size_t)(F * F), sizeof *A), *b = t_calloc((size_t)F, sizeof *b);
    Tensor   *w = t_zeros(F, 1);
    for (int f = 0; f < F; f++)
        for (int g = 0; g < F; g++)
            for (int n = 0; n < N; n++) A[f * F + g] += X->data[n * F + f] * X->data[n * F + g];
    for (int f = 0; f < F; f++)
        for (int n = 0; n < N; n++) b[f] += X->data[n * F + f] * y->data[n];
    solve(F, A, b);
    for (int f = 0; f < F; f++) w->data[f] = b[f];
    free(A);
    free(b);
    return w;
}

Tensor *gradient_descent(Tensor *X, Tensor *y, double lr, int steps) {
    const int N = X->shape[0], F = X->shape[1];
    Tensor   *w = t_zeros(F, 1);
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
}
