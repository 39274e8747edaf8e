/* curves.h: training runs epoch by epoch, and the band in which the runs of the reference lie. */
#pragma once
#include <stdbool.h>

enum { CURVE_VALUES = 4 };
extern const char *const curve_names[CURVE_VALUES]; /* "train_loss", "test_loss", "train_accuracy", "test_accuracy" */

/* NAN where there is none: of a run that broke off, or without a band. */
typedef struct Epoch {
    double value[CURVE_VALUES];
    double low[CURVE_VALUES], high[CURVE_VALUES]; /* over the runs of the reference */
} Epoch;

typedef struct Curve {
    char *title;
    int runs; /* of the reference, that the band is made from; 0: there is no band */
    int n;    /* epochs 1 .. n */
    Epoch *epochs;
} Curve;

typedef struct Curves {
    int n;
    Curve *curves;
} Curves;

/* Its number: the one with this title, or a new one. */
int curve_begin(Curves *c, const char *title);
/* What the run under way has reached after an epoch, from 1. */
void curve_set(Curve *c, int epoch, const double value[CURVE_VALUES]);
/* The same of one of the reference's runs, for the band. */
void curve_widen(Curve *c, int epoch, const double value[CURVE_VALUES]);
void curves_free(Curves *c);

/* The file of the bands: a header line, then title, runs, epoch, and low and high of each value, tab-separated. Without
 * the file, or without this title in it, the curve has no band. */
void band_read(const char *path, Curve *c);
/* false and t_error(). */
bool band_write(const char *path, const Curves *c);
