/* conv.cu: convolution, straight from its definition: one thread for each output, and for each element of a gradient
 * one sum of what it had its part in. */
#include "fold.h"

static size_t cuda_conv2d_work(const Conv2d *) { return 0; }

static void cuda_conv2d(const Conv2d *sizes, const real *x, const real *w, const real *b, real *y, void *) {
    const Conv2d s = *sizes;
    each((size_t)s.N * (size_t)s.F * (size_t)s.OH * (size_t)s.OW, [=] __device__(size_t o) {
        const int ox = (int)(o % (size_t)s.OW), oy = (int)(o / (size_t)s.OW % (size_t)s.OH);
        const size_t f = o / (size_t)(s.OW * s.OH) % (size_t)s.F, n = o / (size_t)(s.OW * s.OH) / (size_t)s.F;
        real         sum = b[f];
        const int    top = oy * s.stride - s.padding, left = ox * s.stride - s.padding;
        for (int c = 0; c < s.C; c++) {
            for (int tap = 0; tap < s.KH * s.KW; tap++) {
                const int row = top + tap / s.KW * s.dilation, column = left + tap % s.KW * s.dilation;
                if (row < 0 || column < 0 || row >= s.H || column >= s.W) continue;
                sum += w[(f * (size_t)s.C + (size_t)c) * (size_t)(s.KH * s.KW) + (size_t)tap] *
                       x[((n * (size_t)s.C + (size_t)c) * (size_t)s.H + (size_t)row) * (size_t)s.W + (size_t)column];
            }
        }
        y[o] = sum;
    });
}

/* The place of the kernel at which its element k lies over pixel i of an axis, if there is one: o stride = i + padding
 * - k dilation. */
__device__ static inline bool place_of(int i, int k, int stride, int padding, int dilation, int places, int *o) {
    const int from = i + padding - k * dilation;
    *o = from / stride;
    return from >= 0 && from % stride == 0 && *o < places;
}

/* The new value of *to, which is not read when beta is 0. */
__device__ static inline real joined(real beta, const real *to, double sum) {
    return (real)sum + (beta == 0 ? 0 : beta * *to);
}

static void cuda_conv2d_images(const Conv2d *sizes, const real *w, const real *dy, real beta, real *dx, void *) {
    const Conv2d s = *sizes;
    each((size_t)s.N * (size_t)s.C * (size_t)s.H * (size_t)s.W, [=] __device__(size_t i) {
        const int ix = (int)(i % (size_t)s.W), iy = (int)(i / (size_t)s.W % (size_t)s.H);
        const size_t ch = i / (size_t)(s.W * s.H) % (size_t)s.C, n = i / (size_t)(s.W * s.H) / (size_t)s.C;
        real         sum = 0;
        for (int tap = 0; tap < s.KH * s.KW; tap++) {
            int oy, ox;
            if (!place_of(iy, tap / s.KW, s.stride, s.padding, s.dilation, s.OH, &oy)) continue;
            if (!place_of(ix, tap % s.KW, s.stride, s.padding, s.dilation, s.OW, &ox)) continue;
            for (size_t f = 0; f < (size_t)s.F; f++)
                sum += w[(f * (size_t)s.C + ch) * (size_t)(s.KH * s.KW) + (size_t)tap] *
                       dy[((n * (size_t)s.F + f) * (size_t)s.OH + (size_t)oy) * (size_t)s.OW + (size_t)ox];
        }
        dx[i] = joined(beta, &dx[i], sum);
    });
}

static void kernel_gradients(const Conv2d s, const real *x, const real *dy, real beta, real *dw) {
    const size_t places = (size_t)s.OH * (size_t)s.OW, taps = (size_t)s.KH * (size_t)s.KW;
    sum_each(
        (size_t)s.F * (size_t)s.C * taps, (size_t)s.N * places,
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
        [=] __device__(size_t w, double total) { dw[w] = joined(beta, &dw[w], total); });
}

static void cuda_conv2d_kernels(const Conv2d *s, const real *x, const real *dy, real beta_w, real *dw, real beta_b,
                                real *db, void *) {
    const size_t places = (size_t)s->OH * (size_t)s->OW, F = (size_t)s->F;
    if (dw) kernel_gradients(*s, x, dy, beta_w, dw);
    if (db)
        sum_each(
            F, (size_t)s->N * places,
            [=] __device__(size_t f, size_t o) { return (double)dy[(o / places * F + f) * places + o % places]; },
            [=] __device__(size_t f, double total) { db[f] = joined(beta_b, &db[f], total); });
}

void conv_kernels(Kernels *k) {
    k->conv2d_work = cuda_conv2d_work;
    k->conv2d = cuda_conv2d;
    k->conv2d_images = cuda_conv2d_images;
    k->conv2d_kernels = cuda_conv2d_kernels;
}
