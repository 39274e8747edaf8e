/* pool_private.h: max pooling by windows of 2x2 side by side, and of 3x3 every two rows and columns, as nearly all
 * networks have it. */
#pragma once
#include "device.h"

/* An image of rows x columns windows, all inside; `pitch` is the distance of its rows. */
void pool_2x2(int rows, int columns, size_t pitch, const real *x, real *y);
void pool_3x3(int rows, int columns, size_t pitch, const real *x, real *y);
/* The windows cover the image: every element of dx is written. */
void pool_2x2_backward(int rows, int columns, const real *x, const real *y, const real *dy, real *dx);
