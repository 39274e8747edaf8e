/* The histories of training runs side by side, and the band of the reference's runs, as tables for plots/tools/runs.gp:
 *
 *     runs FOLDER BANDS BAND HISTORY...
 *
 * BANDS is a file of bands (grader/labs/NN_lab/bands.tsv), or "" for none; BAND the curve that is taken from it, or ""
 * for the first. A file that is no history ends it with one line and status 2. */
#include "curve_table_private.h"
#include "../compute/tsv.h"
#include <errno.h>

enum { LABEL = 40 };

static _Noreturn void wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));
static _Noreturn void wrong(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(2);
}

/* --- Runs -------------------------------------------------------------------------------------------------------- */
typedef struct Panel {
    const char *quantity, *columns[3]; /* drawn as a line, a dashed line, a dotted one */
    double      whole; /* an accuracy above 1 is in percent, as in history.h; a loss is what it is */
    int         curves;
    double      low, high;
} Panel;
static Panel panels[] = {{"loss", {"train_loss", "test_loss", "loss"}, INFINITY, 0, INFINITY, -INFINITY},
                         {"accuracy", {"train_accuracy", "test_accuracy", "accuracy"}, 1, 0, INFINITY, -INFINITY}};
enum { PANELS = sizeof panels / sizeof *panels };
static double first_x = INFINITY, last_x = -INFINITY;

static int column_of(const Table *t, const char *name) {
    for (int c = 1; c < t->columns; c++)
        if (strcmp(t->names[c], name) == 0) return c;
    return -1;
}

/* Below the path's last LABEL bytes, from the beginning of a character. */
static const char *label_of(const char *path, const char **dots) {
    const char *label = strlen(path) > LABEL ? path + strlen(path) - LABEL : path;
    while ((*label & 0xc0) == 0x80) label++;
    *dots = label > path ? "…" : "";
    return label;
}

/* A table for one column of one run; a run without finite values in it has none. */
static bool write_curve(Panel *p, const Table *t, int column, int run, int dash) {
    char   name[64];
    int    points = 0;
    double highest = -INFINITY;
    for (int row = 0; row < t->rows; row++) {
        const double y = t->values[row * t->columns + column];
        if (isfinite(y)) highest = fmax(highest, y);
    }
    if (highest == -INFINITY) return false;
    const double scale = highest > p->whole ? 0.01 : 1;
    snprintf(name, sizeof name, "%s%d", p->quantity, ++p->curves);
    Tsv *curve = tsv_open(name, "x y");
    for (int row = 0; row < t->rows; row++) {
        const double x = t->values[row * t->columns], y = scale * t->values[row * t->columns + column];
        if (!isfinite(x) || !isfinite(y)) continue;
        tsv_row(curve, x, y);
        points++;
        first_x = fmin(first_x, x), last_x = fmax(last_x, x);
        p->low = fmin(p->low, y), p->high = fmax(p->high, y);
    }
    tsv_close(curve);
    const size_t length = strlen(name);
    strcat(name, "_points");
    tsv_fact(name, points);
    name[length] = '\0';
    strcat(name, "_run");
    tsv_fact(name, run);
    snprintf(name, sizeof name, "%s%d_dash", p->quantity, p->curves);
    tsv_fact(name, dash);
    return true;
}

static void write_run(const char *path, int run, Tsv *names) {
    Table *t = table_read(path);
    if (!t) wrong("%s", t_error());
    bool some = false;
    for (Panel *p = panels; p < panels + PANELS; p++)
        for (int dash = 0; dash < 3; dash++) {
            const int column = column_of(t, p->columns[dash]);
            if (column >= 0) some |= write_curve(p, t, column, run, dash + 1);
        }
    if (!some) wrong("%s: line 1: a column train_loss, test_loss or loss was expected, with numbers in it", path);
    const char *dots, *label = label_of(path, &dots);
    tsv_line(names, "%d\t%s%s", run, dots, label);
    table_free(t);
}

/* --- The band ---------------------------------------------------------------------------------------------------- */
enum { BAND_CELLS = 11 }; /* curve, runs, epoch, and low and high of four values; train and test loss come first */

static bool split_band(char *line, char *cells[BAND_CELLS]) {
    int n = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *rest = line; n < BAND_CELLS && rest; n++) cells[n] = strsep(&rest, "\t");
    return n == BAND_CELLS;
}

/* The band of the training loss and of the test accuracy of one curve, with `number` among the names; false when there
 * is no such curve. */
static bool write_band(FILE *file, const char *wanted, int number, Tsv *loss, Tsv *accuracy, Tsv *names) {
    char  *line = NULL, curve[128] = "";
    size_t size = 0;
    int    rows = 0, rows_of[2] = {0, 0};
    snprintf(curve, sizeof curve, "%s", wanted);
    for (int n = 0; getline(&line, &size, file) >= 0; n++) {
        char *cells[BAND_CELLS];
        if (n == 0 || !split_band(line, cells)) continue;
        if (!*curve) snprintf(curve, sizeof curve, "%s", cells[0]);
        if (strcmp(cells[0], curve) != 0) continue;
        const double epoch = strtod(cells[2], NULL), low = strtod(cells[3], NULL), high = strtod(cells[4], NULL),
                     share_low = strtod(cells[9], NULL), share_high = strtod(cells[10], NULL);
        if (isfinite(low + high)) tsv_row(loss, epoch, low, high), rows_of[0]++;
        if (isfinite(share_low + share_high)) tsv_row(accuracy, epoch, share_low, share_high), rows_of[1]++;
        if (rows++ == 0)
            tsv_line(names, "%d\treference, %s runs: %s (train loss, test accuracy)", number, cells[1], curve);
    }
    free(line);
    tsv_fact("band_loss", rows_of[0]);
    tsv_fact("band_accuracy", rows_of[1]);
    return rows > 0;
}

int main(int argc, char **argv) {
    if (argc < 5) wrong("usage: runs FOLDER BANDS BAND HISTORY...");
    tsv_begin(2, argv);
    Tsv *names = tsv_open("names", "run name");
    for (int i = 4; i < argc; i++) write_run(argv[i], i - 3, names);
    tsv_fact("runs", argc - 4);
    tsv_fact("first_x", first_x);
    tsv_fact("last_x", last_x);
    for (Panel *p = panels; p < panels + PANELS; p++) {
        char name[64];
        tsv_fact(p->quantity, p->curves);
        snprintf(name, sizeof name, "%s_low", p->quantity);
        tsv_fact(name, p->curves > 0 ? p->low : 0);
        snprintf(name, sizeof name, "%s_high", p->quantity);
        tsv_fact(name, p->curves > 0 ? p->high : 1);
    }

    tsv_fact("band", *argv[2] != '\0');
    if (*argv[2]) {
        FILE *bands = fopen(argv[2], "r");
        if (!bands) wrong("%s: %s", argv[2], strerror(errno));
        Tsv *loss = tsv_open("band_loss", "x low high"), *accuracy = tsv_open("band_accuracy", "x low high");
        if (!write_band(bands, argv[3], argc - 3, loss, accuracy, names))
            wrong("%s has no band '%s'", argv[2], argv[3]);
        tsv_close(loss);
        tsv_close(accuracy);
        fclose(bands);
    }
    tsv_close(names);
    return tsv_end();
}
