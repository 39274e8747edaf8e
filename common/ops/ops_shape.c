#include "ops_private.h"
#include <string.h>

static size_t bytes_of(const Tensor *x) { return x->size * t_element_size(x->dtype); }

/* --- The same elements in the same order: reshape, flatten, squeeze, unsqueeze, clone ----------------------------- */
/* args.i: the new shape, and its length last. */
enum { NDIM_AT = 7 };

static Tensor *reshape_forward(Ctx *c) {
    const Tensor *x = c->in[0];
    Tensor       *y = t_empty_on(x->device, x->dtype, c->args.i[NDIM_AT], c->args.i);
    dev_kernels(x->device)->copy(y->raw, x->raw, bytes_of(x));
    return y;
}

static void reshape_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    (void)c;
    dev_kernels(dy->device)->axpy(dy->size, 1, dy->data, dx[0]->data);
}

static const Op reshape_op = {"reshape", reshape_forward, reshape_backward, .any_device = true,
                              .reads = ops_reads_none};
static const Op flatten_op = {"flatten", reshape_forward, reshape_backward, .any_device = true,
                              .reads = ops_reads_none};
static const Op squeeze_op = {"squeeze", reshape_forward, reshape_backward, .any_device = true,
                              .reads = ops_reads_none};
static const Op unsqueeze_op = {"unsqueeze", reshape_forward, reshape_backward, .any_device = true,
                                .reads = ops_reads_none};
static const Op clone_op = {"clone", reshape_forward, reshape_backward, .any_device = true, .reads = ops_reads_none};

static Tensor *reshaped(Site site, const Op *op, Tensor *x, int ndim, const int shape[]) {
    Args args = {.i[NDIM_AT] = ndim};
    memcpy(args.i, shape, (size_t)ndim * sizeof shape[0]);
    return t_apply_at(site, op, args, 1, &x);
}

Tensor *t_reshape_at(Site site, Tensor *x, int ndim, const int shape[]) {
    ops_check(site, x, "x");
    if (ndim > T_MAX_NDIM) t_fail_at(site, NULL, "reshape: %d axes; there can be 0 to %d", ndim, T_MAX_NDIM);
    int    full[T_MAX_NDIM], inferred = -1;
    size_t known = 1;
    for (int d = 0; d < ndim; d++) {
        full[d] = shape[d];
        if (shape[d] >= 0) known *= (size_t)shape[d];
        else if (shape[d] == -1 && inferred < 0) inferred = d;
        else
            t_fail_at(site, "lengths are not negative, but one of them may be -1: it is inferred",
                      "reshape: %s cannot become %s", t_label(x, "x"), ops_shape_text(ndim, shape));
    }
    bool fits = inferred < 0 ? known == x->size : known > 0 && x->size % known == 0;
    if (!fits)
        t_fail_at(site, NULL, "reshape: %s has %zu elements, %s would have %s%zu", t_label(x, "x"), x->size,
                  ops_shape_text(ndim, shape), inferred < 0 ? "" : "a multiple of ", known);
    if (inferred >= 0) full[inferred] = (int)(x->size / known);
    return reshaped(site, &reshape_op, x, ndim, full);
}

Tensor *t_flatten_at(Site site, Tensor *x, int start_dim) {
    start_dim = ops_axis(site, "flatten", x, start_dim);
    if (start_dim == x->ndim - 1) return x;
    int shape[T_MAX_NDIM], last = 1;
    for (int d = 0; d < x->ndim; d++) {
        if (d < start_dim) shape[d] = x->shape[d];
        else last *= x->shape[d];
    }
    shape[start_dim] = last;
    return reshaped(site, &flatten_op, x, start_dim + 1, shape);
}

Tensor *t_squeeze_at(Site site, Tensor *x) {
    ops_check(site, x, "x");
    int shape[T_MAX_NDIM], ndim = 0;
    for (int d = 0; d < x->ndim; d++)
        if (x->shape[d] != 1) shape[ndim++] = x->shape[d];
    return reshaped(site, &squeeze_op, x, ndim, shape);
}

