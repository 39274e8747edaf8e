#include "ops_private.h"
#include <string.h>

void ops_check(Site site, const Tensor *x, const char *what) {
    const Site *outer = t_site_enter(&site);
    t_check_alive(x, what);
    t_site_enter(outer);
}

int ops_axis(Site site, const char *op, const Tensor *x, int axis) {
    ops_check(site, x, "x");
    if (axis >= -x->ndim && axis < x->ndim) return axis < 0 ? axis + x->ndim : axis;
    if (x->ndim == 0) t_fail_at(site, NULL, "%s: %s is a single number, it has no axis %d", op, t_label(x, "x"), axis);
    t_fail_at(site, "axes are counted from 0; -1 is the last", "%s: %s has no axis %d, only 0 to %d", op,
              t_label(x, "x"), axis, x->ndim - 1);
}

const char *ops_name(const Tensor *x, const char *fallback) { return x->name ? x->name : fallback; }

const char *ops_shape_text(int ndim, const int shape[]) {
    Tensor x = {.ndim = ndim};
    memcpy(x.shape, shape, (size_t)ndim * sizeof shape[0]);
    return t_shape_text(&x);
}

bool ops_has_shape(const Tensor *x, int ndim, const int shape[]) {
    return x->ndim == ndim && memcmp(x->shape, shape, (size_t)ndim * sizeof shape[0]) == 0;
}

/* --- Broadcasting ------------------------------------------------------------------------------------------------- */
/* The length of axis d of x, counted from the last axis of a longer shape. */
static int length_at(const Tensor *x, int ndim, int d) {
    int own = d - (ndim - x->ndim);
    return own < 0 ? 1 : x->shape[own];
}

bool ops_broadcast_shape(const Tensor *a, const Tensor *b, int *ndim, int shape[]) {
    *ndim = a->ndim > b->ndim ? a->ndim : b->ndim;
    for (int d = 0; d < *ndim; d++) {
        int in_a = length_at(a, *ndim, d), in_b = length_at(b, *ndim, d);
        if (in_a != in_b && in_a != 1 && in_b != 1) return false;
        shape[d] = in_a == 1 ? in_b : in_a;
    }
    return true;
}

void ops_shapes_do_not_fit(const char *op, const Tensor *a, const Tensor *b) {
    char          help[200] = "compare shapes from the last axis: in each axis the lengths are equal, or one is 1";
    const Tensor *longer = a->ndim >= b->ndim ? a : b, *row = longer == a ? b : a;
    if (longer->ndim == 2 && row->ndim == 1 && row->shape[0] == longer->shape[0])
        snprintf(help, sizeof help, "for one value per row write t_unsqueeze(%s, 1), of shape (%d,1)",
                 ops_name(row, row == a ? "a" : "b"), row->shape[0]);
    t_fail(help, "%s: %s and %s do not fit together", op, t_label(a, "a"), t_label(b, "b"));
}

static Broadcast one_run(size_t size) {
    return (Broadcast){.ndim = 1, .shape = {(int)size}, .stride_a = {1}, .stride_b = {1}, .size = size};
}

/* From the last axis to the first; an axis joins the one behind it where both operands run on without a jump. */
Broadcast ops_broadcast_walk(const Tensor *a, const Tensor *b, int ndim, const int shape[]) {
    if (t_same_shape(a, b) && ops_has_shape(a, ndim, shape)) return one_run(a->size);
    int    length[T_MAX_NDIM], n = 0;
    size_t stride_a[T_MAX_NDIM], stride_b[T_MAX_NDIM], run_a = 1, run_b = 1, size = 1;
    for (int d = ndim - 1; d >= 0; d--) {
        if (shape[d] == 1) continue;
        size_t in_a = (size_t)length_at(a, ndim, d), in_b = (size_t)length_at(b, ndim, d);
        size_t sa = in_a == 1 ? 0 : run_a, sb = in_b == 1 ? 0 : run_b;
        run_a *= in_a;
        run_b *= in_b;
        size *= (size_t)shape[d];
        if (n > 0 && sa == stride_a[n - 1] * (size_t)length[n - 1] && sb == stride_b[n - 1] * (size_t)length[n - 1]) {
            length[n - 1] *= shape[d];
        } else {
            length[n] = shape[d];
            stride_a[n] = sa;
            stride_b[n++] = sb;
        }
    }
    if (n == 0) return one_run(1);
    Broadcast walk = {.ndim = n, .size = size};
    for (int d = 0; d < n; d++) {
        walk.shape[d] = length[n - 1 - d];
        walk.stride_a[d] = stride_a[n - 1 - d];
        walk.stride_b[d] = stride_b[n - 1 - d];
    }
    return walk;
}

bool ops_reads_none(const Ctx *c, int i, int input) { return (void)c, (void)i, (void)input, false; }
bool ops_reads_others(const Ctx *c, int i, int input) { return (void)c, i != input; }
bool ops_reads_second(const Ctx *c, int i, int input) { return (void)c, (void)i, input == 1; }
