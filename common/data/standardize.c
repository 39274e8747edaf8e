/* standardize.c: columns of mean 0 and standard deviation 1, by the numbers of the training set alone: what the test
 * set looks like must not flow into training. */
#include "autograd.h"
#include "data_private.h"
#include <stdlib.h>

static void check_means(const Standardizer *s, const Dataset *d) {
    for (int c = 0; c < s->n; c++)
        if (isnan(s->mean[c]))
            t_fail("first fill the missing values with imputer_fit and imputer_apply",
                   "standardizer_fit: column %d of %s%s%s has missing values (NaN)", c, d->name,
                   d->feature_names ? ", " : "", d->feature_names ? d->feature_names[c] : "");
}

Standardizer *standardizer_fit(const Dataset *d) {
    Standardizer *s = t_calloc(1, sizeof *s);
    s->n = dataset_columns(d, "standardizer_fit");
    s->mean = t_calloc((size_t)s->n, sizeof *s->mean);
    s->std = t_calloc((size_t)s->n, sizeof *s->std);
    bool *varies = t_calloc((size_t)s->n, sizeof *varies);
    const real *first = d->x->data, *row = first;
    for (int i = 0; i < d->n; i++, row += s->n)
        for (int c = 0; c < s->n; c++) s->mean[c] += (double)row[c] / d->n;
    check_means(s, d);
    /* A second pass: sum x^2 - n mean^2 would cancel away all digits of a column like 1e6 + noise. */
    row = first;
    for (int i = 0; i < d->n; i++, row += s->n)
        for (int c = 0; c < s->n; c++) {
            double deviation = (double)row[c] - s->mean[c];
            s->std[c] += deviation * deviation / d->n;
            varies[c] = varies[c] || row[c] != first[c];
        }
    /* Of a constant column only the rounding of its mean is left, which must not be blown up to 1. */
    for (int c = 0; c < s->n; c++) s->std[c] = varies[c] && s->std[c] > 0 ? sqrt(s->std[c]) : 1;
    free(varies);
    return s;
}

void standardizer_apply(const Standardizer *s, Dataset *d) {
    int columns = dataset_columns(d, "standardizer_apply");
    if (columns != s->n)
        t_fail(NULL, "standardizer_apply: fitted on %d columns, %s has %d", s->n, d->name, columns);
    real *x = d->x->data;
    for (int i = 0; i < d->n; i++, x += s->n)
        for (int c = 0; c < s->n; c++) x[c] = (real)(((double)x[c] - s->mean[c]) / s->std[c]);
}

void standardizer_free(Standardizer *s) {
    if (!s) return;
    free(s->mean);
    free(s->std);
    free(s);
}
