/* kernels.cu: the optional tasks of lab 2, for a GPU. */
#include "kernels.h"

/* --- 2.13 --------------------------------------------------------------------------------------------------------- */
__global__ void column_kernel(int N, int out, const real *dy, real *db) {
    /* SOLUTION BEGIN 2.13 */
    const int j = blockIdx.x * blockDim.x + threadIdx.x;
    if (j >= out) return;
    real sum = 0;
    for (int n = 0; n < N; n++) sum += dy[n * out + j];
    db[j] += sum;
    /* SOLUTION END 2.13 */
}

void bias_gradient(int N, int out, const real *dy, real *db) { column_kernel<<<(out + 31) / 32, 32>>>(N, out, dy, db); }

/* --- 2.14 --------------------------------------------------------------------------------------------------------- */
__global__ void piece_kernel(int N, int out, const real *dy, real *db) {
    /* SOLUTION BEGIN 2.14 */
    const int j = blockIdx.x * blockDim.x + threadIdx.x, first = blockIdx.y * ROWS;
    if (j >= out) return;
    real sum = 0;
    for (int n = first; n < first + ROWS && n < N; n++) sum += dy[n * out + j];
    atomicAdd(&db[j], sum);
    /* SOLUTION END 2.14 */
}

void bias_gradient_pieces(int N, int out, const real *dy, real *db) {
    const dim3 grid((out + 31) / 32, (N + ROWS - 1) / ROWS);
    piece_kernel<<<grid, 32>>>(N, out, dy, db);
}
