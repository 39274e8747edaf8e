/* conv.cu: convolution on the GPU, straight from its definition: one thread for each output, and for each element of a
 * gradient one sum of what it had its part in. */
#include "cuda/twin.h"

/* All sizes, as the kernels need them. */
struct Sizes {
    int N, C, H, W, F, KH, KW, OH, OW, stride, padding, dilation;
};

static Sizes sizes_of(const Ctx *c) {
    const Tensor *x = c->in[0], *W = c->in[1];
    Sizes         s = {x->shape[0], x->shape[1], x->shape[2], x->shape[3], W->shape[0], W->shape[2], W->shape[3],
                       0,           0,           c->args.i[0], c->args.i[1], c->args.i[2]};
    s.OH = (s.H + 2 * s.padding - s.dilation * (s.KH - 1) - 1) / s.stride + 1;
    s.OW = (s.W + 2 * s.padding - s.dilation * (s.KW - 1) - 1) / s.stride + 1;
    return s;
}

static Tensor *conv_forward(Ctx *c) {
    const Sizes s = sizes_of(c);
    const int   shape[] = {s.N, s.F, s.OH, s.OW};
    Tensor     *out = t_empty_on(c->in[0]->device, DTYPE_REAL, 4, shape);
    const real *x = c->in[0]->data, *W = c->in[1]->data, *b = c->in[2]->data;
    real       *y = out->data;
    each(out->size, [=] __device__(size_t o) {
        const int ox = (int)(o % (size_t)s.OW), oy = (int)(o / (size_t)s.OW % (size_t)s.OH);
        const size_t f = o / (size_t)(s.OW * s.OH) % (size_t)s.F, n = o / (size_t)(s.OW * s.OH) / (size_t)s.F;
        real         sum = b[f];
        for (int ch = 0; ch < s.C; ch++)
            for (int ky = 0; ky < s.KH; ky++)
                for (int kx = 0; kx < s.KW; kx++) {
                    const int iy = oy * s.stride - s.padding + ky * s.dilation;
                    const int ix = ox * s.stride - s.padding + kx * s.dilation;
                    if (iy < 0 || iy >= s.H || ix < 0 || ix >= s.W) continue;
                    sum += W[((f * (size_t)s.C + (size_t)ch) * (size_t)s.KH + (size_t)ky) * (size_t)s.KW + (size_t)kx] *
                           x[((n * (size_t)s.C + (size_t)ch) * (size_t)s.H + (size_t)iy) * (size_t)s.W + (size_t)ix];
                }
        y[o] = sum;
    });
    return out;
}

/* The place of the kernel at which its element k lies over pixel i of an axis, if there is one: o stride = i + padding -
 * k dilation. */
__device__ static inline bool place_of(int i, int k, int stride, int padding, int dilation, int places, int *o) {
    const int from = i + padding - k * dilation;
    *o = from / stride;
    return from >= 0 && from % stride == 0 && *o < places;
}

static void conv_dx(const Sizes s, const real *W, const real *dy, Tensor *of_x) {
    real *dx = of_x->data;
    each(of_x->size, [=] __device__(size_t i) {
        const int ix = (int)(i % (size_t)s.W), iy = (int)(i / (size_t)s.W % (size_t)s.H);
        const size_t ch = i / (size_t)(s.W * s.H) % (size_t)s.C, n = i / (size_t)(s.W * s.H) / (size_t)s.C;
        real         sum = 0;
        for (int ky = 0; ky < s.KH; ky++)
            for (int kx = 0; kx < s.KW; kx++) {
                int oy, ox;
                if (!place_of(iy, ky, s.stride, s.padding, s.dilation, s.OH, &oy)) continue;
                if (!place_of(ix, kx, s.stride, s.padding, s.dilation, s.OW, &ox)) continue;
                for (size_t f = 0; f < (size_t)s.F; f++)
                    sum += W[((f * (size_t)s.C + ch) * (size_t)s.KH + (size_t)ky) * (size_t)s.KW + (size_t)kx] *
                           dy[((n * (size_t)s.F + f) * (size_t)s.OH + (size_t)oy) * (size_t)s.OW + (size_t)ox];
            }
        dx[i] += sum;
    });
}

static void conv_dw(const Sizes s, const real *x, const real *dy, Tensor *of_w) {
    real        *dW = of_w->data;
    const size_t places = (size_t)s.OH * (size_t)s.OW, taps = (size_t)s.KH * (size_t)s.KW;
    sum_each(
        of_w->size, (size_t)s.N * places,
        [=] __device__(size_t w, size_t o) {
            const int    kx = (int)(w % (size_t)s.KW), ky = (int)(w / (size_t)s.KW % (size_t)s.KH);
            const size_t ch = w / taps % (size_t)s.C, f = w / taps / (size_t)s.C;
            const size_t n = o / places, p = o % places;
            const int    iy = (int)(p / (size_t)s.OW) * s.stride - s.padding + ky * s.dilation;
            const int    ix = (int)(p % (size_t)s.OW) * s.stride - s.padding + kx * s.dilation;
            if (iy < 0 || iy >= s.H || ix < 0 || ix >= s.W) return 0.0;
            return (double)x[((n * (size_t)s.C + ch) * (size_t)s.H + (size_t)iy) * (size_t)s.W + (size_t)ix] *
                   dy[(n * (size_t)s.F + f) * places + p];
        },
        [=] __device__(size_t w, double total) { dW[w] += (real)total; });
}

static void conv_backward(Ctx *c, const Tensor *grad_y, Tensor *grad_x[]) {
    const Sizes  s = sizes_of(c);
    const real  *dy = grad_y->data;
    const size_t places = (size_t)s.OH * (size_t)s.OW, F = (size_t)s.F;
    if (grad_x[0]) conv_dx(s, c->in[1]->data, dy, grad_x[0]);
    if (grad_x[1]) conv_dw(s, c->in[0]->data, dy, grad_x[1]);
    if (grad_x[2]) {
        real *db = grad_x[2]->data;
        sum_each(
            F, (size_t)s.N * places,
            [=] __device__(size_t f, size_t o) { return (double)dy[(o / places * F + f) * places + o % places]; },
            [=] __device__(size_t f, double total) { db[f] += (real)total; });
    }
}

TWIN(conv2d_loops_op, conv_forward, conv_backward);
TWIN(conv2d_op, conv_forward, conv_backward);
