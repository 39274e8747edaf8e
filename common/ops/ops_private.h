/* ops_private.h: what the files of primitive ops share. */
#pragma once
#include "device.h"
#include "ops.h"

/* Ends the program, at the call's own line, when x may not be used: for what an op looks at before it is applied. */
void ops_check(Site site, const Tensor *x, const char *what);
/* The axis counted from the front, 0 <= axis < ndim; ends the program when x has no such axis. */
int ops_axis(Site site, const char *op, const Tensor *x, int axis);
/* The name that a message calls x. */
const char *ops_name(const Tensor *x, const char *fallback);
/* "(4,8)"; eight results stay valid at a time. */
const char *ops_shape_text(int ndim, const int shape[]);
bool ops_has_shape(const Tensor *x, int ndim, const int shape[]);

/* The shape of the result when a and b are broadcast; false where they do not fit. */
bool ops_broadcast_shape(const Tensor *a, const Tensor *b, int *ndim, int shape[]);
/* Ends the program with both shapes, and how they would fit. */
_Noreturn void ops_shapes_do_not_fit(const char *op, const Tensor *a, const Tensor *b);
/* The walk over that shape, or over a larger one that both grow to, in as few axes as can be. */
Broadcast ops_broadcast_walk(const Tensor *a, const Tensor *b, int ndim, const int shape[]);

/* For Op.reads: the backward reads no input; for dx[i] it reads all inputs but in[i]; it reads in[1] only. */
bool ops_reads_none(const Ctx *c, int i, int input);
bool ops_reads_others(const Ctx *c, int i, int input);
bool ops_reads_second(const Ctx *c, int i, int input);
/* x, or integers cast to real; NULL is left to the op's own check. */
Tensor *ops_real(Site site, Tensor *x);
/* Casts both to their common dtype, uint8 -> int64 -> real, at least `least`; takes a number to the other's device. */
void ops_promote(Site site, DType least, Tensor **a, Tensor **b);

/* The sizes of a convolution, and of a max pooling with {kernel, stride, padding, ceil_mode}. */
Conv2d ops_conv2d_sizes(const Tensor *x, const Tensor *W, int stride, int padding, int dilation);
Pool2d ops_pool2d_sizes(int images, int H, int W, const int pool[]);

/* Labels or an index, as `name` says, as int64; ends the program when they are real numbers. */
Tensor *ops_labels(Site site, const char *op, Tensor *labels, const char *name);
/* Ends the program, naming the row and the value, unless each label is in 0 .. n-1; `what` is "classes", say. */
void ops_check_labels(const char *op, const Tensor *labels, const char *name, int n, const char *what);
