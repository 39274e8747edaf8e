/* on_device.h: the tasks' functions on the host's memory. In a probe they run the student's kernels on the emulated GPU
 * (device.cu); in the grader they are loops on the CPU (expected.c). */
#pragma once
#ifndef REAL
#define REAL float
#endif
#ifdef __cplusplus
extern "C" {
#endif
void device_momentum(int n, REAL lr, REAL momentum, REAL weight_decay, const REAL *g, REAL *p, REAL *velocity);
void device_adam(int n, int t, double lr, double weight_decay, const REAL *g, REAL *p, REAL *m, REAL *v);
#ifdef __cplusplus
}
#endif
