/* conv.h: convolution. Given; your code goes into conv.c.
 *
 * An image is (C,H,W): channel, row, column; a batch of images is (N,C,H,W). The F kernels of a layer are one tensor
 * (F,C,KH,KW), as torch stores them. */
#pragma once
#include "gradlab.h"

/* How kernels of KH rows and KW columns walk over an image (C,H,W), and the OH rows and OW columns that come out. */
typedef struct ConvShape {
    int C, H, W;
    int KH, KW;
    int stride, padding, dilation;
    int OH, OW;
} ConvShape;

int conv_size(int n, int kernel, int stride, int padding, int dilation);              /* 6.1 */

/* Cross-correlation of x (N,C,H,W) with the kernels W (F,C,KH,KW), plus a bias b (F): y (N,F,OH,OW). args.i has stride,
 * padding and dilation. The two ops give the same numbers. */
extern const Op conv2d_loops_op;                                                      /* 6.1, 6.2 */
extern const Op conv2d_op;                                                            /* 6.4 */

void im2col(const ConvShape *s, const real *image, real *columns);                    /* 6.3 */
void col2im(const ConvShape *s, const real *columns, real *image);                    /* 6.3 */

#define f_conv2d_loops(x, W, b, stride, padding, dilation)                                                             \
    t_apply_at(T_HERE("f_conv2d_loops(" #x ", " #W ", " #b ")"), &conv2d_loops_op,                                     \
               (Args){.i = {stride, padding, dilation}}, 3, (Tensor *[]){x, W, b})
#define f_conv2d(x, W, b, stride, padding, dilation)                                                                   \
    t_apply_at(T_HERE("f_conv2d(" #x ", " #W ", " #b ")"), &conv2d_op, (Args){.i = {stride, padding, dilation}}, 3,    \
               (Tensor *[]){x, W, b})

/* Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1), padding=(2, 2)): square kernels, with the parameters "weight" and
 * "bias" drawn from U(-k, k), k = 1/sqrt(channels_in kernel^2), by the global generator (torch's default). */
Module *nn_conv2d(int channels_in, int channels_out, int kernel, int stride, int padding);
