/* Pictures first in z, sums in double. */

/* @ 6.15 conv_kernel */
    const int n = blockIdx.z % s.N, f = blockIdx.z / s.N;
    const int i = blockIdx.y * blockDim.y + threadIdx.y, j = blockIdx.x * blockDim.x + threadIdx.x;
    double sum = b[f];
    if (i < s.OH && j < s.OW) {
        for (int number = 0; number < s.C * s.K * s.K; number++) {
            const int l = number % s.K, k = number / s.K % s.K, c = number / s.K / s.K;
            const int row = i + k - s.padding, column = j + l - s.padding;
            if (row >= 0 && row < s.H && column >= 0 && column < s.W)
                sum += (double)w[f * s.C * s.K * s.K + number] * x[((n * s.C + c) * s.H + row) * s.W + column];
        }
        y[((n * s.F + f) * s.OH + i) * s.OW + j] = (real)sum;
    }
/* @ 6.16 pool_kernel */
    const int OH = H / size, OW = W / size;
    for (int number = blockIdx.x * blockDim.x + threadIdx.x; number < planes * OH * OW; number += gridDim.x * blockDim.x) {
        const int   j = number % OW, i = number / OW % OH, plane = number / OW / OH;
        const real *row = x + (plane * H + i * size) * W + j * size, *end = row + size * W;
        real        largest = *row;
        for (; row < end; row += W)
            for (int l = 0; l < size; l++) largest = row[l] > largest ? row[l] : largest;
        y[number] = largest;
    }
