/* pool.cu: max pooling: one thread for each output, and for each pixel of a gradient one that looks through the windows
 * that it lies in. */
#include "gpu.h"

/* The elements of a window along an axis of n, or the windows that an element lies in. */
struct Span {
    int from, end;
};

__device__ static inline Span elements_of(int o, int n, int kernel, int stride, int padding) {
    const int first = o * stride - padding, end = first + kernel < n ? first + kernel : n;
    return Span{first > 0 ? first : 0, end};
}

__device__ static inline Span windows_over(int i, int windows, int kernel, int stride, int padding) {
    const int first = i + padding - kernel + 1, last = (i + padding) / stride;
    return Span{first > 0 ? (first + stride - 1) / stride : 0, last < windows ? last + 1 : windows};
}

/* Whether v is the maximum of both, in place of the one so far: a NaN is larger than every number. */
__device__ static inline bool larger(real v, real best) { return v > best || (v != v && best == best); }

/* Where the maximum of window (oy, ox) of an image stands: the first one. */
__device__ static inline int place_of_largest(const Pool2d s, const real *image, int oy, int ox) {
    const Span rows = elements_of(oy, s.H, s.kernel, s.stride, s.padding);
    const Span columns = elements_of(ox, s.W, s.kernel, s.stride, s.padding);
    int        best = rows.from * s.W + columns.from;
    for (int iy = rows.from; iy < rows.end; iy++)
        for (int ix = columns.from; ix < columns.end; ix++)
            best = larger(image[iy * s.W + ix], image[best]) ? iy * s.W + ix : best;
    return best;
}

static void cuda_max_pool2d(const Pool2d *sizes, const real *x, real *y) {
    const Pool2d s = *sizes;
    const size_t out = (size_t)s.OH * (size_t)s.OW, in = (size_t)s.H * (size_t)s.W;
    each((size_t)s.images * out, [=] __device__(size_t o) {
        const real *image = x + o / out * in;
        y[o] = image[place_of_largest(s, image, (int)(o % out) / s.OW, (int)(o % out) % s.OW)];
    });
}

static void cuda_max_pool2d_backward(const Pool2d *sizes, const real *x, const real *, const real *dy, real beta,
                                     real *dx) {
    const Pool2d s = *sizes;
    const size_t out = (size_t)s.OH * (size_t)s.OW, in = (size_t)s.H * (size_t)s.W;
    each((size_t)s.images * in, [=] __device__(size_t i) {
        const int   place = (int)(i % in);
        const Span  rows = windows_over(place / s.W, s.OH, s.kernel, s.stride, s.padding);
        const Span  columns = windows_over(place % s.W, s.OW, s.kernel, s.stride, s.padding);
        const real *image = x + i / in * in, *gradient = dy + i / in * out;
        real        sum = 0;
        for (int oy = rows.from; oy < rows.end; oy++)
            for (int ox = columns.from; ox < columns.end; ox++)
                if (place_of_largest(s, image, oy, ox) == place) sum += gradient[oy * s.OW + ox];
        dx[i] = sum + (beta == 0 ? 0 : beta * dx[i]);
    });
}

void pool_kernels(Kernels *k) {
    k->max_pool2d = cuda_max_pool2d;
    k->max_pool2d_backward = cuda_max_pool2d_backward;
}
