/* csv.c: tables of text (RFC 4180). */
#include "autograd.h"
#include "data_private.h"
#include <stdlib.h>
#include <string.h>

/* --- Cells: the text is split in place, the cells point into it --------------------------------------------------- */

typedef struct Parser {
    const char *path;
    char       *at;   /* what is read next */
    int         line;
    char      **cells; /* all rows after one another, the header first */
    size_t      n_cells, room;
    int        *lines; /* of the rows after the header */
    int         rows, rows_room;
} Parser;

/* A larger block, or NULL and t_error() when there is no memory. */
static void *grown(const char *path, void *block, size_t bytes) {
    void *larger = realloc(block, bytes);
    t_allocations++;
    if (!larger) t_error_set("%s: no memory for a table of %zu bytes", path, bytes);
    return larger;
}

static bool add_cell(Parser *p, char *cell) {
    if (p->n_cells == p->room) {
        p->room = p->room ? 2 * p->room : 1024;
        char **cells = grown(p->path, p->cells, p->room * sizeof *cells);
        if (!cells) return false;
        p->cells = cells;
    }
    p->cells[p->n_cells++] = cell;
    return true;
}

static bool add_row(Parser *p, int line) {
    if (p->rows == p->rows_room) {
        p->rows_room = p->rows_room ? 2 * p->rows_room : 256;
        int *lines = grown(p->path, p->lines, (size_t)p->rows_room * sizeof *lines);
        if (!lines) return false;
        p->lines = lines;
    }
    p->lines[p->rows++] = line;
    return true;
}

/* Passes over what ends a cell: ',' or '\n' (with a '\r' before it) or the end of the text, '\0'. `end` is where the
 * cell's own text stops, and may be the same place. */
static bool end_cell(Parser *p, char *end, char *delimiter) {
    if (p->at[0] == '\r' && (p->at[1] == '\n' || p->at[1] == '\0')) p->at++;
    *delimiter = *p->at;
    if (*delimiter != '\0') p->at++;
    if (*delimiter == '\n') p->line++;
    *end = '\0';
    return *delimiter == ',' || *delimiter == '\n' || *delimiter == '\0';
}

/* "..." with "" for a quote; commas and line ends inside belong to the cell. */
static bool read_quoted(Parser *p, char *delimiter) {
    int   begun = p->line, closed;
    char *cell = ++p->at, *to = cell;
    for (;;) {
        if (*p->at == '\0') return t_error_set("%s, line %d: a quote opens and is never closed", p->path, begun);
        if (*p->at == '\n') p->line++;
        if (*p->at == '"' && *++p->at != '"') break;
        *to++ = *p->at++;
    }
    closed = p->line;
    char after = *p->at;
    if (!end_cell(p, to, delimiter))
        return t_error_set("%s, line %d: '%c' after a closing quote, where ',' or the end of the line is expected",
                           p->path, closed, after);
    return add_cell(p, cell);
}

static bool read_plain(Parser *p, char *delimiter) {
    char *cell = p->at, *end = cell + strcspn(cell, ",\n");
    p->at = end;
    if (*end != ',' && end > cell && end[-1] == '\r') p->at = --end;
    end_cell(p, end, delimiter);
    return add_cell(p, cell);
}

/* One row; *n is the number of its cells. */
static bool read_row(Parser *p, int *n) {
    size_t before = p->n_cells;
    char   delimiter = ',';
    while (delimiter == ',')
        if (!(*p->at == '"' ? read_quoted(p, &delimiter) : read_plain(p, &delimiter))) return false;
    *n = (int)(p->n_cells - before);
    return true;
}

static bool read_table(Parser *p, int *columns) {
    if (!read_row(p, columns)) return false;
    while (*p->at != '\0') {
        int line = p->line, n;
        if (!read_row(p, &n)) return false;
        if (n != *columns)
            return t_error_set("%s, line %d: %d cell%s, the header has %d", p->path, line, n, n == 1 ? "" : "s",
                               *columns);
        if (!add_row(p, line)) return false;
    }
    return true;
}

/* --- The table ---------------------------------------------------------------------------------------------------- */

static Csv *table_of(const Parser *p, int columns, char *text) {
    Csv *csv = t_calloc(1, sizeof *csv);
    csv->rows = p->rows;
    csv->columns = columns;
    csv->header = p->cells;
    csv->cells = t_malloc((size_t)p->rows * sizeof *csv->cells + 1);
    for (int r = 0; r < p->rows; r++) csv->cells[r] = p->cells + (size_t)(r + 1) * (size_t)columns;
    csv->lines = p->lines;
    csv->text = text;
    csv->path = name_copy(p->path);
    return csv;
}

/* After a byte order mark, and without blank last lines. */
static char *trim(char *text, size_t size) {
    if (strncmp(text, "\xEF\xBB\xBF", 3) == 0) text += 3, size -= 3;
    while (size > 0 && (text[size - 1] == '\n' || text[size - 1] == '\r')) text[--size] = '\0';
    return text;
}

Csv *csv_read(const char *path) {
    size_t size;
    char  *text = (char *)gz_read(path, &size);
    if (!text) return NULL;
    const char *zero = memchr(text, '\0', size);
    Parser p = {.path = path, .at = trim(text, size), .line = 1};
    int  columns = 0;
    bool good = false;
    if (zero) t_error_set("%s, byte %td: a byte 0; this is no text file", path, zero - text);
    else if (*p.at == '\0') t_error_set("%s: empty; the first line must name the columns", path);
    else good = read_table(&p, &columns);
    if (good) return table_of(&p, columns, text);
    free(p.cells);
    free(p.lines);
    free(text);
    return NULL;
}

void csv_free(Csv *csv) {
    if (!csv) return;
    free(csv->header);
    free(csv->cells);
    free(csv->lines);
    free(csv->text);
    names_free(csv->more, csv->n_more);
    free(csv->path);
    free(csv);
}

/* --- Looking things up -------------------------------------------------------------------------------------------- */

int csv_column(const Csv *csv, const char *name) {
    for (int c = 0; c < csv->columns; c++)
        if (strcmp(csv->header[c], name) == 0) return c;
    char   names[200] = "";
    size_t used = 0;
    for (int c = 0; c < csv->columns && used < sizeof names; c++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", c ? ", " : "", csv->header[c]);
    t_error_set("%s: no column '%s'; there are %s%s", csv->path, name, names, used < sizeof names ? "" : "...");
    return -1;
}
