/* synthetic.c: data sets made from a formula and a seed. Noise is the standard deviation of a normal deviate that is
 * added to every coordinate, or to y where y is a number. */
#include "autograd.h"
#include "data_private.h"
#include <stdlib.h>

static const double PI = 3.14159265358979323846;

/* n samples of `features` numbers, and a label each (classes > 0) or a number each. */
static Dataset *empty_set(const char *name, int n, int features, int classes) {
    if (n < 1) t_fail(NULL, "%s: %d samples; at least 1 is needed", name, n);
    Tensor *x = t_own(DTYPE_REAL, DEV_CPU, T_SHAPE(n, features));
    Tensor *y = classes > 0 ? t_own(DTYPE_INT64, DEV_CPU, T_SHAPE(n)) : t_own(DTYPE_REAL, DEV_CPU, T_SHAPE(n, 1));
    for (size_t i = 0; i < y->size; i++) { /* the data set checks its labels */
        if (classes > 0) y->i64[i] = 0;
        else y->data[i] = 0;
    }
    return dataset_new(name, x, y, classes);
}

static void set_point(Dataset *d, int i, double x1, double x2, int64_t label) {
    d->x->data[2 * i] = (real)x1;
    d->x->data[2 * i + 1] = (real)x2;
    d->y->i64[i] = label;
}

/* The i-th of n points from `first` to `last`, symmetric about the middle. */
static double grid(double first, double last, int i, int n) {
    return n == 1 ? first : (first * (n - 1 - i) + last * i) / (n - 1);
}

Dataset *data_boolean(int function) {
    if (function < 0 || function > 15)
        t_fail("6 is XOR, 8 is AND, 14 is OR", "data_boolean: %d; of two inputs there are functions 0 to 15", function);
    Dataset *d = empty_set("boolean", 4, 2, 0);
    for (int row = 0; row < 4; row++) {
        d->x->data[2 * row] = (real)(row >> 1);
        d->x->data[2 * row + 1] = (real)(row & 1);
        d->y->data[row] = (real)(function >> row & 1);
    }
    return d;
}

Dataset *data_xor(void) {
    enum { XOR = 6 };
    Dataset *d = data_boolean(XOR);
    snprintf(d->name, sizeof d->name, "xor");
    return d;
}

Dataset *data_rings(int n, double noise, uint64_t seed) {
    Dataset *d = empty_set("rings", n, 2, 2);
    Rng rng = rng_new(seed, STREAM_SYNTHETIC);
    for (int i = 0; i < n; i++) {
        double radius = i % 2 ? 1 : 0.5, angle = 2 * PI * rng_uniform(&rng);
        double x1 = radius * cos(angle) + noise * rng_normal(&rng);
        set_point(d, i, x1, radius * sin(angle) + noise * rng_normal(&rng), i % 2);
    }
    return d;
}

Dataset *data_xor_quadrants(int n, double noise, uint64_t seed) {
    Dataset *d = empty_set("xor_quadrants", n, 2, 2);
    Rng rng = rng_new(seed, STREAM_SYNTHETIC);
    for (int i = 0; i < n; i++) {
        double x1 = 2 * rng_uniform(&rng) - 1, x2 = 2 * rng_uniform(&rng) - 1;
        int64_t label = (x1 < 0) != (x2 < 0);
        x1 += noise * rng_normal(&rng);
        set_point(d, i, x1, x2 + noise * rng_normal(&rng), label);
    }
    return d;
}

/* Arms of 4 radians each, from the centre to radius 1. */
Dataset *data_spirals(int n, int classes, double noise, uint64_t seed) {
    if (classes < 1) t_fail(NULL, "data_spirals: %d classes; at least 1 is needed", classes);
    Dataset *d = empty_set("spirals", n, 2, classes);
    Rng rng = rng_new(seed, STREAM_SYNTHETIC);
    int arm_length = (n + classes - 1) / classes;
    for (int i = 0; i < n; i++) {
        int arm = i % classes;
        double radius = (double)(i / classes + 1) / arm_length, angle = 4 * radius + 2 * PI * arm / classes;
        double x1 = radius * cos(angle) + noise * rng_normal(&rng);
        set_point(d, i, x1, radius * sin(angle) + noise * rng_normal(&rng), arm);
    }
    return d;
}

double data_target_function(double x) {
    return 0.2 + 0.4 * x * x * x + 0.3 * x * sin(15 * x) + 0.05 * cos(20 * x);
}

Dataset *data_approximator(int n) {
    Dataset *d = empty_set("approximator", n, 1, 0);
    for (int i = 0; i < n; i++) {
        double x = grid(-1, 1, i, n);
        d->x->data[i] = (real)x;
        d->y->data[i] = (real)data_target_function(x);
    }
    return d;
}

Dataset *data_line(int n, double noise, uint64_t seed) {
    Dataset *d = empty_set("line", n, 1, 0);
    Rng rng = rng_new(seed, STREAM_SYNTHETIC);
    for (int i = 0; i < n; i++) {
        double x = grid(-1, 1, i, n);
        d->x->data[i] = (real)x;
        d->y->data[i] = (real)(3 * x + 2 + noise * rng_normal(&rng));
    }
    return d;
}

static Dataset *quadratic(int n, double end, const int sign[]) {
    Dataset *d = empty_set("quadratic", n, 1, 0);
    for (int i = 0; i < n; i++) {
        double x = grid(-end, end, i, n);
        d->x->data[i] = (real)x;
        d->y->data[i] = (real)(1 + 2 * x - 3 * x * x + 0.3 * sign[i]);
    }
    return d;
}

void data_quadratic(Dataset **train, Dataset **test) {
    static const int train_sign[11] = {1, -1, 1, 1, -1, -1, 1, -1, 1, -1, 1};
    static const int test_sign[10] = {-1, 1, 1, -1, 1, -1, -1, 1, 1, -1};
    *train = quadratic(11, 1, train_sign);
    *test = quadratic(10, 0.95, test_sign);
}
