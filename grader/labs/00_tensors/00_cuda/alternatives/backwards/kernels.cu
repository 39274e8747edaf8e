/* From the end; 0.13 with dynamic shared memory, and the sum in double; 0.14 in a stream, on one piece of memory. */

/* @ 0.11 axpy_kernel */
    const int threads = gridDim.x * blockDim.x;
    for (int i = n - 1 - (int)(blockIdx.x * blockDim.x + threadIdx.x); i >= 0; i -= threads) y[i] = y[i] + a * x[i];
/* @ 0.12 naive_kernel */
    const int j = blockIdx.x * blockDim.x + threadIdx.x, i = blockIdx.y * blockDim.y + threadIdx.y;
    if (i < m && j < n) {
        double sum = 0;
        for (int l = k - 1; l >= 0; l--) sum += (double)A[i * k + l] * B[l * n + j];
        C[i * n + j] = (real)sum;
    }
/* @ 0.13 tiled_kernel */
    extern __shared__ real tiles[];
    real *a = tiles, *b = tiles + TILE * TILE;
    const int x = threadIdx.x, y = threadIdx.y, i = blockIdx.y * TILE + y, j = blockIdx.x * TILE + x;
    double sum = 0;
    for (int tile = 0; tile < (k + TILE - 1) / TILE; tile++) {
        const int column = tile * TILE + x, row = tile * TILE + y;
        a[y * TILE + x] = b[y * TILE + x] = 0;
        if (i < m && column < k) a[y * TILE + x] = A[i * k + column];
        if (j < n && row < k) b[y * TILE + x] = B[row * n + j];
        __syncthreads();
        for (int l = 0; l < TILE; l++) sum += (double)a[y * TILE + l] * b[l * TILE + x];
        __syncthreads();
    }
    if (i < m && j < n) C[i * n + j] = (real)sum;
/* @ instead of matmul_tiled */
void matmul_tiled(int m, int n, int k, const real *A, const real *B, real *C) {
    const dim3 block(TILE, TILE), grid((n + TILE - 1) / TILE, (m + TILE - 1) / TILE);
    tiled_kernel<<<grid, block, 2 * TILE * TILE * sizeof(real)>>>(m, n, k, A, B, C);
}
/* @ 0.14 scale */
    cudaStream_t stream;
    real        *both;
    cudaError_t  first = cudaStreamCreate(&stream), more[5] = {};
    if (first != cudaSuccess) return first;
    first = cudaMalloc(&both, 2 * n * sizeof *both);
    if (first == cudaSuccess) {
        more[0] = cudaMemcpyAsync(both, x, n * sizeof(real), cudaMemcpyHostToDevice, stream);
        scale_kernel<<<dim3((n - 1) / threads + 1), dim3(threads), 0, stream>>>(n, a, both, both + n);
        more[1] = cudaPeekAtLastError();
        if (cudaGetLastError() == cudaSuccess)
            more[2] = cudaMemcpyAsync(y, both + n, n * sizeof(real), cudaMemcpyDeviceToHost, stream);
        more[3] = cudaStreamSynchronize(stream);
        more[4] = cudaFree(both);
    }
    cudaStreamDestroy(stream);
    for (int i = 0; i < 5 && first == cudaSuccess; i++) first = more[i];
    return first;
