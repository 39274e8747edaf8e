#include "curve_table_private.h"
#include "gnuplot.h"
#include "history.h"
#include "tensor.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { MAX_SERIES = 8, MANY_ROWS = 40 };

typedef struct Series {
    int  column, style;
    bool joined; /* a line without marks shows every value */
    char label[64];
} Series;

/* One of the two pictures side by side. */
typedef struct Panel {
    const char *suffix, *axis;
    int         n;
    Series      series[MAX_SERIES];
    double      low, high; /* of all finite values */
} Panel;

/* Okabe and Ito's palette, which the colour-blind can tell apart; a mark each, also for the terminal. */
static const struct {
    const char *colour, *letter;
    int         mark;
    double      size;
} styles[MAX_SERIES] = {
    {"#0072B2", "*", 7, 0.8}, {"#D55E00", "o", 5, 0.7},  {"#009E73", "x", 9, 0.9},  {"#CC79A7", "+", 13, 1.0},
    {"#E69F00", "#", 11, 0.9}, {"#56B4E9", "@", 15, 0.9}, {"#000000", "%", 6, 0.8}, {"#999999", "=", 4, 0.7},
};

/* --- What there is to draw ---------------------------------------------------------------------------------------- */
static double value(const Table *t, int row, int column) { return t->values[row * t->columns + column]; }

