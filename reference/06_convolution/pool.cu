/* pool.cu: pooling on the GPU. Maxima are the library's kernels; of means one thread for each output, and for each pixel
 * of a gradient one that looks through the windows that it lies in. */
#include "cuda/twin.h"

struct Windows {
    int  H, W, OH, OW, kernel, stride, padding;
    bool count_padding;
};

/* The sizes of the output are those that the forward has found: shape[2] and shape[3] of y. */
static Windows windows_of(const Ctx *c, int OH, int OW) {
    return Windows{c->in[0]->shape[2], c->in[0]->shape[3], OH, OW, c->args.i[0], c->args.i[1], c->args.i[2],
                   c->args.i[4] != 0};
}

/* How many windows along an axis; in ceil mode the last one begins inside the image or the padding in front of it. */
static int count_windows(const Ctx *c, int n) {
    const int stride = c->args.i[1], padding = c->args.i[2];
    const int rest = n + 2 * padding - c->args.i[0] + (c->args.i[3] ? stride - 1 : 0);
    const int windows = rest / stride + 1;
    return c->args.i[3] && (windows - 1) * stride >= n + padding ? windows - 1 : windows;
}

static Tensor *pooled(const Ctx *c) {
    const Tensor *x = c->in[0];
    const int     shape[] = {x->shape[0], x->shape[1], count_windows(c, x->shape[2]), count_windows(c, x->shape[3])};
    return t_empty_on(x->device, DTYPE_REAL, 4, shape);
}

/* Window o along an axis of n elements: from `from` to `end` inside the image; `places` of it in image and padding. */
struct Span {
    int from, end, places;
};
__device__ static inline Span span_of(int o, int n, int kernel, int stride, int padding) {
    const int first = o * stride - padding, end = first + kernel < n + padding ? first + kernel : n + padding;
    return Span{first > 0 ? first : 0, end < n ? end : n, end - first};
}

/* The windows along an axis that element i lies in: from `from` to `end`. */
__device__ static inline Span windows_over(int i, int windows, int kernel, int stride, int padding) {
    const int first = i + padding - kernel + 1, last = (i + padding) / stride;
    return Span{first > 0 ? (first + stride - 1) / stride : 0, last < windows ? last + 1 : windows, 0};
}

static Pool2d max_sizes(const Ctx *c, int OH, int OW) {
    const Tensor *x = c->in[0];
    return Pool2d{x->shape[0] * x->shape[1], x->shape[2], x->shape[3], c->args.i[0], c->args.i[1], c->args.i[2], OH, OW};
}

static Tensor *max_forward(Ctx *c) {
    Tensor      *y = pooled(c);
    const Pool2d s = max_sizes(c, y->shape[2], y->shape[3]);
    cuda_kernels.max_pool2d(&s, c->in[0]->data, y->data);
    return y;
}

static void max_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Pool2d s = max_sizes(c, dy->shape[2], dy->shape[3]);
    cuda_kernels.max_pool2d_backward(&s, c->in[0]->data, c->out->data, dy->data, 1, dx[0]->data);
}

TWIN(max_pool2d_op, max_forward, max_backward);

__device__ static inline int count_of(const Windows w, Span rows, Span columns) {
    return w.count_padding ? rows.places * columns.places : (rows.end - rows.from) * (columns.end - columns.from);
}

static Tensor *avg_forward(Ctx *c) {
    Tensor       *out = pooled(c);
    const Windows w = windows_of(c, out->shape[2], out->shape[3]);
    const real   *x = c->in[0]->data;
    real         *y = out->data;
    each(out->size, [=] __device__(size_t o) {
        const int  ox = (int)(o % (size_t)w.OW), oy = (int)(o / (size_t)w.OW % (size_t)w.OH);
        const Span rows = span_of(oy, w.H, w.kernel, w.stride, w.padding);
        const Span columns = span_of(ox, w.W, w.kernel, w.stride, w.padding);
        const real *image = x + o / (size_t)(w.OW * w.OH) * (size_t)(w.H * w.W);
        real        sum = 0;
        for (int iy = rows.from; iy < rows.end; iy++)
            for (int ix = columns.from; ix < columns.end; ix++) sum += image[iy * w.W + ix];
        y[o] = sum / (real)count_of(w, rows, columns);
    });
    return out;
}

static void avg_backward(Ctx *c, const Tensor *grad_y, Tensor *grad_x[]) {
    const Windows w = windows_of(c, grad_y->shape[2], grad_y->shape[3]);
    const real   *dy = grad_y->data;
    real         *dx = grad_x[0]->data;
    each(grad_x[0]->size, [=] __device__(size_t i) {
        const int  ix = (int)(i % (size_t)w.W), iy = (int)(i / (size_t)w.W % (size_t)w.H);
        const Span over_y = windows_over(iy, w.OH, w.kernel, w.stride, w.padding);
        const Span over_x = windows_over(ix, w.OW, w.kernel, w.stride, w.padding);
        const real *image = dy + i / (size_t)(w.W * w.H) * (size_t)(w.OH * w.OW);
        real        sum = 0;
        for (int oy = over_y.from; oy < over_y.end; oy++)
            for (int ox = over_x.from; ox < over_x.end; ox++) {
                const Span rows = span_of(oy, w.H, w.kernel, w.stride, w.padding);
                const Span columns = span_of(ox, w.W, w.kernel, w.stride, w.padding);
                sum += image[oy * w.OW + ox] / (real)count_of(w, rows, columns);
            }
        dx[i] += sum;
    });
}

TWIN(avg_pool2d_op, avg_forward, avg_backward);

static Tensor *global_forward(Ctx *c) {
    const Tensor *in = c->in[0];
    Tensor       *out = t_empty_on(in->device, DTYPE_REAL, 2, in->shape);
    const size_t  pixels = (size_t)in->shape[2] * (size_t)in->shape[3];
    const real   *x = in->data;
    real         *y = out->data;
    sum_each(
        out->size, pixels, [=] __device__(size_t i, size_t p) { return (double)x[i * pixels + p]; },
        [=] __device__(size_t i, double total) { y[i] = (real)(total / (double)pixels); });
    return out;
}

static void global_backward(Ctx *c, const Tensor *grad_y, Tensor *grad_x[]) {
    const size_t pixels = (size_t)c->in[0]->shape[2] * (size_t)c->in[0]->shape[3];
    const real  *dy = grad_y->data;
    real        *dx = grad_x[0]->data;
    each(grad_x[0]->size, [=] __device__(size_t i) { dx[i] += dy[i / pixels] / (real)pixels; });
}

TWIN(global_avg_pool_op, global_forward, global_backward);
