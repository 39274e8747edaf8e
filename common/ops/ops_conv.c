#include "ops_private.h"

Conv2d ops_conv2d_sizes(const Tensor *x, const Tensor *W, int stride, int padding, int dilation) {
    Conv2d s = {.N = x->shape[0], .C = x->shape[1], .H = x->shape[2], .W = x->shape[3], .F = W->shape[0],
                .KH = W->shape[2], .KW = W->shape[3], .stride = stride, .padding = padding, .dilation = dilation};
    s.OH = (s.H + 2 * s.padding - s.dilation * (s.KH - 1) - 1) / s.stride + 1;
    s.OW = (s.W + 2 * s.padding - s.dilation * (s.KW - 1) - 1) / s.stride + 1;
    return s;
}

static Conv2d sizes_of(const Ctx *c) {
    return ops_conv2d_sizes(c->in[0], c->in[1], c->args.i[0], c->args.i[1], c->args.i[2]);
}

static void *work_for(const Kernels *k, Device device, const Conv2d *s) {
    const int words = (int)((k->conv2d_work(s) + sizeof(int64_t) - 1) / sizeof(int64_t));
    return t_empty_on(device, DTYPE_INT64, 1, &words)->raw;
}

/* The memory to work in is given back at once, so that the next convolution finds it in the cache. */
static Tensor *conv2d_forward(Ctx *c) {
    const Tensor  *x = c->in[0], *W = c->in[1], *b = c->in[2];
    const Kernels *k = dev_kernels(x->device);
    const Conv2d   s = sizes_of(c);
    Tensor        *y = t_empty_on(x->device, DTYPE_REAL, 4, (int[]){s.N, s.F, s.OH, s.OW});
    t_step();
    k->conv2d(&s, x->data, W->data, b->data, y->data, work_for(k, x->device, &s));
    c->fills = true;
    return y;
}

static void conv2d_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Tensor  *x = c->in[0], *W = c->in[1];
    const Kernels *k = dev_kernels(x->device);
    const Conv2d   s = sizes_of(c);
    t_step();
    void *work = work_for(k, x->device, &s);
    if (dx[1] || dx[2])
        k->conv2d_kernels(&s, x->data, dy->data, dx[1] ? t_beta(dx[1]) : 0, dx[1] ? dx[1]->data : NULL,
                          dx[2] ? t_beta(dx[2]) : 0, dx[2] ? dx[2]->data : NULL, work);
    if (dx[0]) k->conv2d_images(&s, W->data, dy->data, t_beta(dx[0]), dx[0]->data, work);
}

/* dx reads the kernels, and their gradient the images. */
static bool conv2d_reads(const Ctx *c, int i, int input) { return (void)c, i + input == 1; }

static const Op conv2d_op = {"conv2d", conv2d_forward, conv2d_backward, .any_device = true, .check = t_conv2d_check,
                             .reads = conv2d_reads};

Tensor *t_conv2d_at(Site site, Tensor *x, Tensor *W, Tensor *b, int stride, int padding, int dilation) {
    return t_apply_at(site, &conv2d_op, (Args){.i = {stride, padding, dilation}}, 3, (Tensor *[]){x, W, b});
}
