/* What the checks of lab 1 draw for single units: samples, weights, targets.
 *
 * Multiples of 1/8, and learning rates of few binary digits: all that a unit computes from them is exact, in float too
 * and in any order, also whether a sum is 0. */
#pragma once
#include "perceptron.h"
#include "lab.h"

static void fill_grid(Case *k, Tensor *x, double range) {
    t_fill_uniform(x, k->rng, -range, range);
    for (size_t i = 0; i < x->size; i++) x->data[i] = round(8 * x->data[i]) / 8;
}

static Tensor *draw_grid(Case *k, const char *name, double range, int ndim, const int shape[]) {
    Tensor *x = case_uniform(k, name, 0, 1, ndim, shape);
    fill_grid(k, x, range);
    return x;
}

static void draw_bits(Case *k, Tensor *x) {
    for (size_t i = 0; i < x->size; i++) x->data[i] = case_between(k, 0, 1);
}

static void draw_rate(Case *k) {
    static const double rates[] = {0.25, 0.5, 0.75, 1, 1.5, 2};
    case_real(k, "lr", rates[case_between(k, 0, 5)]);
}

/* w, b, x and t: one feature at first, then some. */
typedef struct Drawn {
    int     N, D;
    Tensor *w, *b, *x, *t;
} Drawn;

static Drawn draw_samples(Case *k) {
    Drawn d = {.N = case_between(k, 5, 9), .D = k->index == 0 ? 1 : case_between(k, 2, 4)};
    d.w = draw_grid(k, "w", 2, 1, &d.D);
    d.b = draw_grid(k, "b", 3, 1, (int[]){1});
    d.x = draw_grid(k, "x", 2, 2, (int[]){d.N, d.D});
    return d;
}

static Drawn draw_labelled(Case *k) {
    Drawn d = draw_samples(k);
    d.t = case_uniform(k, "t", 0, 1, 2, (int[]){d.N, 1});
    draw_bits(k, d.t);
    return d;
}

static void make_zero(Drawn *d) {
    memset(d->w->data, 0, d->w->size * sizeof(real));
    d->b->data[0] = 0;
}

static void output_unit(Case *k, const Drawn *d) {
    case_output(k, "w", DTYPE_REAL, 1, &d->D);
    case_output(k, "b", DTYPE_REAL, 1, (int[]){1});
}

/* Moves x_n0 until the sum is 0, or until it is not. */
static void make_sum(const Drawn *d, int n, bool zero) {
    real *x0 = &d->x->data[n * d->D];
    d->w->data[0] = d->w->data[0] < 0 ? -1 : 1;
    const real z = (real)net_input(d->w, d->b, d->x, n);
    if (zero) *x0 -= z / d->w->data[0];
    else if (z == 0) *x0 += (real)0.5;
}

static void draw_heaviside(Case *k) {
    const int n = case_between(k, 6, 9);
    Tensor   *z = case_normal(k, "z", 1, 1, &n);
    z->data[0] = k->index % 2 ? (real)-0.0 : 0;
    z->data[1] = -(z->data[2] = (real)1e-6);
    case_output(k, "heaviside", DTYPE_INT64, 1, &n);
}

/* Half of the cases have sums that are exactly 0. */
static void draw_threshold_unit(Case *k) {
    const Drawn d = draw_samples(k);
    for (int n = 0; n < d.N; n++) make_sum(&d, n, k->index % 2 && n % 3 == 0);
    case_output(k, "o", DTYPE_REAL, 2, (int[]){d.N, 1});
}

static void draw_update(Case *k) {
    Drawn d = draw_labelled(k);
    const int n = case_between(k, 0, d.N - 1);
    if (k->index < 2) { /* a unit of zeros answers 1, which is wrong */
        make_zero(&d);
        d.t->data[n] = 0;
    }
    if (k->index == 3) d.t->data[n] = heaviside(net_input(d.w, d.b, d.x, n)); /* right: nothing changes */
    case_int(k, "n", n);
    draw_rate(k);
    output_unit(k, &d);
    case_output(k, "whether it was wrong", DTYPE_INT64, 0, NULL);
}

static void draw_epoch(Case *k) {
    Drawn d = draw_labelled(k);
    if (k->index < 3) make_zero(&d);
    draw_rate(k);
    output_unit(k, &d);
    case_output(k, "mistakes", DTYPE_INT64, 0, NULL);
}

static void output_training(Case *k, const Drawn *d, int max_epochs) {
    case_int(k, "max_epochs", max_epochs);
    draw_rate(k);
    output_unit(k, d);
    case_output(k, "mistakes", DTYPE_INT64, 1, &max_epochs);
    case_output(k, "number of epochs", DTYPE_INT64, 0, NULL);
}

static int epochs_needed(const Tensor *x, const Tensor *t, int max_epochs) {
    Tensor *w = t_zeros(x->shape[1]), *b = t_zeros(1);
    int     mistakes[max_epochs];
    const int epochs = perceptron_train(w, b, x, t, 1, max_epochs, mistakes);
    return mistakes[epochs - 1] == 0 ? epochs : max_epochs + 1;
}

