/* history.h: what a training run leaves behind, a table (history.tsv) and its curve.
 *
 * One row a point, tab-separated, with a header line, so that gnuplot reads columns by name. */
#pragma once
#include <stdbool.h>

typedef struct History History;
/* Makes the folders that `path` names before its last slash; false and t_error() when it cannot. */
bool history_folders(const char *path);
/* Writes the header line; makes the folders of the path that are missing. NULL and t_error() when a folder or the file
 * cannot be made. Columns: {"epoch", "train_loss", NULL}. */
History *history_open(const char *path, const char *const columns[]);
/* One value a column; NAN leaves the cell empty. */
void history_row(History *h, const double values[]);
/* Flushes and closes; false and t_error() when not everything could be written. */
bool history_close(History *h);

/* Draws the losses (left) and, where there are such columns, the accuracies (right) of a history over its first column,
 * with gnuplot, to <stem>.png and <stem>.svg; and to the terminal in characters when stdout is one. Columns are known
 * by how their names end: "train_loss", "test_accuracy". Up to 24 curves: those of one run differ in colour by train,
 * test and val; of several runs ("adam_train_loss", "sgd_train_loss") each has a colour, and test is broken, val
 * dotted. Accuracies are percent, or shares of 1 when none is above 1;
 * rows with an empty cell are gaps. false and t_error() when gnuplot is missing or fails; the training is not touched
 * by that. */
bool history_plot(const char *path, const char *stem, const char *title);
