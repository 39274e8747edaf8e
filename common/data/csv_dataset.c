/* csv_dataset.c: a data set from the columns of a table. */
#include "autograd.h"
#include "data_private.h"
#include <stdlib.h>
#include <string.h>

static Dataset *from_columns(const Csv *csv, int n, const int features[], int target, bool classify, bool gaps) {
    if (csv->rows == 0) {
        t_error_set("%s: the table has a header, but no rows", csv->path);
        return NULL;
    }
    int     classes = 0;
    char  **class_names = NULL;
    Tensor *x = csv_numbers(csv, n, features, gaps), *y = NULL;
    if (x) y = classify ? csv_labels(csv, target, &classes, &class_names) : csv_numbers(csv, 1, &target, false);
    if (!y) {
        t_free(x);
        return NULL;
    }
    char name[64];
    path_stem(csv->path, name);
    Dataset *d = dataset_new(name, x, y, classes);
    d->class_names = class_names;
    d->n_features = n;
    d->feature_names = t_calloc((size_t)n, sizeof *d->feature_names);
    for (int i = 0; i < n; i++) d->feature_names[i] = name_copy(csv->header[features[i]]);
    return d;
}

/* The columns of the n named features; all but the target when none are named. -1 and t_error() when one is missing. */
static int find_features(const Csv *csv, int n, const char *const names[], int target, int features[]) {
    if (!names) {
        n = 0;
        for (int c = 0; c < csv->columns; c++)
            if (c != target) features[n++] = c;
        if (n > 0) return n;
        t_error_set("%s: the table has no column besides the target '%s'; cells are separated by , ; | or tabs",
                    csv->path, csv->header[target]);
        return -1;
    }
    for (int i = 0; i < n; i++)
        if ((features[i] = csv_column(csv, names[i])) < 0) return -1;
    return n;
}

static Dataset *table(const Csv *csv, int n, const char *const names[], const char *target, bool classify, bool gaps) {
    Dataset *d = NULL;
    int      to = csv_column(csv, target), most = n > csv->columns ? n : csv->columns;
    int     *features = t_malloc((size_t)most * sizeof *features);
    if (to >= 0) n = find_features(csv, n, names, to, features);
    if (to >= 0 && n > 0) d = from_columns(csv, n, features, to, classify, gaps);
    free(features);
    return d;
}

Dataset *csv_dataset(const Csv *csv, int n, const char *const features[], const char *target, bool classify) {
    return table(csv, n, features, target, classify, true);
}

Dataset *data_csv_columns(const char *path, int n, const char *const features[], const char *target, bool classify) {
    Csv     *csv = csv_read(path);
    Dataset *d = csv ? table(csv, n, features, target, classify, false) : NULL;
    csv_free(csv);
    return d;
}

Dataset *data_csv(const char *path, const char *target, bool classify) {
    return data_csv_columns(path, 0, NULL, target, classify);
}