static bool ends_with(const char *text, const char *end) {
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

/* "train_loss" -> "train"; "loss" -> "loss". */
static void write_label(char label[64], const char *column, const char *suffix) {
    size_t length = strlen(column) - strlen(suffix);
    while (length > 0 && (column[length - 1] == '_' || column[length - 1] == ' ')) length--;
    if (length == 0) snprintf(label, 64, "%s", suffix);
    else snprintf(label, 64, "%.*s", (int)length, column);
    for (char *c = label; *c; c++)
        if (*c == '_') *c = ' ';
}

/* The same colour for the same thing in both panels; the first is for training, and for a loss without another name. */
static int style_of(const Panel *p, const char *label) {
    if (strstr(label, "train") || strcmp(label, p->suffix) == 0) return 0;
    return strstr(label, "test") ? 1 : strstr(label, "val") ? 2 : (p->n + 3) % MAX_SERIES;
}

static void add_series(Panel *p, const Table *t, int column) {
    double low = INFINITY, high = -INFINITY;
    bool   gaps = false;
    for (int row = 0; row < t->rows; row++) {
        double v = value(t, row, column);
        if (isfinite(v) && isfinite(value(t, row, 0))) {
            low = fmin(low, v);
            high = fmax(high, v);
        } else {
            gaps = true;
        }
    }
    if (low > high || p->n == MAX_SERIES) return;
    Series *s = &p->series[p->n];
    write_label(s->label, t->names[column], p->suffix);
    s->column = column;
    s->style = style_of(p, s->label);
    s->joined = !gaps && t->rows > MANY_ROWS;
    p->low = p->n ? fmin(p->low, low) : low;
    p->high = p->n ? fmax(p->high, high) : high;
    p->n++;
}

static Panel find_series(const Table *t, const char *suffix, const char *axis) {
    Panel p = {.suffix = suffix, .axis = axis};
    for (int column = 1; column < t->columns; column++)
        if (ends_with(t->names[column], suffix)) add_series(&p, t, column);
    return p;
}

/* Accuracies as shares of 1 become percent. */
static void to_percent(Panel *p, Table *t) {
    if (p->n == 0 || p->high > 1) return;
    for (int i = 0; i < p->n; i++)
        for (int row = 0; row < t->rows; row++) t->values[row * t->columns + p->series[i].column] *= 100;
    p->low *= 100;
    p->high *= 100;
}

/* --- The script --------------------------------------------------------------------------------------------------- */
static void write_data(FILE *script, const Table *t) {
    fputs("$data << END\n", script);
    for (int row = 0; row < t->rows; row++)
        for (int column = 0; column < t->columns; column++) {
            double v = value(t, row, column);
            char   end = column + 1 < t->columns ? ' ' : '\n';
            if (isfinite(v)) fprintf(script, "%.9g%c", v, end);
            else fprintf(script, "NaN%c", end);
        }
    fputs("END\n", script);
}

static void write_x_axis(FILE *script, const Table *t) {
    double low = INFINITY, high = -INFINITY;
    bool   whole = true;
    for (int row = 0; row < t->rows; row++) {
        double x = value(t, row, 0);
        if (!isfinite(x)) continue;
        low = fmin(low, x);
        high = fmax(high, x);
        whole = whole && x == floor(x);
    }
    double margin = high > low ? 0.02 * (high - low) : 1;
    fprintf(script, "set xrange [%.9g:%.9g]\n", low - margin, high + margin);
    if (whole && high - low <= 10) fputs("set xtics 1\n", script);
    fputs("set xlabel ", script);
    gnuplot_quote(script, t->names[0]);
    fputc('\n', script);
}

/* Percent end at 100, and begin at a ten. Other values begin at 0 where none is below, unless they span so much that
 * only a logarithm shows them all. */
static void write_y_axis(FILE *script, const Panel *p, bool percent) {
    fputs("unset logscale\n", script);
    if (percent) {
        double low = fmax(0, 10 * floor((p->low - 1) / 10));
        fprintf(script, "set yrange [%g:%g]\n", low, fmax(100, p->high));
    } else if (p->low > 0 && p->high > 1000 * p->low) {
        fprintf(script, "set logscale y\nset yrange [%.9g:%.9g]\n", p->low / 1.5, p->high * 1.5);
    } else {
        double low = p->low >= 0 ? 0 : p->low, room = p->high > low ? 0.05 * (p->high - low) : 0.5;
        fprintf(script, "set yrange [%.9g:%.9g]\n", p->low >= 0 ? 0 : low - room, p->high + room);
    }
}

static void write_curve(FILE *script, const Series *s) {
    fprintf(script, "with %s linewidth 2.5 linecolor rgb '%s'", s->joined ? "lines" : "linespoints",
            styles[s->style].colour);
    if (!s->joined) fprintf(script, " pointtype %d pointsize %g", styles[s->style].mark, styles[s->style].size);
    fputs(" title ", script);
    gnuplot_quote(script, s->label);
}

/* There is no room for an axis label beside characters: the key says what is drawn. */
static void write_letters(FILE *script, const Panel *p, const Series *s) {
    char text[128];
    bool named = strcmp(s->label, p->suffix) != 0;
    snprintf(text, sizeof text, "%s%s%s", named ? s->label : "", named ? " " : "", p->axis);
    fprintf(script, "with points pointtype '%s' title ", styles[s->style].letter);
    gnuplot_quote(script, text);
}

static void write_panel(FILE *script, const Panel *p, bool letters) {
    fprintf(script, "set ylabel '%s' offset 1,0\n", letters ? "" : p->axis);
    for (int i = 0; i < p->n; i++) {
        fprintf(script, "%s using 1:%d ", i ? ", $data" : "plot $data", p->series[i].column + 1);
        if (letters) write_letters(script, p, &p->series[i]);
        else write_curve(script, &p->series[i]);
    }
    fputc('\n', script);
}

static void write_panels(FILE *script, const char *layout, const char *title, const Panel *loss, const Panel *accuracy,
                         bool letters) {
    fprintf(script, "set multiplot %s title ", layout);
    gnuplot_quote(script, title);
    fputs(letters ? "\n" : " font ',17' offset 0,-0.4\n", script);
    write_y_axis(script, loss, false);
    write_panel(script, loss, letters);
    if (accuracy->n) {
        write_y_axis(script, accuracy, true);
        write_panel(script, accuracy, letters);
    }
    fputs("unset multiplot\nunset output\n", script);
}

static void write_pictures(FILE *script, const char *stem, const char *title, const Panel *loss,
                           const Panel *accuracy) {
    const char *layout = accuracy->n ? "layout 1,2 margins 0.105,0.975,0.13,0.84 spacing 0.115,0.1"
                                     : "layout 1,1 margins 0.105,0.975,0.13,0.84";
    const char *size = "noenhanced size 1000,600";
    fputs("set key at graph 0.5,1.055 center center horizontal samplen 2.5 width 1\n", script);
    gnuplot_png(script, stem, size, 13);
    write_panels(script, layout, title, loss, accuracy, false);
    gnuplot_svg(script, stem, size, 13);
    write_panels(script, layout, title, loss, accuracy, false);
}

/* Side by side where the window is wide enough, else one below the other. */
static void write_characters(FILE *script, const char *title, const Panel *loss, const Panel *accuracy) {
    struct winsize window = {.ws_col = 80, .ws_row = 24};
    ioctl(STDOUT_FILENO, TIOCGWINSZ, &window);
    int  width = window.ws_col > 121 ? 120 : window.ws_col > 40 ? window.ws_col - 1 : 39;
    int  height = window.ws_row > 26 ? 24 : window.ws_row > 14 ? window.ws_row - 2 : 12;
    bool wide = width >= 90;
    if (accuracy->n && !wide) height *= 2;
    fprintf(script, "set terminal dumb nofeed noenhanced size %d,%d\nunset grid\n", width, height);
    fputs("set key outside top center horizontal\n", script);
    write_panels(script, !accuracy->n ? "layout 1,1" : wide ? "layout 1,2" : "layout 2,1", title, loss, accuracy, true);
}

static bool draw(Table *t, const char *path, const char *stem, const char *title) {
    Panel loss = find_series(t, "loss", "loss"), accuracy = find_series(t, "accuracy", "accuracy in %");
    if (!loss.n) return t_error_set("%s: no column whose name ends in loss has a finite value to draw", path);
    if (!gnuplot_writable(stem)) return false;
    to_percent(&accuracy, t);
    FILE *script = tmpfile();
    if (!script) return t_error_set("no temporary file for gnuplot: %s", strerror(errno));
    fputs(gnuplot_looks, script);
    write_data(script, t);
    write_x_axis(script, t);
    write_pictures(script, stem, title, &loss, &accuracy);
    bool terminal = isatty(STDOUT_FILENO);
    if (terminal) write_characters(script, title, &loss, &accuracy);
    bool drawn = gnuplot_run(script, terminal);
    if (terminal && drawn) putchar('\n'); /* gnuplot ends its last line without */
    fclose(script);
    return drawn;
}

bool history_plot(const char *path, const char *stem, const char *title) {
    Table *t = table_read(path);
    if (!t) return false;
    bool drawn = draw(t, path, stem, title);
    table_free(t);
    return drawn;
}
