/* A straight line through noisy points of y = 3x + 2, by least squares, and how far each point is from it. */
#include "regression.h"
#include "tsv.h"

enum { POINTS = 25 };

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *d = data_line(POINTS, 0.8, 0);
    Tensor  *X = polynomial_features(d->x, 1), *w = least_squares(X, d->y), *prediction = t_matmul(X, w);
    tsv_fact("intercept", w->data[0]);
    tsv_fact("slope", w->data[1]);
    tsv_fact("mse", t_item(f_mse_loss(prediction, d->y)));

    Tsv *points = tsv_open("points", "x y prediction");
    for (int i = 0; i < d->n; i++) tsv_row(points, d->x->data[i], d->y->data[i], prediction->data[i]);
    tsv_close(points);
    dataset_free(d);
    return tsv_end();
}
