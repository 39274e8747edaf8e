/* dataset.c: samples in memory or made on demand. */
#include "autograd.h"
#include "data_private.h"
#include <stdlib.h>
#include <string.h>

void path_stem(const char *path, char name[static 64]) {
    size_t end = strlen(path);
    while (end > 1 && path[end - 1] == '/') end--;
    size_t begin = end;
    while (begin > 0 && path[begin - 1] != '/') begin--;
    snprintf(name, 64, "%.*s", (int)(end - begin), path + begin);
    char *dot = *name ? strchr(name + 1, '.') : NULL;
    if (dot) *dot = '\0';
}

char *name_copy(const char *text) {
    size_t bytes = strlen(text) + 1;
    return memcpy(t_malloc(bytes), text, bytes);
}

char **names_copy(char *const names[], int n) {
    if (!names) return NULL;
    char **copy = t_calloc((size_t)n, sizeof *copy);
    for (int i = 0; i < n; i++) copy[i] = name_copy(names[i]);
    return copy;
}

void names_free(char **names, int n) {
    if (!names) return;
    for (int i = 0; i < n; i++) free(names[i]);
    free(names);
}

/* A sample source and the number of data sets that use it. */
typedef struct SharedSource {
    SampleSource source;
    int          users;
} SharedSource;

static void source_leave(SharedSource *shared) {
    if (!shared || --shared->users > 0) return;
    if (shared->source.release) shared->source.release(shared->source.data);
    free(shared);
}

/* --- Making and freeing ------------------------------------------------------------------------------------------- */

static void check_part(const char *name, const char *part, const Tensor *x, int n) {
    t_check_alive(x, part);
    if (x->step != 0)
        t_fail("pass t_keep(x): this copy outlives the step", "data set %s: %s is freed at the end of the step", name,
               t_label(x, part));
    if (x->ndim == 0 || x->size == 0 || x->device != DEV_CPU)
        t_fail("pass samples along the first axis, on the CPU; a loader moves each batch to a device",
               "data set %s: %s on %s", name, t_label(x, part), dev_name(x->device));
    if (x->shape[0] != n) t_fail(NULL, "data set %s: x has %d samples, %s has %d", name, n, part, x->shape[0]);
}

static void check_labels(const char *name, const Tensor *y, int classes) {
    if (y->dtype != DTYPE_INT64 || y->ndim != 1)
        t_fail("pass one int64 label per sample", "data set %s: %s is %s", name, t_label(y, "y"),
               t_dtype_name(y->dtype));
    for (size_t i = 0; i < y->size; i++)
        if (y->i64[i] < 0 || y->i64[i] >= classes)
            t_fail(NULL, "data set %s: y[%zu] is class %lld; the classes are 0 to %d", name, i, (long long)y->i64[i],
                   classes - 1);
}

static void check_y(const char *name, const Tensor *y, int n, int classes) {
    check_part(name, "y", y, n);
    if (classes > 0) check_labels(name, y, classes);
    else if (y->dtype != DTYPE_REAL)
        t_fail("pass a real y, or an int64 y and the number of classes", "data set %s: y is %s, %d classes", name,
               t_dtype_name(y->dtype), classes);
}

static Dataset *dataset_of(const char *name, int n, Tensor *x, Tensor *y, int classes) {
    Dataset *d = t_calloc(1, sizeof *d);
    snprintf(d->name, sizeof d->name, "%s", name);
    d->n = n;
    d->x = x;
    d->y = y;
    d->classes = classes;
    return d;
}

Dataset *dataset_new(const char *name, Tensor *x, Tensor *y, int classes) {
    check_part(name, "x", x, x ? x->shape[0] : 0);
    if (y || classes > 0) check_y(name, y, x->shape[0], classes);
    return dataset_of(name, x->shape[0], x, y, classes);
}

Dataset *dataset_map(const char *name, int n, SampleSource source, Tensor *y, int classes) {
    if (n < 1 || !source.get) t_fail(NULL, "data set %s: %d samples%s", name, n, source.get ? "" : " and no get");
    if (y) check_y(name, y, n, classes);
    else if (classes > 0)
        t_fail("pass all labels as y: splits and counts read them",
               "data set %s: %d classes, but y is NULL", name, classes);
    Dataset *d = dataset_of(name, n, NULL, y, classes);
    d->source = t_malloc(sizeof *d->source);
    *d->source = (SharedSource){source, .users = 1};
    return d;
}

void dataset_free(Dataset *d) {
    if (!d) return;
    t_free(d->x);
    t_free(d->y);
    source_leave(d->source);
    free(d->index);
    names_free(d->feature_names, d->n_features);
    names_free(d->class_names, d->classes);
    free(d);
}

/* --- Subsets ------------------------------------------------------------------------------------------------------ */

static Tensor *rows_of(const Tensor *x, const int64_t *index, int n) {
    if (!x) return NULL;
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
    Dataset *part = dataset_of(d->name, n, rows_of(d->x, index, n), rows_of(d->y, index, n), d->classes);
    part->transform = d->transform;
    part->target_transform = d->target_transform;
    part->n_features = d->n_features;
    part->feature_names = names_copy(d->feature_names, d->n_features);
    part->class_names = names_copy(d->class_names, d->classes);
    if (d->source) {
        part->source = d->source;
        part->source->users++;
        part->index = t_malloc((size_t)n * sizeof *part->index);
        for (int i = 0; i < n; i++) part->index[i] = d->index ? d->index[index[i]] : index[i];
    }
    return part;
}

