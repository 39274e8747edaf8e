#include "curve_series_private.h"
#include "gnuplot.h"
#include "history.h"
#include "tensor.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static double value(const Table *t, int row, int column) { return t->values[row * t->columns + column]; }

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

/* 1, 2 or 5 times a power of ten, and no less than this. */
static double round_step(double least) {
    const double ten = pow(10, floor(log10(least)));
    return least <= ten ? ten : least <= 2 * ten ? 2 * ten : least <= 5 * ten ? 5 * ten : 10 * ten;
}

/* `most`: how many numbers there is room for; 0 for as many as gnuplot puts there. */
static void write_x_axis(FILE *script, const Table *t, int most) {
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
    if (most > 0 && high > low) fprintf(script, "set xtics %.9g\n", round_step(fmax((high - low) / most, whole)));
    else if (whole && high - low <= 10) fputs("set xtics 1\n", script);
    fputs("set xlabel ", script);
    gnuplot_quote(script, t->names[0]);
    fputs("\nset tics font small\nset key font small\n", script);
}

/* A column "start" counts the starts of a training that begins anew: a dotted line where it changes. */
static void write_starts(FILE *script, const Table *t) {
    int column = 0;
    for (int c = 1; c < t->columns; c++)
        if (strcmp(t->names[c], "start") == 0) column = c;
    for (int row = 1; column && row < t->rows; row++)
        if (value(t, row, column) != value(t, row - 1, column))
            fprintf(script, "set arrow from first %.9g, graph 0 to first %.9g, graph 1 nohead lw thin dt dotted "
                    "lc rgb grey\n", value(t, row, 0), value(t, row, 0));
}

/* A loss that is no finite number any more at the end: the picture says from where on. */
static void write_divergence(FILE *script, const Table *t, const Panel *loss) {
    for (int i = 0; i < loss->n; i++) {
        int first = t->rows;
        while (first > 0 && !isfinite(value(t, first - 1, loss->series[i].column))) first--;
        if (loss->series[i].dash != 1 || first == t->rows || !isfinite(value(t, first, 0))) continue;
        fprintf(script, "set label 1 'diverged: not finite from %.9g on' at graph 0.5, graph 0.5 center font small "
                "textcolor rgb red\n", value(t, first, 0));
        return;
    }
}

/* Percent end a little above 100, so that a curve there is seen, and begin at a ten. Other values begin at 0 where none
 * is below, unless they span so much that only a logarithm shows them all. */
static void write_y_axis(FILE *script, const Panel *p, bool percent) {
    fputs("unset logscale\n", script);
    if (percent) {
        double low = fmax(0, 10 * floor((p->low - 1) / 10));
        const double high = fmax(100, p->high);
        fprintf(script, "set yrange [%g:%g]\n", low, high + 0.03 * (high - low));
    } else if (p->low > 0 && p->high > 1000 * p->low) {
        fprintf(script, "set logscale y\nset yrange [%.9g:%.9g]\n", p->low / 1.5, p->high * 1.5);
    } else {
        double low = p->low >= 0 ? 0 : p->low, room = p->high > low ? 0.05 * (p->high - low) : 0.5;
        fprintf(script, "set yrange [%.9g:%.9g]\n", p->low >= 0 ? 0 : low - room, p->high + room);
    }
}

static void write_looks(FILE *script, const Series *s) {
    fprintf(script, "with %s lw medium dt %d lc rgb %s", s->joined ? "lines" : "linespoints", s->dash, s->colour);
    if (!s->joined) fprintf(script, " pt %d ps %g", s->mark, s->mark_size);
}

static void write_title(FILE *script, const char *title) {
    fputs(" title ", script);
    gnuplot_quote(script, title);
}

/* There is no room for an axis label beside characters: the key says what is drawn. */
static void write_letters(FILE *script, const Panel *p, const Series *s) {
    char text[128];
    bool named = strcmp(s->label, p->suffix) != 0;
    snprintf(text, sizeof text, "%s%s%s", named ? s->label : "", named ? " " : "", p->axis);
    fprintf(script, "with points pointtype '%c'", s->letter);
    write_title(script, text);
}

/* Where the key of the pictures is. */
typedef enum Key { KEY_ABOVE_EACH, KEY_BESIDE_BOTH, KEY_IN_LETTERS } Key;

static void write_panel(FILE *script, const Panel *p, Key key) {
    fprintf(script, "set ylabel '%s' offset 0.9,0\n", key == KEY_IN_LETTERS ? "" : p->axis);
    for (int i = 0; i < p->n; i++) {
        const Series *s = &p->series[i];
        fprintf(script, "%s using 1:%d ", i ? ", $data" : "plot $data", s->column + 1);
        if (key == KEY_IN_LETTERS) write_letters(script, p, s);
        else write_looks(script, s);
        if (key == KEY_ABOVE_EACH) write_title(script, s->label);
        if (key == KEY_BESIDE_BOTH) fputs(" notitle", script);
    }
}