/* Targets that some unit gives: found after a few epochs, but not at once. */
static void draw_separable(Case *k) {
    enum { MAX_EPOCHS = 80 };
    Drawn   d = draw_labelled(k);
    Tensor *w = t_like(d.w), *b = t_like(d.b);
    for (int needed = 0; needed < 3 || needed > MAX_EPOCHS / 4;) {
        fill_grid(k, w, 2);
        fill_grid(k, b, 1);
        fill_grid(k, d.x, 2);
        memcpy(d.t->data, threshold_unit(w, b, d.x)->data, d.t->size * sizeof(real));
        needed = epochs_needed(d.x, d.t, MAX_EPOCHS);
    }
    output_training(k, &d, MAX_EPOCHS);
}

/* The last sample is the first one with another target. */
static void draw_inseparable(Case *k) {
    Drawn d = draw_labelled(k);
    memcpy(d.x->data + (d.N - 1) * d.D, d.x->data, (size_t)d.D * sizeof(real));
    d.t->data[d.N - 1] = 1 - d.t->data[0];
    output_training(k, &d, case_between(k, 2, 7));
}

/* Truth tables: all of two inputs, then some of two to four, of which every other one is that of a unit; with bounds
 * around what they need. */
static void draw_learns(Case *k) {
    enum { ENOUGH = 60 };
    const int D = k->index == 0 ? 2 : case_between(k, 2, 4), R = 1 << D, K = k->index == 0 ? 16 : 12;
    Tensor   *x = case_uniform(k, "x", 0, 1, 2, (int[]){R, D}), *w = t_zeros(D), *b = t_zeros(1), *t = t_zeros(R, 1);
    Tensor   *tables = case_uniform(k, "tables of targets", 0, 1, 2, (int[]){K, R});
    Tensor   *bounds = case_labels(k, "max_epochs", 1, K);
    for (int r = 0; r < R; r++)
        for (int d = 0; d < D; d++) x->data[r * D + d] = r >> (D - 1 - d) & 1;
    for (int f = 0; f < K; f++) {
        fill_grid(k, w, 2);
        fill_grid(k, b, 2);
        if (f % 2) t = threshold_unit(w, b, x);
        else draw_bits(k, t);
        for (int r = 0; r < R && k->index == 0; r++) t->data[r] = f >> r & 1;
        memcpy(tables->data + f * R, t->data, (size_t)R * sizeof(real));
        const int needed = epochs_needed(x, t, ENOUGH);
        bounds->i64[f] = k->index == 0 || needed > ENOUGH ? ENOUGH : needed + case_between(k, 0, 1) - (needed > 1);
    }
    case_output(k, "whether they are learnt", DTYPE_INT64, 1, &K);
}

static void draw_count(Case *k) {
    case_int(k, "inputs", k->index == 0 ? 2 : 3);
    case_int(k, "max_epochs", k->index < 2 ? 50 : case_between(k, 2, 8));
    case_output(k, "functions learnt", DTYPE_INT64, 0, NULL);
}

/* Nothing here depends on the side of a threshold, and what is learnt is not so near 0 that float has few digits. */
static Drawn draw_real_samples(Case *k, int low, int high) {
    Drawn d = {.N = case_between(k, low, high), .D = case_between(k, 2, 4)};
    d.w = case_normal(k, "w", 1, 1, &d.D);
    d.b = case_uniform(k, "b", 1, 2, 1, (int[]){1});
    d.x = case_normal(k, "x", 1, 2, (int[]){d.N, d.D});
    d.t = case_uniform(k, "t", 4, 5, 2, (int[]){d.N, 1});
    for (int n = 0; n < d.N; n++) d.t->data[n] += 2 * d.x->data[n * d.D];
    return d;
}

static void draw_net_input(Case *k) {
    const Drawn d = draw_real_samples(k, 3, 8);
    case_output(k, "z", DTYPE_REAL, 2, (int[]){d.N, 1});
}

static void draw_adaline_steps(Case *k) {
    const Drawn d = draw_real_samples(k, 4, 8);
    case_int(k, "steps", 3);
    case_real(k, "lr", 0.05 + 0.1 * rng_uniform(k->rng));
    output_unit(k, &d);
    case_output(k, "mean of e^2", DTYPE_REAL, 1, (int[]){3});
}

/* Many more samples than weights, so that the way to the optimum is a short one. */
static void draw_adaline_optimum(Case *k) {
    const Drawn d = draw_real_samples(k, 30, 40);
    case_int(k, "steps", 800);
    case_real(k, "lr", 0.2);
    output_unit(k, &d);
}

static void draw_hebb(Case *k) {
    Drawn d = draw_labelled(k);
    draw_bits(k, d.x);
    output_unit(k, &d);
}

/* Asked six times: weights that chance gives are right once in thousands of times, NOT's two answers, too. */
enum { GATE_CALLS = 6 };

static void draw_gate(Case *k) {
    const int rows = 1 << case_int(k, "inputs", 1 + k->index);
    const int calls = case_int(k, "-calls", GATE_CALLS);
    case_output(k, "answers, a row for each of six calls", DTYPE_INT64, 2, (int[]){calls, rows});
}

static void draw_xor(Case *k) {
    const int calls = case_int(k, "-calls", GATE_CALLS);
    case_output(k, "answers, a row for each of six calls", DTYPE_INT64, 2, (int[]){calls, 4});
}
