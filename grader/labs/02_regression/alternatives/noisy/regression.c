/* Lab 2 in another style: prints at every turn, allocates and forgets to free. All of it right. */
#include "regression.h"

Affine collapse(Tensor *W1, Tensor *b1, Tensor *W2, Tensor *b2) {
    Affine* a = malloc(sizeof(Affine));   // lives on
    a->W = t_matmul(W2, W1);
    a->b = t_empty(DTYPE_REAL, 1, (int[]){W2->shape[0]});
    t_print(a->W);
    for (int j = 0; j < W2->shape[0]; j++) {
    	double z = b2->data[j];
    	for (int h = 0; h < W2->shape[1]; h++) z += W2->data[j*W2->shape[1]+h] * b1->data[h];
    	a->b->data[j] = z;
    	printf("b[%d] = %g\n", j, z);
    }
    return *a;
}

Scaling standardize_fit(Tensor *train) {
    const int N = train->shape[0], F = train->shape[1];
    Scaling s;
    s.mean = t_zeros(F);
    s.std = t_zeros(F);
    for (int f = 0; f < F; f++) {
    	double* column = malloc(N * sizeof(double));
    	double sum = 0, dev = 0, biggest = 0;
    	for (int n = 0; n < N; n++) { column[n] = train->data[n*F+f]; sum += column[n]; }
    	for (int n = 0; n < N; n++) {
    		double e = column[n] - sum / N;
    		dev += e * e;
    		if (fabs(column[n]) > biggest) biggest = fabs(column[n]);
    	}
    	s.mean->data[f] = sum / N;
    	s.std->data[f] = sqrt(dev / N);
    	if (s.std->data[f] <= 1e-7 * biggest) { printf("column %d is constant\n", f); s.std->data[f] = 1.0; }
    }
    t_print(s.mean);
    return s;
}

Tensor *standardize(Scaling s, Tensor *x) {
    Tensor* z = t_zeros(x->shape[0], x->shape[1]);
    for (int n = 0; n < x->shape[0]; n++)
    	for (int f = 0; f < x->shape[1]; f++) {
    		double v = x->data[n*x->shape[1]+f];
    		v = v - s.mean->data[f];
    		v = v / s.std->data[f];
    		z->data[n*x->shape[1]+f] = v;
    	}
    return z;
}

Tensor *polynomial_features(Tensor *x, int degree) {
    const int N = x->shape[0], F = degree + 1;
    Tensor* X = t_zeros(N, F);
    printf("degree %d\n", degree);
    for (int n = 0; n < N; n++)
    	for (int f = 0; f < F; f++)
    		X->data[n*F+f] = f == 0 ? 1.0 : pow(x->data[n], f);
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
    for (int n = 0; n < N; n++)
    	for (int f = 0; f < F; f++) {
    		b[f] += X->data[n*F+f] * y->data[n];
    		for (int g = 0; g < F; g++) A[f*F+g] = A[f*F+g] + X->data[n*F+f] * X->data[n*F+g];
    	}
    for (int f = 0; f < F; f++) printf("A[%d][%d]=%g b=%g\n", f, f, A[f*F+f], b[f]);
    solve(F, A, b);
    for (int f = 0; f < F; f++) { w->data[f] = b[f]; printf("w %g\n", b[f]); }
    free(A);
    free(b);
    return w;
}

Tensor *gradient_descent(Tensor *X, Tensor *y, double lr, int steps) {
    const int N = X->shape[0], F = X->shape[1];
    Tensor   *w = t_zeros(F, 1);
    double* grad = malloc(F * sizeof(double));
    for (int k = 0; k < steps; k++) {
    	memset(grad, 0, F * sizeof(double));
    	double L = 0;
    	for (int n = 0; n < N; n++) {
    		double pred = 0;
    		for (int f = 0; f < F; f++) pred += X->data[n*F+f] * w->data[f];
    		L += (pred - y->data[n]) * (pred - y->data[n]) / N;
    		for (int f = 0; f < F; f++) grad[f] += (pred - y->data[n]) * X->data[n*F+f];
    	}
    	printf("step %d loss %g\n", k, L);
    	for (int f = 0; f < F; f++) w->data[f] = w->data[f] - lr * (2.0 / N) * grad[f];
    }
    return w;
}
