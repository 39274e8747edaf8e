/* csv.c: tables of text (RFC 4180), into rows of cells. */
#include "autograd.h"
#include "data_private.h"
#include "number.h"
#include <stdlib.h>
#include <string.h>

/* --- Cells: the text is split in place, the cells point into it --------------------------------------------------- */

typedef struct Parser {
    const char *path;
    char       *at; /* what is read next */
    char        separator;
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

/* Bytes of the blank at `at`, 0 when there is none: a blank or tab, and those of web pages and word processors, U+00A0,
 * U+200B, U+202F and U+FEFF. */
static int blank_at(const char *at) {
    static const char *const wide[] = {"\xc2\xa0", "\xe2\x80\x8b", "\xe2\x80\xaf", "\xef\xbb\xbf"};
    if (*at == ' ' || *at == '\t') return 1;
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (*at == *wide[i] && strncmp(at, wide[i], strlen(wide[i])) == 0) return (int)strlen(wide[i]);
    return 0;
}

static void skip_blanks(Parser *p) {
    while (*p->at != p->separator && blank_at(p->at)) p->at += blank_at(p->at);
}

/* The text from `begin` to `end` without the blanks around it, which no number and no class is meant to have. */
static char *without_blanks(char *begin, char *end) {
    *end = '\0';
    while (blank_at(begin)) begin += blank_at(begin);
    for (int n = 1; n <= 3; n++)
        if (end - begin >= n && blank_at(end - n) == n) *(end -= n) = '\0', n = 0;
    return begin;
}

/* Passes over what ends a cell: the separator or '\n' (with a '\r' before it) or the end of the text, '\0'. */
static bool end_cell(Parser *p, char *delimiter) {
    if (p->at[0] == '\r' && (p->at[1] == '\n' || p->at[1] == '\0')) p->at++;
    *delimiter = *p->at;
    if (*delimiter != '\0') p->at++;
    if (*delimiter == '\n') p->line++;
    return *delimiter == p->separator || *delimiter == '\n' || *delimiter == '\0';
}

/* "..." with "" for a quote; separators and line ends inside belong to the cell. */
static bool read_quoted(Parser *p, char *delimiter) {
    int   begun = p->line, closed;
    char *cell = ++p->at, *to = cell;
    for (;;) {
        if (*p->at == '\0') return t_error_set("%s, line %d: a quote opens here and is never closed", p->path, begun);
        if (*p->at == '\n') p->line++;
        if (*p->at == '"' && *++p->at != '"') break;
        *to++ = *p->at++;
    }
    closed = p->line;
    skip_blanks(p);
    char after = *p->at;
    if (!end_cell(p, delimiter))
        return t_error_set("%s, line %d: '%c' follows a closing quote; '%c' or the end of the line is expected",
                           p->path, closed, after, p->separator);
    return add_cell(p, without_blanks(cell, to));
}

static bool read_plain(Parser *p, char *delimiter) {
    char *cell = p->at, *end = cell + strcspn(cell, (char[]){p->separator, '\n', '\0'});
    p->at = end;
    if (*end != p->separator && end > cell && end[-1] == '\r') p->at = --end;
    end_cell(p, delimiter);
    return add_cell(p, without_blanks(cell, end));
}

/* One row; *n is the number of its cells. */
static bool read_row(Parser *p, int *n) {
    size_t before = p->n_cells;
    char   delimiter = p->separator;
    while (delimiter == p->separator) {
        skip_blanks(p);
        if (!(*p->at == '"' ? read_quoted(p, &delimiter) : read_plain(p, &delimiter))) return false;
    }
    *n = (int)(p->n_cells - before);
    return true;
}

/* A file without a header loses its first sample silently unless someone looks. */
static bool header_is_numbers(char *const header[], int columns) {
    double number;
    for (int c = 0; c < columns; c++)
        if (number_read(header[c], &number)) return false;
    return true;
}

static bool check_header(const Parser *p, int line, int columns) {
    char *const *header = p->cells;
    if (header_is_numbers(header, columns))
        return t_error_set("%s: line %d holds numbers; it must name the columns", p->path, line);
    for (int c = 0; c < columns; c++) {
        if (!*header[c])
            return t_error_set("%s, line %d: column %d has no name%s", p->path, line, c + 1,
                               c == columns - 1 ? "; does the line end in a separator?" : "");
        for (int before = 0; before < c; before++)
            if (strcmp(header[before], header[c]) == 0)
                return t_error_set("%s, line %d: columns %d and %d are both called '%s'", p->path, line, before + 1,
                                   c + 1, header[c]);
    }
    return true;
}

/* Passes over an empty line, where a row has more than one cell and an empty line can be none. */
static bool skip_empty_line(Parser *p, int columns) {
    char *end = p->at + strspn(p->at, "\r");
    if (columns == 1 || *end != '\n') return false;
    p->at = end + 1;
    p->line++;
    return true;
}

static const char no_comments[] = "; the header begins with #: remove it if it is a comment";

static bool read_table(Parser *p, int *columns) {
    int first = p->line;
    if (!read_row(p, columns) || !check_header(p, first, *columns)) return false;
    while (*p->at != '\0') {
        if (skip_empty_line(p, *columns)) continue;
        int line = p->line, n;
        if (!read_row(p, &n)) return false;
        if (n != *columns)
            return t_error_set("%s, line %d: this line has %d cell%s, and the header has %d%s", p->path, line, n,
                               n == 1 ? "" : "s", *columns, *p->cells[0] == '#' ? no_comments : "");
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

Csv *csv_read(const char *path) {
    size_t size;
    char  *text = (char *)gz_read(path, &size);
    if (!text) return NULL;
    Parser p = {.path = path};
    int    columns = 0;
    p.at = csv_begin(path, text, size, &p.separator, &p.line);
    if (p.at && read_table(&p, &columns)) return table_of(&p, columns, text);
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
    t_error_set("%s: there is no column '%s'; the columns are %s%s", csv->path, name, names,
                used < sizeof names ? "" : "...");
    return -1;
}
