/* expected.c: what the kernels have to give, by loops on the CPU. */
#include "on_device.h"

static REAL patch(DeviceSizes s, const REAL *plane, const REAL *kernel, int i, int j) {
    REAL sum = 0;
    for (int k = 0; k < s.K; k++)
        for (int l = 0; l < s.K; l++) {
            const int row = i + k - s.padding, column = j + l - s.padding;
            if (row >= 0 && row < s.H && column >= 0 && column < s.W)
                sum += kernel[k * s.K + l] * plane[row * s.W + column];
        }
    return sum;
}

void device_convolve(DeviceSizes s, const REAL *x, const REAL *w, const REAL *b, REAL *y) {
    for (int n = 0; n < s.N; n++)
        for (int f = 0; f < s.F; f++)
            for (int i = 0; i < s.OH; i++)
                for (int j = 0; j < s.OW; j++) {
                    REAL sum = b[f];
                    for (int c = 0; c < s.C; c++)
                        sum += patch(s, x + (n * s.C + c) * s.H * s.W, w + (f * s.C + c) * s.K * s.K, i, j);
                    *y++ = sum;
                }
}

void device_max_pool(int planes, int H, int W, int size, const REAL *x, REAL *y) {
    for (int plane = 0; plane < planes; plane++)
        for (int i = 0; i < H / size; i++)
            for (int j = 0; j < W / size; j++) {
                const REAL *window = x + (plane * H + i * size) * W + j * size;
                REAL        largest = window[0];
                for (int k = 0; k < size; k++)
                    for (int l = 0; l < size; l++)
                        if (window[k * W + l] > largest) largest = window[k * W + l];
                *y++ = largest;
            }
}
