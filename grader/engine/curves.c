#include "curves.h"

#include "autograd.h"
#include "error.h"
#include "text.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_EPOCHS = 100000 };

const char *const curve_names[CURVE_VALUES] = {"train_loss", "test_loss", "train_accuracy", "test_accuracy"};

int curve_begin(Curves *c, const char *title) {
    for (int i = 0; i < c->n; i++)
        if (strcmp(c->curves[i].title, title) == 0) return i;
    Curve *curves = t_calloc((size_t)c->n + 1, sizeof *curves);
    if (c->n > 0) memcpy(curves, c->curves, (size_t)c->n * sizeof *curves);
    free(c->curves);
    c->curves = curves;
    curves[c->n].title = text_format("%s", title);
    return c->n++;
}

static Epoch *at(Curve *c, int epoch) {
    if (epoch > c->n) {
        Epoch *epochs = t_calloc((size_t)epoch, sizeof *epochs);
        if (c->n > 0) memcpy(epochs, c->epochs, (size_t)c->n * sizeof *epochs);
        for (int e = c->n; e < epoch; e++)
            for (int v = 0; v < CURVE_VALUES; v++) epochs[e].value[v] = epochs[e].low[v] = epochs[e].high[v] = NAN;
        free(c->epochs);
        c->epochs = epochs;
        c->n = epoch;
    }
    return &c->epochs[epoch - 1];
}

void curve_set(Curve *c, int epoch, const double value[CURVE_VALUES]) {
    memcpy(at(c, epoch)->value, value, sizeof(double[CURVE_VALUES]));
}

void curve_widen(Curve *c, int epoch, const double value[CURVE_VALUES]) {
    Epoch *e = at(c, epoch);
    if (epoch == 1) c->runs++;
    for (int v = 0; v < CURVE_VALUES; v++) {
        e->low[v] = fmin(e->low[v], value[v]); /* of a number and NAN, the number */
        e->high[v] = fmax(e->high[v], value[v]);
    }
}

void curves_free(Curves *c) {
    for (int i = 0; i < c->n; i++) {
        free(c->curves[i].title);
        free(c->curves[i].epochs);
    }
    free(c->curves);
    *c = (Curves){0};
}

/* --- The file ---------------------------------------------------------------------------------------------------- */
void band_read(const char *path, Curve *c) {
    FILE *f = fopen(path, "re");
    if (f == NULL) return;
    const size_t title = strlen(c->title);
    char line[1024];
    while (fgets(line, sizeof line, f) != NULL) {
        int runs, epoch, read;
        double band[2 * CURVE_VALUES];
        if (strncmp(line, c->title, title) != 0 || line[title] != '\t') continue;
        const char *p = line + title + 1;
        if (sscanf(p, "%d %d%n", &runs, &epoch, &read) != 2 || epoch < 1 || epoch > MAX_EPOCHS) continue;
        p += read;
        int v = 0;
        while (v < 2 * CURVE_VALUES && sscanf(p, "%lf%n", &band[v], &read) == 1) {
            p += read;
            v++;
        }
        if (v < 2 * CURVE_VALUES) continue;
        Epoch *e = at(c, epoch);
        c->runs = runs;
        for (v = 0; v < CURVE_VALUES; v++) {
            e->low[v] = band[2 * v];
            e->high[v] = band[2 * v + 1];
        }
    }
    fclose(f);
}

bool band_write(const char *path, const Curves *c) {
    FILE *f = fopen(path, "we");
    if (f == NULL) return t_error_set("%s: %s", path, strerror(errno));
    fprintf(f, "curve\truns\tepoch");
    for (int v = 0; v < CURVE_VALUES; v++) fprintf(f, "\t%s_low\t%s_high", curve_names[v], curve_names[v]);
    fputc('\n', f);
    for (const Curve *curve = c->curves; curve < c->curves + c->n; curve++)
        for (int e = 0; e < curve->n; e++) {
            fprintf(f, "%s\t%d\t%d", curve->title, curve->runs, e + 1);
            for (int v = 0; v < CURVE_VALUES; v++)
                fprintf(f, "\t%.5g\t%.5g", curve->epochs[e].low[v], curve->epochs[e].high[v]);
            fputc('\n', f);
        }
    return fclose(f) == 0 || t_error_set("%s: %s", path, strerror(errno));
}
