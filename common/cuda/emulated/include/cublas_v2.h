/* cublas_v2.h: the matrix products of cuBLAS that are used here, on the emulated GPU: C (m,n) = alpha op(A) op(B) +
 * beta C, all column by column. */
#pragma once
#include <cuda_runtime.h>

typedef int cublasHandle_t;
enum cublasStatus_t { CUBLAS_STATUS_SUCCESS, CUBLAS_STATUS_INVALID_VALUE };
enum cublasOperation_t { CUBLAS_OP_N, CUBLAS_OP_T };
enum cublasMath_t { CUBLAS_DEFAULT_MATH, CUBLAS_PEDANTIC_MATH };

inline cublasStatus_t cublasCreate(cublasHandle_t *handle) { return *handle = 1, CUBLAS_STATUS_SUCCESS; }
inline cublasStatus_t cublasDestroy(cublasHandle_t) { return CUBLAS_STATUS_SUCCESS; }
inline cublasStatus_t cublasSetMathMode(cublasHandle_t, cublasMath_t) { return CUBLAS_STATUS_SUCCESS; }
inline const char    *cublasGetStatusString(cublasStatus_t status) {
    return status == CUBLAS_STATUS_SUCCESS ? "no error" : "a leading dimension is too small";
}

template <typename T>
EMU_UNCHECKED cublasStatus_t emu_gemm(cublasOperation_t op_a, cublasOperation_t op_b, int m, int n, int k,
                                      const T *alpha, const T *a, int lda, const T *b, int ldb, const T *beta, T *c,
                                      int ldc, EmuPlace at) {
    const bool as_is_a = op_a == CUBLAS_OP_N, as_is_b = op_b == CUBLAS_OP_N;
    if (lda < (as_is_a ? m : k) || ldb < (as_is_b ? k : n) || ldc < m) return CUBLAS_STATUS_INVALID_VALUE;
    if (m <= 0 || n <= 0) return CUBLAS_STATUS_SUCCESS;
    const size_t wide_a = (size_t)(as_is_a ? k : m), wide_b = (size_t)(as_is_b ? n : k);
    const size_t high_a = (size_t)(as_is_a ? m : k), high_b = (size_t)(as_is_b ? k : n);
    if (k > 0) {
        emu_use("A", a, ((wide_a - 1) * (size_t)lda + high_a) * sizeof(T), false, at);
        emu_use("B", b, ((wide_b - 1) * (size_t)ldb + high_b) * sizeof(T), false, at);
    }
    emu_use("C", c, (((size_t)n - 1) * (size_t)ldc + (size_t)m) * sizeof(T), *beta == 0, at);
    emu_open();
    for (int j = 0; j < n; j++)
        for (int i = 0; i < m; i++) {
            double sum = 0;
            for (int l = 0; l < k; l++)
                sum += (double)a[as_is_a ? i + l * lda : l + i * lda] * b[as_is_b ? l + j * ldb : j + l * ldb];
            T *to = &c[i + j * ldc];
            *to = (T)(*alpha * sum) + (*beta == 0 ? 0 : *beta * *to);
        }
    emu_close();
    return CUBLAS_STATUS_SUCCESS;
}

inline cublasStatus_t cublasSgemm(cublasHandle_t, cublasOperation_t op_a, cublasOperation_t op_b, int m, int n, int k,
                                  const float *alpha, const float *a, int lda, const float *b, int ldb,
                                  const float *beta, float *c, int ldc, EMU_HERE) {
    return emu_gemm(op_a, op_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, EMU_PLACE);
}
inline cublasStatus_t cublasDgemm(cublasHandle_t, cublasOperation_t op_a, cublasOperation_t op_b, int m, int n, int k,
                                  const double *alpha, const double *a, int lda, const double *b, int ldb,
                                  const double *beta, double *c, int ldc, EMU_HERE) {
    return emu_gemm(op_a, op_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, EMU_PLACE);
}
