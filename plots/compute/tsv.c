#include "tsv.h"
#include <errno.h>
#include <stdarg.h>
#include <time.h>

struct Tsv {
    FILE *file;
    int   columns;
    char  path[];
};

static const char *program = "a figure's program", *folder;
static Tsv        *facts;

/* --- Ends -------------------------------------------------------------------------------------------------------- */
static _Noreturn void die(const char *path, const char *format, ...) __attribute__((format(printf, 2, 3)));
static _Noreturn void die(const char *path, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s: %s: ", program, path);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

void tsv_die(const char *what) { die(what, "%s", *t_error() ? t_error() : "failed"); }

/* --- Tables ------------------------------------------------------------------------------------------------------ */
Tsv *tsv_open(const char *name, const char *columns) {
    const size_t size = strlen(folder) + strlen(name) + sizeof "/.tsv";
    Tsv         *t = t_calloc(1, sizeof *t + size);
    snprintf(t->path, size, "%s/%s.tsv", folder, name);
    t->file = fopen(t->path, "w");
    if (!t->file) die(t->path, "%s", strerror(errno));
    t->columns = 1;
    for (const char *c = columns; *c; c++) {
        t->columns += *c == ' ';
        fputc(*c == ' ' ? '\t' : *c, t->file);
    }
    fputc('\n', t->file);
    return t;
}

void tsv_values(Tsv *t, int n, const double values[]) {
    if (n != t->columns) die(t->path, "a row has %d cells, and the header %d", n, t->columns);
    for (int i = 0; i < n; i++) {
        if (!isfinite(values[i])) die(t->path, "%g in column %d", values[i], i + 1);
        fprintf(t->file, "%s%.9g", i ? "\t" : "", values[i]);
    }
    fputc('\n', t->file);
}

void tsv_line(Tsv *t, const char *format, ...) {
    char    line[4096];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments), cells = 1;
    va_end(arguments);
    if (length < 0 || length >= (int)sizeof line) die(t->path, "a row is longer than %zu characters", sizeof line - 1);
    for (const char *c = line; *c; c++) cells += *c == '\t';
    if (cells != t->columns) die(t->path, "a row has %d cells, and the header %d", cells, t->columns);
    fprintf(t->file, "%s\n", line);
}

void tsv_gap(Tsv *t) { fputc('\n', t->file); }

void tsv_close(Tsv *t) {
    const bool written = fflush(t->file) == 0 && !ferror(t->file);
    if (fclose(t->file) != 0 || !written) die(t->path, "not all of it could be written: %s", strerror(errno));
    free(t);
}

/* --- The program ------------------------------------------------------------------------------------------------- */
void tsv_begin(int argc, char **argv) {
    const char *slash = strrchr(argv[0], '/');
    program = slash ? slash + 1 : argv[0];
    if (argc != 2) {
        fprintf(stderr, "usage: %s FOLDER\n", program);
        exit(2);
    }
    folder = argv[1];
    t_manual_seed(0);
    facts = tsv_open("facts", "name value");
}

void tsv_fact(const char *name, double value) {
    if (!isfinite(value)) die(name, "is %g", value);
    tsv_line(facts, "%s\t%.9g", name, value);
}

int tsv_end(void) {
    tsv_fact("seconds", (double)clock() / CLOCKS_PER_SEC);
    tsv_close(facts);
    return 0;
}
