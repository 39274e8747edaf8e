/* Lab 2, third part: what a line can do. Two linear layers make one; columns get one scale; the best line in one
 * stroke, and the same line step by step.
 *
 * Tensors that you make here with t_empty, t_zeros or the library's operations (t_matmul, t_mean_axis, ...) live as
 * long as they are needed; nobody frees them. */
#include "blas.h"
#include "regression.h"

/* 2.4  Two linear layers without an activation between them are one. For h = x W1^T + b1 and y = h W2^T + b2,
 *
 *     y = x W^T + b,   W = W2 W1,   b = W2 b1 + b2
 *
 * W1 (hidden,in), b1 (hidden), W2 (out,hidden), b2 (out) -> W (out,in), b (out). With the lecture's 3x + 2 followed by
 * 0.5x + 10 it is 1.5x + 11. */
Affine collapse(Tensor *W1, Tensor *b1, Tensor *W2, Tensor *b2) {
    /* SOLUTION BEGIN 2.4 */
    return (Affine){.W = t_matmul(W2, W1), .b = t_add(t_matmul(W2, b1), b2)};
    /* SOLUTION END 2.4 */
}

/* 2.5  Mean and standard deviation of every column of the training set, train (N,F) -> mean (F), std (F):
 *
 *     mean_f = (1/N) sum_n x_nf        std_f = sqrt( (1/N) sum_n (x_nf - mean_f)^2 )
 *
 * It is the deviation of these N rows themselves, so the divisor is N, not N-1. A column whose values are all equal has
 * none, but for rounding; its std is set to exactly 1, so that nothing is divided by 0. */
Scaling standardize_fit(Tensor *train) {
    const int N = train->shape[0], F = train->shape[1];
    /* SOLUTION BEGIN 2.5 */
    Scaling s = {.mean = t_zeros(F), .std = t_ones(F)};
    for (int f = 0; f < F; f++) {
        const real *column = train->data + f;
        double      sum = 0, squares = 0;
        bool        varies = false;
        for (int n = 0; n < N; n++) {
            sum += column[n * F];
            varies = varies || column[n * F] != column[0];
        }
        const double mean = sum / N;
        for (int n = 0; n < N; n++) squares += (column[n * F] - mean) * (column[n * F] - mean);
        s.mean->data[f] = (real)mean;
        if (varies) s.std->data[f] = (real)sqrt(squares / N);
    }
    return s;
    /* SOLUTION END 2.5 */
}

/* 2.5  (x - mean) / std, column by column: x (M,F) -> (M,F), in a new tensor. The numbers are those of the training
 * set, also where x is the test set: a test set that is measured by itself would no longer be compared with the
 * training set. */
Tensor *standardize(Scaling s, Tensor *x) {
    /* SOLUTION BEGIN 2.5 */
    return t_div(t_sub(x, s.mean), s.std);
    /* SOLUTION END 2.5 */
}

/* 2.6  The powers of one feature as columns: x (N,1) -> (N, degree+1), row n = 1, x_n, x_n^2, ..., x_n^degree. The
 * column of ones makes the constant a weight like the others; 0^0 counts 1. */
Tensor *polynomial_features(Tensor *x, int degree) {
    const int N = x->shape[0], F = degree + 1;
    /* SOLUTION BEGIN 2.6 */
    Tensor *X = t_empty(DTYPE_REAL, 2, (int[]){N, F});
    for (int n = 0; n < N; n++) {
        double power = 1;
        for (int f = 0; f < F; f++, power *= x->data[n]) X->data[n * F + f] = (real)power;
    }
    return X;
    /* SOLUTION END 2.6 */
}

/* Given: solves A w = b for w, A (F,F) symmetric, by LAPACK's Gaussian elimination; w is left in b. */
static void solve(int F, double A[], double b[]) {
    blasint  n = F, one = 1, info;
    blasint *pivots = t_calloc((size_t)F, sizeof *pivots);
    dgesv_(&n, &one, A, &n, pivots, b, &n, &info);
    free(pivots);
    if (info != 0)
        t_fail("two columns say the same, or there are fewer samples than columns", "solve: the matrix is singular");
}

/* 2.6  The weights with the least mean squared error, X (N,F), y (N,1) -> w (F,1), so that X w comes closest to y.
 * Where the gradient is 0 stand the normal equations:
 *
 *     (X^T X) w = X^T y        A_fg = sum_n X_nf X_ng,   b_f = sum_n X_nf y_n
 *
 * Sum in double, whatever `real` is: X^T X has the condition number of X, squared. A and b are there, full of zeros;
 * solve() leaves w in b, from where it has to be copied into the tensor w. */
Tensor *least_squares(Tensor *X, Tensor *y) {
    const int N = X->shape[0], F = X->shape[1];
    double   *A = t_calloc((size_t)(F * F), sizeof *A), *b = t_calloc((size_t)F, sizeof *b);
    Tensor   *w = t_zeros(F, 1);
    /* SOLUTION BEGIN 2.6 */
    for (int n = 0; n < N; n++) {
        const real *row = X->data + n * F;
        for (int f = 0; f < F; f++) {
            for (int g = 0; g < F; g++) A[f * F + g] += (double)row[f] * row[g];
            b[f] += (double)row[f] * y->data[n];
        }
    }
    solve(F, A, b);
    for (int f = 0; f < F; f++) w->data[f] = (real)b[f];
    /* SOLUTION END 2.6 */
    free(A);
    free(b);
    return w;
}

/* 2.7  The same weights step by step: from w = 0, `steps` times
 *
 *     w := w - lr g,   g_f = (2/N) sum_n X_nf (X w - y)_n
 *
 * X (N,F), y (N,1) -> w (F,1). g is the gradient of the mean squared error, at the w before the step.
 *
 * Begin the loop's body with t_step(). Tensors made in the body are freed at its end, so change w through w->data. */
Tensor *gradient_descent(Tensor *X, Tensor *y, double lr, int steps) {
    const int N = X->shape[0], F = X->shape[1];
    Tensor   *w = t_zeros(F, 1);
    /* SOLUTION BEGIN 2.7 */
    for (int step = 0; step < steps; step++) {
        t_step();
        Tensor *error = t_sub(t_matmul(X, w), y), *g = t_matmul(t_transpose(X), error);
        for (int f = 0; f < F; f++) w->data[f] -= (real)(lr * 2 / N * g->data[f]);
    }
    return w;
    /* SOLUTION END 2.7 */
}
