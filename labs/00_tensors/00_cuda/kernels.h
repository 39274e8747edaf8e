/* kernels.h: the optional tasks of lab 0. All pointers are device memory, but for those of 0.14. Matrices are
 * row-major: element (i,j) of A (m,k) is A[i * k + j]. */
#pragma once
#include "cuda/task.h"

/* 0.11: y[i] += a x[i] for every i < n, by 4 blocks of 64 threads. Where n is larger, each thread takes several i. */
void axpy(int n, real a, const real *x, real *y);

/* 0.12: C = A B for A (m,k) and B (k,n), whatever the sizes: a thread for each element of C. */
void matmul_naive(int m, int n, int k, const real *A, const real *B, real *C);

/* 0.13: the same. A block makes a tile of C of TILE x TILE. It goes through A and B tile by tile, and each tile is read
 * from device memory once for the whole block, into shared memory. */
enum { TILE = 8 };
void matmul_tiled(int m, int n, int k, const real *A, const real *B, real *C);

/* 0.14: y[i] = a x[i] for every i < n, where x and y are the host's memory. The kernel is given, scale_kernel. You make
 * memory on the GPU, copy x there, launch as many blocks of `threads` threads as n elements take, copy y back, and free
 * what you have made. Returns cudaSuccess, or else the first error of CUDA's: then y is as it was. Too many threads in
 * a block are such an error. */
cudaError_t scale(int n, int threads, real a, const real *x, real *y);
