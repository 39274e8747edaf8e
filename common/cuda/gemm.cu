/* gemm.cu: matrix products, by cuBLAS. */
#include "gpu.h"

static cublasHandle_t cublas;

/* The product of either precision, by overloading. */
inline cublasStatus_t gemm(cublasOperation_t op_a, cublasOperation_t op_b, int m, int n, int k, const float *alpha,
                           const float *a, int lda, const float *b, int ldb, const float *beta, float *c, int ldc) {
    return cublasSgemm(cublas, op_a, op_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

inline cublasStatus_t gemm(cublasOperation_t op_a, cublasOperation_t op_b, int m, int n, int k, const double *alpha,
                           const double *a, int lda, const double *b, int ldb, const double *beta, double *c, int ldc) {
    return cublasDgemm(cublas, op_a, op_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

/* cuBLAS reads column by column, where our row-major C (m,n) is its C^T (n,m): we ask for C^T = op(B)^T op(A)^T. */
static void cuda_gemm(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, real beta,
                      real *c) {
    const real one = 1;
    if (m == 0 || n == 0) return;
    if (k == 0) { /* nothing to multiply, and cuBLAS refuses leading dimensions of 0 */
        if (beta == 0) cuda_kernels.zero(c, (size_t)m * (size_t)n * sizeof(real));
        else cuda_kernels.scale((size_t)m * (size_t)n, beta, c, c);
        return;
    }
    cublasOperation_t op_a = trans_a ? CUBLAS_OP_T : CUBLAS_OP_N, op_b = trans_b ? CUBLAS_OP_T : CUBLAS_OP_N;
    cublasStatus_t    status =
        gemm(op_b, op_a, n, m, k, &one, b, trans_b ? k : n, a, trans_a ? m : k, &beta, c, n);
    if (status != CUBLAS_STATUS_SUCCESS)
        t_fail(NULL, "cuBLAS: %s, in a product (%d,%d) x (%d,%d)", cublasGetStatusString(status), m, k, k, n);
}

static void cuda_gemm_bias(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b,
                           const real *bias, real *c) {
    cuda_gemm(trans_a, trans_b, m, n, k, a, b, 0, c);
    each((size_t)m * (size_t)n, [=] __device__(size_t i) { c[i] += bias[i % (size_t)n]; });
}

const char *gemm_kernels(Kernels *k) {
    k->gemm = cuda_gemm;
    k->gemm_bias = cuda_gemm_bias;
    if (cublasCreate(&cublas) != CUBLAS_STATUS_SUCCESS) return "cuBLAS does not start";
    cublasSetStream(cublas, gpu_stream);
    cublasSetMathMode(cublas, CUBLAS_PEDANTIC_MATH); /* full precision: no TF32 */
    return NULL;
}
