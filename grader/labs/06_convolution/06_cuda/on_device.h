/* on_device.h: the tasks' functions on the host's memory. In a probe they run the student's kernels on the emulated GPU
 * (device.cu); in the grader they are loops on the CPU (expected.c). */
#pragma once
#ifndef REAL
#define REAL float
#endif
#ifdef __cplusplus
extern "C" {
#endif
typedef struct DeviceSizes {
    int N, C, H, W, F, K, padding, OH, OW;
} DeviceSizes;
void device_convolve(DeviceSizes s, const REAL *x, const REAL *w, const REAL *b, REAL *y);
void device_max_pool(int planes, int H, int W, int size, const REAL *x, REAL *y);
#ifdef __cplusplus
}
#endif
