#include "ops_private.h"

/* args.i: the axes, a bit each; whether they stay with length 1; for var, the correction. */
enum { AXES_AT, KEEP_AT, CORRECTION_AT };
enum { ALL_AXES = -1 }; /* every bit, however many axes there are: of a single number none */

/* x seen as (outer, n, inner), of which the middle axis is reduced. */
typedef struct View {
    size_t outer, n, inner;
} View;

/* Neighbouring axes are reduced as one, and the last of them first: (N,C,H,W) over N, H and W is (N C, H W, 1), which
 * gives (N,C), and then (1, N, C). */
typedef struct Views {
    int    n;
    View   view[(T_MAX_NDIM + 1) / 2];
    size_t terms; /* elements of x for one of y */
} Views;

static bool is_reduced(const Ctx *c, int d) { return c->args.i[AXES_AT] >> d & 1; }

static Views views_of(const Ctx *c) {
    const Tensor *x = c->in[0];
    Views         v; /* not cleared: that would be felt where x is small */
    size_t        inner = 1;
    if (c->args.i[AXES_AT] == ALL_AXES) {
        v.n = 1;
        v.view[0] = (View){1, v.terms = x->size, 1};
        return v;
    }
    v.n = 0;
    v.terms = 1;
    for (int d = x->ndim - 1; d >= 0;) {
        if (!is_reduced(c, d)) {
            inner *= (size_t)x->shape[d--];
            continue;
        }
        View *view = &v.view[v.n++];
        *view = (View){1, 1, inner};
        for (; d >= 0 && is_reduced(c, d); d--) view->n *= (size_t)x->shape[d];
        for (int before = 0; before <= d; before++) view->outer *= (size_t)x->shape[before];
        v.terms *= view->n;
    }
    if (v.n == 0) v.view[v.n++] = (View){x->size, 1, 1}; /* over no axis */
    return v;
}

/* x has the shape of the op's input. */
static Tensor *reduced(const Ctx *c, const Views *v, const Tensor *x, ReduceKind kind, DType dtype) {
    int ndim = 0, shape[T_MAX_NDIM];
    for (int d = 0; d < x->ndim; d++)
        if (!is_reduced(c, d) || c->args.i[KEEP_AT]) shape[ndim++] = is_reduced(c, d) ? 1 : x->shape[d];
    Tensor *y = t_empty_on(x->device, dtype, ndim, shape);
    for (int i = 0; i < v->n; i++) {
        const View view = v->view[i];
        Tensor    *to = i == v->n - 1 ? y : t_empty_on(x->device, dtype, T_SHAPE((int)view.outer, (int)view.inner));
        dev_kernels(x->device)->reduce(kind, x->dtype, view.outer, view.n, view.inner, x->raw, to->raw);
        x = to;
    }
    return y;
}

/* dx += s dy, which goes back to every element of x that the sum has read. */
static void spread(const Views *v, real s, const Tensor *dy, Tensor *dx) {
    const Kernels *k = dev_kernels(dy->device);
    for (int i = v->n - 1; i > 0; i--) {
        const View view = v->view[i];
        Tensor    *wider = t_empty_on(dy->device, DTYPE_REAL, T_SHAPE((int)view.outer, (int)view.n, (int)view.inner));
        k->zero(wider->raw, wider->size * sizeof(real));
        k->spread(view.outer, view.n, view.inner, 1, dy->data, wider->data);
        dy = wider;
    }
    k->spread(v->view[0].outer, v->view[0].n, v->view[0].inner, s, dy->data, dx->data);
}

static Tensor *reduce(Site site, const Op *op, Tensor *x, int axes, bool keep, int correction) {
    return t_apply_at(site, op, (Args){.i = {axes, keep, correction}}, 1, &x);
}

static int bits_of_axis(Site site, const Op *op, const Tensor *x, int axis) {
    return axis == T_ALL ? ALL_AXES : 1 << ops_axis(site, op->name, x, axis);
}

static int bits_of_axes(Site site, const Op *op, const Tensor *x, int n, const int axes[]) {
    int bits = 0;
    for (int i = 0; i < n; i++) {
        int axis = ops_axis(site, op->name, x, axes[i]);
        if (bits >> axis & 1)
            t_fail_at(site, NULL, "%s: axis %d of %s is named twice", op->name, axis, t_label(x, "x"));
        bits |= 1 << axis;
    }
    return bits;
}

/* --- sum and mean ------------------------------------------------------------------------------------------------- */
static Tensor *sum_forward(Ctx *c) {
    const Tensor *x = c->in[0];
    const Views   v = views_of(c);
    return reduced(c, &v, x, REDUCE_SUM, x->dtype == DTYPE_REAL ? DTYPE_REAL : DTYPE_INT64);
}

static void sum_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Views v = views_of(c);
    spread(&v, 1, dy, dx[0]);
}

static Tensor *mean_of(const Ctx *c, const Views *v) {
    Tensor *y = reduced(c, v, c->in[0], REDUCE_SUM, DTYPE_REAL);
    dev_kernels(y->device)->divide(y->size, (real)v->terms, y->data, y->data);
    return y;
}

static Tensor *mean_forward(Ctx *c) {
    const Views v = views_of(c);
    return mean_of(c, &v);
}

static void mean_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Views v = views_of(c);
    spread(&v, 1 / (real)v.terms, dy, dx[0]);
}

static const Op sum_op = {"sum", sum_forward, sum_backward, .any_device = true, .reads = ops_reads_none};
static const Op mean_op = {"mean", mean_forward, mean_backward, .any_device = true, .reads = ops_reads_none};

