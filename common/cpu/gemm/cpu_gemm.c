#include "gemm_private.h"

void cpu_gemm(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, real beta, real *c) {
    /* Multiplications up to which the plain loops are the faster ones; along k compilers leave them as they are. */
    const size_t few = trans_b ? 64 : 1024;
    if ((size_t)m * (size_t)n * (size_t)k <= few) cpu_gemm_loops(trans_a, trans_b, m, n, k, a, b, beta, c);
#ifndef GRADLAB_NO_BLAS
    else if (cpu_blas_is_better(trans_b, m, n, k)) cpu_gemm_blas(trans_a, trans_b, m, n, k, a, b, beta, c);
#endif
    else if (cpu_narrow_is_better(trans_a, trans_b, n, k)) cpu_gemm_narrow(m, n, k, a, b, beta, c);
    else if (cpu_amx_is_better(m, n, k)) cpu_gemm_amx(trans_a, trans_b, m, n, k, a, b, beta, c);
    else cpu_gemm_tiled(trans_a, trans_b, m, n, k, a, b, beta, c);
}

void cpu_gemm_bias(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b,
                   const real *restrict bias, real *restrict c) {
#ifdef GRADLAB_AMX
    if (cpu_amx_is_better(m, n, k)) {
        cpu_gemm_bias_amx(trans_a, trans_b, m, n, k, a, b, bias, c);
        return;
    }
#endif
    cpu_gemm(trans_a, trans_b, m, n, k, a, b, 0, c);
    const size_t row = (size_t)n;
    for (size_t i = 0; i < (size_t)m; i++, c += row)
        for (size_t j = 0; j < row; j++) c[j] += bias[j];
}
