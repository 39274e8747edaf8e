/* csv_dataset.c: a data set from the columns of a table. */
#include "autograd.h"
#include "data_private.h"
#include <stdlib.h>
#include <string.h>

/* "datasets/wine.csv" -> "wine" */
static void stem(const char *path, char name[static 64]) {
    const char *slash = strrchr(path, '/');
    snprintf(name, 64, "%s", slash ? slash + 1 : path);
    char *dot = strchr(name + 1, '.');
    if (dot) *dot = '\0';
}

/* Labels written as numbers: 0, 1, 2, ... There cannot be more classes than samples. */
static bool numbered_labels(const Csv *csv, int column, int64_t labels[], int *classes) {
    *classes = 0;
    for (int r = 0; r < csv->rows; r++) {
        double value;
        if (!csv_number(csv, r, column, &value)) return false;
        if (value < 0 || value >= csv->rows || value != floor(value))
            return t_error_set("%s, line %d, column '%s': %s is no class; classes are 0, 1, 2, ... or words", csv->path,
                               csv->lines[r], csv->header[column], csv->cells[r][column]);
        labels[r] = (int64_t)value;
        if (labels[r] >= *classes) *classes = (int)labels[r] + 1;
    }
    return true;
}

static int compare_words(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* Labels written as words, which are numbered in alphabetical order: the same whatever the order of the rows. */
static bool worded_labels(const Csv *csv, int column, int64_t labels[], int *classes, char ***names) {
    char **words = t_malloc((size_t)csv->rows * sizeof *words);
    int    n = 0;
    bool   good = true;
    for (int r = 0; r < csv->rows && good; r++) {
        words[r] = csv->cells[r][column];
        if (!*words[r])
            good = t_error_set("%s, line %d, column '%s': empty, where a class is expected", csv->path, csv->lines[r],
                               csv->header[column]);
    }
    if (good) {
        qsort(words, (size_t)csv->rows, sizeof *words, compare_words);
        for (int r = 0; r < csv->rows; r++)
            if (n == 0 || strcmp(words[n - 1], words[r]) != 0) words[n++] = words[r];
        for (int r = 0; r < csv->rows; r++) {
            char **word = bsearch(&csv->cells[r][column], words, (size_t)n, sizeof *words, compare_words);
            labels[r] = word - words;
        }
        *classes = n;
        *names = names_copy(words, n);
    }
    free(words);
    return good;
}

static bool read_numbers(const Csv *csv, int n, const int columns[], real *to) {
    for (int r = 0; r < csv->rows; r++)
        for (int c = 0; c < n; c++) {
            double value;
            if (!csv_number(csv, r, columns[c], &value)) return false;
            *to++ = (real)value;
        }
    return true;
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

/* x and y are filled and given to the data set, or freed. */
static Dataset *from_columns(const Csv *csv, int n, const int features[], int target, bool classify) {
    if (csv->rows == 0 || header_is_numbers(csv)) {
        t_error_set("%s: %s", csv->path, csv->rows == 0 ? "a header, but no rows"
                                                       : "line 1 holds numbers; it must name the columns");
        return NULL;
    }
    Tensor *x = t_own(DTYPE_REAL, DEV_CPU, T_SHAPE(csv->rows, n));
    Tensor *y = classify ? t_own(DTYPE_INT64, DEV_CPU, T_SHAPE(csv->rows))
                         : t_own(DTYPE_REAL, DEV_CPU, T_SHAPE(csv->rows, 1));
    int     classes = 0;
    char  **class_names = NULL;
    double  number;
    bool good = read_numbers(csv, n, features, x->data);
    if (good && !classify) good = read_numbers(csv, 1, &target, y->data);
    else if (good && csv_number(csv, 0, target, &number)) good = numbered_labels(csv, target, y->i64, &classes);
    else if (good) good = worded_labels(csv, target, y->i64, &classes, &class_names);
    if (!good) {
        t_free(x);
        t_free(y);
        return NULL;
    }
    char name[64];
    stem(csv->path, name);
    Dataset *d = dataset_new(name, x, y, classes);
    d->class_names = class_names;
    d->n_features = n;
    d->feature_names = t_calloc((size_t)n, sizeof *d->feature_names);
    for (int i = 0; i < n; i++) {
        const char *text = csv->header[features[i]];
        d->feature_names[i] = strcpy(t_malloc(strlen(text) + 1), text);
    }
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

Dataset *data_csv_columns(const char *path, int n, const char *const names[], const char *target, bool classify) {
    Csv *csv = csv_read(path);
    if (!csv) return NULL;
    Dataset *d = NULL;
    int      to = csv_column(csv, target), most = n > csv->columns ? n : csv->columns;
    int     *features = t_malloc((size_t)most * sizeof *features);
    if (to >= 0) n = find_features(csv, n, names, to, features);
    if (to >= 0 && n > 0) d = from_columns(csv, n, features, to, classify);
    free(features);
    csv_free(csv);
    return d;
}

Dataset *data_csv(const char *path, const char *target, bool classify) {
    return data_csv_columns(path, 0, NULL, target, classify);
}
