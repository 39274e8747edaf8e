/* Lab 2 in another style: out of the library's own operations, with hardly a loop. */
#include "regression.h"

Affine collapse(Tensor *W1, Tensor *b1, Tensor *W2, Tensor *b2) {
    Tensor *b = t_add(t_squeeze(t_matmul(W2, t_unsqueeze(b1, 1))), b2);
    return (Affine){t_matmul(W2, W1), t_reshape(b, W2->shape[0])};
}

Scaling standardize_fit(Tensor *train) {
    const int N = train->shape[0], F = train->shape[1];
    (void)N, (void)F;
    Tensor *mean = t_mean_axis(train, 0), *std = t_sqrt(t_var_axis(train, 0, 0));
    Tensor *constant = t_cast(t_lt(std, 1e-9), DTYPE_REAL);
    return (Scaling){mean, t_add(t_mul(std, t_sub(1, constant)), constant)};
}

Tensor *standardize(Scaling s, Tensor *x) {
    Tensor *minus = t_neg(s.mean), *inverse = t_div(1, s.std);
    return t_mul(t_add(x, minus), inverse);
}

Tensor *polynomial_features(Tensor *x, int degree) {
    const int N = x->shape[0], F = degree + 1;
    (void)N, (void)F;
    Tensor *power = t_ones(x->shape[0], 1), *X = power;
    for (int f = 1; f <= degree; f++) X = t_cat(1, X, power = t_mul(power, x));
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
    Tensor *XT = t_transpose(X), *XTX = t_matmul(XT, X), *XTy = t_matmul(XT, y);
    for (size_t i = 0; i < XTX->size; i++) A[i] = XTX->data[i];
    for (size_t i = 0; i < XTy->size; i++) b[i] = XTy->data[i];
    (void)N;
    solve(F, A, b);
    for (size_t i = 0; i < w->size; i++) w->data[i] = (real)b[i];
    free(A);
    free(b);
    return w;
}

Tensor *gradient_descent(Tensor *X, Tensor *y, double lr, int steps) {
    const int N = X->shape[0], F = X->shape[1];
    Tensor   *w = t_zeros(F, 1);
    (void)F;
    for (int step = 0; step < steps; step++)
        w = t_sub(w, t_scale(t_matmul(t_transpose(X), t_sub(t_matmul(X, w), y)), 2 * lr / N));
    return w;
}
