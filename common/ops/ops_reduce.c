#include "ops_private.h"
#include <string.h>

/* args.i: the axis, or T_ALL; whether it stays with length 1; for var, the correction. */
enum { AXIS_AT, KEEP_AT, CORRECTION_AT };

/* x seen as (outer, n, inner), of which the middle axis is reduced. */
typedef struct View {
    size_t outer, n, inner;
} View;

static View view(const Ctx *c) {
    const Tensor *x = c->in[0];
    int           axis = c->args.i[AXIS_AT];
    if (axis == T_ALL) return (View){1, x->size, 1};
    View v = {1, (size_t)x->shape[axis], 1};
    for (int d = 0; d < axis; d++) v.outer *= (size_t)x->shape[d];
    for (int d = axis + 1; d < x->ndim; d++) v.inner *= (size_t)x->shape[d];
    return v;
}

static Tensor *reduced(const Ctx *c, ReduceKind kind, DType dtype) {
    const Tensor *x = c->in[0];
    int           axis = c->args.i[AXIS_AT], ndim = 0, shape[T_MAX_NDIM];
    for (int d = 0; d < x->ndim; d++) {
        bool gone = axis == T_ALL || d == axis;
        if (!gone || c->args.i[KEEP_AT]) shape[ndim++] = gone ? 1 : x->shape[d];
    }
    Tensor *y = t_empty_on(x->device, dtype, ndim, shape);
    View    v = view(c);
    dev_kernels(x->device)->reduce(kind, x->dtype, v.outer, v.n, v.inner, x->raw, y->raw);
    return y;
}

static Tensor *reduce(Site site, const Op *op, Tensor *x, int axis, bool keep, int correction) {
    if (axis != T_ALL) axis = ops_axis(site, op->name, x, axis);
    return t_apply_at(site, op, (Args){.i = {axis, keep, correction}}, 1, &x);
}

/* --- sum and mean ------------------------------------------------------------------------------------------------- */
static Tensor *sum_forward(Ctx *c) {
    return reduced(c, REDUCE_SUM, c->in[0]->dtype == DTYPE_REAL ? DTYPE_REAL : DTYPE_INT64);
}

static void sum_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    View v = view(c);
    dev_kernels(dy->device)->spread(v.outer, v.n, v.inner, 1, dy->data, dx[0]->data);
}

static Tensor *mean_forward(Ctx *c) {
    Tensor *y = sum_forward(c);
    dev_kernels(y->device)->scale(y->size, 1 / (real)view(c).n, y->data, y->data);
    return y;
}

static void mean_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    View v = view(c);
    dev_kernels(dy->device)->spread(v.outer, v.n, v.inner, 1 / (real)v.n, dy->data, dx[0]->data);
}

static const Op sum_op = {"sum", sum_forward, sum_backward, .any_device = true, .reads = ops_reads_none};
static const Op mean_op = {"mean", mean_forward, mean_backward, .any_device = true, .reads = ops_reads_none};

Tensor *t_sum_at(Site site, Tensor *x, int axis, bool keep) { return reduce(site, &sum_op, x, axis, keep, 0); }
Tensor *t_mean_at(Site site, Tensor *x, int axis, bool keep) {
    return reduce(site, &mean_op, ops_real(site, x), axis, keep, 0);
}

/* --- max and argmax ----------------------------------------------------------------------------------------------- */
static void need_elements(const Ctx *c) {
    if (view(c).n == 0) t_fail(NULL, "%s: %s has nothing to choose from", c->op->name, t_label(c->in[0], "x"));
}

static Tensor *argmax_forward(Ctx *c) {
    need_elements(c);
    return reduced(c, REDUCE_ARGMAX, DTYPE_INT64);
}

static Tensor *max_forward(Ctx *c) {
    need_elements(c);
    return reduced(c, REDUCE_MAX, c->in[0]->dtype);
}

static void max_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    View    v = view(c);
    Tensor *first = reduced(c, REDUCE_ARGMAX, DTYPE_INT64);
    dev_kernels(dy->device)->scatter_arg(v.outer, v.n, v.inner, first->i64, dy->data, dx[0]->data);
}

static const Op max_op = {"max", max_forward, max_backward, .any_device = true};
static const Op argmax_op = {"argmax", argmax_forward, NULL, .any_device = true};

Tensor *t_max_at(Site site, Tensor *x, int axis, bool keep) { return reduce(site, &max_op, x, axis, keep, 0); }
Tensor *t_argmax_at(Site site, Tensor *x, int axis) { return reduce(site, &argmax_op, x, axis, false, 0); }

/* --- var: the mean square of what the mean leaves ----------------------------------------------------------------- */
/* x (outer, n, inner) beside y (outer, inner): the last axis of a walk has to be long. */
static Broadcast along_axis(View v) {
    size_t size = v.outer * v.n * v.inner;
    if (v.inner == 1)
        return (Broadcast){
            .ndim = 2, .shape = {(int)v.outer, (int)v.n}, .stride_a = {v.n, 1}, .stride_b = {1, 0}, .size = size};
    return (Broadcast){.ndim = 3,
                       .shape = {(int)v.outer, (int)v.n, (int)v.inner},
                       .stride_a = {v.n * v.inner, v.inner, 1},
                       .stride_b = {v.inner, 0, 1},
                       .size = size};
}

/* In two passes: E[x^2] - E[x]^2 would cancel where the mean is large. */
static Tensor *var_forward(Ctx *c) {
    const Tensor  *x = c->in[0];
    const Kernels *k = dev_kernels(x->device);
    View           v = view(c);
    int            correction = c->args.i[CORRECTION_AT];
    if (v.n <= (size_t)correction)
        t_fail("correction 0 is the variance of the values themselves",
               "var: n = %zu with correction %d leaves nothing to divide by", v.n, correction);
    Tensor   *y = mean_forward(c);
    Tensor   *centred = c->saved[0] = t_like(x);
    Tensor   *square = t_like(x);
    Broadcast along = along_axis(v), each = ops_broadcast_walk(x, x, x->ndim, x->shape);
    k->binary(BINARY_SUB, DTYPE_REAL, &along, x->data, y->data, centred->data);
    k->binary(BINARY_MUL, DTYPE_REAL, &each, centred->data, centred->data, square->data);
    k->reduce(REDUCE_SUM, DTYPE_REAL, v.outer, v.n, v.inner, square->data, y->data);
    k->scale(y->size, 1 / (real)(v.n - (size_t)correction), y->data, y->data);
    return y;
}

/* dx += dy 2 (x - mean) / (n - correction); the mean's own share sums to zero. */
static void var_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Kernels *k = dev_kernels(dy->device);
    View           v = view(c);
    Tensor        *scaled = t_like(dy), *change = t_like(dx[0]);
    Broadcast      along = along_axis(v);
    k->scale(dy->size, 2 / (real)(v.n - (size_t)c->args.i[CORRECTION_AT]), dy->data, scaled->data);
    k->binary(BINARY_MUL, DTYPE_REAL, &along, c->saved[0]->data, scaled->data, change->data);
    k->axpy(change->size, 1, change->data, dx[0]->data);
}

static const Op var_op = {"var", var_forward, var_backward, .any_device = true, .reads = ops_reads_none};

Tensor *t_var_at(Site site, Tensor *x, int axis, bool keep, int correction) {
    return reduce(site, &var_op, ops_real(site, x), axis, keep, correction);
}
