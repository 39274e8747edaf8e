/* expected.c: what the kernels have to give, by loops on the CPU. */
#include <math.h>
#include "on_device.h"

static REAL largest_of(int C, const REAL *row) {
    REAL largest = row[0];
    for (int j = 1; j < C; j++)
        if (row[j] > largest) largest = row[j];
    return largest;
}

void device_row_max(int N, int C, const REAL *x, REAL *largest) {
    for (int i = 0; i < N; i++) largest[i] = largest_of(C, x + i * C);
}

void device_softmax(int N, int C, const REAL *x, REAL *y) {
    for (int i = 0; i < N; i++) {
        const REAL *row = x + i * C, largest = largest_of(C, row);
        REAL        sum = 0;
        for (int j = 0; j < C; j++) sum += exp(row[j] - largest);
        for (int j = 0; j < C; j++) y[i * C + j] = exp(row[j] - largest) / sum;
    }
}
