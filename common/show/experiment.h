/* experiment.h: what the experiments of all labs share: options, the folder that they write into, tables, pictures.
 *
 *     Settings s = {.epochs = 20, .lr = 0.02};
 *     experiment_begin(argc, argv, "03_softmax", NULL,
 *                      option_whole("epochs", &s.epochs, 1, 1000, "times through the training set"),
 *                      option_number("lr", &s.lr, 0, 10, "learning rate"));
 *
 * A program is one experiment. A wrong option ends it with status 2, what the world gets wrong (a full disk, missing
 * data) with status 1, both with one line on stderr. */
#pragma once
#include "history.h"
#include "options.h"
#include <stdio.h>

/* Reads the options, --out and --help among them, and checks that the devices are there. `lab` names the lab's folder:
 * without --out everything goes into build/train/<lab>. `notes` is what --help says after the options; NULL: nothing.
 * What is printed appears line by line, so that it stands before the message of a task that is not written. */
#define experiment_begin(argc, argv, lab, notes, ...)                                                                  \
    experiment_begin_with(argc, argv, lab, notes, sizeof(Option[]){__VA_ARGS__} / sizeof(Option),                      \
                          (Option[]){__VA_ARGS__})
void experiment_begin_with(int argc, char **argv, const char *lab, const char *notes, size_t n, const Option options[]);

/* Status of an experiment that has no data, or could not write all of its files. */
enum { EXPERIMENT_FAILED = 5 };
/* Ends the program: "experiment: <what>: <t_error()>". */
_Noreturn void experiment_fail(const char *what);
/* The path of a file in the experiment's folder. Four results stay valid at a time. */
const char *experiment_path(const char *file);
/* A line of text, underlined, after an empty line. */
void experiment_heading(const char *text);

/* The table <name>.tsv: columns as in history_open, rows by history_row. experiment_table_end completes it. Both end
 * the program when it cannot be written. */
History *experiment_table(const char *name, const char *const columns[]);
void     experiment_table_end(History *table);
/* Draws the curve of the table history.tsv to curve.png and curve.svg, and says where they are, or why not. */
void experiment_curve(const char *title);
/* Draws what body(script, data) writes in gnuplot's language to <name>.png and <name>.svg. false and t_error() when it
 * cannot be drawn. */
bool experiment_picture(const char *name, void (*body)(FILE *script, const void *data), const void *data);
/* Draws it, too, and prints where the picture is, or why it is missing. */
void experiment_show(const char *name, void (*body)(FILE *script, const void *data), const void *data);

/* Mean, smallest and largest of n numbers: of the runs of an experiment that differ by their seed alone. The first one
 * is *values, and the next ones follow at distances of `stride`. */
typedef struct Band {
    double mean, low, high;
} Band;
Band experiment_band(const double *values, int n, int stride);
