/* Lab 2 in another style: every sum and every number in between is a float, whatever real is. */
#include "regression.h"

Affine collapse(Tensor *W1, Tensor *b1, Tensor *W2, Tensor *b2) {
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
}

Scaling standardize_fit(Tensor *train) {
    const int N = train->shape[0], F = train->shape[1];
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
}

Tensor *standardize(Scaling s, Tensor *x) {
    Tensor   *z = t_like(x);
    const int F = x->shape[1];
    for (size_t i = 0; i < x->size; i++) {
        size_t f = i % (size_t)F;
        z->data[i] = ((float)x->data[i] - (float)s.mean->data[f]) / (float)s.std->data[f];
    }
    return z;
}

Tensor *polynomial_features(Tensor *x, int degree) {
    const int N = x->shape[0], F = degree + 1;
    Tensor *X = t_empty(DTYPE_REAL, 2, (int[]){N, F});
    for (int n = 0; n < N; n++)
        for (int f = 0; f < F; f++) X->data[n * F + f] = powf((float)x->data[n], (float)f);
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
    free(A);
    free(b);
    return w;
}

Tensor *gradient_descent(Tensor *X, Tensor *y, double lr, int steps) {
    const int N = X->shape[0], F = X->shape[1];
    Tensor   *w = t_zeros(F, 1);
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
}
