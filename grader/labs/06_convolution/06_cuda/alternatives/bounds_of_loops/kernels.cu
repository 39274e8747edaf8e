/* The edges in the bounds of the loops; the window from its end. */

/* @ 6.15 conv_kernel */
    const int i = blockIdx.y * blockDim.y + threadIdx.y, j = blockIdx.x * blockDim.x + threadIdx.x;
    const int n = blockIdx.z / s.F, f = blockIdx.z % s.F;
    if (i >= s.OH || j >= s.OW) return;
    const int row = i - s.padding, column = j - s.padding;
    const int k_first = row < 0 ? -row : 0, k_end = row + s.K > s.H ? s.H - row : s.K;
    const int l_first = column < 0 ? -column : 0, l_end = column + s.K > s.W ? s.W - column : s.K;
    real sum = 0;
    for (int c = s.C - 1; c >= 0; c--) {
        const real *picture = x + (n * s.C + c) * s.H * s.W, *filter = w + (f * s.C + c) * s.K * s.K;
        for (int k = k_first; k < k_end; k++)
            for (int l = l_first; l < l_end; l++) sum += filter[k * s.K + l] * picture[(row + k) * s.W + column + l];
    }
    y[(blockIdx.z * s.OH + i) * s.OW + j] = sum + b[f];
/* @ 6.16 pool_kernel */
    const int OH = H / size, OW = W / size, number = blockIdx.x * blockDim.x + threadIdx.x;
    if (number < planes * OH * OW) {
        const int j = number % OW, i = number / OW % OH, plane = number / OW / OH;
        real largest = -INFINITY;
        for (int l = size - 1; l >= 0; l--)
            for (int k = size - 1; k >= 0; k--)
                largest = fmax(largest, x[(plane * H + i * size + k) * W + j * size + l]);
        y[number] = largest;
    }
