/* blas.h: OpenBLAS's functions that the labs call, under one name for both precisions, as C's <tgmath.h> does it for
 * sin: `real` decides which one it is. */
#pragma once
#include "tensor.h"
#include <cblas.h>

/* C = alpha op(A) op(B) + beta C, for op(A) (m,k), op(B) (k,n) and C (m,n):
 *
 *     cblas_gemm(CblasRowMajor, op of A, op of B, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc)
 *
 * op is CblasNoTrans for the matrix as it is stored, CblasTrans for its transpose. lda, ldb and ldc are the lengths of
 * the rows as they are stored, from one row's first element to the next one's. With beta = 0 C is not read. */
#define cblas_gemm _Generic((real)0, float: cblas_sgemm, double: cblas_dgemm)

/* LAPACK, whose functions take pointers to everything and matrices by columns: solves A X = B for A (n,n) and B
 * (n,nrhs) by Gaussian elimination with row exchanges, in double precision. X is left in B, the elimination in A. info:
 * 0, or i where pivot i was 0, counted from 1. */
void dgesv_(const blasint *n, const blasint *nrhs, double *A, const blasint *lda, blasint *pivots, double *B,
            const blasint *ldb, blasint *info);
