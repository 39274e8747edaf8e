#include "ops_private.h"
#include <string.h>

void ops_check(Site site, const Tensor *x, const char *what) {
    const Site *outer = t_site_enter(&site);
    t_check_alive(x, what);
    t_site_enter(outer);
}

Tensor *ops_real(Site site, Tensor *x) {
    return x && x->dtype != DTYPE_REAL ? t_cast_at(site, x, DTYPE_REAL) : x;
}

void ops_promote(Site site, DType least, Tensor **a, Tensor **b) {
    ops_check(site, *a, "a");
    ops_check(site, *b, "b");
    DType common = (*a)->dtype < (*b)->dtype ? (*a)->dtype : (*b)->dtype; /* DType is ordered from wide to narrow */
    if (common > least) common = least;
    *a = t_cast_at(site, *a, common);
    *b = t_cast_at(site, *b, common);
    if ((*a)->ndim == 0 && (*a)->device == DEV_CPU) *a = t_to_at(site, *a, (*b)->device);
    if ((*b)->ndim == 0 && (*b)->device == DEV_CPU) *b = t_to_at(site, *b, (*a)->device);
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

static Broadcast one_run(size_t size) {
    return (Broadcast){.ndim = 1, .shape = {(int)size}, .stride_a = {1}, .stride_b = {1}, .size = size};
}

/* From the last axis to the first; an axis joins the one behind it where both operands run on without a jump. */
Broadcast ops_broadcast_walk(const Tensor *a, const Tensor *b, int ndim, const int shape[]) {
    if (t_same_shape(a, b)) return one_run(a->size);
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

/* --- Labels ------------------------------------------------------------------------------------------------------- */
Tensor *ops_labels(Site site, const char *op, Tensor *labels) {
    ops_check(site, labels, "labels");
    if (labels->dtype == DTYPE_REAL)
        t_fail_at(site, "labels count classes: read them as integers, or t_cast(labels, DTYPE_INT64)",
                  "%s: %s holds real numbers, not int64", op, t_label(labels, "labels"));
    if (labels->ndim != 1)
        t_fail_at(site, "one label a row: t_flatten or t_squeeze drops an axis of length 1",
                  "%s: %s has %d axes, not one", op, t_label(labels, "labels"), labels->ndim);
    return t_cast_at(site, labels, DTYPE_INT64);
}

void ops_check_labels(const char *op, const Tensor *labels, int classes, const char *what) {
    const int64_t *label = t_host(labels);
    int64_t        low = INT64_MAX, high = INT64_MIN;
    size_t         first = labels->size;
    for (size_t i = 0; i < labels->size; i++) {
        if (label[i] < low) low = label[i];
        if (label[i] > high) high = label[i];
        if (first == labels->size && (label[i] < 0 || label[i] >= classes)) first = i;
    }
    if (first == labels->size) return;
    char help[160] = "";
    if (low == 1 && high == classes)
        snprintf(help, sizeof help, "labels run from 0 to %d; these look like 1 to %d: subtract 1 with t_sub(%s, 1)",
                 classes - 1, classes, ops_name(labels, "labels"));
    else
        snprintf(help, sizeof help, "labels run from 0 to %d", classes - 1);
    t_fail(help, "%s: row %zu of %s is %lld, but there are %d %s", op, first, t_label(labels, "labels"),
           (long long)label[first], classes, what);
}

bool ops_reads_none(const Ctx *c, int i, int input) { return (void)c, (void)i, (void)input, false; }
bool ops_reads_others(const Ctx *c, int i, int input) { return (void)c, i != input; }
bool ops_reads_second(const Ctx *c, int i, int input) { return (void)c, (void)i, input == 1; }
