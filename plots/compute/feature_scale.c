/* In double. The loss of a line through the cars over slope and intercept, with the weight in pounds and standardised,
 * and the least-squares line in both. */
#include "cars.h"
#include "regression.h"
#include "tsv.h"

enum { GRID = 141 };

/* The loss is a parabola in the two: with the sums of the data each of its values is a formula, and its Hessian
 * (2/N) [[sum x^2, sum x], [sum x, N]] is the same everywhere. */
typedef struct Sums {
    double n, x, xx, y, xy, yy;
} Sums;

static Sums sums_of(const Tensor *x, const Tensor *y) {
    Sums s = {.n = (double)x->size};
    for (size_t i = 0; i < x->size; i++) {
        s.x += x->data[i];
        s.xx += x->data[i] * x->data[i];
        s.y += y->data[i];
        s.xy += x->data[i] * y->data[i];
        s.yy += y->data[i] * y->data[i];
    }
    return s;
}

static double mse(Sums s, double slope, double intercept) {
    return (s.yy - 2 * slope * s.xy - 2 * intercept * s.y + slope * slope * s.xx + 2 * slope * intercept * s.x +
            intercept * intercept * s.n) / s.n;
}

static void fact_of(const char *set, const char *what, double value) {
    char name[64];
    snprintf(name, sizeof name, "%s_%s", set, what);
    tsv_fact(name, value);
}

/* SET.tsv: the loss from -span to +span around the best slope and the best intercept; SET_minimum.tsv: these two. */
static void write_set(const char *set, Tensor *x, Tensor *y, double slope_span, double intercept_span) {
    const Tensor *w = least_squares(polynomial_features(x, 1), y);
    const double  intercept = w->data[0], slope = w->data[1];
    const Sums    s = sums_of(x, y);
    const double  a = 2 * s.xx / s.n, b = 2 * s.x / s.n, c = 2;
    const double  middle = (a + c) / 2, radius = sqrt((a - c) * (a - c) / 4 + b * b);
    const double  least = (a * c - b * b) / (middle + radius); /* the product of both is the determinant */
    fact_of(set, "slope", slope);
    fact_of(set, "intercept", intercept);
    fact_of(set, "mse", mse(s, slope, intercept));
    fact_of(set, "condition", (middle + radius) / least);
    fact_of(set, "largest_rate", 2 / (middle + radius));

    Tsv *t = tsv_open(set, "slope intercept loss");
    for (int i = 0; i < GRID; i++) {
        if (i > 0) tsv_gap(t);
        for (int j = 0; j < GRID; j++) {
            const double m = slope + slope_span * (2.0 * j / (GRID - 1) - 1);
            const double k = intercept + intercept_span * (2.0 * i / (GRID - 1) - 1);
            tsv_row(t, m, k, mse(s, m, k));
        }
    }
    tsv_close(t);
    char minimum[64];
    snprintf(minimum, sizeof minimum, "%s_minimum", set);
    t = tsv_open(minimum, "slope intercept");
    tsv_row(t, slope, intercept);
    tsv_close(t);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *cars = cars_auto_mpg();
    Tensor  *z = standardize(standardize_fit(cars->x), cars->x);
    write_set("raw", cars->x, cars->y, 0.03, 30);
    write_set("standardised", z, cars->y, 30, 30);

    Tsv *points = tsv_open("points", "lb z mpg");
    for (int i = 0; i < cars->n; i++) tsv_row(points, cars->x->data[i], z->data[i], cars->y->data[i]);
    tsv_close(points);
    dataset_free(cars);
    return tsv_end();
}
