/* gradient_test.h: backward against central differences, d/dx <r, f(x)> for a random r: in double to eight digits or
 * so, in float to what float differences can tell. Gradients start from values that are there: backward adds. */
#pragma once
#include "ops_test.h"

/* --- Numbers ------------------------------------------------------------------------------------------------------ */
static uint64_t state;

static inline double uniform(void) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(state >> 11) * 0x1p-53;
}

/* Distinct values in [low, high): a shuffled grid, whose offset differs between the inputs of a case, so that no two
 * values are so close that a difference steps over the kink of a maximum. */
static inline Tensor *drawn(int ndim, const int shape[], double low, double high, double offset) {
    Tensor *x = t_empty(DTYPE_REAL, ndim, shape);
    for (size_t i = 0; i < x->size; i++)
        x->data[i] = (real)(low + (high - low) * ((double)i + offset) / (double)x->size);
    for (size_t i = x->size; i > 1; i--) {
        size_t j = (size_t)(uniform() * (double)i);
        real   swapped = x->data[i - 1];
        x->data[i - 1] = x->data[j];
        x->data[j] = swapped;
    }
    return x;
}

/* --- The check ---------------------------------------------------------------------------------------------------- */
typedef Tensor *(*Function)(Tensor *const in[]);

static inline double weighted(const Tensor *y, const Tensor *r) {
    double sum = 0;
    for (size_t i = 0; i < y->size; i++) sum += (double)y->data[i] * (double)r->data[i];
    return sum;
}

static inline double difference(Function f, Tensor *const in[], const Tensor *r, real *value, double h) {
    t_step();
    t_no_grad();
    real   kept = *value, above = (real)((double)kept + h), below = (real)((double)kept - h);
    double up, down;
    *value = above;
    up = weighted(f(in), r);
    *value = below;
    down = weighted(f(in), r);
    *value = kept;
    return (up - down) / ((double)above - (double)below);
}

/* The largest |backward - difference| / max(1, |difference|) over all elements of all inputs. */
static inline double gradient_error(Function f, int n, Tensor *const in[]) {
    const double h = sizeof(real) == 8 ? 1e-5 : 4e-3, before = 0.75;
    for (int i = 0; i < n; i++) {
        t_requires_grad(in[i]);
        in[i]->grad = t_full_shape(before, in[i]->ndim, in[i]->shape);
    }
    Tensor *y = f(in), *r = drawn(y->ndim, y->shape, -1, 1, 0.4);
    t_backward_from(y, r);
    double worst = 0;
    for (int i = 0; i < n; i++)
        for (size_t j = 0; j < in[i]->size; j++) {
            double expected = difference(f, in, r, &in[i]->data[j], h);
            double error = fabs((double)in[i]->grad->data[j] - before - expected) / fmax(1, fabs(expected));
            if (!(error <= worst)) worst = isnan(error) ? INFINITY : error;
        }
    return worst;
}

static inline double gradient_tolerance(void) { return sizeof(real) == 8 ? 1e-8 : 4e-3; }
