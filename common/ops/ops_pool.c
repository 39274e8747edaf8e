#include "ops_private.h"

/* In ceil mode the last window begins inside the image or the padding in front of it. */
static int count_windows(const int pool[], int n) {
    const int  stride = pool[1], padding = pool[2];
    const bool ceil_mode = pool[3] != 0;
    const int  windows = (n + 2 * padding - pool[0] + (ceil_mode ? stride - 1 : 0)) / stride + 1;
    return ceil_mode && (windows - 1) * stride >= n + padding ? windows - 1 : windows;
}

Pool2d ops_pool2d_sizes(int images, int H, int W, const int pool[]) {
    return (Pool2d){.images = images, .H = H, .W = W, .kernel = pool[0], .stride = pool[1], .padding = pool[2],
                    .OH = count_windows(pool, H), .OW = count_windows(pool, W)};
}

static Pool2d sizes_of(const Ctx *c) {
    const Tensor *x = c->in[0];
    return ops_pool2d_sizes(x->shape[0] * x->shape[1], x->shape[2], x->shape[3], c->args.i);
}

static Tensor *max_pool2d_forward(Ctx *c) {
    const Tensor *x = c->in[0];
    const Pool2d  s = sizes_of(c);
    Tensor       *y = t_empty_on(x->device, DTYPE_REAL, 4, (int[]){x->shape[0], x->shape[1], s.OH, s.OW});
    dev_kernels(x->device)->max_pool2d(&s, x->data, y->data);
    c->fills = true;
    return y;
}

static void max_pool2d_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Tensor *x = c->in[0];
    const Pool2d  s = sizes_of(c);
    dev_kernels(x->device)->max_pool2d_backward(&s, x->data, c->out->data, dy->data, t_beta(dx[0]), dx[0]->data);
}

static const Op max_pool2d_op = {"max_pool2d", max_pool2d_forward, max_pool2d_backward, .any_device = true,
                                 .check = t_pool2d_check};

Tensor *t_max_pool2d_at(Site site, Tensor *x, int kernel, int stride, int padding, bool ceil_mode) {
    return t_apply_at(site, &max_pool2d_op, (Args){.i = {kernel, stride, padding, ceil_mode}}, 1, (Tensor *[]){x});
}
