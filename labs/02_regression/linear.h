/* linear.h: the fully connected layer. Given; your code goes into linear.c.
 *
 * N is the number of samples in a batch, `in` and `out` the features that go in and come out. A sample is a *row*, and
 * the weight matrix is stored (out,in), as torch stores it. */
#pragma once
#include "gradlab.h"

/* y = x W^T + b:  x (N,in), W (out,in), b (out) -> y (N,out). */
extern const Op linear_op; /* 2.1 */
#define f_linear(x, W, b) T_APPLY("f_linear(" #x ", " #W ", " #b ")", &linear_op, x, W, b)

/* Linear(in_features, out_features) with parameters "weight" (out,in) and "bias" (out), both drawn from U(-k, k),
 * k = 1/sqrt(in_features), by the global generator (torch's default). */
Module *nn_linear(int in_features, int out_features);
