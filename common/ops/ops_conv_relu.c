/* Convolutions side by side, ReLU and pooling in one pass over memory, where no gradient is asked for: between them
 * stands nothing that anybody else reads. */
#include "ops_private.h"

/* args.i: kernel, stride, padding and ceil_mode of the pooling; stride and padding of each branch. */
enum { BRANCH = 4, NO_POOL = -1 };

static Conv2d branch_sizes(const Ctx *c, int i) {
    return ops_conv2d_sizes(c->in[0], c->in[1 + 2 * i], c->args.i[BRANCH + 2 * i], c->args.i[BRANCH + 2 * i + 1], 1);
}

static Tensor *conv2d_relu_forward(Ctx *c) {
    const Tensor  *x = c->in[0];
    const Kernels *k = dev_kernels(x->device);
    const int      n = (c->n_in - 1) / 2;
    const Conv2d   first = branch_sizes(c, 0);
    Pool2d         windows;
    const Pool2d  *pool = NULL;
    int            shape[] = {first.N, 0, first.OH, first.OW};
    for (int i = 0; i < n; i++) shape[1] += c->in[1 + 2 * i]->shape[0];
    if (c->args.i[0] != NO_POOL) {
        windows = (Pool2d){.images = first.N * shape[1], .H = first.OH, .W = first.OW, .OH = 1, .OW = 1};
        if (c->args.i[0] > 0) windows = ops_pool2d_sizes(windows.images, windows.H, windows.W, c->args.i);
        shape[2] = windows.OH;
        shape[3] = windows.OW;
        pool = &windows;
    }
    Tensor      *y = t_empty_on(x->device, DTYPE_REAL, c->args.i[0] == 0 ? 2 : 4, shape);
    const size_t places = (size_t)shape[2] * (size_t)shape[3];
    real        *to = y->data;
    for (int i = 0; i < n; i++) {
        const Conv2d s = branch_sizes(c, i);
        const int    words = (int)((k->conv2d_relu_work(&s, pool) + sizeof(int64_t) - 1) / sizeof(int64_t));
        t_step();
        k->conv2d_relu(&s, x->data, c->in[1 + 2 * i]->data, c->in[2 + 2 * i]->data, pool, to,
                       (size_t)shape[1] * places, t_empty_on(x->device, DTYPE_INT64, 1, &words)->raw);
        to += (size_t)s.F * places;
    }
    return y;
}

static const Op conv2d_relu_op = {"conv2d_relu", conv2d_relu_forward, NULL, .any_device = true};

static bool is_real(const Tensor *x, int ndim) { return t_alive(x) && x->dtype == DTYPE_REAL && x->ndim == ndim; }

static bool branch_fits(const Tensor *x, const ConvBranch *b) {
    return is_real(b->W, 4) && is_real(b->b, 1) && b->W->shape[1] == x->shape[1] && b->b->shape[0] == b->W->shape[0] &&
           b->W->device == x->device && b->b->device == x->device && b->stride >= 1 && b->padding >= 0 &&
           x->shape[2] + 2 * b->padding >= b->W->shape[2] && x->shape[3] + 2 * b->padding >= b->W->shape[3] &&
           !(t_grad_enabled() && (b->W->requires_grad || b->b->requires_grad));
}

static bool pool_fits(const Conv2d *s, const int pool[]) {
    if (pool[0] == 0) return true;
    return pool[0] >= 1 && pool[1] >= 1 && pool[2] >= 0 && 2 * pool[2] <= pool[0] && s->OH + 2 * pool[2] >= pool[0] &&
           s->OW + 2 * pool[2] >= pool[0];
}

Tensor *t_conv2d_relu(Tensor *x, int n, const ConvBranch branch[], const int pool[]) {
    Args    args = {.i = {NO_POOL}};
    Tensor *in[1 + 2 * T_MAX_BRANCHES] = {x};
    Conv2d  first = {0};
    if (n < 1 || n > T_MAX_BRANCHES || !x || !is_real(x, 4) || !dev_kernels(x->device)->conv2d_relu) return NULL;
    if (t_grad_enabled() && x->requires_grad) return NULL;
    for (int i = 0; i < n; i++) {
        const ConvBranch *b = &branch[i];
        if (!branch_fits(x, b)) return NULL;
        const Conv2d s = ops_conv2d_sizes(x, b->W, b->stride, b->padding, 1);
        if (i == 0) first = s;
        if (s.OH != first.OH || s.OW != first.OW) return NULL;
        in[1 + 2 * i] = b->W;
        in[2 + 2 * i] = b->b;
        args.i[BRANCH + 2 * i] = b->stride;
        args.i[BRANCH + 2 * i + 1] = b->padding;
    }
    if (pool && !pool_fits(&first, pool)) return NULL;
    for (int i = 0; pool && i < BRANCH; i++) args.i[i] = pool[i];
    return t_apply_at(T_HERE("t_conv2d_relu"), &conv2d_relu_op, args, 1 + 2 * n, in);
}
