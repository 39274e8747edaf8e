/* fit.h: nets trained on all samples at once, and what they answer on a grid. */
#pragma once
#include "nn.h"
#include "tsv.h"

/* What is minimised: loss(output, target) -> rank 0. Each of them takes what the net's last layer gives. */
typedef Tensor *(*Loss)(Tensor *output, Tensor *target);
Tensor *fit_mse(Tensor *output, Tensor *target);           /* both of one shape */
Tensor *fit_bce(Tensor *logits, Tensor *target);           /* both of one shape, targets 0 or 1 */
Tensor *fit_cross_entropy(Tensor *logits, Tensor *labels); /* (N,C), (N) int64 */

/* `steps` steps of Adam on all of x (N,...) and y, which the caller owns. Returns the loss after the last. The losses
 * go to `history`, a table of "step loss" open for it, about 400 rows; NULL: nowhere. */
double fit_adam(Module *model, Tensor *x, Tensor *y, Loss loss, double lr, int steps, Tsv *history);
/* The loss of x and y now. */
double fit_loss(Module *model, Tensor *x, Tensor *y, Loss loss);

/* A rectangle of nx times ny points, the edges included. */
typedef struct Grid {
    double x_low, x_high;
    int    nx;
    double y_low, y_high;
    int    ny;
} Grid;
/* Writes a table of "x y p": the output of a net of two inputs and one logit, as a probability. Both coordinates are
 * standardised first, when there is a standardizer of two columns; NULL: there is none. */
void fit_write_grid(const char *table, Module *model, Grid grid, const Standardizer *standardizer);
