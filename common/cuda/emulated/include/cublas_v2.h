/* cublas_v2.h: the matrix products of cuBLAS that are used here, on the emulated GPU: C (m,n) = alpha op(A) op(B) +
 * beta C, all column by column. */
#pragma once
#include <cuda_runtime.h>

typedef struct EmuBlas {
    cudaStream_t stream;
} *cublasHandle_t;
enum cublasStatus_t {
    CUBLAS_STATUS_SUCCESS = 0,
    CUBLAS_STATUS_INVALID_VALUE = 7,
    CUBLAS_STATUS_EXECUTION_FAILED = 13
};
enum cublasOperation_t { CUBLAS_OP_N, CUBLAS_OP_T };
enum cublasMath_t { CUBLAS_DEFAULT_MATH, CUBLAS_PEDANTIC_MATH };

inline cublasStatus_t cublasCreate(cublasHandle_t *handle) {
    return *handle = (cublasHandle_t)calloc(1, sizeof **handle), CUBLAS_STATUS_SUCCESS;
}
inline cublasStatus_t cublasDestroy(cublasHandle_t handle) { return free(handle), CUBLAS_STATUS_SUCCESS; }
inline cublasStatus_t cublasSetStream(cublasHandle_t handle, cudaStream_t stream) {
    return handle->stream = stream, CUBLAS_STATUS_SUCCESS;
}
inline cublasStatus_t cublasSetMathMode(cublasHandle_t, cublasMath_t) { return CUBLAS_STATUS_SUCCESS; }
inline const char    *cublasGetStatusString(cublasStatus_t status) {
    return status == CUBLAS_STATUS_SUCCESS         ? "no error"
           : status == CUBLAS_STATUS_INVALID_VALUE ? "a leading dimension is too small"
                                                   : "the stream's capture is lost";
}

template <typename T> struct EmuProduct {
    cublasOperation_t op_a, op_b;
    int               m, n, k;
    T                 alpha;
    const T          *a;
    int               lda;
    const T          *b;
    int               ldb;
    T                 beta;
    T                *c;
    int               ldc;
};

template <typename T> EMU_UNCHECKED void emu_multiply(const EmuProduct<T> &p, EmuPlace at) {
    const bool   as_is_a = p.op_a == CUBLAS_OP_N, as_is_b = p.op_b == CUBLAS_OP_N;
    const size_t wide_a = (size_t)(as_is_a ? p.k : p.m), wide_b = (size_t)(as_is_b ? p.n : p.k);
    const size_t high_a = (size_t)(as_is_a ? p.m : p.k), high_b = (size_t)(as_is_b ? p.k : p.n);
    if (p.k > 0) {
        emu_use("A", p.a, ((wide_a - 1) * (size_t)p.lda + high_a) * sizeof(T), false, at);
        emu_use("B", p.b, ((wide_b - 1) * (size_t)p.ldb + high_b) * sizeof(T), false, at);
    }
    emu_use("C", p.c, (((size_t)p.n - 1) * (size_t)p.ldc + (size_t)p.m) * sizeof(T), p.beta == 0, at);
    emu_open();
    for (int j = 0; j < p.n; j++)
        for (int i = 0; i < p.m; i++) {
            double sum = 0;
            for (int l = 0; l < p.k; l++)
                sum += (double)p.a[as_is_a ? i + l * p.lda : l + i * p.lda] *
                       p.b[as_is_b ? l + j * p.ldb : j + l * p.ldb];
            T *to = &p.c[i + j * p.ldc];
            *to = (T)(p.alpha * sum) + (p.beta == 0 ? 0 : p.beta * *to);
        }
    emu_close();
}

template <typename T> cublasStatus_t emu_gemm(cublasHandle_t handle, const EmuProduct<T> &p, EmuPlace at) {
    const bool as_is_a = p.op_a == CUBLAS_OP_N, as_is_b = p.op_b == CUBLAS_OP_N;
    if (p.lda < (as_is_a ? p.m : p.k) || p.ldb < (as_is_b ? p.k : p.n) || p.ldc < p.m)
        return CUBLAS_STATUS_INVALID_VALUE;
    if (p.m <= 0 || p.n <= 0) return CUBLAS_STATUS_SUCCESS;
    const EmuProduct<T> kept = p;
    return emu_do(handle->stream, [=] { return emu_multiply(kept, at), cudaSuccess; }) == cudaSuccess
               ? CUBLAS_STATUS_SUCCESS
               : CUBLAS_STATUS_EXECUTION_FAILED;
}

inline cublasStatus_t cublasSgemm(cublasHandle_t handle, cublasOperation_t op_a, cublasOperation_t op_b, int m, int n,
                                  int k, const float *alpha, const float *a, int lda, const float *b, int ldb,
                                  const float *beta, float *c, int ldc, EMU_HERE) {
    return emu_gemm<float>(handle, {op_a, op_b, m, n, k, *alpha, a, lda, b, ldb, *beta, c, ldc}, EMU_PLACE);
}
inline cublasStatus_t cublasDgemm(cublasHandle_t handle, cublasOperation_t op_a, cublasOperation_t op_b, int m, int n,
                                  int k, const double *alpha, const double *a, int lda, const double *b, int ldb,
                                  const double *beta, double *c, int ldc, EMU_HERE) {
    return emu_gemm<double>(handle, {op_a, op_b, m, n, k, *alpha, a, lda, b, ldb, *beta, c, ldc}, EMU_PLACE);
}
