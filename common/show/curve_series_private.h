/* curve_series_private.h: which columns of a history are drawn, and how each looks; for the body of history_plot. */
#pragma once
#include "curve_table_private.h"

enum { MAX_CURVES = 24 };

typedef struct Series {
    int         column;
    bool        joined;     /* a line without marks shows every value */
    char        label[64];  /* as in the key: "adam train" */
    const char *colour;     /* as gnuplot reads it: a name of the lectures' style, or '#882255' */
    int         mark, dash; /* gnuplot's numbers */
    double      mark_size;
    char        letter;     /* in place of a mark in a terminal */
} Series;

/* One of the two pictures side by side. */
typedef struct Panel {
    const char *suffix, *axis;
    int         n;
    Series      series[MAX_CURVES];
    double      low, high; /* of all finite values */
} Panel;

/* The losses and the accuracies of a table: columns by the end of their names. Accuracies as shares of 1 become
 * percent, in the table too. false and t_error() when there is no loss to draw, or there are too many curves. */
bool curve_panels(Table *t, const char *path, Panel *loss, Panel *accuracy);
/* The curves with different labels, of both panels: what a common key shows. At most MAX_CURVES. */
int curve_key(const Panel *loss, const Panel *accuracy, const Series *key[]);
