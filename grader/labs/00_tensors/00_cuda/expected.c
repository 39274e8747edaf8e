/* expected.c: what the kernels have to give, by loops on the CPU. */
#include "on_device.h"

void device_axpy(int n, REAL a, const REAL *x, REAL *y) {
    for (int i = 0; i < n; i++) y[i] += a * x[i];
}

void device_matmul(int tiled, int m, int n, int k, const REAL *A, const REAL *B, REAL *C) {
    (void)tiled; /* the same product */
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++) {
            REAL sum = 0;
            for (int l = 0; l < k; l++) sum += A[i * k + l] * B[l * n + j];
            C[i * n + j] = sum;
        }
}

int device_scale(int n, int threads, REAL a, const REAL *x, REAL *y) {
    enum { MOST_THREADS = 1024, INVALID_CONFIGURATION = 9 };
    if (threads > MOST_THREADS) return INVALID_CONFIGURATION;
    for (int i = 0; i < n; i++) y[i] = a * x[i];
    return 0;
}
