/* task.h: what the optional tasks for a GPU (labs/NN_lab/NN_cuda) are written with. A kernel is a function that many
 * threads run at the same time, on a GPU or on the emulated one. */
#pragma once
#include <cuda_runtime.h>

#ifndef REAL
#define REAL float
#endif
typedef REAL real;

/* Stands in a stub. A real GPU cannot say which task it is: it stops. */
extern "C" [[noreturn]] void t_todo(const char *task, const char *file, int line);
#ifdef __CUDA_ARCH__
#define TODO(task) __trap()
#else
#define TODO(task) t_todo(task, __FILE__, __LINE__)
#endif
