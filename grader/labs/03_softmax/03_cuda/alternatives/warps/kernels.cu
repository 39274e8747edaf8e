/* Within a warp by shuffles; softmax in one array for each of the two numbers. */

/* @ before max_kernel */
__device__ static real max_of_warp(real mine) {
    for (int i = 16; i > 0; i /= 2) mine = max(mine, __shfl_down_sync(0xffffffff, mine, i));
    return mine;
}
/* @ 3.13 max_kernel */
    __shared__ real part[THREADS / 32];
    real mine = -INFINITY;
    for (int j = threadIdx.x; j < C; j += blockDim.x) mine = max(mine, x[blockIdx.x * C + j]);
    mine = max_of_warp(mine);
    if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = mine;
    __syncthreads();
    if (threadIdx.x == 0) largest[blockIdx.x] = max(part[0], part[1]);
/* @ 3.14 softmax_kernel */
    __shared__ real most[THREADS], sums[THREADS];
    const int t = threadIdx.x;
    const real *row = x + blockIdx.x * C;
    real mine = -INFINITY, sum = 0;
    for (int j = t; j < C; j += THREADS) mine = max(mine, row[j]);
    most[t] = mine;
    for (int half = THREADS / 2; half > 0; half /= 2) {
        __syncthreads();
        if (t < half) most[t] = max(most[t], most[t + half]);
    }
    __syncthreads();
    for (int j = t; j < C; j += THREADS) sum += exp(row[j] - most[0]);
    sums[t] = sum;
    for (int half = THREADS / 2; half > 0; half /= 2) {
        __syncthreads();
        if (t < half) sums[t] += sums[t + half];
    }
    __syncthreads();
    for (int j = t; j < C; j += THREADS) y[blockIdx.x * C + j] = exp(row[j] - most[0]) / sums[0];
