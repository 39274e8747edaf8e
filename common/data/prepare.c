/* prepare.c: tables as they are found: words made into columns of 0 and 1, missing values filled. */
#include "autograd.h"
#include "data_private.h"
#include <stdlib.h>
#include <string.h>

/* --- Columns ------------------------------------------------------------------------------------------------------ */

/* Makes place for n columns where `column` was; what they hold is up to the caller. */
static void replace_column(Csv *csv, int column, int n) {
    size_t columns = (size_t)(csv->columns - 1 + n), before = (size_t)column,
           after = (size_t)(csv->columns - 1 - column);
    char **block = t_malloc((size_t)(csv->rows + 1) * columns * sizeof *block + 1);
    for (int r = -1; r < csv->rows; r++) {
        char **from = r < 0 ? csv->header : csv->cells[r], **to = block + (size_t)(r + 1) * columns;
        memcpy(to, from, before * sizeof *to);
        memcpy(to + column + n, from + column + 1, after * sizeof *to);
        if (r >= 0) csv->cells[r] = to;
    }
    free(csv->header);
    csv->header = block;
    csv->columns = (int)columns;
}

bool csv_drop(Csv *csv, const char *name) {
    int column = csv_column(csv, name);
    if (column >= 0) replace_column(csv, column, 0);
    return column >= 0;
}

/* A text that the table frees with its own. */
static char *keep(Csv *csv, char *text) {
    char **more = t_malloc((size_t)(csv->n_more + 1) * sizeof *more);
    if (csv->more) memcpy(more, csv->more, (size_t)csv->n_more * sizeof *more);
    free(csv->more);
    csv->more = more;
    return csv->more[csv->n_more++] = text;
}

static char *dummy_name(const char *column, const char *value) {
    size_t size = strlen(column) + strlen(value) + 2;
    char  *name = t_malloc(size);
    snprintf(name, size, "%s=%s", column, value);
    return name;
}

bool csv_dummies(Csv *csv, const char *name) {
    int column = csv_column(csv, name);
    if (column < 0) return false;
    char **values = t_malloc((size_t)csv->rows * sizeof *values + 1);
    int   *which = t_malloc((size_t)csv->rows * sizeof *which + 1), n = csv_values(csv, column, values);
    for (int r = 0; r < csv->rows; r++) which[r] = csv_value_index(values, n, csv->cells[r][column]);
    if (n > 0) {
        char *header = csv->header[column], *zero = keep(csv, name_copy("0")), *one = keep(csv, name_copy("1"));
        replace_column(csv, column, n);
        for (int i = 0; i < n; i++) csv->header[column + i] = keep(csv, dummy_name(header, values[i]));
        for (int r = 0; r < csv->rows; r++)
            for (int i = 0; i < n; i++) csv->cells[r][column + i] = which[r] == i ? one : zero;
    }
    free(which);
    free(values);
    return n > 0 || (n == 0 && t_error_set("%s, column '%s': no row has a value", csv->path, name));
}

/* --- Missing numbers ---------------------------------------------------------------------------------------------- */

static bool fit_column(const Dataset *d, int columns, int column, double *mean) {
    double sum = 0;
    int    present = 0;
    for (int i = 0; i < d->n; i++) {
        double value = (double)d->x->data[(size_t)i * (size_t)columns + (size_t)column];
        if (isnan(value)) continue;
        sum += value;
        present++;
    }
    if (present == 0) {
        char number[16];
        snprintf(number, sizeof number, "%d", column);
        return t_error_set("%s, column '%s': no sample has a value, so that no mean can be filled in", d->name,
                           d->feature_names ? d->feature_names[column] : number);
    }
    *mean = sum / present;
    return true;
}

Imputer *imputer_fit(const Dataset *d) {
    Imputer *imputer = t_calloc(1, sizeof *imputer);
    imputer->n = dataset_columns(d, "imputer_fit");
    imputer->mean = t_calloc((size_t)imputer->n, sizeof *imputer->mean);
    for (int c = 0; c < imputer->n; c++)
        if (!fit_column(d, imputer->n, c, &imputer->mean[c])) {
            imputer_free(imputer);
            return NULL;
        }
    return imputer;
}

void imputer_apply(const Imputer *imputer, Dataset *d) {
    int columns = dataset_columns(d, "imputer_apply");
    if (columns != imputer->n)
        t_fail(NULL, "imputer_apply: fitted on %d columns, %s has %d", imputer->n, d->name, columns);
    real *x = d->x->data;
    for (int i = 0; i < d->n; i++, x += columns)
        for (int c = 0; c < columns; c++)
            if (isnan(x[c])) x[c] = (real)imputer->mean[c];
}

void imputer_free(Imputer *imputer) {
    if (!imputer) return;
    free(imputer->mean);
    free(imputer);
}
