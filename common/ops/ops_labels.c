#include "ops_private.h"
#include "replay.h"

Tensor *ops_labels(Site site, const char *op, Tensor *labels, const char *name) {
    ops_check(site, labels, name);
    if (labels->dtype == DTYPE_REAL)
        t_fail_at(site, "whole numbers are wanted: read them as integers, or t_cast(..., DTYPE_INT64)",
                  "%s: %s holds real numbers, not int64", op, t_label(labels, name));
    if (labels->ndim != 1)
        t_fail_at(site, "one number a row: t_flatten or t_squeeze drops an axis of length 1",
                  "%s: %s has %d axes, not one", op, t_label(labels, name), labels->ndim);
    return t_cast_at(site, labels, DTYPE_INT64);
}

void ops_check_labels(const char *op, const Tensor *labels, const char *name, int n, const char *what) {
    if (replay_records()) return;
    const int64_t *label = t_host(labels);
    int64_t        low = INT64_MAX, high = INT64_MIN;
    size_t         first = labels->size;
    for (size_t i = 0; i < labels->size; i++) {
        if (label[i] < low) low = label[i];
        if (label[i] > high) high = label[i];
        if (first == labels->size && (label[i] < 0 || label[i] >= n)) first = i;
    }
    if (first == labels->size) return;
    char help[160] = "";
    if (n == 0)
        snprintf(help, sizeof help, "no label is valid here");
    else if (low == 1 && high == n)
        snprintf(help, sizeof help, "they run from 0 to %d; these look like 1 to %d: subtract 1 with t_sub(%s, 1)",
                 n - 1, n, ops_name(labels, name));
    else
        snprintf(help, sizeof help, "they run from 0 to %d", n - 1);
    t_fail(help, "%s: row %zu of %s is %lld, but there are %d %s", op, first, t_label(labels, name),
           (long long)label[first], n, what);
}
