#include "curve_series_private.h"
#include "tensor.h"
#include <string.h>

enum { MANY_ROWS = 40 };

/* The colours of plots/gnuplot/style.gp by name, and five dark ones more; a mark each. */
static const struct {
    const char *colour;
    int         mark;
    double      size;
} styles[] = {
    {"blue", 7, 1.6},        {"red", 5, 1.5},         {"green", 9, 1.9},       {"purple", 13, 2},
    {"orange", 11, 1.9},     {"sky", 15, 1.9},        {"ink", 6, 1.7},         {"grey", 4, 1.5},
    {"'#882255'", 8, 1.9},   {"'#999933'", 12, 2},    {"'#332288'", 10, 1.9},  {"'#661100'", 14, 1.9},
};
enum { STYLES = sizeof styles / sizeof styles[0] };
static const char letters[MAX_CURVES + 1] = "*ox+#@%=abcdefghijklmnpq";

/* --- Labels ------------------------------------------------------------------------------------------------------- */
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

typedef enum Part { PART_TRAIN, PART_TEST, PART_VALIDATION } Part;

/* "adam test" -> whose curve it is, "adam", and of which part of the data; training where the label says nothing. */
static Part split_label(const Panel *p, const char *label, char whose[64]) {
    static const char *const begin[] = {"train", "test", "val"};
    Part   part = PART_TRAIN;
    size_t used = 0;
    whose[0] = '\0';
    if (strcmp(label, p->suffix) == 0) return part;
    for (const char *word = label; *word; word += strspn(word, " ")) {
        size_t length = strcspn(word, " ");
        bool   names_part = false;
        for (Part i = PART_TRAIN; i <= PART_VALIDATION; i++)
            if (strncmp(word, begin[i], strlen(begin[i])) == 0) part = i, names_part = true;
        if (!names_part)
            used += (size_t)snprintf(whose + used, 64 - used, "%s%.*s", used ? " " : "", (int)length, word);
        word += length;
    }
    return part;
}

/* --- Columns ------------------------------------------------------------------------------------------------------ */
static double value(const Table *t, int row, int column) { return t->values[row * t->columns + column]; }

/* false: the panel is full. */
static bool add_series(Panel *p, const Table *t, int column) {
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
    if (low > high) return true;
    if (p->n == MAX_CURVES) return false;
    Series *s = &p->series[p->n];
    *s = (Series){.column = column, .joined = !gaps && t->rows > MANY_ROWS};
    write_label(s->label, t->names[column], p->suffix);
    p->low = p->n ? fmin(p->low, low) : low;
    p->high = p->n ? fmax(p->high, high) : high;
    p->n++;
    return true;
}

static bool find_series(Panel *p, const Table *t, const char *suffix, const char *axis) {
    *p = (Panel){.suffix = suffix, .axis = axis};
    for (int column = 1; column < t->columns; column++)
        if (ends_with(t->names[column], suffix) && !add_series(p, t, column)) return false;
    return true;
}

static void to_percent(Panel *p, Table *t) {
    if (p->n == 0 || p->high > 1) return;
    for (int i = 0; i < p->n; i++)
        for (int row = 0; row < t->rows; row++) t->values[row * t->columns + p->series[i].column] *= 100;
    p->low *= 100;
    p->high *= 100;
}

/* --- Looks -------------------------------------------------------------------------------------------------------- */
int curve_key(const Panel *loss, const Panel *accuracy, const Series *key[]) {
    int n = 0;
    for (const Panel *p = loss; p; p = p == loss ? accuracy : NULL)
        for (int i = 0; i < p->n; i++) {
            int at = 0;
            while (at < n && strcmp(key[at]->label, p->series[i].label) != 0) at++;
            if (at < n) continue;
            if (n == MAX_CURVES) return MAX_CURVES + 1;
            key[n++] = &p->series[i];
        }
    return n;
}

/* The place of `whose` in the list, to which it is added when it is new. */
static int place_of(const char *whose, char list[][64], int *n) {
    for (int i = 0; i < *n; i++)
        if (strcmp(list[i], whose) == 0) return i;
    strcpy(list[*n], whose);
    return (*n)++;
}

/* The same look for the same thing in both panels. The line shows the part of the data: test broken, validation dotted,
 * so that a curve is seen through one that lies on it. The colour shows the part, too, where there is one run, else the
 * run. */
static void choose_looks(Panel *loss, Panel *accuracy, const Series *const key[], int n) {
    char names[2 * MAX_CURVES][64];
    int  runs = 0;
    for (int pass = 0; pass < 2; pass++) /* first the runs are counted */
        for (Panel *p = loss; p; p = p == loss ? accuracy : NULL)
            for (int i = 0; i < p->n; i++) {
                Series *s = &p->series[i];
                char    whose[64];
                Part    part = split_label(p, s->label, whose);
                int     run = place_of(whose, names, &runs), style = runs == 1 ? (int)part : run % STYLES, at = 0;
                while (at < n - 1 && strcmp(key[at]->label, s->label) != 0) at++;
                s->colour = styles[style].colour;
                s->mark = styles[style].mark;
                s->mark_size = styles[style].size;
                s->dash = 1 + (int)part;
                s->letter = letters[at];
            }
}

bool curve_panels(Table *t, const char *path, Panel *loss, Panel *accuracy) {
    const Series *key[MAX_CURVES];
    bool few = find_series(loss, t, "loss", "loss") && find_series(accuracy, t, "accuracy", "accuracy in %");
    int  n = few ? curve_key(loss, accuracy, key) : 0;
    if (!few || n > MAX_CURVES)
        return t_error_set("%s: more than %d curves cannot be told apart in one picture; draw fewer columns", path,
                           MAX_CURVES);
    if (!loss->n) return t_error_set("%s: no column whose name ends in loss has a finite value to draw", path);
    to_percent(accuracy, t);
    choose_looks(loss, accuracy, key, n);
    return true;
}
