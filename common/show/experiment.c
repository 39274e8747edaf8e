#include "experiment.h"
#include "error.h"
#include "gnuplot.h"
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_LENGTH = 1024, FILE_LENGTH = 128 };

static const char *folder;

/* A run goes on without a picture that could not be written; its status tells. */
static void tell_by_status(void) {
    if (!gnuplot_failed_to_write()) return;
    fflush(NULL);
    _exit(EXPERIMENT_FAILED);
}

void experiment_begin_with(int argc, char **argv, const char *lab, const char *notes, size_t n,
                           const Option options[]) {
    static char default_folder[FILE_LENGTH];
    char        usage[FILE_LENGTH];
    snprintf(default_folder, sizeof default_folder, "build/train/%s", lab);
    snprintf(usage, sizeof usage, "usage: make train LAB=%d ARGS=\"[options]\"", atoi(lab));
    folder = default_folder;

    Option *all = calloc(n + 1, sizeof *all);
    if (!all) experiment_fail("no memory for the options");
    for (size_t i = 0; i < n; i++) all[i] = options[i];
    all[n] = option_text("out", &folder, "DIR", "where tables and pictures go");
    options_read(argc, argv, usage, notes, n + 1, all);
    free(all);
    if (strlen(folder) > PATH_LENGTH - FILE_LENGTH) option_wrong("out", folder, "this name is too long");

    for (size_t i = 0; i < n; i++) {
        if (options[i].kind != OPTION_DEVICE) continue;
        const Device device = *(Device *)options[i].value;
        if (device != DEV_COUNT && !dev_available(device)) experiment_fail("no such device");
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    atexit(tell_by_status);
}

_Noreturn void experiment_fail(const char *what) {
    fprintf(stderr, "experiment: %s: %s\n", what, t_error());
    exit(EXPERIMENT_FAILED);
}

const char *experiment_path(const char *file) {
    static char paths[4][PATH_LENGTH];
    static int  next;
    char       *path = paths[next++ % 4];
    snprintf(path, PATH_LENGTH, "%s/%s", folder, file);
    return path;
}

void experiment_heading(const char *text) {
    printf("\n%s\n", text);
    for (size_t i = 0; i < strlen(text); i++) putchar('-');
    putchar('\n');
}

History *experiment_table(const char *name, const char *const columns[]) {
    char file[FILE_LENGTH];
    snprintf(file, sizeof file, "%s.tsv", name);
    History *table = history_open(experiment_path(file), columns);
    if (!table) experiment_fail("a table cannot be written");
    return table;
}

void experiment_table_end(History *table) {
    if (!history_close(table)) experiment_fail("a table is not complete");
}

void experiment_curve(const char *title) {
    const char *stem = experiment_path("curve");
    if (history_plot(experiment_path("history.tsv"), stem, title)) printf("curve    %s.png, %s.svg\n", stem, stem);
    else printf("curve    missing: %s\n", t_error());
}

bool experiment_picture(const char *name, void (*body)(FILE *script, const void *data), const void *data) {
    enum { HEIGHT = 900 };
    const char *stem = experiment_path(name);
    if (!gnuplot_writable(stem)) return false;
    FILE *script = tmpfile();
    if (!script) return t_error_set("no temporary file for gnuplot");
    for (int i = 0; i < 2; i++) {
        if (i == 0) gnuplot_png(script, stem, HEIGHT, true);
        else gnuplot_svg(script, stem, HEIGHT, true);
        body(script, data);
        fputs("\nunset output\n", script);
    }
    const bool drawn = gnuplot_run(script, false) && gnuplot_written(stem, true);
    fclose(script);
    return drawn;
}

void experiment_show(const char *name, void (*body)(FILE *script, const void *data), const void *data) {
    const char *stem = experiment_path(name);
    if (experiment_picture(name, body, data)) printf("picture  %s.png, %s.svg\n", stem, stem);
    else printf("picture  %s is missing: %s\n", name, t_error());
}

Band experiment_band(const double *values, int n, int stride) {
    Band b = {0, INFINITY, -INFINITY};
    for (int i = 0; i < n; i++) {
        const double v = values[i * stride];
        b.mean += v / n;
        b.low = fmin(b.low, v), b.high = fmax(b.high, v);
    }
    return b;
}
