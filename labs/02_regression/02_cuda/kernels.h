/* kernels.h: the optional tasks of lab 2. All pointers are device memory. dy (N,out) is row-major: element (n,j) is
 * dy[n * out + j]. The bias is added to every row, so its gradient is the sum of the rows, and it is added to what db
 * (out) already holds: db[j] += sum over n of dy[n * out + j]. */
#pragma once
#include "cuda/task.h"

/* 2.13: a thread for each column, in blocks of 32. */
void bias_gradient(int N, int out, const real *dy, real *db);

/* 2.14: the same. Each thread adds up at most ROWS rows of a column, so a column has several threads. In the grid x
 * goes along the columns, y along the pieces of ROWS rows. */
enum { ROWS = 8 };
void bias_gradient_pieces(int N, int out, const real *dy, real *db);
