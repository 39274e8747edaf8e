#include "history.h"
#include "autograd.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct History {
    FILE *file;
    off_t whole;   /* bytes of the rows that are on the disk as a whole */
    int   columns;
    int   failure; /* errno of the first write that failed */
    char  path[];
};

bool history_folders(const char *path) {
    size_t length = strlen(path);
    char  *folder = t_malloc(length + 1);
    bool   made = true;
    for (size_t i = 1; i < length && made; i++) {
        if (path[i] != '/') continue;
        memcpy(folder, path, i);
        folder[i] = '\0';
        struct stat status;
        int why = mkdir(folder, 0777) == 0 ? 0 : errno;
        if (why && !(stat(folder, &status) == 0 && S_ISDIR(status.st_mode)))
            made = t_error_set("cannot make the folder %s: %s", folder, why == EEXIST ? "it is a file" : strerror(why));
    }
    free(folder);
    return made;
}

static void check_column(const char *name) {
    if (!*name || strpbrk(name, "\t\r\n"))
        t_fail(NULL, "history_open: a column's name is not empty and has no tab or line break");
}

History *history_open(const char *path, const char *const columns[]) {
    if (!columns || !columns[0]) t_fail("{\"epoch\", \"train_loss\", NULL}", "history_open: no columns");
    if (!history_folders(path)) return NULL;
    FILE *file = fopen(path, "w");
    if (!file) {
        t_error_set("cannot write %s: %s", path, strerror(errno));
        return NULL;
    }
    History *h = t_calloc(1, sizeof *h + strlen(path) + 1);
    h->file = file;
    strcpy(h->path, path);
    for (; columns[h->columns]; h->columns++) {
        check_column(columns[h->columns]);
        fprintf(file, "%s%s", h->columns ? "\t" : "", columns[h->columns]);
    }
    fputc('\n', file);
    return h;
}

static void flush(History *h) {
    if (fflush(h->file) != 0 && !h->failure) h->failure = errno;
    if (!h->failure) h->whole = ftello(h->file);
}

/* Each row is flushed: a run that is interrupted keeps the rows that it had. */
void history_row(History *h, const double values[]) {
    for (int i = 0; i < h->columns; i++) {
        if (i) fputc('\t', h->file);
        if (!isnan(values[i])) fprintf(h->file, "%.9g", values[i]);
    }
    fputc('\n', h->file);
    flush(h);
}

bool history_close(History *h) {
    if (!h) return true;
    flush(h);
    if (ferror(h->file) && !h->failure) h->failure = EIO;
    /* A part of a row, with which a number might be read wrongly, does not stay. */
    if (h->failure && ftruncate(fileno(h->file), h->whole) != 0) unlink(h->path);
    if (fclose(h->file) != 0 && !h->failure) h->failure = errno;
    bool written = h->failure == 0;
    if (!written) t_error_set("cannot write all of %s: %s", h->path, strerror(h->failure));
    free(h);
    return written;
}
