/* csv_values.c: from cells to values: a pass over a table's columns makes a tensor. */
#include "autograd.h"
#include "data_private.h"
#include "number.h"
#include "utf8.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- One cell ----------------------------------------------------------------------------------------------------- */

bool csv_missing(const Csv *csv, int row, int column) {
    static const char *const marks[] = {"", "?", "NA", "NaN"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (strcasecmp(csv->cells[row][column], marks[i]) == 0) return true;
    return false;
}

bool csv_number(const Csv *csv, int row, int column, double *value) {
    const char *cell = csv->cells[row][column], *why = number_read(cell, value);
    if (!why && isfinite((real)*value)) return true;
    if (!why) why = "is too large for a float (the largest is 3.4e38)";
    if (csv_missing(csv, row, column)) why = "stands for a missing value; a number is expected";
    if (!*cell) return t_error_set("%s, line %d, column '%s': the cell is empty; a number is expected", csv->path,
                                   csv->lines[row], csv->header[column]);
    return t_error_set("%s, line %d, column '%s': '%.40s' %s", csv->path, csv->lines[row], csv->header[column], cell,
                       why);
}

/* --- Numbers ------------------------------------------------------------------------------------------------------ */

Tensor *csv_numbers(const Csv *csv, int n, const int columns[], bool gaps) {
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
            return t_error_set("%s, line %d, column '%s': %s is not a class; classes are 0, 1, 2, ... or words",
                               csv->path, csv->lines[r], csv->header[column], csv->cells[r][column]);
        labels[r] = (int64_t)value;
        if (labels[r] >= *classes) *classes = (int)labels[r] + 1;
    }
    return true;
}

static int compare_words(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* Passes over one character and the accents behind it that are characters of their own (Unicode's NFD). */
static bool take_letter(const unsigned char **at, uint32_t *letter) {
    uint32_t accent;
    bool     apart = false;
    *at += utf8_decode(*at, letter);
    for (size_t n; (n = utf8_decode(*at, &accent)) > 0 && accent >= 0x300 && accent <= 0x36f; *at += n) apart = true;
    return apart;
}

/* Whether `apart` has a letter and its accent where `whole` has one character for both (NFC): they look alike. */
static bool accent_apart(const char *apart, const char *whole) {
    const unsigned char *a = (const unsigned char *)apart, *w = (const unsigned char *)whole;
    bool any = false;
    while (*a && *w) {
        uint32_t   letter, one;
        const bool accented = take_letter(&a, &letter), both = take_letter(&w, &one);
        if (letter == one ? accented != both : !(accented && one >= 0xc0)) return false;
        any |= letter != one;
    }
    return any && !*a && !*w;
}

static bool accents_agree(const Csv *csv, int column, char *const words[], int n) {
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n && strpbrk(words[i], "\xcc\xcd"); j++) /* the first bytes of such accents */
            if (accent_apart(words[i], words[j]))
                return t_error_set("%s, column '%s': of '%s' and '%s' one has an accent as a character of "
                                   "its own (Unicode's NFD); save the table in NFC", csv->path, csv->header[column],
                                   words[i], words[j]);
    return true;
}

int csv_values(const Csv *csv, int column, char *values[]) {
    int filled = 0, n = 0;
    for (int r = 0; r < csv->rows; r++)
        if (!csv_missing(csv, r, column)) values[filled++] = csv->cells[r][column];
    qsort(values, (size_t)filled, sizeof *values, compare_words);
    for (int i = 0; i < filled; i++)
        if (n == 0 || strcmp(values[n - 1], values[i]) != 0) values[n++] = values[i];
    return accents_agree(csv, column, values, n) ? n : -1;
}

int csv_value_index(char *const values[], int n, const char *value) {
    char *const *found = bsearch(&value, values, (size_t)n, sizeof *values, compare_words);
    return found ? (int)(found - values) : -1;
}

/* Labels written as words, which are numbered in alphabetical order: the same whatever the order of the rows. */
static bool worded_labels(const Csv *csv, int column, int64_t labels[], int *classes, char ***names) {
    for (int r = 0; r < csv->rows; r++)
        if (csv_missing(csv, r, column))
            return t_error_set("%s, line %d, column '%s': '%s' stands for no value; a class is expected", csv->path,
                               csv->lines[r], csv->header[column], csv->cells[r][column]);
    char **words = t_malloc((size_t)csv->rows * sizeof *words);
    *classes = csv_values(csv, column, words);
    for (int r = 0; r < csv->rows && *classes > 0; r++)
        labels[r] = csv_value_index(words, *classes, csv->cells[r][column]);
    if (*classes >= 0) *names = names_copy(words, *classes);
    free(words);
    return *classes >= 0;
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
