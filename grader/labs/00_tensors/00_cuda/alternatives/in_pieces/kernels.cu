/* Each thread has a piece of the array, which is slow on a GPU and right; a tile of B is stored on its side. 0.14 scales in place. */

/* @ before axpy_kernel */
__device__ static int smaller(int a, int b) { return a < b ? a : b; }
/* @ 0.11 axpy_kernel */
    const int threads = gridDim.x * blockDim.x, each = (n + threads - 1) / threads;
    const int first = (blockIdx.x * blockDim.x + threadIdx.x) * each, end = smaller(n, first + each);
    for (int i = first; i < end; i++) y[i] += a * x[i];
/* @ 0.12 naive_kernel */
    const int row = blockIdx.y * blockDim.y + threadIdx.y, column = blockIdx.x * blockDim.x + threadIdx.x;
    if (row < m) {
        if (column < n) {
            const real *a = A + row * k, *b = B + column;
            real sum = 0;
            for (const real *end = a + k; a < end; a++, b += n) sum += *a * *b;
            C[row * n + column] = sum;
        }
    }
/* @ 0.13 tiled_kernel */
    __shared__ real a[TILE][TILE], b[TILE][TILE + 1];
    const int row = blockIdx.y * blockDim.y + threadIdx.y, column = blockIdx.x * blockDim.x + threadIdx.x;
    real sum = 0;
    int first = 0;
    do {
        a[threadIdx.y][threadIdx.x] = row < m && first + (int)threadIdx.x < k ? A[row * k + first + threadIdx.x] : (real)0;
        b[threadIdx.x][threadIdx.y] = column < n && first + (int)threadIdx.y < k
                                          ? B[(first + threadIdx.y) * n + column] : (real)0;
        __syncthreads();
        for (int l = 0; l < TILE && first + l < k; l++) sum += a[threadIdx.y][l] * b[threadIdx.x][l];
        __syncthreads();
        first += TILE;
    } while (first < k);
    if (row >= m || column >= n) return;
    C[row * n + column] = sum;
/* @ 0.14 scale */
    real *there;
    if (cudaError_t error = cudaMalloc((void **)&there, sizeof(real) * n)) return error;
    cudaError_t error = cudaMemcpy(there, x, sizeof(real) * n, cudaMemcpyDefault);
    if (!error) {
        int blocks = n / threads;
        if (n % threads) blocks++;
        scale_kernel<<<blocks, threads>>>(n, a, there, there);
        error = cudaGetLastError();
        if (!error) error = cudaDeviceSynchronize();
        if (!error) error = cudaMemcpy(y, there, sizeof(real) * n, cudaMemcpyDefault);
    }
    cudaFree(there);
    return error;