/* The key of both panels goes into the last: lines without points, and their names. */
static void write_common_key(FILE *script, const Panel *loss, const Panel *accuracy) {
    const Series *key[MAX_CURVES];
    int           n = curve_key(loss, accuracy, key);
    for (int i = 0; i < n; i++) {
        fputs(", NaN ", script);
        write_looks(script, key[i]);
        write_title(script, key[i]->label);
    }
}

static void write_panels(FILE *script, const char *layout, const char *title, const Panel *loss, const Panel *accuracy,
                         Key key) {
    fprintf(script, "set multiplot %s title ", layout);
    gnuplot_quote(script, title);
    fputs(key == KEY_IN_LETTERS ? "\n" : " font large\n", script);
    for (const Panel *p = loss; p; p = p == loss && accuracy->n ? accuracy : NULL) {
        write_y_axis(script, p, p == accuracy);
        write_panel(script, p, key);
        if (key == KEY_BESIDE_BOTH && (p == accuracy || !accuracy->n)) write_common_key(script, loss, accuracy);
        fputc('\n', script);
    }
    fputs("unset multiplot\nunset output\n", script);
}

static int longest_label(const Panel *loss, const Panel *accuracy) {
    const Series *key[MAX_CURVES];
    int           n = curve_key(loss, accuracy, key);
    size_t        longest = 0;
    for (int i = 0; i < n; i++)
        if (strlen(key[i]->label) > longest) longest = strlen(key[i]->label);
    return (int)longest;
}

/* A few curves have their key above each panel; more share one, to the right of both. All is measured in the 1600 units
 * that a picture is wide. */
static void write_pictures(FILE *script, const char *stem, const char *title, const Table *t, const Panel *loss,
                           const Panel *accuracy) {
    enum { HEIGHT = 960 };
    const int    letters = longest_label(loss, accuracy), most = loss->n > accuracy->n ? loss->n : accuracy->n;
    const bool   above = most * (95 + 16 * letters) <= (accuracy->n ? 620 : 1390);
    const Key    key = above ? KEY_ABOVE_EACH : KEY_BESIDE_BOTH;
    const double right = above ? 0.975 : fmax(0.5, (1480 - 16 * letters) / 1600.0);
    char         layout[100];
    snprintf(layout, sizeof layout, "layout 1,%d margins 0.145,%.3f,0.155,%s spacing 0.15,0.1", accuracy->n ? 2 : 1,
             right, above ? "0.83" : "0.89");
    for (int i = 0; i < 2; i++) {
        if (i == 0) gnuplot_png(script, stem, HEIGHT, false);
        else gnuplot_svg(script, stem, HEIGHT, false);
        write_x_axis(script, t, 0);
        write_starts(script, t);
        fputs(above ? "set key at graph 0.5,1.055 center center horizontal samplen 2.5 width 1\n"
                    : "set key at screen 0.995,0.9 right top vertical samplen 2.5 width -6 spacing 1.1\n", script);
        write_divergence(script, t, loss);
        write_panels(script, layout, title, loss, accuracy, key);
    }
}

/* Side by side where the window is wide enough, else one below the other. */
static void write_characters(FILE *script, const char *title, const Table *t, const Panel *loss,
                             const Panel *accuracy) {
    struct winsize window = {.ws_col = 80, .ws_row = 24};
    ioctl(STDOUT_FILENO, TIOCGWINSZ, &window);
    int  width = window.ws_col > 121 ? 120 : window.ws_col > 40 ? window.ws_col - 1 : 39;
    int  height = window.ws_row > 26 ? 24 : window.ws_row > 14 ? window.ws_row - 2 : 12;
    bool wide = width >= 90;
    if (accuracy->n && !wide) height *= 2;
    fprintf(script, "reset\nset encoding utf8\nset border 3\nset tics nomirror out\nset format y '%%g'\n"
            "set terminal dumb nofeed noenhanced size %d,%d\n", width, height);
    write_x_axis(script, t, width < 60 ? 5 : 0);
    fputs("set key outside top center horizontal samplen 2.5 width 1\n", script);
    write_panels(script, !accuracy->n ? "layout 1,1" : wide ? "layout 1,2" : "layout 2,1", title, loss, accuracy,
                 KEY_IN_LETTERS);
}

static bool draw(Table *t, const char *path, const char *stem, const char *title) {
    Panel loss, accuracy;
    if (!curve_panels(t, path, &loss, &accuracy) || !gnuplot_writable(stem)) return false;
    FILE *script = tmpfile();
    if (!script) return t_error_set("no temporary file for gnuplot: %s", strerror(errno));
    write_data(script, t);
    write_pictures(script, stem, title, t, &loss, &accuracy);
    bool terminal = isatty(STDOUT_FILENO);
    if (terminal) write_characters(script, title, t, &loss, &accuracy);
    bool drawn = gnuplot_run(script, terminal) && gnuplot_written(stem, true);
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
