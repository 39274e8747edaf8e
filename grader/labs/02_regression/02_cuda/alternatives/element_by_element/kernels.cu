/* Every element is added by itself. */

/* @ 2.13 column_kernel */
    const int j = blockIdx.x * blockDim.x + threadIdx.x;
    if (j < out)
        for (int n = N - 1; n >= 0; n--) db[j] += dy[n * out + j];
/* @ 2.14 piece_kernel */
    const int j = blockIdx.x * blockDim.x + threadIdx.x;
    for (int n = blockIdx.y * ROWS; j < out && n < N && n < (int)(blockIdx.y + 1) * ROWS; n++)
        atomicAdd(db + j, dy[n * out + j]);