Tensor *t_unsqueeze_at(Site site, Tensor *x, int axis) {
    ops_check(site, x, "x");
    int at = axis < 0 ? axis + x->ndim + 1 : axis;
    if (at < 0 || at > x->ndim || x->ndim == T_MAX_NDIM)
        t_fail_at(site, NULL, "unsqueeze: %s takes a new axis at 0 to %d, not at %d", t_label(x, "x"), x->ndim, axis);
    int shape[T_MAX_NDIM];
    for (int d = 0; d <= x->ndim; d++) shape[d] = d == at ? 1 : x->shape[d < at ? d : d - 1];
    return reshaped(site, &unsqueeze_op, x, x->ndim + 1, shape);
}

Tensor *t_clone_at(Site site, Tensor *x) {
    ops_check(site, x, "x");
    return reshaped(site, &clone_op, x, x->ndim, x->shape);
}

/* --- Another order: permute, transpose ---------------------------------------------------------------------------- */
/* y's shape, and the strides at which x is read to fill it; args.i: where each axis of y comes from. */
static void permuted(const Ctx *c, int shape[], size_t stride[]) {
    const Tensor *x = c->in[0];
    size_t        of_x[T_MAX_NDIM], run = 1;
    for (int d = x->ndim - 1; d >= 0; d--) {
        of_x[d] = run;
        run *= (size_t)x->shape[d];
    }
    for (int d = 0; d < x->ndim; d++) {
        shape[d] = x->shape[c->args.i[d]];
        stride[d] = of_x[c->args.i[d]];
    }
}

static Tensor *permute_forward(Ctx *c) {
    const Tensor *x = c->in[0];
    int           shape[T_MAX_NDIM];
    size_t        stride[T_MAX_NDIM];
    permuted(c, shape, stride);
    Tensor *y = t_empty_on(x->device, x->dtype, x->ndim, shape);
    dev_kernels(x->device)->gather_strided(t_element_size(x->dtype), x->ndim, shape, stride, x->raw, y->raw);
    return y;
}

static void permute_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    int    shape[T_MAX_NDIM];
    size_t stride[T_MAX_NDIM];
    permuted(c, shape, stride);
    dev_kernels(dy->device)->scatter_strided(dy->ndim, shape, stride, dy->data, dx[0]->data);
}

static const Op permute_op = {"permute", permute_forward, permute_backward, .any_device = true,
                              .reads = ops_reads_none};
static const Op transpose_op = {"transpose", permute_forward, permute_backward, .any_device = true,
                                .reads = ops_reads_none};

Tensor *t_permute_at(Site site, Tensor *x, int ndim, const int axes[]) {
    ops_check(site, x, "x");
    Args args = {0};
    bool seen[T_MAX_NDIM] = {false};
    bool each_once = ndim == x->ndim;
    for (int d = 0; d < ndim && each_once; d++) {
        int axis = axes[d] < 0 ? axes[d] + ndim : axes[d];
        each_once = axis >= 0 && axis < ndim && !seen[axis];
        if (each_once) seen[axis] = true;
        args.i[d] = axis;
    }
    if (!each_once)
        t_fail_at(site, "say for each new axis which old one it is; (N,H,W,C) to (N,C,H,W) is 0, 3, 1, 2",
                  "permute: %s does not name each axis of %s once",
                  ops_shape_text(ndim < T_MAX_NDIM ? ndim : T_MAX_NDIM, axes), t_label(x, "x"));
    return t_apply_at(site, &permute_op, args, 1, &x);
}

Tensor *t_transpose_at(Site site, Tensor *x) {
    ops_check(site, x, "x");
    if (x->ndim < 2)
        t_fail_at(site, "t_unsqueeze(x, 0) makes a row of it, t_unsqueeze(x, 1) a column",
                  "transpose: %s has fewer than two axes", t_label(x, "x"));
    Args args = {.i = {0, 1, 2, 3, 4, 5}};
    args.i[x->ndim - 2] = x->ndim - 1;
    args.i[x->ndim - 1] = x->ndim - 2;
    return t_apply_at(site, &transpose_op, args, 1, &x);
}

/* --- broadcast_to ------------------------------------------------------------------------------------------------- */
static Tensor *broadcast_to_forward(Ctx *c) {
    const Tensor *x = c->in[0];
    Tensor       *y = t_empty_on(x->device, x->dtype, c->args.i[NDIM_AT], c->args.i);
    Broadcast     walk = ops_broadcast_walk(x, y, y->ndim, y->shape);
    dev_kernels(x->device)
        ->gather_strided(t_element_size(x->dtype), walk.ndim, walk.shape, walk.stride_a, x->raw, y->raw);
    return y;
}