Tensor *t_sum_at(Site site, Tensor *x, int axis, bool keep) {
    return reduce(site, &sum_op, x, bits_of_axis(site, &sum_op, x, axis), keep, 0);
}
Tensor *t_sum_axes_at(Site site, Tensor *x, int n, const int axes[], bool keep) {
    return reduce(site, &sum_op, x, bits_of_axes(site, &sum_op, x, n, axes), keep, 0);
}
Tensor *t_mean_at(Site site, Tensor *x, int axis, bool keep) {
    return reduce(site, &mean_op, ops_real(site, x), bits_of_axis(site, &mean_op, x, axis), keep, 0);
}
Tensor *t_mean_axes_at(Site site, Tensor *x, int n, const int axes[], bool keep) {
    return reduce(site, &mean_op, ops_real(site, x), bits_of_axes(site, &mean_op, x, n, axes), keep, 0);
}

/* --- max and argmax ----------------------------------------------------------------------------------------------- */
static Tensor *largest(const Ctx *c, ReduceKind kind, DType dtype) {
    const Views v = views_of(c);
    if (v.terms == 0) t_fail(NULL, "%s: %s has no elements to choose from", c->op->name, t_label(c->in[0], "x"));
    return reduced(c, &v, c->in[0], kind, dtype);
}

static Tensor *argmax_forward(Ctx *c) { return largest(c, REDUCE_ARGMAX, DTYPE_INT64); }
static Tensor *max_forward(Ctx *c) { return largest(c, REDUCE_MAX, c->in[0]->dtype); }

static void max_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Views   all = views_of(c);
    const View    v = all.view[0]; /* over one axis, or over all, there is one */
    const Tensor *first = reduced(c, &all, c->in[0], REDUCE_ARGMAX, DTYPE_INT64);
    dev_kernels(dy->device)->scatter_arg(v.outer, v.n, v.inner, first->i64, dy->data, dx[0]->data);
}

static const Op max_op = {"max", max_forward, max_backward, .any_device = true};
static const Op argmax_op = {"argmax", argmax_forward, NULL, .any_device = true};

Tensor *t_max_at(Site site, Tensor *x, int axis, bool keep) {
    return reduce(site, &max_op, x, bits_of_axis(site, &max_op, x, axis), keep, 0);
}
Tensor *t_argmax_at(Site site, Tensor *x, int axis) {
    return reduce(site, &argmax_op, x, bits_of_axis(site, &argmax_op, x, axis), false, 0);
}

/* --- var: the mean square of what the mean leaves ----------------------------------------------------------------- */
/* x beside y, or beside its mean, of which each element belongs to several of x. */
static Broadcast beside_its_mean(const Ctx *c) {
    const Tensor *x = c->in[0];
    Tensor        mean; /* only its shape is looked at */
    mean.ndim = x->ndim;
    for (int d = 0; d < x->ndim; d++) mean.shape[d] = is_reduced(c, d) ? 1 : x->shape[d];
    return ops_broadcast_walk(x, &mean, x->ndim, x->shape);
}

/* In two passes: E[x^2] - E[x]^2 would cancel where the mean is large. */
static Tensor *var_forward(Ctx *c) {
    const Tensor  *x = c->in[0];
    const Kernels *k = dev_kernels(x->device);
    const Views    v = views_of(c);
    const int      correction = c->args.i[CORRECTION_AT];
    if (v.terms <= (size_t)correction)
        t_fail("use correction 0, which divides by n, or more values",
               "var: n = %zu and correction %d: the divisor n - correction is not above 0", v.terms, correction);
    Tensor   *mean = mean_of(c, &v), *centred = c->saved[0] = t_like(x), *square = t_like(x);
    Broadcast beside = beside_its_mean(c), each = ops_broadcast_walk(x, x, x->ndim, x->shape);
    k->binary(BINARY_SUB, DTYPE_REAL, &beside, x->data, mean->data, centred->data);
    k->binary(BINARY_MUL, DTYPE_REAL, &each, centred->data, centred->data, square->data);
    Tensor *y = reduced(c, &v, square, REDUCE_SUM, DTYPE_REAL);
    k->divide(y->size, (real)(v.terms - (size_t)correction), y->data, y->data);
    return y;
}

/* dx += dy 2 (x - mean) / (n - correction); the mean's own share sums to zero. */
static void var_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Kernels *k = dev_kernels(dy->device);
    Tensor        *scaled = t_like(dy), *change = t_like(dx[0]);
    Broadcast      beside = beside_its_mean(c);
    k->scale(dy->size, 2 / (real)(views_of(c).terms - (size_t)c->args.i[CORRECTION_AT]), dy->data, scaled->data);
    k->binary(BINARY_MUL, DTYPE_REAL, &beside, c->saved[0]->data, scaled->data, change->data);
    k->axpy(change->size, 1, change->data, dx[0]->data);
}

static const Op var_op = {"var", var_forward, var_backward, .any_device = true, .reads = ops_reads_none};

Tensor *t_var_at(Site site, Tensor *x, int axis, bool keep, int correction) {
    return reduce(site, &var_op, ops_real(site, x), bits_of_axis(site, &var_op, x, axis), keep, correction);
}
Tensor *t_var_axes_at(Site site, Tensor *x, int n, const int axes[], bool keep, int correction) {
    return reduce(site, &var_op, ops_real(site, x), bits_of_axes(site, &var_op, x, n, axes), keep, correction);
}
