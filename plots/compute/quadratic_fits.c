/* In double: X^T X of degree 10 has a condition number that leaves nothing of a float.
 *
 * Polynomials of degrees 0 to 10 through 11 points of a noisy parabola, and 10 more points to test them on. */
#include "regression.h"
#include "tsv.h"

enum { DEGREES = 11, CURVE_POINTS = 401, DRAWS = 500 };

static double mse(const Dataset *d, Tensor *w) {
    Tensor *X = polynomial_features(d->x, (int)w->size - 1);
    return t_item(f_mse_loss(t_matmul(X, w), d->y));
}

static void write_points(const char *table, const Dataset *d) {
    Tsv *t = tsv_open(table, "x y");
    for (int i = 0; i < d->n; i++) tsv_row(t, d->x->data[i], d->y->data[i]);
    tsv_close(t);
}

/* The same points with their noise's signs drawn anew, again and again: what such errors are in the mean. */
static void write_mean_errors(const Dataset *train, const Dataset *test) {
    Rng    rng = rng_new(0, 0);
    double error[DEGREES][2] = {{0}};
    int    best = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
        t_step();
        Dataset       of[2] = {*train, *test};
        const Dataset *const like[2] = {train, test};
        for (int part = 0; part < 2; part++) {
            of[part].y = t_like(like[part]->y);
            for (int i = 0; i < of[part].n; i++) {
                const double x = of[part].x->data[i], noise = rng_uniform(&rng) < 0.5 ? -0.3 : 0.3;
                of[part].y->data[i] = 1 + 2 * x - 3 * x * x + noise;
            }
        }
        for (int degree = 0; degree < DEGREES; degree++) {
            Tensor *w = least_squares(polynomial_features(of[0].x, degree), of[0].y);
            for (int part = 0; part < 2; part++) error[degree][part] += mse(&of[part], w) / DRAWS;
        }
    }
    Tsv *t = tsv_open("mean_mse", "degree train test");
    for (int degree = 0; degree < DEGREES; degree++) {
        tsv_row(t, degree, error[degree][0], error[degree][1]);
        if (error[degree][1] < error[best][1]) best = degree;
    }
    tsv_close(t);
    tsv_fact("draws", DRAWS);
    tsv_fact("best_degree", best);
    tsv_fact("best_mean_test", error[best][1]);
    tsv_fact("last_mean_test", error[DEGREES - 1][1]);
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
    write_mean_errors(train, test);

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