/* The backward of x + 0. */
static void broadcast_to_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    Broadcast walk = ops_broadcast_walk(c->in[0], dy, dy->ndim, dy->shape);
    dev_kernels(dy->device)
        ->binary_backward(BINARY_ADD, &walk, c->in[0]->data, dy->data, c->out->data, dy->data, dx[0]->data, NULL);
}

static const Op broadcast_to_op = {"broadcast_to", broadcast_to_forward, broadcast_to_backward, .any_device = true,
                                   .reads = ops_reads_none};

Tensor *t_broadcast_to_at(Site site, Tensor *x, int ndim, const int shape[]) {
    ops_check(site, x, "x");
    Tensor wanted = {.ndim = ndim};
    Args   args = {.i[NDIM_AT] = ndim};
    int    together[T_MAX_NDIM], together_ndim;
    bool   fits = ndim >= x->ndim && ndim <= T_MAX_NDIM;
    if (fits) {
        memcpy(wanted.shape, shape, (size_t)ndim * sizeof shape[0]);
        memcpy(args.i, shape, (size_t)ndim * sizeof shape[0]);
        fits = ops_broadcast_shape(x, &wanted, &together_ndim, together) &&
               memcmp(together, shape, (size_t)ndim * sizeof shape[0]) == 0;
    }
    if (!fits)
        t_fail_at(site, "aligned at the last axis, a length stays or grows from 1",
                  "broadcast_to: %s does not grow to %s", t_label(x, "x"),
                  ops_shape_text(ndim < T_MAX_NDIM ? ndim : T_MAX_NDIM, shape));
    return t_apply_at(site, &broadcast_to_op, args, 1, &x);
}

/* --- cat ---------------------------------------------------------------------------------------------------------- */
/* x seen as (outer, n, inner) about an axis. */
static void split(const Tensor *x, int axis, size_t *outer, size_t *inner) {
    *outer = *inner = 1;
    for (int d = 0; d < axis; d++) *outer *= (size_t)x->shape[d];
    for (int d = axis + 1; d < x->ndim; d++) *inner *= (size_t)x->shape[d];
}

static Tensor *cat_forward(Ctx *c) {
    const Tensor *first = c->in[0];
    int           axis = c->args.i[0], shape[T_MAX_NDIM];
    memcpy(shape, first->shape, sizeof shape);
    for (int i = 1; i < c->n_in; i++) shape[axis] += c->in[i]->shape[axis];
    Tensor *y = t_empty_on(first->device, first->dtype, first->ndim, shape);
    size_t  outer, inner;
    split(y, axis, &outer, &inner);
    size_t row = bytes_of(y) / (outer ? outer : 1);
    char  *to = y->raw;
    for (int i = 0; i < c->n_in; i++) {
        size_t run = (size_t)c->in[i]->shape[axis] * inner * t_element_size(y->dtype);
        for (size_t o = 0; o < outer; o++)
            dev_kernels(y->device)->copy(to + o * row, (const char *)c->in[i]->raw + o * run, run);
        to += run;
    }
    return y;
}

static void cat_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Kernels *k = dev_kernels(dy->device);
    int            axis = c->args.i[0];
    size_t         outer, inner, at = 0;
    split(dy, axis, &outer, &inner);
    for (int i = 0; i < c->n_in; i++) {
        int run = c->in[i]->shape[axis] * (int)inner;
        if (dx[i]) {
            Tensor *part = t_like(dx[i]);
            k->gather_strided(sizeof(real), 2, (int[]){(int)outer, run}, (size_t[]){(size_t)dy->shape[axis] * inner, 1},
                              dy->data + at, part->data);
            k->axpy(part->size, 1, part->data, dx[i]->data);
        }
        at += (size_t)run;
    }
}

static const Op cat_op = {"cat", cat_forward, cat_backward, .any_device = true, .reads = ops_reads_none};

