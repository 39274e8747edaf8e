/* standardize.c: columns of mean 0 and standard deviation 1, by the numbers of the training set alone: what the test
 * set looks like must not flow into training. */
#include "autograd.h"
#include "data.h"
#include <stdlib.h>

static int columns(const Dataset *d) { return (int)(d->x->size / (size_t)d->n); }

static const real *row_of(const Dataset *d, int i) { return d->x->data + (size_t)i * (size_t)columns(d); }

Standardizer *standardizer_fit(const Dataset *d) {
    Standardizer *s = t_calloc(1, sizeof *s);
    s->n = columns(d);
    s->mean = t_calloc((size_t)s->n, sizeof *s->mean);
    s->std = t_calloc((size_t)s->n, sizeof *s->std);
    bool *varies = t_calloc((size_t)s->n, sizeof *varies);
    for (int i = 0; i < d->n; i++)
        for (int c = 0; c < s->n; c++) s->mean[c] += (double)row_of(d, i)[c] / d->n;
    /* A second pass: sum x^2 - n mean^2 would cancel away all digits of a column like 1e6 + noise. */
    for (int i = 0; i < d->n; i++)
        for (int c = 0; c < s->n; c++) {
            double deviation = (double)row_of(d, i)[c] - s->mean[c];
            s->std[c] += deviation * deviation / d->n;
            varies[c] = varies[c] || row_of(d, i)[c] != row_of(d, 0)[c];
        }
    /* Of a constant column only the rounding of its mean is left, which must not be blown up to 1. */
    for (int c = 0; c < s->n; c++) s->std[c] = varies[c] && s->std[c] > 0 ? sqrt(s->std[c]) : 1;
    free(varies);
    return s;
}

void standardizer_apply(const Standardizer *s, Dataset *d) {
    if (columns(d) != s->n)
        t_fail(NULL, "standardizer_apply: fitted on %d columns, %s has %d", s->n, d->name, columns(d));
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
