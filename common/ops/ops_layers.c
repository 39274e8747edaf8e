/* ops_layers.c: what layers of images ask of their inputs: the library's Ops, and those that labs 5 and 6 write. */
#include "ops_private.h"

void t_conv2d_check(const Ctx *c) {
    const Tensor *x = c->in[0], *W = c->in[1], *b = c->in[2];
    const int     stride = c->args.i[0], padding = c->args.i[1], dilation = c->args.i[2];
    if (x->dtype != DTYPE_REAL || x->ndim != 4 || W->ndim != 4 || b->ndim != 1 || b->shape[0] != W->shape[0])
        t_fail("pass a real x of (N,C,H,W), W of (F,C,KH,KW) and b of (F)",
               "conv2d: %s, %s, %s do not fit", t_label(x, "x"),
               t_label(W, "W"), t_label(b, "b"));
    if (x->shape[1] != W->shape[1])
        t_fail("give W and x the same number of channels (axis 1)", "conv2d: %s has %d channels, but %s takes %d",
               t_label(x, "x"), x->shape[1], t_label(W, "W"), W->shape[1]);
    if (stride < 1 || padding < 0 || dilation < 1)
        t_fail("use stride and dilation of at least 1, and padding of at least 0",
               "conv2d: stride %d, padding %d, dilation %d",
               stride, padding, dilation);
    for (int axis = 2; axis < 4; axis++)
        if (x->shape[axis] + 2 * padding < dilation * (W->shape[axis] - 1) + 1)
            t_fail("use a smaller kernel or more padding", "conv2d: %s with padding %d is smaller than %s",
                   t_label(x, "x"), padding, t_label(W, "W"));
}

void t_pool2d_check(const Ctx *c) {
    const Tensor *x = c->in[0];
    const int     kernel = c->args.i[0], stride = c->args.i[1], padding = c->args.i[2];
    if (x->dtype != DTYPE_REAL || x->ndim != 4)
        t_fail("pass a real x of (N,C,H,W)", "%s: %s does not fit", c->op->name, t_label(x, "x"));
    if (kernel < 1 || stride < 1 || padding < 0 || 2 * padding > kernel)
        t_fail("use kernel and stride of at least 1, and padding of 0 to half the kernel",
               "%s: kernel %d, stride %d, padding %d", c->op->name, kernel, stride, padding);
    if (x->shape[2] + 2 * padding < kernel || x->shape[3] + 2 * padding < kernel)
        t_fail("use a smaller window or more padding", "%s: %s with padding %d is smaller than a window of %dx%d",
               c->op->name, t_label(x, "x"), padding, kernel, kernel);
}

void t_batch_norm_check(const Ctx *c) {
    const Tensor *x = c->in[0];
    if (x->dtype != DTYPE_REAL || x->ndim < 2)
        t_fail("pass a real x of (N,C) or (N,C,...)", "batch_norm: %s does not fit", t_label(x, "x"));
    for (int i = 1; i < 5; i++)
        if (c->in[i]->ndim != 1 || c->in[i]->shape[0] != x->shape[1])
            t_fail("pass one number for each channel (axis 1 of x)",
                   "batch_norm: %s and %s do not fit", t_label(x, "x"),
                   t_label(c->in[i], "input"));
    const size_t values = x->shape[1] > 0 ? x->size / (size_t)x->shape[1] : 0;
    if (c->args.i[0] && values < 2)
        t_fail("use batches of at least 2 (drop_last of the loader), or nn_eval(model)",
               "batch_norm: expected more than 1 value per channel when training, but %s has %zu", t_label(x, "x"),
               values);
}
