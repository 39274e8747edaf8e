/* In double. Two losses of y = 3x + 2 over slope and intercept, with their lowest point in the same place: inputs
 * around 0 make a round bowl, inputs from 0 to 4 a valley. */
#include "losses.h"
#include "tsv.h"

enum { SAMPLES = 11, GRID = 121 };

static double mse(const Tensor *x, Tensor *y, double slope, double intercept) {
    t_step();
    Tensor *p = t_like(y);
    for (size_t i = 0; i < x->size; i++) p->data[i] = slope * x->data[i] + intercept;
    return t_item(f_mse_loss(p, y));
}

static void fact_of(const char *set, const char *what, double value) {
    char name[64];
    snprintf(name, sizeof name, "%s_%s", set, what);
    tsv_fact(name, value);
}

/* The gradient at slope 0 and intercept 0. */
static void write_gradient(const char *set, Tensor *x, Tensor *y) {
    Tensor *slope = t_requires_grad(t_scalar(0)), *intercept = t_requires_grad(t_scalar(0));
    t_backward(f_mse_loss(t_add(t_mul(slope, x), intercept), y));
    fact_of(set, "slope_gradient_at_0", t_item(slope->grad));
    fact_of(set, "intercept_gradient_at_0", t_item(intercept->grad));
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
    fact_of(set, "least_curvature", middle - radius);
    fact_of(set, "most_curvature", middle + radius);
    fact_of(set, "condition", (middle + radius) / (middle - radius));
    fact_of(set, "largest_rate", 2 / (middle + radius));
}

static void write_set(const char *set, double low, double high) {
    t_step();
    Tensor *x = t_linspace(low, high, SAMPLES), *y = t_add(t_scale(x, 3), 2);
    write_curvature(set, x);
    write_gradient(set, x, y);
    fact_of(set, "at_0", mse(x, y, 0, 0));
    fact_of(set, "at_minimum", mse(x, y, 3, 2));

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
