/* kernels.cu: the optional tasks of lab 6, for a GPU. */
#include "kernels.h"

/* --- 6.15 --------------------------------------------------------------------------------------------------------- */
__global__ void conv_kernel(ConvSizes s, const real *x, const real *w, const real *b, real *y) {
    /* SOLUTION BEGIN 6.15 */
    const int i = blockIdx.y * blockDim.y + threadIdx.y, j = blockIdx.x * blockDim.x + threadIdx.x;
    const int n = blockIdx.z / s.F, f = blockIdx.z % s.F;
    if (i >= s.OH || j >= s.OW) return;
    real sum = b[f];
    for (int c = 0; c < s.C; c++)
        for (int k = 0; k < s.K; k++)
            for (int l = 0; l < s.K; l++) {
                const int row = i + k - s.padding, column = j + l - s.padding;
                if (row < 0 || row >= s.H || column < 0 || column >= s.W) continue;
                sum += w[((f * s.C + c) * s.K + k) * s.K + l] * x[((n * s.C + c) * s.H + row) * s.W + column];
            }
    y[((n * s.F + f) * s.OH + i) * s.OW + j] = sum;
    /* SOLUTION END 6.15 */
}

void convolve(ConvSizes s, const real *x, const real *w, const real *b, real *y) {
    const dim3 block(8, 8), grid((s.OW + 7) / 8, (s.OH + 7) / 8, s.N * s.F);
    conv_kernel<<<grid, block>>>(s, x, w, b, y);
}

/* --- 6.16 --------------------------------------------------------------------------------------------------------- */
__global__ void pool_kernel(int planes, int H, int W, int size, const real *x, real *y) {
    /* SOLUTION BEGIN 6.16 */
    const int OH = H / size, OW = W / size, number = blockIdx.x * blockDim.x + threadIdx.x;
    if (number >= planes * OH * OW) return;
    const int   plane = number / (OH * OW), i = number / OW % OH, j = number % OW;
    const real *window = x + (plane * H + i * size) * W + j * size;
    real        largest = window[0];
    for (int k = 0; k < size; k++)
        for (int l = 0; l < size; l++) largest = max(largest, window[k * W + l]);
    y[number] = largest;
    /* SOLUTION END 6.16 */
}

void max_pool(int planes, int H, int W, int size, const real *x, real *y) {
    const int windows = planes * (H / size) * (W / size);
    pool_kernel<<<(windows + 63) / 64, 64>>>(planes, H, W, size, x, y);
}
