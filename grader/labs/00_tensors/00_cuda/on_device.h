/* on_device.h: the tasks' functions on the host's memory. In a probe they run the student's kernels on the emulated GPU
 * (device.cu); in the grader they are loops on the CPU (expected.c). */
#pragma once
#ifndef REAL
#define REAL float
#endif
#ifdef __cplusplus
extern "C" {
#endif
void device_axpy(int n, REAL a, const REAL *x, REAL *y);
void device_matmul(int tiled, int m, int n, int k, const REAL *A, const REAL *B, REAL *C);
/* Returns a cudaError_t. */
int device_scale(int n, int threads, REAL a, const REAL *x, REAL *y);
#ifdef __cplusplus
}
#endif
