/* In double: X^T X of degree 10 has a condition number that leaves nothing of a float.
 *
 * Polynomials of degrees 0 to 10 through 11 points of a noisy parabola, and 10 more points to test them on. */
#include "regression.h"
#include "tsv.h"

enum { DEGREES = 11, CURVE_POINTS = 401 };

static double mse(const Dataset *d, Tensor *w) {
    Tensor *X = polynomial_features(d->x, (int)w->size - 1);
    return t_item(f_mse_loss(t_matmul(X, w), d->y));
}

static void write_points(const char *table, const Dataset *d) {
    Tsv *t = tsv_open(table, "x y");
    for (int i = 0; i < d->n; i++) tsv_row(t, d->x->data[i], d->y->data[i]);
    tsv_close(t);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *train, *test;
    data_quadratic(&train, &test);
    write_points("train", train);
    write_points("test", test);

    Tensor *w[DEGREES];
    Tsv    *errors = tsv_open("mse", "degree train test");
    for (int degree = 0; degree < DEGREES; degree++) {
        w[degree] = least_squares(polynomial_features(train->x, degree), train->y);
        tsv_row(errors, degree, mse(train, w[degree]), mse(test, w[degree]));
        char name[32];
        snprintf(name, sizeof name, "train_%d", degree);
        tsv_fact(name, mse(train, w[degree]));
        snprintf(name, sizeof name, "test_%d", degree);
        tsv_fact(name, mse(test, w[degree]));
    }
    tsv_close(errors);

    Tensor *x = t_reshape(t_linspace(-1, 1, CURVE_POINTS), CURVE_POINTS, 1), *y[DEGREES];
    for (int degree = 0; degree < DEGREES; degree++) y[degree] = t_matmul(polynomial_features(x, degree), w[degree]);
    Tsv *curves = tsv_open("curves", "x truth degree_1 degree_2 degree_3 degree_5 degree_10");
    for (int i = 0; i < CURVE_POINTS; i++) {
        const double at = x->data[i];
        tsv_row(curves, at, 1 + 2 * at - 3 * at * at, y[1]->data[i], y[2]->data[i], y[3]->data[i], y[5]->data[i],
                y[10]->data[i]);
    }
    tsv_close(curves);
    dataset_free(train);
    dataset_free(test);
    return tsv_end();
}
