/* curve_table_private.h: a history as numbers, for the body of history_plot. */
#pragma once
#include <stdbool.h>

typedef struct Table {
    int     rows, columns;
    char  **names;  /* of the columns */
    double *values; /* rows x columns; NAN where a cell is empty */
} Table;

/* NULL and t_error(), with file and line, for a file that is missing or no such table. */
Table *table_read(const char *path);
void   table_free(Table *t);
