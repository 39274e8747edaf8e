/* Columns from the end, in double; blocks of rows that go round. */

/* @ 2.13 column_kernel */
    const int j = out - 1 - (int)(blockIdx.x * blockDim.x + threadIdx.x);
    if (j < 0) return;
    double sum = db[j];
    const real *end = dy + N * out;
    for (const real *element = dy + j; element < end; element += out) sum += *element;
    db[j] = (real)sum;
/* @ 2.14 piece_kernel */
    const int j = blockIdx.x * blockDim.x + threadIdx.x;
    real sum = 0;
    for (int n = blockIdx.y; n < N; n += gridDim.y) sum += j < out ? dy[n * out + j] : (real)0;
    if (j < out) atomicAdd(&db[j], sum);
