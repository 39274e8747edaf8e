/* table.h: tables of text (CSV), and what is done to them before they train a net.
 *
 *     Csv *csv = csv_read("cars.csv");
 *     csv_drop(csv, "name");
 *     csv_dummies(csv, "origin");
 *     Dataset *cars = csv_dataset(csv, 0, NULL, "mpg", false), *train, *test;
 *     data_split_random(cars, 0.8, 0, &train, &test);
 *     Imputer *imputer = imputer_fit(train);
 *     imputer_apply(imputer, train);
 *     imputer_apply(imputer, test); */
#pragma once
#include "data.h"

/* --- CSV: NULL and t_error(), with file, line and what was expected --------------------------------------------- */
typedef struct Csv {
    int     rows, columns;
    char  **header;
    char ***cells; /* cells[row][column], never NULL */
    char   *path;
    int    *lines; /* of the file, where each row begins: for messages */
    char   *text;  /* the file; the cells point into it */
    char  **more;  /* and into these n_more texts that were made later */
    int     n_more;
} Csv;
/* The first line is the header, and every row has as many cells. Quotes as in RFC 4180; plain or .gz; UTF-8. Cells are
 * separated by ',', or by ';' or tabs where the header has no ','; a first line "sep=;" decides. Blanks around a cell
 * and empty lines do not count. */
Csv *csv_read(const char *path);
int  csv_column(const Csv *csv, const char *name); /* -1 (and t_error) when there is none */
/* false (and t_error) when the cell is no decimal number, or one that `real` cannot hold. */
bool csv_number(const Csv *csv, int row, int column, double *value);
/* Whether the cell has no value: it is empty, "?", "NA" or "NaN". */
bool csv_missing(const Csv *csv, int row, int column);
void csv_free(Csv *csv);

/* All columns but `target` are features, x (N,F). A target of whole numbers 0..C-1 or of words (numbered in
 * alphabetical order) makes classes when `classify`; otherwise y is (N,1) real. */
Dataset *data_csv(const char *path, const char *target, bool classify);
/* The same with the n features named in `features`. */
Dataset *data_csv_columns(const char *path, int n, const char *const features[], const char *target, bool classify);

/* --- Words and gaps ----------------------------------------------------------------------------------------------- */
/* Takes a column out of the table; false and t_error() when there is none of this name. */
bool csv_drop(Csv *csv, const char *column);
/* A column of categories, words or numbers, becomes one column "column=value" for each value, in alphabetical order,
 * of 1 and 0 (dummy variables, one-hot). Where the value is missing all are 0. false and t_error() when there is no
 * such column, or no value in it. */
bool csv_dummies(Csv *csv, const char *column);
/* data_csv_columns of a table already read (0 and NULL: all columns but the target), in which features may be missing:
 * they are NaN, to be filled by an Imputer. */
Dataset *csv_dataset(const Csv *csv, int n, const char *const features[], const char *target, bool classify);

/* The means of the columns, fitted on the training set, in place of the values that are missing in any set. */
typedef struct Imputer {
    int     n;
    double *mean;
} Imputer;
Imputer *imputer_fit(const Dataset *d); /* NULL and t_error() when a column has no value at all */
void imputer_apply(const Imputer *imputer, Dataset *d);
void imputer_free(Imputer *imputer);

/* --- Standardisation: fitted on the training set, applied to both ------------------------------------------------- */
typedef struct Standardizer {
    int     n;
    double *mean, *std; /* population standard deviation; 1 where a column is constant */
} Standardizer;
Standardizer *standardizer_fit(const Dataset *d);
void standardizer_apply(const Standardizer *s, Dataset *d); /* x := (x - mean) / std, column by column */
void standardizer_free(Standardizer *s);
