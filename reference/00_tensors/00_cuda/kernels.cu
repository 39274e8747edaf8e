/* kernels.cu: the optional tasks of lab 0, for a GPU. */
#include "kernels.h"

/* --- 0.11 --------------------------------------------------------------------------------------------------------- */
__global__ void axpy_kernel(int n, real a, const real *x, real *y) {
    /* SOLUTION BEGIN 0.11 */
    const int threads = gridDim.x * blockDim.x;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += threads) y[i] += a * x[i];
    /* SOLUTION END 0.11 */
}

void axpy(int n, real a, const real *x, real *y) { axpy_kernel<<<4, 64>>>(n, a, x, y); }

/* --- 0.12 --------------------------------------------------------------------------------------------------------- */
__global__ void naive_kernel(int m, int n, int k, const real *A, const real *B, real *C) {
    /* SOLUTION BEGIN 0.12 */
    const int row = blockIdx.y * blockDim.y + threadIdx.y, column = blockIdx.x * blockDim.x + threadIdx.x;
    if (row >= m || column >= n) return;
    real sum = 0;
    for (int l = 0; l < k; l++) sum += A[row * k + l] * B[l * n + column];
    C[row * n + column] = sum;
    /* SOLUTION END 0.12 */
}

/* x goes along the columns of C, y along its rows. */
void matmul_naive(int m, int n, int k, const real *A, const real *B, real *C) {
    const dim3 block(16, 4), grid((n + 15) / 16, (m + 3) / 4);
    naive_kernel<<<grid, block>>>(m, n, k, A, B, C);
}

/* --- 0.13 --------------------------------------------------------------------------------------------------------- */
__global__ void tiled_kernel(int m, int n, int k, const real *A, const real *B, real *C) {
    /* SOLUTION BEGIN 0.13 */
    __shared__ real tile_A[TILE][TILE], tile_B[TILE][TILE];
    const int       y = threadIdx.y, x = threadIdx.x, row = blockIdx.y * TILE + y, column = blockIdx.x * TILE + x;
    real            sum = 0;
    for (int first = 0; first < k; first += TILE) {
        tile_A[y][x] = row < m && first + x < k ? A[row * k + first + x] : 0;
        tile_B[y][x] = column < n && first + y < k ? B[(first + y) * n + column] : 0;
        __syncthreads();
        for (int l = 0; l < TILE; l++) sum += tile_A[y][l] * tile_B[l][x];
        __syncthreads();
    }
    if (row < m && column < n) C[row * n + column] = sum;
    /* SOLUTION END 0.13 */
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
    /* SOLUTION BEGIN 0.14 */
    const size_t bytes = n * sizeof(real);
    real        *x_there = NULL, *y_there = NULL;
    cudaError_t  status = cudaMalloc(&x_there, bytes);
    if (status == cudaSuccess) status = cudaMalloc(&y_there, bytes);
    if (status == cudaSuccess) status = cudaMemcpy(x_there, x, bytes, cudaMemcpyHostToDevice);
    if (status == cudaSuccess) {
        scale_kernel<<<(n + threads - 1) / threads, threads>>>(n, a, x_there, y_there);
        status = cudaGetLastError();
    }
    if (status == cudaSuccess) status = cudaMemcpy(y, y_there, bytes, cudaMemcpyDeviceToHost);
    cudaFree(x_there);
    cudaFree(y_there);
    return status;
    /* SOLUTION END 0.14 */
}
