/* on_device.h: the tasks' functions on the host's memory. In a probe they run the student's kernels on the emulated GPU
 * (device.cu); in the grader they are loops on the CPU (expected.c). */
#pragma once
#ifndef REAL
#define REAL float
#endif
#ifdef __cplusplus
extern "C" {
#endif
void device_bias_gradient(int pieces, int N, int out, const REAL *dy, REAL *db);
#ifdef __cplusplus
}
#endif
