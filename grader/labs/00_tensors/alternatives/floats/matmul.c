/* Lab 0 in another style: products in float, whatever real is. */
#include "tensors.h"

/* A new matrix. */
static Tensor *matrix(int rows, int columns) { return t_empty(DTYPE_REAL, 2, (int[]){rows, columns}); }

/* Ends the program unless both are matrices and the last axis of X has as many elements as axis `axis` of W. */
static void check_product(const char *what, const Tensor *X, const Tensor *W, int axis) {
    if (X->ndim != 2 || W->ndim != 2 || X->shape[1] != W->shape[axis])
        t_fail(axis == 0 ? "(n,k) times (k,m) gives (n,m)" : "X is (N,in) and W is (out,in), for X W^T",
               "%s: %s and %s do not fit", what, t_label(X, "the first"), t_label(W, "the second"));
}

Tensor *matmul_loops(const Tensor *A, const Tensor *B) {
    check_product("matmul_loops", A, B, 0);
    const int n = A->shape[0], k = A->shape[1], m = B->shape[1];
    Tensor   *C = matrix(n, m);
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < m; j++) {
            float sum = 0;
            for (int l = 0; l < k; l++) sum += (float)A->data[i * k + l] * (float)B->data[l * m + j];
            C->data[i * m + j] = sum;
        }
    }
    return C;
}

Tensor *matmul_blas(const Tensor *A, const Tensor *B) {
    check_product("matmul_blas", A, B, 0);
    const int n = A->shape[0], k = A->shape[1], m = B->shape[1];
    Tensor   *C = matrix(n, m);
    cpu_kernels.gemm(false, false, n, m, k, A->data, B->data, 0, C->data);
    return C;
}

Tensor *linear_each(const Tensor *X, const Tensor *W) {
    check_product("linear_each", X, W, 1);
    const int N = X->shape[0], in = X->shape[1], out = W->shape[0];
    Tensor   *Y = matrix(N, out);
    for (int n = 0; n < N; n++)
        for (int j = 0; j < out; j++) {
            float y = 0;
            for (int i = 0; i < in; i++) y += (float)W->data[j * in + i] * (float)X->data[n * in + i];
            Y->data[n * out + j] = y;
        }
    return Y;
}

Tensor *linear_once(const Tensor *X, const Tensor *W) {
    check_product("linear_once", X, W, 1);
    const int N = X->shape[0], in = X->shape[1], out = W->shape[0];
    Tensor   *Y = matrix(N, out);
    cpu_kernels.gemm(false, true, N, out, in, X->data, W->data, 0, Y->data);
    return Y;
}

Device pick_device(bool cuda_available) {
    return cuda_available ? DEV_CUDA : DEV_CPU;
}

Tensor *run_on(Device device, const Op *op, Tensor *x) {
    Tensor *there = t_to(x, device);
    return t_to(t_apply(op, there), DEV_CPU);
}
