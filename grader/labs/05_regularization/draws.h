/* What the checks of lab 5 draw. */
#pragma once
#include "lab.h"
#include "regularization.h"

static void draw_seed(Case *k) { case_int(k, "seed", case_between(k, 0, 1 << 30)); }

/* --- Dropout ------------------------------------------------------------------------------------------------------ */
static Tensor *draw_activations(Case *k) {
    const int n = case_between(k, 4, 9), shape[] = {n, case_between(k, 3, 7), 2, 3};
    const int ndim = k->index == 0 ? 1 : k->index == 1 ? 4 : 2;
    return case_normal(k, "x", 1, ndim, shape);
}

static void draw_p(Case *k) { case_real(k, "p", 0.2 + 0.6 * rng_uniform(k->rng)); }

static void draw_dropout_mode(Case *k, bool training) {
    const Tensor *x = draw_activations(k);
    case_int(k, "training", training);
    draw_seed(k);
    draw_p(k);
    case_op(k, 1, x->ndim, x->shape);
}

static void draw_dropout(Case *k) { draw_dropout_mode(k, true); }
static void draw_dropout_gradient(Case *k) { draw_dropout_mode(k, k->index % 3 != 2); }

static void draw_dropout_evaluation(Case *k) {
    const Tensor *x = draw_activations(k);
    draw_seed(k);
    draw_p(k);
    case_output(k, "y", DTYPE_REAL, x->ndim, x->shape);
    case_number(k, "the next random number");
}

static void draw_dropout_twice(Case *k) {
    const Tensor *x = draw_activations(k);
    case_normal(k, "dz", 1, x->ndim, x->shape);
    draw_seed(k);
    draw_p(k);
    case_output(k, "dropout(dropout(x))", DTYPE_REAL, x->ndim, x->shape);
    case_output(k, "dx", DTYPE_REAL, x->ndim, x->shape);
}

static void draw_linear(Case *k, int size[3], bool training) {
    size[0] = case_between(k, 2, 5);
    size[1] = case_between(k, 6, 9);
    size[2] = case_between(k, 10, 12);
    case_normal(k, "x", 1, 2, (int[]){size[0], size[1]});
    case_normal(k, "W", 1, 2, (int[]){size[2], size[1]});
    case_normal(k, "b", 1, 1, &size[2]);
    case_int(k, "training", training);
    draw_seed(k);
    draw_p(k);
}

static void draw_drop_connect_mode(Case *k, bool training) {
    int size[3];
    draw_linear(k, size, training);
    case_output(k, "y", DTYPE_REAL, 2, (int[]){size[0], size[2]});
    case_number(k, "the next random number");
}
static void draw_drop_connect(Case *k) { draw_drop_connect_mode(k, true); }
static void draw_drop_connect_evaluation(Case *k) { draw_drop_connect_mode(k, false); }

static void draw_drop_connect_gradients(Case *k) {
    int size[3];
    draw_linear(k, size, k->index != 2);
    case_normal(k, "dy", 1, 2, (int[]){size[0], size[2]});
    case_output(k, "dx", DTYPE_REAL, 2, (int[]){size[0], size[1]});
    case_output(k, "dW", DTYPE_REAL, 2, (int[]){size[2], size[1]});
    case_output(k, "db", DTYPE_REAL, 1, &size[2]);
}

/* --- Norms -------------------------------------------------------------------------------------------------------- */
/* Around 1 and -1 by turns: the deviation of even a few values is far from 0, and a float keeps its digits when it
 * divides by it. */
static real apart(real normal, size_t turn) { return (real)0.4 * normal + (turn % 2 ? 1 : -1); }

/* Channels in units of their own, away from 0. Three values a channel at least: of two, x^ is 1 and -1 whatever they
 * are. */
