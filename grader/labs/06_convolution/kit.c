/* kit.c: the library's convolution and max pooling, as a kit of lab 6 has them. The tasks are to write them, so they are
 * the hand-in's own; the layers, which the solved lab has call the faster ones, run on these. An operation of the
 * hand-in that calls its own one calls itself. */
#include "conv.h"
#include "pool.h"

Tensor *t_conv2d_at(Site site, Tensor *x, Tensor *W, Tensor *b, int stride, int padding, int dilation) {
    return t_apply_at(site, &conv2d_op, (Args){.i = {stride, padding, dilation}}, 3, (Tensor *[]){x, W, b});
}

Tensor *t_conv2d_relu(Tensor *x, int n, const ConvBranch branch[], const int pool[]) {
    return (void)x, (void)n, (void)branch, (void)pool, NULL; /* one by one */
}

Tensor *t_max_pool2d_at(Site site, Tensor *x, int kernel, int stride, int padding, bool ceil_mode) {
    return t_apply_at(site, &max_pool2d_op, (Args){.i = {kernel, stride, padding, ceil_mode}}, 1, &x);
}
