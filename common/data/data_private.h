/* data_private.h: what the files behind random.h and data.h share and nobody else needs. */
#pragma once
#include "random_private.h"
#include "table.h"

/* The whole of a file, unpacked when it is gzip, and a '\0' that `size` does not count. The caller frees it. NULL and
 * t_error() when it cannot be read, is damaged, or unpacks to more than 1 GiB. */
unsigned char *gz_read(const char *path, size_t *size);

/* Where the header begins in the text of a table, which is made ready to be split: no byte order mark, no empty lines
 * at the end, LF at the end of each line but perhaps a CR before it. `separator` is ',' or what a first line "sep=;"
 * says, or ';' or a tab where the header has these and no comma; `line` is the header's. NULL and t_error() when this
 * is no text in UTF-8, or empty. */
char *csv_begin(const char *path, char *text, size_t size, char *separator, int *line);

/* The n columns as reals, (rows, n) row by row. A cell without a value becomes NaN where `gaps` are allowed, and is no
 * number otherwise. NULL and t_error() for the first cell that is no number. */
Tensor *csv_numbers(const Csv *csv, int n, const int columns[], bool gaps);
/* The labels of a column, numbers or words, as int64 (N); names_free frees `names` (of words, otherwise NULL). NULL and
 * t_error() when a cell is no label. */
Tensor *csv_labels(const Csv *csv, int column, int *classes, char ***names);
/* The different values of a column in alphabetical order, without the missing ones; pointers into the table. Returns
 * how many there are; -1 and t_error() where two look alike, an accent of one being a character of its own. `values`
 * has place for one a row. */
int  csv_values(const Csv *csv, int column, char *values[]);
/* Where a value stands among these. */
int  csv_value_index(char *const values[], int n, const char *value);
/* "datasets/wine.csv" -> "wine", for a data set's name. */
void path_stem(const char *path, char name[static 64]);

/* How many columns x (N, ...) has as a table; `who` ends the program when it is not in memory or not real. */
int dataset_columns(const Dataset *d, const char *who);
/* The text, copied. */
char  *name_copy(const char *text);
/* A copy of n strings, freed by names_free; NULL for NULL. */
char **names_copy(char *const names[], int n);
void   names_free(char **names, int n);