static Tensor *draw_channels(Case *k) {
    const int N = case_between(k, 3, 8), C = case_between(k, 2, 5), shape[] = {N, C, case_between(k, 2, 4), 3};
    const int ndim = k->index == 1 ? 3 : k->index == 2 ? 4 : 2;
    Tensor   *x = case_normal(k, "x", 1, ndim, shape);
    for (size_t i = 0; i < x->size; i++) {
        const size_t M = x->size / (size_t)(N * C), c = i / M % (size_t)C, turn = i / (M * (size_t)C) + i % M;
        x->data[i] = (real)(apart(x->data[i], turn) * (0.5 + 0.7 * (double)c) + 2 - 1.5 * (double)c);
    }
    return x;
}

static void draw_batch_norm_inputs(Case *k, bool training) {
    const Tensor *x = draw_channels(k);
    const int    *C = &x->shape[1];
    case_uniform(k, "gamma", 0.5, 2, 1, C);
    case_normal(k, "beta", 1, 1, C);
    case_normal(k, "running_mean", 1, 1, C);
    case_uniform(k, "running_var", 0.5, 3, 1, C);
    case_int(k, "training", training);
    case_real(k, "eps", k->index % 2 ? 1e-5 : 0.1 + 0.2 * rng_uniform(k->rng));
    case_real(k, "momentum", k->index == 0 ? 0.1 : 0.1 + 0.5 * rng_uniform(k->rng));
}

static void draw_batch_norm_mode(Case *k, bool training) {
    draw_batch_norm_inputs(k, training);
    case_op(k, 3, k->call.in[0]->ndim, k->call.in[0]->shape);
}
static void draw_batch_norm(Case *k) { draw_batch_norm_mode(k, true); }
static void draw_batch_norm_constant(Case *k) { draw_batch_norm_mode(k, false); }

static void draw_batch_norm_evaluation(Case *k) {
    draw_batch_norm_inputs(k, false);
    const Tensor *x = k->call.in[0];
    case_output(k, "y", DTYPE_REAL, x->ndim, x->shape);
    case_output(k, "running_mean afterwards", DTYPE_REAL, 1, &x->shape[1]);
    case_output(k, "running_var afterwards", DTYPE_REAL, 1, &x->shape[1]);
}

static void draw_batch_norm_running(Case *k) {
    draw_batch_norm_inputs(k, true);
    const Tensor *x = k->call.in[0];
    case_output(k, "running_mean afterwards", DTYPE_REAL, 1, &x->shape[1]);
    case_output(k, "running_var afterwards", DTYPE_REAL, 1, &x->shape[1]);
}

/* Rows in units of their own. */
static void draw_layer_norm(Case *k) {
    const int N = case_between(k, 2, 6), D = case_between(k, 3, 8), M = case_between(k, 2, 3);
    const int one[] = {D}, two[] = {N, D}, three[] = {M, N, D}, ndim = k->index == 0 ? 1 : k->index == 1 ? 3 : 2;
    Tensor   *x = case_normal(k, "x", 1, ndim, ndim == 1 ? one : ndim == 2 ? two : three);
    for (size_t i = 0; i < x->size; i++) {
        const size_t row = i / (size_t)D % 4, turn = i % (size_t)D;
        x->data[i] = (real)(apart(x->data[i], turn) * (0.5 + 0.6 * (double)row) + 2 - 1.5 * (double)row);
    }
    case_uniform(k, "gamma", 0.5, 2, 1, &D);
    case_normal(k, "beta", 1, 1, &D);
    case_real(k, "eps", k->index % 2 ? 1e-5 : 0.1 + 0.2 * rng_uniform(k->rng));
    case_op(k, 3, x->ndim, x->shape);
}

/* --- First weights ------------------------------------------------------------------------------------------------ */
static void draw_fans(Case *k) {
    const int ndim = k->index % 2 ? 4 : k->index == 4 ? 3 : 2;
    const int shape[] = {case_between(k, 20, 40), case_between(k, 2, 19), case_between(k, 2, 7), case_between(k, 2, 7)};
    case_whole(k, "W's shape", ndim, shape);
    case_number(k, "in");
    case_number(k, "out");
}

