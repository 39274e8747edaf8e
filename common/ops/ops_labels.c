#include "ops_private.h"

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
