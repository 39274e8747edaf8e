/* dataset.c: a table of samples in memory. */
#include "autograd.h"
#include "data_private.h"
#include <stdlib.h>
#include <string.h>

char **names_copy(char *const names[], int n) {
    if (!names) return NULL;
    char **copy = t_calloc((size_t)n, sizeof *copy);
    for (int i = 0; i < n; i++) {
        size_t bytes = strlen(names[i]) + 1;
        copy[i] = memcpy(t_malloc(bytes), names[i], bytes);
    }
    return copy;
}

void names_free(char **names, int n) {
    if (!names) return;
    for (int i = 0; i < n; i++) free(names[i]);
    free(names);
}

static void check_part(const char *name, const char *part, const Tensor *x) {
    t_check_alive(x, part);
    if (x->step != 0)
        t_fail("t_keep(x) is a copy that outlives the step", "data set %s: %s belongs to the step under way", name,
               t_label(x, part));
    if (x->ndim == 0 || x->size == 0 || x->device != DEV_CPU)
        t_fail("samples stand along the first axis, in the CPU's memory; a loader brings batches to a device",
               "data set %s: %s on %s", name, t_label(x, part), dev_name(x->device));
}

static void check_labels(const char *name, const Tensor *y, int classes) {
    if (y->dtype != DTYPE_INT64 || y->ndim != 1)
        t_fail("class labels are one int64 a sample", "data set %s: %s is %s", name, t_label(y, "y"),
               t_dtype_name(y->dtype));
    for (size_t i = 0; i < y->size; i++)
        if (y->i64[i] < 0 || y->i64[i] >= classes)
            t_fail(NULL, "data set %s: y[%zu] is class %lld; there are classes 0 to %d", name, i, (long long)y->i64[i],
                   classes - 1);
}

Dataset *dataset_new(const char *name, Tensor *x, Tensor *y, int classes) {
    check_part(name, "x", x);
    check_part(name, "y", y);
    if (x->shape[0] != y->shape[0])
        t_fail(NULL, "data set %s: x has %d samples, y has %d", name, x->shape[0], y->shape[0]);
    if (x->dtype != DTYPE_REAL || (classes == 0 && y->dtype != DTYPE_REAL))
        t_fail("x is real; y is real, or int64 when there are classes", "data set %s: x is %s, y is %s, %d classes",
               name, t_dtype_name(x->dtype), t_dtype_name(y->dtype), classes);
    if (classes > 0) check_labels(name, y, classes);
    Dataset *d = t_calloc(1, sizeof *d);
    snprintf(d->name, sizeof d->name, "%s", name);
    d->n = x->shape[0];
    d->x = x;
    d->y = y;
    d->classes = classes;
    return d;
}

void dataset_free(Dataset *d) {
    if (!d) return;
    t_free(d->x);
    t_free(d->y);
    names_free(d->feature_names, d->n_features);
    names_free(d->class_names, d->classes);
    free(d);
}

static Tensor *rows_of(const Tensor *x, const int64_t *index, int n) {
    int shape[T_MAX_NDIM];
    memcpy(shape, x->shape, sizeof shape);
    shape[0] = n;
    Tensor *rows = t_own(x->dtype, DEV_CPU, x->ndim, shape);
    size_t bytes = x->size / (size_t)x->shape[0] * t_element_size(x->dtype);
    for (int i = 0; i < n; i++)
        memcpy((char *)rows->raw + (size_t)i * bytes, (const char *)x->raw + (size_t)index[i] * bytes, bytes);
    return rows;
}

Dataset *dataset_subset(const Dataset *d, const int64_t *index, int n) {
    if (n < 1) t_fail(NULL, "dataset_subset: %d samples of %s; a data set has at least one", n, d->name);
    for (int i = 0; i < n; i++)
        if (index[i] < 0 || index[i] >= d->n)
            t_fail(NULL, "dataset_subset: index[%d] is %lld; %s has samples 0 to %d", i, (long long)index[i], d->name,
                   d->n - 1);
    Dataset *part = dataset_new(d->name, rows_of(d->x, index, n), rows_of(d->y, index, n), d->classes);
    part->n_features = d->n_features;
    part->feature_names = names_copy(d->feature_names, d->n_features);
    part->class_names = names_copy(d->class_names, d->classes);
    return part;
}

void dataset_class_counts(const Dataset *d, int counts[]) {
    if (d->classes == 0) t_fail(NULL, "dataset_class_counts: %s has no classes, its y are numbers", d->name);
    for (int c = 0; c < d->classes; c++) counts[c] = 0;
    for (int i = 0; i < d->n; i++) counts[d->y->i64[i]]++;
}

static void describe_classes(const Dataset *d) {
    int *counts = t_calloc((size_t)d->classes, sizeof *counts);
    dataset_class_counts(d, counts);
    printf("  %-12s %8s %7s\n", "class", "samples", "share");
    for (int c = 0; c < d->classes; c++) {
        char number[16];
        snprintf(number, sizeof number, "%d", c);
        const char *class_name = d->class_names ? d->class_names[c] : number;
        printf("  %-12s %8d %6.1f%%\n", class_name, counts[c], 100.0 * counts[c] / d->n);
    }
    free(counts);
}

void dataset_describe(const Dataset *d, size_t parameters) {
    Tensor sample = *d->x; /* the shape without the first axis */
    sample.ndim--;
    memmove(sample.shape, sample.shape + 1, (size_t)sample.ndim * sizeof sample.shape[0]);
    printf("%s: %d samples of shape %s, ", d->name, d->n, t_shape_text(&sample));
    if (d->classes > 0) printf("%d classes\n", d->classes);
    else printf("numbers to predict\n");
    if (d->feature_names) {
        printf("  features:");
        for (int i = 0; i < d->n_features; i++) printf("%s %s", i ? "," : "", d->feature_names[i]);
        printf("\n");
    }
    if (d->classes > 0) describe_classes(d);
    if ((size_t)d->n / 10 < parameters)
        printf("  warning: %zu parameters and %d samples; the rule of thumb asks for 10 samples a parameter, %zu\n",
               parameters, d->n, 10 * parameters);
}
