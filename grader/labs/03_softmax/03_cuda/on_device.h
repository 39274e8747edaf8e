/* on_device.h: the tasks' functions on the host's memory. In a probe they run the student's kernels on the emulated GPU
 * (device.cu); in the grader they are loops on the CPU (expected.c). */
#pragma once
#ifndef REAL
#define REAL float
#endif
#ifdef __cplusplus
extern "C" {
#endif
void device_row_max(int N, int C, const REAL *x, REAL *largest);
void device_softmax(int N, int C, const REAL *x, REAL *y);
#ifdef __cplusplus
}
#endif
