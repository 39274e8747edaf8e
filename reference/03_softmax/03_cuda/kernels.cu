/* kernels.cu: the optional tasks of lab 3, for a GPU. */
#include "kernels.h"

/* --- 3.13 --------------------------------------------------------------------------------------------------------- */
__global__ void max_kernel(int C, const real *x, real *largest) {
    /* SOLUTION BEGIN 3.13 */
    __shared__ real part[THREADS];
    const int       t = threadIdx.x;
    const real     *row = x + blockIdx.x * C;
    real            mine = -INFINITY;
    for (int j = t; j < C; j += THREADS) mine = max(mine, row[j]);
    part[t] = mine;
    for (int half = THREADS / 2; half > 0; half /= 2) {
        __syncthreads();
        if (t < half) part[t] = max(part[t], part[t + half]);
    }
    if (t == 0) largest[blockIdx.x] = part[0];
    /* SOLUTION END 3.13 */
}

void row_max(int N, int C, const real *x, real *largest) { max_kernel<<<N, THREADS>>>(C, x, largest); }

/* --- 3.14 --------------------------------------------------------------------------------------------------------- */
__global__ void softmax_kernel(int C, const real *x, real *y) {
    /* SOLUTION BEGIN 3.14 */
    __shared__ real part[THREADS];
    const int       t = threadIdx.x, begin = blockIdx.x * C, end = begin + C;
    real            largest = -INFINITY, sum = 0;
    for (int j = begin + t; j < end; j += THREADS) largest = max(largest, x[j]);
    part[t] = largest;
    for (int half = THREADS / 2; half > 0; half /= 2) {
        __syncthreads();
        if (t < half) part[t] = max(part[t], part[t + half]);
    }
    __syncthreads();
    largest = part[0];
    __syncthreads(); /* part is written anew */
    for (int j = begin + t; j < end; j += THREADS) sum += exp(x[j] - largest);
    part[t] = sum;
    for (int half = THREADS / 2; half > 0; half /= 2) {
        __syncthreads();
        if (t < half) part[t] += part[t + half];
    }
    __syncthreads();
    for (int j = begin + t; j < end; j += THREADS) y[j] = exp(x[j] - largest) / part[0];
    /* SOLUTION END 3.14 */
}

void softmax(int N, int C, const real *x, real *y) { softmax_kernel<<<N, THREADS>>>(C, x, y); }