Tensor *t_cat_at(Site site, int axis, int n, Tensor *const parts[]) {
    axis = ops_axis(site, "cat", parts[0], axis);
    for (int i = 1; i < n; i++) {
        ops_check(site, parts[i], "a part");
        bool fits = parts[i]->ndim == parts[0]->ndim;
        for (int d = 0; d < parts[0]->ndim && fits; d++) fits = d == axis || parts[i]->shape[d] == parts[0]->shape[d];
        if (!fits)
            t_fail_at(site, "all lengths but that of the axis have to be equal",
                      "cat: part 0, %s, and part %d, %s, along axis %d", t_label(parts[0], "x"), i,
                      t_label(parts[i], "x"), axis);
        if (parts[i]->dtype != parts[0]->dtype)
            t_fail_at(site, "t_cast(x, DTYPE_REAL) makes real numbers", "cat: part 0 is %s, part %d is %s",
                      t_dtype_name(parts[0]->dtype), i, t_dtype_name(parts[i]->dtype));
    }
    return t_apply_at(site, &cat_op, (Args){.i = {axis}}, n, parts);
}

/* --- slice and select --------------------------------------------------------------------------------------------- */
/* args.i: axis, start, length. The part of x that y is: its shape (outer, run), its row stride, its first element. */
typedef struct Part {
    int    shape[2];
    size_t stride[2], first;
} Part;

static Part part_of(const Ctx *c) {
    const Tensor *x = c->in[0];
    int           axis = c->args.i[0];
    size_t        outer, inner;
    split(x, axis, &outer, &inner);
    return (Part){.shape = {(int)outer, c->args.i[2] * (int)inner},
                  .stride = {(size_t)x->shape[axis] * inner, 1},
                  .first = (size_t)c->args.i[1] * inner};
}

static Tensor *part_copied(const Ctx *c, int ndim, const int shape[]) {
    const Tensor *x = c->in[0];
    Part          part = part_of(c);
    size_t        element = t_element_size(x->dtype);
    Tensor       *y = t_empty_on(x->device, x->dtype, ndim, shape);
    dev_kernels(x->device)
        ->gather_strided(element, 2, part.shape, part.stride, (const char *)x->raw + part.first * element, y->raw);
    return y;
}

static Tensor *slice_forward(Ctx *c) {
    int shape[T_MAX_NDIM];
    memcpy(shape, c->in[0]->shape, sizeof shape);
    shape[c->args.i[0]] = c->args.i[2];
    return part_copied(c, c->in[0]->ndim, shape);
}

static Tensor *select_forward(Ctx *c) { return part_copied(c, c->in[0]->ndim - 1, c->in[0]->shape + 1); }

static void part_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    Part part = part_of(c);
    dev_kernels(dy->device)->scatter_strided(2, part.shape, part.stride, dy->data, dx[0]->data + part.first);
}

static const Op slice_op = {"slice", slice_forward, part_backward, .any_device = true, .reads = ops_reads_none};
static const Op select_op = {"select", select_forward, part_backward, .any_device = true, .reads = ops_reads_none};

/* A position counted from the front and cut to 0 .. n, as Python does. */
static int position(int i, int n) {
    if (i < 0) i += n;
    return i < 0 ? 0 : i > n ? n : i;
}

Tensor *t_slice_at(Site site, Tensor *x, int axis, int start, int end) {
    axis = ops_axis(site, "slice", x, axis);
    int from = position(start, x->shape[axis]), to = position(end, x->shape[axis]);
    return t_apply_at(site, &slice_op, (Args){.i = {axis, from, to > from ? to - from : 0}}, 1, &x);
}

Tensor *t_select_at(Site site, Tensor *x, int i) {
    ops_axis(site, "select", x, 0);
    int from = i < 0 ? i + x->shape[0] : i;
    if (from < 0 || from >= x->shape[0])
        t_fail_at(site, NULL, "select: %s has no position %d on its first axis, only 0 to %d", t_label(x, "x"), i,
                  x->shape[0] - 1);
    return t_apply_at(site, &select_op, (Args){.i = {0, from, 1}}, 1, &x);
}

/* --- Off the tape ------------------------------------------------------------------------------------------------- */
Tensor *t_detach_at(Site site, Tensor *x) {
    ops_check(site, x, "x");
    Tensor *y = t_from_array(x->raw, x->dtype, x->ndim, x->shape);
    y->device = x->device;
    y->name = x->name;
    y->shares = x->shares ? x->shares : x;
    return y;
}
