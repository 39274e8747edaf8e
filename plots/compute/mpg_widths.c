/* One hidden layer of growing width on the cars, a fifth of them held out: what more parameters do to each part. */
#include "cars.h"
#include "fit.h"
#include "regression.h"

enum { CURVE = 300, WIDTHS = 6, STEPS = 3000, SPLITS = 8 }; /* a part of few cars says little by itself */
static const int widths[WIDTHS] = {1, 2, 5, 20, 100, 1000};
/* The few units of a narrow net may all be dead from the beginning. */
static const int starts[WIDTHS] = {5, 5, 3, 3, 1, 1};

/* The training error of the best of several starts, and its error on the cars held out; its answers to `inputs` where
 * they are asked for. */
static void train(int width, int n_starts, const Dataset *train, const Dataset *held_out, double error[2],
                  Tensor *inputs, Tensor **answers) {
    const Scaling s = standardize_fit(train->x);
    Tensor       *x = standardize(s, train->x), *x_out = standardize(s, held_out->x);
    error[0] = INFINITY;
    for (int start = 0; start < n_starts; start++) {
        Module      *m = mlp(3, (int[]){1, width, 1});
        const double loss = fit_adam(m, x, train->y, fit_mse, 0.03, STEPS, NULL);
        if (loss < error[0]) {
            t_no_grad();
            error[0] = loss;
            error[1] = fit_loss(m, x_out, held_out->y, fit_mse);
            if (answers) *answers = nn_forward(m, standardize(s, inputs));
        }
        nn_free(m);
    }
}

static void write_points(const Dataset *train, const Dataset *held_out) {
    Tsv *points = tsv_open("points", "lb mpg held_out");
    for (int i = 0; i < train->n; i++) tsv_row(points, train->x->data[i], train->y->data[i], 0);
    for (int i = 0; i < held_out->n; i++) tsv_row(points, held_out->x->data[i], held_out->y->data[i], 1);
    tsv_close(points);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset  *cars = cars_mtcars();
    double    error[WIDTHS][2] = {{0}};
    Tensor   *lb = t_linspace(1500, 5500, CURVE), *inputs = t_unsqueeze(lb, 1), *mpg[WIDTHS];
    for (int split = 0; split < SPLITS; split++) {
        Dataset *first, *second;
        data_split_random(cars, 0.8, (uint64_t)split, &first, &second);
        if (split == 0) {
            write_points(first, second);
            tsv_fact("train", first->n);
            tsv_fact("held_out", second->n);
        }
        for (int i = 0; i < WIDTHS; i++) {
            double once[2];
            train(widths[i], starts[i], first, second, once, inputs, split == 0 ? &mpg[i] : NULL);
            for (int part = 0; part < 2; part++) error[i][part] += once[part] / SPLITS;
        }
        dataset_free(first);
        dataset_free(second);
    }
    tsv_fact("splits", SPLITS);

    Tsv *errors = tsv_open("errors", "width train held_out");
    for (int i = 0; i < WIDTHS; i++) tsv_row(errors, widths[i], error[i][0], error[i][1]);
    tsv_close(errors);
    Tsv *curves = tsv_open("curves", "lb w1 w2 w5 w20 w100 w1000");
    for (int k = 0; k < CURVE; k++) {
        double row[WIDTHS + 1] = {lb->data[k]};
        for (int i = 0; i < WIDTHS; i++) row[i + 1] = mpg[i]->data[k];
        tsv_values(curves, WIDTHS + 1, row);
    }
    tsv_close(curves);
    dataset_free(cars);
    return tsv_end();
}
