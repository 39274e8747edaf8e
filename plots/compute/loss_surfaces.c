/* In double. Two losses of y = 3x + 2 over slope and intercept, with their lowest point in the same place: inputs
 * around 0 make a round bowl, inputs from 0 to 4 a valley. */
#include "losses.h"
#include "tsv.h"

enum { SAMPLES = 11, GRID = 121 };

static double mse(const Tensor *x, Tensor *y, double slope, double intercept) {
    t_step();
    Tensor *p = t_like(y);
    for (size_t i = 0; i < x->size; i++) p->data[i] = slope * x->data[i] + intercept;
    return t_item(nn_mse_loss(p, y));
}

/* The Hessian of the loss is (2/N) [[sum x^2, sum x], [sum x, N]], the same everywhere. */
static void write_curvature(const char *set, const Tensor *x) {
    const double n = (double)x->size;
    double       sum = 0, squares = 0;
    for (size_t i = 0; i < x->size; i++) {
        sum += x->data[i];
        squares += x->data[i] * x->data[i];
    }
    const double a = 2 * squares / n, b = 2 * sum / n, c = 2;
    const double middle = (a + c) / 2, radius = sqrt((a - c) * (a - c) / 4 + b * b);
    char         name[64];
    snprintf(name, sizeof name, "%s_least_curvature", set);
    tsv_fact(name, middle - radius);
    snprintf(name, sizeof name, "%s_most_curvature", set);
    tsv_fact(name, middle + radius);
    snprintf(name, sizeof name, "%s_condition", set);
    tsv_fact(name, (middle + radius) / (middle - radius));
    snprintf(name, sizeof name, "%s_largest_rate", set);
    tsv_fact(name, 2 / (middle + radius));
}

static void write_set(const char *set, double low, double high) {
    t_step();
    Tensor *x = t_linspace(low, high, SAMPLES), *y = t_add(t_scale(x, 3), 2);
    write_curvature(set, x);
    char name[64];
    snprintf(name, sizeof name, "%s_at_0", set);
    tsv_fact(name, mse(x, y, 0, 0));
    snprintf(name, sizeof name, "%s_at_minimum", set);
    tsv_fact(name, mse(x, y, 3, 2));

    Tsv *t = tsv_open(set, "slope intercept loss");
    for (int i = 0; i < GRID; i++) {
        if (i > 0) tsv_gap(t);
        for (int j = 0; j < GRID; j++) {
            const double slope = -1 + 8.0 * j / (GRID - 1), intercept = -2 + 8.0 * i / (GRID - 1);
            tsv_row(t, slope, intercept, mse(x, y, slope, intercept));
        }
    }
    tsv_close(t);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    write_set("around_0", -1, 1);
    write_set("from_0", 0, 4);
    Tsv *minimum = tsv_open("minimum", "slope intercept");
    tsv_row(minimum, 3, 2);
    tsv_close(minimum);
    return tsv_end();
}