/* 30,000 weights, of which the deviation is known to 0.4 %. */
static void draw_initializer(Case *k) {
    const bool convolution = k->index > 4;
    case_whole(k, "W's shape", convolution ? 4 : 2, convolution ? (int[]){50, 24, 5, 5} : (int[]){100, 300});
    case_int(k, "initializer", convolution ? k->index - 3 : k->index);
    case_real(k, "number", 0.2 + rng_uniform(k->rng));
    draw_seed(k);
    case_output(k, "the spread of W", DTYPE_REAL, 1, (int[]){4});
}

/* Linear, layer norm, linear: in-hidden-out. The caller frees it. */
static Module *draw_model(Case *k, const char *prefix) {
    const int in = case_between(k, 2, 4), hidden = case_between(k, 5, 7), out = case_between(k, 8, 9);
    Module   *m = nn_sequential(nn_linear(in, hidden), nn_layer_norm(hidden), nn_linear(hidden, out));
    case_model(k, TO_BE_TRIED, prefix, m);
    return m;
}

static void draw_init_weights(Case *k) {
    Module *m = draw_model(k, "");
    case_state_output(k, " afterwards", m, PARAMETERS);
    nn_free(m);
}

/* --- Penalties ---------------------------------------------------------------------------------------------------- */
static void draw_penalty(Case *k) {
    static const double lecture[] = {3, -4, 0, 0.5};
    const int           shape[] = {k->index == 0 ? 4 : case_between(k, 2, 6), case_between(k, 2, 5)};
    Tensor             *w = case_normal(k, "w", 1, k->index == 0 ? 1 : 2, shape);
    for (int i = 0; k->index == 0 && i < 4; i++) w->data[i] = (real)lecture[i];
    if (k->index > 1) w->data[1] = 0;
    case_real(k, "lambda", k->index == 0 ? 0.1 : 0.05 + rng_uniform(k->rng));
    case_number(k, "penalty");
    case_output(k, "gradient of w", DTYPE_REAL, w->ndim, w->shape);
}

static void draw_penalized(Case *k) {
    case_uniform(k, "loss", 1, 3, 0, NULL);
    Module *m = draw_model(k, "");
    case_real(k, "l1", k->index == 1 ? 0 : 0.05 + rng_uniform(k->rng));
    case_real(k, "l2", k->index == 2 ? 0 : 0.05 + rng_uniform(k->rng));
    case_number(k, "loss and penalties");
    case_number(k, "gradient of loss");
    case_state_output(k, "'s gradient", m, PARAMETERS);
    nn_free(m);
}

static void draw_weight_decay(Case *k) {
    case_real(k, "lambda", k->index == 0 ? 0.25 : 0.01 + rng_uniform(k->rng));
    case_number(k, "weight_decay");
}

/* Of every three weights one is below the threshold, one above it, and one below its negative. */
static void draw_prox(Case *k) {
    const int n = case_between(k, 6, 12);
    Tensor   *w = case_uniform(k, "w", 0.1, 0.9, 1, &n);
    const double lr = case_real(k, "lr", k->index == 0 ? 1 : 0.1 + 0.4 * rng_uniform(k->rng));
    const double threshold = lr * case_real(k, "lambda", 0.2 + rng_uniform(k->rng));
    for (int i = 0; i < n; i++) {
        const double u = w->data[i];
        w->data[i] = (real)(i % 3 == 0 ? (2 * u - 1) * threshold : (i % 3 == 1 ? 1 : -1) * (threshold + u));
    }
    case_output(k, "w afterwards", DTYPE_REAL, 1, &n);
}

/* --- Early stopping ----------------------------------------------------------------------------------------------- */
static const double lecture_losses[] = {1, 0.8, 0.7, 0.65, 0.66, 0.64, 0.67, 0.68, 0.69, 0.70};

/* The epoch that is the best one when training stops. */
static int best_of(const Tensor *losses, int patience, double min_delta) {
    int best = 0;
    for (int i = 1; i < (int)losses->size && i < best + patience + 1; i++)
        if (losses->data[i] < losses->data[best] - min_delta) best = i;
    return best;
}

/* The lecture's, then multiples of 1/64 that fall at first and rise again. Where min_delta is 0, the best loss comes
 * twice, one time after the other. */
