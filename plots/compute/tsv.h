/* tsv.h: the tables that a figure's program writes, tab-separated, with a header line, into the folder that is its only
 * argument:
 *
 *     int main(int argc, char **argv) {
 *         tsv_begin(argc, argv);
 *         Tsv *curve = tsv_open("curve", "x y");         curve.tsv
 *         for (...) tsv_row(curve, x, y);
 *         tsv_close(curve);
 *         tsv_fact("mse", mse);                          facts.tsv: in the script it is fact("mse")
 *         return tsv_end();
 *     }
 *
 * What cannot be written, or has another number of columns than its header, ends the program with one line and status
 * 1. So does a number that is not finite: a figure with a hole would look like a finding. */
#pragma once
#include "gradlab.h"

/* Takes the folder (which exists) from the arguments; the seed of the global generator is 0. */
void tsv_begin(int argc, char **argv);
/* A number that titles and labels are made from; its name is one word. */
void tsv_fact(const char *name, double value);
/* Writes facts.tsv, and how much processor time all this took. Returns the program's status, 0. */
int tsv_end(void);

typedef struct Tsv Tsv;
/* name.tsv in the folder; columns: their names, with blanks between. */
Tsv *tsv_open(const char *name, const char *columns);
/* One number a column. */
#define tsv_row(tsv, ...)                                                                                              \
    tsv_values(tsv, (int)(sizeof((double[]){__VA_ARGS__}) / sizeof(double)), (double[]){__VA_ARGS__})
void tsv_values(Tsv *tsv, int n, const double values[]);
/* One cell a column, with tabs between; for rows with words in them. */
void tsv_line(Tsv *tsv, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* An empty line: ends a row of a grid (gnuplot draws surfaces and contours of such), or a curve of several. */
void tsv_gap(Tsv *tsv);
void tsv_close(Tsv *tsv);

/* Ends the program with "NAME: ..." and t_error() where it says why; for what the library could not do. */
_Noreturn void tsv_die(const char *what);
