#include "cpu.h"
#ifndef GRADLAB_NO_BLAS
#include <cblas.h>
#endif
#include <string.h>

/* Below this many multiplications BLAS's own preparations cost more than the product. */
enum { FEW = 512 };

static void scale_by(real beta, size_t n, real *c) {
    if (beta == 0) memset(c, 0, n * sizeof *c); /* not 0 c: what c holds may be NaN */
    else if (beta != 1)
        for (size_t i = 0; i < n; i++) c[i] *= beta;
}

/* The inner loop runs along memory: across a row of C and B where B is stored as it is, along k where it is transposed. */
void cpu_gemm_loops(bool trans_a, bool trans_b, int m_, int n_, int k_, const real *restrict a, const real *restrict b,
                    real beta, real *restrict c) {
    size_t m = (size_t)m_, n = (size_t)n_, k = (size_t)k_;
    size_t a_row = trans_a ? 1 : k, a_column = trans_a ? m : 1;
    scale_by(beta, m * n, c);
    for (size_t i = 0; i < m; i++, c += n, a += a_row) {
        if (trans_b || n == 1) {
            for (size_t j = 0; j < n; j++) {
                real sum = 0;
                for (size_t l = 0; l < k; l++) sum += a[l * a_column] * b[j * k + l];
                c[j] += sum;
            }
        } else {
            for (size_t l = 0; l < k; l++) {
                real s = a[l * a_column];
                for (size_t j = 0; j < n; j++) c[j] += s * b[l * n + j];
            }
        }
    }
}

#ifdef GRADLAB_NO_BLAS
static void large(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, real beta, real *c) {
    cpu_gemm_tiled(trans_a, trans_b, m, n, k, a, b, beta, c);
}
#else
#define cblas_gemm _Generic((real)0, float: cblas_sgemm, double: cblas_dgemm)

static void large(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, real beta, real *c) {
    static bool one_thread;
    if (!one_thread) openblas_set_num_threads(1); /* the same sums in the same order on every machine */
    one_thread = true;
    cblas_gemm(CblasRowMajor, trans_a ? CblasTrans : CblasNoTrans, trans_b ? CblasTrans : CblasNoTrans, m, n, k, 1, a,
               trans_a ? m : k, b, trans_b ? k : n, beta, c, n);
}
#endif

void cpu_gemm(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, real beta, real *c) {
    if ((size_t)m * (size_t)n * (size_t)k <= FEW) cpu_gemm_loops(trans_a, trans_b, m, n, k, a, b, beta, c);
    else large(trans_a, trans_b, m, n, k, a, b, beta, c);
}
