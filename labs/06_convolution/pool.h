/* pool.h: pooling. Given; your code goes into pool.c. */
#pragma once
#include "gradlab.h"

int pool_size(int n, int kernel, int stride, int padding, bool ceil_mode);            /* 6.5 */

/* Of every channel of x (N,C,H,W), the maximum or the mean of each window: y (N,C,OH,OW). args.i has the side of the
 * window, stride, padding and ceil_mode; of avg_pool2d also count_include_pad. */
extern const Op max_pool2d_op;                                                        /* 6.5 */
extern const Op avg_pool2d_op;                                                        /* 6.6 */
/* The mean of every channel: x (N,C,H,W) -> y (N,C). */
extern const Op global_avg_pool_op;                                                   /* 6.6 */

#define f_max_pool2d(x, kernel, stride, padding, ceil_mode)                                                            \
    t_apply_at(T_HERE("f_max_pool2d(" #x ")"), &max_pool2d_op, (Args){.i = {kernel, stride, padding, ceil_mode}}, 1,   \
               (Tensor *[]){x})
#define f_avg_pool2d(x, kernel, stride, padding, ceil_mode, count_include_pad)                                         \
    t_apply_at(T_HERE("f_avg_pool2d(" #x ")"), &avg_pool2d_op,                                                         \
               (Args){.i = {kernel, stride, padding, ceil_mode, count_include_pad}}, 1, (Tensor *[]){x})
#define f_global_avg_pool(x) T_APPLY("f_global_avg_pool(" #x ")", &global_avg_pool_op, x)

/* As layers, without padding; the windows do not overlap: MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1,
 * ceil_mode=False), AvgPool2d(kernel_size=2, stride=2, padding=0). GlobalAvgPool() gives (N,C). */
Module *nn_max_pool2d(int kernel);
Module *nn_avg_pool2d(int kernel);
Module *nn_global_avg_pool(void);
