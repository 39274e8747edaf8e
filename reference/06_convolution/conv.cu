/* conv.cu: convolution on the GPU. Both ops run the library's kernels, which go by the definition. */
#include "cuda/twin.h"

static Conv2d sizes_of(const Ctx *c) {
    const Tensor *x = c->in[0], *W = c->in[1];
    Conv2d        s = {x->shape[0], x->shape[1],  x->shape[2],  x->shape[3],  W->shape[0], W->shape[2],
                       W->shape[3], c->args.i[0], c->args.i[1], c->args.i[2], 0,           0};
    s.OH = (s.H + 2 * s.padding - s.dilation * (s.KH - 1) - 1) / s.stride + 1;
    s.OW = (s.W + 2 * s.padding - s.dilation * (s.KW - 1) - 1) / s.stride + 1;
    return s;
}

static Tensor *conv_forward(Ctx *c) {
    const Conv2d s = sizes_of(c);
    const int    shape[] = {s.N, s.F, s.OH, s.OW};
    Tensor      *y = t_empty_on(c->in[0]->device, DTYPE_REAL, 4, shape);
    cuda_kernels.conv2d(&s, c->in[0]->data, c->in[1]->data, c->in[2]->data, y->data, NULL);
    return y;
}

static void conv_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Conv2d s = sizes_of(c);
    const real  *x = c->in[0]->data, *W = c->in[1]->data;
    if (dx[0]) cuda_kernels.conv2d_images(&s, W, dy->data, 1, dx[0]->data, NULL);
    cuda_kernels.conv2d_kernels(&s, x, dy->data, 1, dx[1] ? dx[1]->data : NULL, 1, dx[2] ? dx[2]->data : NULL, NULL);
}

TWIN(conv2d_loops_op, conv_forward, conv_backward);
TWIN(conv2d_op, conv_forward, conv_backward);
