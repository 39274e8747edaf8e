/* Lab 6, second part: pooling, which makes images smaller. A backward adds to dx[0]->data. */
#include "pool.h"

/* Given: the numbers of a pooling, and all sizes in one place. */
typedef struct PoolShape {
    int images;                 /* N C: every channel is an image of its own */
    int H, W, OH, OW;
    int kernel, stride, padding;
    bool count_padding;         /* of avg_pool2d */
} PoolShape;

/* 6.5  How many windows there are along an axis of n elements:
 *
 *     (n + 2 padding - kernel) / stride + 1          rounded down, or up in ceil_mode
 *
 * In ceil_mode the last window may hang over the end. Only, it must begin inside the image or the padding in front of
 * it: where (windows - 1) stride >= n + padding there is one window less. */
int pool_size(int n, int kernel, int stride, int padding, bool ceil_mode) {
    TODO("6.5");
}

static PoolShape pool_shape(const Ctx *c) {
    const Tensor *x = c->in[0];
    PoolShape     s = {.images = x->shape[0] * x->shape[1], .H = x->shape[2], .W = x->shape[3],
                       .kernel = c->args.i[0], .stride = c->args.i[1], .padding = c->args.i[2],
                       .count_padding = c->args.i[4]};
    s.OH = pool_size(s.H, s.kernel, s.stride, s.padding, c->args.i[3]);
    s.OW = pool_size(s.W, s.kernel, s.stride, s.padding, c->args.i[3]);
    return s;
}

static inline int smaller(int a, int b) { return a < b ? a : b; }
static inline int larger(int a, int b) { return a > b ? a : b; }

/* 6.5  The maximum of each window. Window (oy, ox) begins at row oy stride - padding, column ox stride - padding; what
 * lies outside the image never is the maximum. Every window has an element of the image in it. Of equal ones the first
 * counts, row by row. A NaN counts as the largest, so that an error is seen.
 *
 * Backward: dy of a window goes to its maximum, and to nothing else. So the forward keeps where that stood, in an int64
 * tensor in c->saved. Windows may overlap: then an element gets the sum. */
static Tensor *max_pool2d_forward(Ctx *c) {
    const Tensor *x = c->in[0];
    TODO("6.5");
}

static void max_pool2d_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    TODO("6.5");
}

const Op max_pool2d_op = {"max_pool2d", max_pool2d_forward, max_pool2d_backward, .check = t_pool2d_check};

/* 6.6  The mean of each window: the sum of the elements that are inside the image, divided by a count. With
 * s.count_padding the count is that of all places of the window that lie in the image or in its padding: the padding
 * counts as zeros. Without it the count is that of the elements inside the image. A part of a window that hangs over
 * even the padding (in ceil_mode) never counts.
 *
 * Backward: every element that was summed gets dy / count. */
static Tensor *avg_pool2d_forward(Ctx *c) {
    const Tensor *x = c->in[0];
    TODO("6.6");
}

static void avg_pool2d_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    TODO("6.6");
}

const Op avg_pool2d_op = {"avg_pool2d", avg_pool2d_forward, avg_pool2d_backward, .check = t_pool2d_check};

static void global_avg_pool_check(const Ctx *c) {
    const Tensor *x = c->in[0];
    if (x->dtype != DTYPE_REAL || x->ndim != 4 || x->size == 0)
        t_fail("pass a real x of (N,C,H,W)", "global_avg_pool: %s does not fit", t_label(x, "x"));
}

/* 6.6  Global average pooling: the mean of each channel over all its pixels, x (N,C,H,W) -> y (N,C). Backward: each
 * pixel gets dy of its channel, divided by the number of pixels. */
static Tensor *global_avg_pool_forward(Ctx *c) {
    const Tensor *x = c->in[0];
    TODO("6.6");
}

static void global_avg_pool_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Tensor *x = c->in[0];
    TODO("6.6");
}

const Op global_avg_pool_op = {"global_avg_pool", global_avg_pool_forward, global_avg_pool_backward,
                               .check = global_avg_pool_check};

/* --- As layers: given --------------------------------------------------------------------------------------------- */
static Tensor *max_pool2d_module(Module *m, Tensor *x) {
    return f_max_pool2d(x, m->args.i[0], m->args.i[0], 0, false);
}
static Tensor *avg_pool2d_module(Module *m, Tensor *x) { return f_avg_pool2d(x, m->args.i[0], m->args.i[0], 0, 0, 1); }
static Tensor *global_avg_pool_module(Module *m, Tensor *x) {
    (void)m;
    return f_global_avg_pool(x);
}

static void max_pool2d_repr(const Module *m, char *text, size_t size) {
    const int kernel = m->args.i[0];
    snprintf(text, size, "kernel_size=%d, stride=%d, padding=0, dilation=1, ceil_mode=False", kernel, kernel);
}
static void avg_pool2d_repr(const Module *m, char *text, size_t size) {
    snprintf(text, size, "kernel_size=%d, stride=%d, padding=0", m->args.i[0], m->args.i[0]);
}

static const ModuleType max_pool2d_type = {"MaxPool2d", max_pool2d_module, max_pool2d_repr, &max_pool2d_op};
static const ModuleType avg_pool2d_type = {"AvgPool2d", avg_pool2d_module, avg_pool2d_repr};
static const ModuleType global_avg_pool_type = {"GlobalAvgPool", global_avg_pool_module, NULL, &global_avg_pool_op};

static Module *pool_module(const ModuleType *type, int kernel) {
    if (kernel < 1) t_fail("a window has at least one element", "%s: kernel %d", type->name, kernel);
    Module *m = nn_module(type);
    m->args = (Args){.i = {kernel, kernel}}; /* and no padding, no ceil_mode */
    return m;
}

Module *nn_max_pool2d(int kernel) { return pool_module(&max_pool2d_type, kernel); }
Module *nn_avg_pool2d(int kernel) { return pool_module(&avg_pool2d_type, kernel); }
Module *nn_global_avg_pool(void) { return nn_module(&global_avg_pool_type); }
