/* gemm_private.h: the matrix products of the CPU. All of them make C (m,n) = op(A) op(B) + beta C, for the arguments of
 * device.h's gemm; C is not read when beta is 0. Each gives the same bits for every number of threads. */
#pragma once
#include "cpu_private.h"

/* The table's: the one of those below that is the fastest for these sizes, on this processor. */
void cpu_gemm(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, real beta, real *c);
void cpu_gemm_bias(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, const real *bias,
                   real *c);

/* Plain loops, for products so small that packing them takes longer. */
void cpu_gemm_loops(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, real beta, real *c);

/* Register tiles of the vectors that the build is for. In so many parts, whatever the size; or as many as pay. */
void cpu_gemm_in_parts(int parts, bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b,
                       real beta, real *c);
void cpu_gemm_tiled(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, real beta, real *c);

/* C (m,n) = A (m,k) B^T + beta C, for B (n,k) of few and long rows. */
bool cpu_narrow_is_better(bool trans_a, bool trans_b, int n, int k);
void cpu_gemm_narrow(int m, int n, int k, const real *a, const real *b, real beta, real *c);

/* Floats on a Xeon's matrix units, where the compiler is told of them and GRADLAB_NO_AMX is not defined. Where there
 * are none, or the system does not let us have them, it is the tiled one. */
#if defined __AMX_BF16__ && defined __AVX512F__ && defined __linux__ && !defined GRADLAB_NO_AMX
#define GRADLAB_AMX
#endif
bool cpu_has_amx(void);
/* Whether there are such units, and the product fills their tiles. */
bool cpu_amx_is_better(int m, int n, int k);
void cpu_gemm_amx_in_parts(int parts, bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b,
                           real beta, real *c);
void cpu_gemm_amx(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, real beta, real *c);
#ifdef GRADLAB_AMX
void cpu_gemm_bias_amx(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, const real *bias,
                       real *c);
#endif

/* OpenBLAS, on one thread for each piece of a grid that the sizes alone decide. Not with GRADLAB_NO_BLAS. */
bool cpu_blas_is_better(bool trans_b, int m, int n, int k);
void cpu_gemm_blas_in_parts(int parts, bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b,
                            real beta, real *c);
void cpu_gemm_blas(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, real beta, real *c);
