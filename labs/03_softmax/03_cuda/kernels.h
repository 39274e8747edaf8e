/* kernels.h: the optional tasks of lab 3. All pointers are device memory. x (N,C) is row-major: element (i,j) is
 * x[i * C + j]. Each row has a block of THREADS threads, and C may be smaller or larger than THREADS. */
#pragma once
#include "cuda/task.h"

enum { THREADS = 64 }; /* a power of 2 */

/* 3.13: largest[i] is the largest element of row i; largest (N). */
void row_max(int N, int C, const real *x, real *largest);

/* 3.14: y (N,C) is the softmax of each row of x. Rows may lie anywhere: exp(x[j] - the row's largest) does not
 * overflow. */
void softmax(int N, int C, const real *x, real *y);