static void draw_losses(Case *k) {
    static const int    patience[] = {1, 2, 3, 2};
    static const double min_delta[] = {0, 0, 0, 0.02};
    const int n = k->index < 4 ? 10 : case_between(k, 12, 20), turn = case_between(k, 4, 8);
    Tensor   *losses = case_normal(k, "validation_loss", 0, 1, &n);
    for (int i = 0; i < n; i++) {
        const double noise = 12 * rng_uniform(k->rng) - 6, trend = i < turn ? -8.0 * i : 4.0 * i - 12.0 * turn;
        losses->data[i] = (real)(k->index < 4 ? lecture_losses[i] : round(200 + trend + noise) / 64);
    }
    const int    wait = case_int(k, "patience", k->index < 4 ? patience[k->index] : case_between(k, 2, 4));
    const double delta = case_real(
        k, "min_delta", k->index < 4 ? min_delta[k->index] : k->index % 2 ? 0 : 0.05 + 0.2 * rng_uniform(k->rng));
    const int best = best_of(losses, wait, delta);
    if (k->index > 4 && delta == 0) losses->data[best + 1] = losses->data[best];
}

static void draw_early_stopping(Case *k) {
    draw_losses(k);
    case_number(k, "the number of epochs");
    case_number(k, "best_epoch");
    case_number(k, "best_loss");
}

static void draw_early_stopping_restore(Case *k) {
    draw_losses(k);
    Module *m = nn_sequential(nn_linear(2, 3), nn_batch_norm1d(3));
    case_state_output(k, "", m, STATE);
    nn_free(m);
}

/* --- The network, and what happens in it -------------------------------------------------------------------------- */
static void draw_network(Case *k) {
    const int n = k->index == 0 ? 3 : k->index == 1 ? 2 : case_between(k, 3, 4);
    const int lecture[] = {64, 128, 10};
    const int sizes[] = {case_between(k, 2, 40), case_between(k, 2, 40), case_between(k, 2, 40), 3};
    case_whole(k, "sizes", n, k->index == 0 ? lecture : sizes);
    case_int(k, "batch_norm", k->index == 0 || k->index % 2 == 1);
    case_real(k, "p", k->index == 0 ? 0.5 : k->index == 3 ? 0 : 0.25);
    case_text(k, "the printed network", 1024);
    case_number(k, "number of parameters");
}

static void draw_network_modes(Case *k) {
    const int N = case_between(k, 4, 6), in = case_between(k, 2, 4), hidden = case_between(k, 5, 7), out = 3;
    case_whole(k, "sizes", 3, (int[]){in, hidden, out});
    case_normal(k, "x", 1, 2, (int[]){N, in});
    Module *m = regularized_mlp(3, (int[]){in, hidden, out}, true, 0);
    case_model(k, TO_BE_TRIED, "", m);
    nn_free(m);
    case_int(k, "batch_norm", 1);
    draw_seed(k);
    draw_p(k);
    case_output(k, "y in evaluation mode", DTYPE_REAL, 2, (int[]){N, out});
    case_output(k, "y of the first sample alone", DTYPE_REAL, 2, (int[]){1, out});
    case_output(k, "y in training mode", DTYPE_REAL, 2, (int[]){N, out});
    case_output(k, "y in evaluation mode, later", DTYPE_REAL, 2, (int[]){N, out});
}

static void draw_gradient_norms(Case *k) {
    nn_free(draw_model(k, "gradient of "));
    case_int(k, "without", k->index % 3 == 2 ? 4 : -1);
    case_output(k, "norms", DTYPE_REAL, 1, (int[]){2});
}

/* The first case is a layer of 10,000 units with random weights: about one half of them is active. */
static void draw_active_share(Case *k) {
    const int n = k->index == 0 ? 100 : case_between(k, 3, 9);
    const int shape[] = {n, k->index == 0 ? 100 : case_between(k, 3, 7), 2};
    Tensor   *y = case_normal(k, "y", 1, k->index % 2 ? 3 : 2, shape);
    for (size_t i = 0; i < y->size; i++) y->data[i] = fmax(y->data[i], 0);
    case_number(k, "active_share");
}
