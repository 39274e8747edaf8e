/* kernels.h: the optional tasks of lab 6. All pointers are device memory. Arrays are row-major: element (n,c,i,j) of
 * x (N,C,H,W) is x[((n * C + c) * H + i) * W + j]. */
#pragma once
#include "cuda/task.h"

/* The sizes of a convolution: x (N,C,H,W), kernels w (F,C,K,K), y (N,F,OH,OW) with OH = H + 2 padding - K + 1, and OW
 * in the same way. */
typedef struct ConvSizes {
    int N, C, H, W, F, K, padding, OH, OW;
} ConvSizes;

/* 6.15: y(n,f,i,j) = b(f) + sum over c, k, l of w(f,c,k,l) x(n,c,i + k - padding,j + l - padding), and x is 0 outside
 * of the picture. In the grid x goes along j, y along i, and z is n * F + f. */
void convolve(ConvSizes s, const real *x, const real *w, const real *b, real *y);

/* 6.16: y (planes,OH,OW) has the largest of each window of size x size in x (planes,H,W). Windows do not overlap: OH is
 * H / size, OW is W / size, and what is left over at the edges belongs to no window. A thread for each window, in
 * blocks of 64: thread (plane * OH + i) * OW + j has window (plane,i,j). */
void max_pool(int planes, int H, int W, int size, const real *x, real *y);
