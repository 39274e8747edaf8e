/* csv_dataset.c: a data set from the columns of a table. */
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

/* --- Labels ------------------------------------------------------------------------------------------------------- */

/* A class more than there are samples is likely a column of something else, but a few samples may have high classes. */
enum { CLASSES_ANY_TABLE_MAY_HAVE = 1000 };

/* Labels written as numbers: 0, 1, 2, ... */
static bool numbered_labels(const Csv *csv, int column, int64_t labels[], int *classes) {
    int most = csv->rows > CLASSES_ANY_TABLE_MAY_HAVE ? csv->rows : CLASSES_ANY_TABLE_MAY_HAVE;
    *classes = 0;
    for (int r = 0; r < csv->rows; r++) {
        double value;
        if (!csv_number(csv, r, column, &value)) return false;
        if (value < 0 || value >= most || value != floor(value))
            return t_error_set("%s, line %d, column '%s': %s is no class; classes are 0, 1, 2, ... or words", csv->path,
                               csv->lines[r], csv->header[column], csv->cells[r][column]);
        labels[r] = (int64_t)value;
        if (labels[r] >= *classes) *classes = (int)labels[r] + 1;
    }
    return true;
}

static int compare_words(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

int csv_values(const Csv *csv, int column, char *values[]) {
    int filled = 0, n = 0;
    for (int r = 0; r < csv->rows; r++)
        if (!csv_missing(csv, r, column)) values[filled++] = csv->cells[r][column];
    qsort(values, (size_t)filled, sizeof *values, compare_words);
    for (int i = 0; i < filled; i++)
        if (n == 0 || strcmp(values[n - 1], values[i]) != 0) values[n++] = values[i];
    return n;
}

int csv_value_index(char *const values[], int n, const char *value) {
    char *const *found = bsearch(&value, values, (size_t)n, sizeof *values, compare_words);
    return found ? (int)(found - values) : -1;
}

/* Labels written as words, which are numbered in alphabetical order: the same whatever the order of the rows. */
static bool worded_labels(const Csv *csv, int column, int64_t labels[], int *classes, char ***names) {
    for (int r = 0; r < csv->rows; r++)
        if (csv_missing(csv, r, column))
            return t_error_set("%s, line %d, column '%s': '%s' is no value; a class is expected", csv->path,
                               csv->lines[r], csv->header[column], csv->cells[r][column]);
    char **words = t_malloc((size_t)csv->rows * sizeof *words);
    *classes = csv_values(csv, column, words);
    for (int r = 0; r < csv->rows; r++) labels[r] = csv_value_index(words, *classes, csv->cells[r][column]);
    *names = names_copy(words, *classes);
    free(words);
    return true;
}

/* Whether the first value of the column is a number: then all have to be. */
static bool is_numbered(const Csv *csv, int column) {
    double number;
    int    r = 0;
    while (r < csv->rows - 1 && csv_missing(csv, r, column)) r++;
    return csv_number(csv, r, column, &number);
}

Tensor *csv_labels(const Csv *csv, int column, int *classes, char ***names) {
    Tensor *y = t_own(DTYPE_INT64, DEV_CPU, T_SHAPE(csv->rows));
    *names = NULL;
    if (is_numbered(csv, column) ? numbered_labels(csv, column, y->i64, classes)
                                 : worded_labels(csv, column, y->i64, classes, names))
        return y;
    t_free(y);
    return NULL;
}

/* --- Columns ------------------------------------------------------------------------------------------------------ */

/* A cell without a value becomes NaN where `gaps` are allowed, and is no number otherwise. */
static Tensor *numbers(const Csv *csv, int n, const int columns[], bool gaps) {
    Tensor *x = t_own(DTYPE_REAL, DEV_CPU, T_SHAPE(csv->rows, n));
    real   *to = x->data;
    for (int r = 0; r < csv->rows; r++)
        for (int c = 0; c < n; c++) {
            double value = NAN;
            if (!(gaps && csv_missing(csv, r, columns[c])) && !csv_number(csv, r, columns[c], &value)) {
                t_free(x);
                return NULL;
            }
            *to++ = (real)value;
        }
    return x;
}

/* A file without a header loses its first sample silently unless someone looks. */
static bool header_is_numbers(const Csv *csv) {
    for (int c = 0; c < csv->columns; c++) {
        char *end;
        strtod(csv->header[c], &end);
        if (end == csv->header[c] || *end != '\0') return false;
    }
    return true;
}

static Dataset *from_columns(const Csv *csv, int n, const int features[], int target, bool classify, bool gaps) {
    if (csv->rows == 0 || header_is_numbers(csv)) {
        t_error_set("%s: %s", csv->path, csv->rows == 0 ? "a header, but no rows"
                                                       : "line 1 holds numbers; it must name the columns");
        return NULL;
    }
    int     classes = 0;
    char  **class_names = NULL;
    Tensor *x = numbers(csv, n, features, gaps), *y = NULL;
    if (x) y = classify ? csv_labels(csv, target, &classes, &class_names) : numbers(csv, 1, &target, false);
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
        return n > 0 ? n : (t_error_set("%s: no column but the target '%s'", csv->path, csv->header[target]), -1);
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
