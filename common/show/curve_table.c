#include "curve_table_private.h"
#include "autograd.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_COLUMNS = 64 };

/* Splits at tabs, in place; -1 when there are more than MAX_COLUMNS cells. */
static int split(char *line, char *cells[MAX_COLUMNS]) {
    int n = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *cell = line; cell; n++) {
        if (n == MAX_COLUMNS) return -1;
        cells[n] = strsep(&cell, "\t");
    }
    return n;
}

static bool read_names(Table *t, const char *path, char *line) {
    char *cells[MAX_COLUMNS];
    t->columns = split(line, cells);
    if (t->columns < 2) {
        t->columns = 0;
        return t_error_set("%s: line 1: 2 to %d columns' names, separated by tabs, were expected", path, MAX_COLUMNS);
    }
    t->names = t_calloc((size_t)t->columns, sizeof *t->names);
    for (int i = 0; i < t->columns; i++) {
        t->names[i] = t_malloc(strlen(cells[i]) + 1);
        strcpy(t->names[i], cells[i]);
    }
    return true;
}

/* Room for one row more, doubled when it is used up. */
static double *next_row(Table *t, int *room) {
    size_t columns = (size_t)t->columns;
    if (t->rows == *room) {
        *room = *room ? 2 * *room : 64;
        double *wider = t_malloc((size_t)*room * columns * sizeof *wider);
        if (t->rows) memcpy(wider, t->values, (size_t)t->rows * columns * sizeof *wider);
        free(t->values);
        t->values = wider;
    }
    return t->values + (size_t)t->rows++ * columns;
}

static bool read_row(const Table *t, double *row, const char *path, int line_number, char *line) {
    char *cells[MAX_COLUMNS];
    int   n = split(line, cells);
    if (n != t->columns)
        return t_error_set("%s: line %d: %d cells were expected, as in line 1", path, line_number, t->columns);
    for (int i = 0; i < n; i++) {
        char *end = cells[i];
        row[i] = *end ? strtod(cells[i], &end) : NAN;
        if (*end)
            return t_error_set("%s: line %d: %.40s in column %s is no number", path, line_number, cells[i],
                               t->names[i]);
    }
    return true;
}

static bool read_lines(Table *t, const char *path, FILE *file) {
    char  *line = NULL;
    size_t size = 0;
    bool   good = true;
    int    lines = 0, room = 0;
    while (good && getline(&line, &size, file) >= 0) {
        lines++;
        good = lines == 1 ? read_names(t, path, line) : read_row(t, next_row(t, &room), path, lines, line);
    }
    free(line);
    if (good && ferror(file)) good = t_error_set("cannot read %s: %s", path, strerror(errno));
    if (good && t->rows == 0) good = t_error_set("%s: there is no row to draw", path);
    return good;
}

Table *table_read(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) {
        t_error_set("cannot read %s: %s", path, strerror(errno));
        return NULL;
    }
    Table *t = t_calloc(1, sizeof *t);
    bool   good = read_lines(t, path, file);
    fclose(file);
    if (good) return t;
    table_free(t);
    return NULL;
}

void table_free(Table *t) {
    for (int i = 0; i < t->columns; i++) free(t->names[i]);
    free(t->names);
    free(t->values);
    free(t);
}
