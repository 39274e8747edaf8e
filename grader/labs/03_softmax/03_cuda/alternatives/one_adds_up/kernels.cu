/* One thread takes in what all others have; neighbours first in the sum. */

/* @ 3.13 max_kernel */
    __shared__ real part[THREADS];
    part[threadIdx.x] = -INFINITY;
    for (int j = threadIdx.x; j < C; j += THREADS) part[threadIdx.x] = max(part[threadIdx.x], x[blockIdx.x * C + j]);
    __syncthreads();
    if (threadIdx.x > 0) return;
    for (int i = 1; i < THREADS; i++) part[0] = max(part[0], part[i]);
    largest[blockIdx.x] = part[0];
/* @ 3.14 softmax_kernel */
    __shared__ real part[THREADS], most;
    const int t = threadIdx.x, row = blockIdx.x * C;
    if (t == 0) {
        most = x[row];
        for (int j = 1; j < C; j++) most = max(most, x[row + j]);
    }
    __syncthreads();
    part[t] = 0;
    for (int j = t; j < C; j += THREADS) part[t] += y[row + j] = exp(x[row + j] - most);
    __syncthreads();
    for (int half = 1; half < THREADS; half *= 2) {
        if (t % (2 * half) == 0) part[t] += part[t + half];
        __syncthreads();
    }
    for (int j = t; j < C; j += THREADS) y[row + j] /= part[0];