Dataset *dataset_of_classes(const Dataset *d, int first, int last) {
    if (!d->y || first < 0 || first > last || last >= d->classes)
        t_fail("use a data set with labels in memory, and 0 <= first <= last < classes",
               "dataset_of_classes: classes %d to %d of %s, "
               "which has %d", first, last, d->name, d->classes);
    int64_t *index = t_malloc((size_t)d->n * sizeof *index);
    int      n = 0;
    for (int i = 0; i < d->n; i++)
        if (d->y->i64[i] >= first && d->y->i64[i] <= last) index[n++] = i;
    Dataset *part = dataset_subset(d, index, n);
    free(index);
    for (int i = 0; i < n; i++) part->y->i64[i] -= first;
    names_free(part->class_names, part->classes);
    part->classes = last - first + 1;
    part->class_names = d->class_names ? names_copy(d->class_names + first, part->classes) : NULL;
    return part;
}

Dataset *dataset_binary(const Dataset *d) {
    if (d->classes != 2)
        t_fail("choose two classes with dataset_of_classes",
               "dataset_binary: %s has %d classes, not 2", d->name, d->classes);
    Dataset *two = dataset_of_classes(d, 0, 1);
    Tensor  *y = t_own(DTYPE_REAL, DEV_CPU, T_SHAPE(two->n, 1));
    for (int i = 0; i < two->n; i++) y->data[i] = (real)two->y->i64[i];
    t_free(two->y);
    two->y = y;
    names_free(two->class_names, two->classes);
    two->class_names = NULL;
    two->classes = 0;
    return two;
}

/* --- One sample --------------------------------------------------------------------------------------------------- */

/* A copy, which a transform may write to. */
static Tensor *row_of(const Tensor *x, int64_t i) {
    size_t bytes = x->size / (size_t)x->shape[0] * t_element_size(x->dtype);
    return t_copy_of((const char *)x->raw + (size_t)i * bytes, x->dtype, x->ndim - 1, x->shape + 1);
}

static Tensor *transformed(const Dataset *d, const Transform *transform, Tensor *sample, Rng *rng, const char *what) {
    const char *name = sample->name;
    if (transform->apply) sample = transform->apply(sample, rng, transform->data);
    t_check_alive(sample, what);
    if (sample->device != DEV_CPU)
        t_fail("return samples on the CPU; a loader moves whole batches to its device",
               "data set %s: %s on %s", d->name, t_label(sample, what),
               dev_name(sample->device));
    if (!sample->name) sample->name = name;
    return sample;
}

bool dataset_get(const Dataset *d, int64_t i, Rng *rng, Tensor **x, Tensor **y) {
    if (i < 0 || i >= d->n)
        t_fail(NULL, "dataset_get: sample %lld; %s has samples 0 to %d", (long long)i, d->name, d->n - 1);
    *x = *y = NULL;
    if (d->source) {
        const SampleSource *from = &d->source->source;
        if (!from->get(from->data, d->index ? d->index[i] : i, x, y)) return false;
        t_check_alive(*x, "x of a data set's get");
    } else *x = row_of(d->x, i);
    if (d->y) *y = row_of(d->y, i);
    const bool has_y = d->y || d->source;
    if (has_y) t_check_alive(*y, "y of a data set's get");
    *x = transformed(d, &d->transform, *x, rng, "x after its transform");
    if (has_y) *y = transformed(d, &d->target_transform, *y, rng, "y after its transform");
    return true;
}

const char *dataset_file(const Dataset *d, int64_t i) {
    if (i < 0 || i >= d->n)
        t_fail(NULL, "dataset_file: sample %lld; %s has samples 0 to %d", (long long)i, d->name, d->n - 1);
    if (!d->source || !d->source->source.file) return NULL;
    return d->source->source.file(d->source->source.data, d->index ? d->index[i] : i);
}

int dataset_columns(const Dataset *d, const char *who) {
    if (!d->x || d->x->dtype != DTYPE_REAL)
        t_fail("load all samples into memory with dataset_load; transform_to_tensor makes them real",
               "%s: the x of %s are %s", who, d->name, d->x ? t_dtype_name(d->x->dtype) : "made on demand");
    return (int)(d->x->size / (size_t)d->n);
}

/* --- Describing --------------------------------------------------------------------------------------------------- */

void dataset_class_counts(const Dataset *d, int counts[]) {
    if (d->classes == 0) t_fail(NULL, "dataset_class_counts: %s has no classes; its y is real", d->name);
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
    t_step();
    Rng     rng = rng_new(0, STREAM_TRANSFORM);
    Tensor *x, *y;
    bool    known = dataset_get(d, 0, &rng, &x, &y);
    printf("%s: %d samples of %s%s, ", d->name, d->n, known ? "shape " : "a shape unknown, as ",
           known ? t_shape_text(x) : t_error());
    if (d->classes > 0) printf("%d classes\n", d->classes);
    else printf("%s\n", d->y || d->source ? "numbers to predict" : "nothing to predict");
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
