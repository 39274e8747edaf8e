/* kernels.cu: the optional tasks of lab 0, for a GPU. */
#include "kernels.h"

/* --- 0.11 --------------------------------------------------------------------------------------------------------- */
__global__ void axpy_kernel(int n, real a, const real *x, real *y) {
    TODO("0.11");
}

void axpy(int n, real a, const real *x, real *y) { axpy_kernel<<<4, 64>>>(n, a, x, y); }

/* --- 0.12 --------------------------------------------------------------------------------------------------------- */
__global__ void naive_kernel(int m, int n, int k, const real *A, const real *B, real *C) {
    TODO("0.12");
}

/* x goes along the columns of C, y along its rows. */
void matmul_naive(int m, int n, int k, const real *A, const real *B, real *C) {
    const dim3 block(16, 4), grid((n + 15) / 16, (m + 3) / 4);
    naive_kernel<<<grid, block>>>(m, n, k, A, B, C);
}

/* --- 0.13 --------------------------------------------------------------------------------------------------------- */
__global__ void tiled_kernel(int m, int n, int k, const real *A, const real *B, real *C) {
    TODO("0.13");
}

void matmul_tiled(int m, int n, int k, const real *A, const real *B, real *C) {
    const dim3 block(TILE, TILE), grid((n + TILE - 1) / TILE, (m + TILE - 1) / TILE);
    tiled_kernel<<<grid, block>>>(m, n, k, A, B, C);
}

/* --- 0.14 --------------------------------------------------------------------------------------------------------- */
__global__ void scale_kernel(int n, real a, const real *x, real *y) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) y[i] = a * x[i];
}

cudaError_t scale(int n, int threads, real a, const real *x, real *y) {
    TODO("0.14");
}
