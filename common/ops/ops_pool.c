#include "ops_private.h"

/* In ceil mode the last window begins inside the image or the padding in front of it. */
static int count_windows(const Ctx *c, int n) {
    const int stride = c->args.i[1], padding = c->args.i[2];
    const int windows = (n + 2 * padding - c->args.i[0] + (c->args.i[3] ? stride - 1 : 0)) / stride + 1;
    return c->args.i[3] && (windows - 1) * stride >= n + padding ? windows - 1 : windows;
}

static Pool2d sizes_of(const Ctx *c) {
    const Tensor *x = c->in[0];
    return (Pool2d){.images = x->shape[0] * x->shape[1], .H = x->shape[2], .W = x->shape[3], .kernel = c->args.i[0],
                    .stride = c->args.i[1], .padding = c->args.i[2], .OH = count_windows(c, x->shape[2]),
                    .OW = count_windows(c, x->shape[3])};
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
