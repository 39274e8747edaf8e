/* The checks of lab 4: optimisers. */
#include "optimizers.h"
#include "lab.h"

static double between(Case *k, double low, double high) { return low + (high - low) * rng_uniform(k->rng); }

/* --- Gradient descent --------------------------------------------------------------------------------------------- */
/* X (N,F), of columns in units of their own. The first one is so long that the largest eigenvalue is at least twice as
 * large as the next: power iteration, and whatever else finds it, comes to the end. */
static Tensor *draw_design(Case *k, const char *name, int N, int F) {
    Tensor *X = case_normal(k, name, 1, 2, (int[]){N, F});
    for (int f = 0; f < F; f++) {
        double squares = 0;
        for (int n = 0; n < N; n++) squares += (double)X->data[n * F + f] * X->data[n * F + f];
        const double unit = (f == 0 ? 3 : between(k, 0.5, 1)) / sqrt(squares / N);
        for (int n = 0; n < N; n++) X->data[n * F + f] *= (real)unit;
    }
    return X;
}

/* The rate as a share of the largest one: the lecture's 0.97, then ones at which the path circles, and goes away. */
static void draw_line(Case *k, bool long_steps) {
    static const double shares[] = {0.97, 1, 1.05, 1.2};
    const int    F = k->index == 0 ? 1 : case_between(k, 2, 4), N = case_between(k, 3 * F, 5 * F);
    const double share = long_steps ? shares[k->index % 4] : between(k, 0.2, 0.8);
    case_normal(k, "start", 1, 1, &F);
    const Tensor *X = draw_design(k, "X", N, F);
    case_normal(k, "y", 2, 1, &N);
    case_real(k, "lr", share * largest_rate(X));
    const int steps = case_int(k, "steps", k->index == 1 ? 1 : case_between(k, 3, 7));
    case_output(k, "the path", DTYPE_REAL, 2, (int[]){steps + 1, F});
}

static void draw_descend(Case *k) { draw_line(k, false); }
static void draw_long_steps(Case *k) { draw_line(k, true); }

static void draw_waves(Case *k) {
    const int n = case_between(k, 2, 6);
    case_normal(k, "start", 1.5, 1, &n);
    case_real(k, "lr", between(k, 0.1, 0.4));
    const int steps = case_int(k, "steps", case_between(k, 2, 7));
    case_output(k, "the path", DTYPE_REAL, 2, (int[]){steps + 1, n});
}

/* A line's design: a column of ones, and N values of x with this mean and standard deviation. */
static void draw_line_design(Case *k, int N, double mean, double spread) {
    Tensor *X = case_normal(k, "X", 1, 2, (int[]){N, 2});
    double  sum = 0, squares = 0;
    for (int n = 0; n < N; n++) sum += X->data[2 * n + 1], squares += (double)X->data[2 * n + 1] * X->data[2 * n + 1];
    const double middle = sum / N, std = sqrt(squares / N - middle * middle);
    for (int n = 0; n < N; n++) {
        X->data[2 * n] = 1;
        X->data[2 * n + 1] = (real)(mean + spread * (X->data[2 * n + 1] - middle) / std);
    }
}

/* The lecture's grid from `first` in steps. */
static void draw_grid(Case *k, double first, double step) {
    Tensor *X = case_normal(k, "X", 1, 2, (int[]){11, 2});
    for (int n = 0; n < 11; n++) {
        X->data[2 * n] = 1;
        X->data[2 * n + 1] = (real)(first + step * n);
    }
}

/* One column; the lecture's two grids; weights of cars, standardised and in pounds; then drawn ones. */
static void draw_largest_rate(Case *k) {
    const int F = k->index == 0 ? 1 : case_between(k, 2, 5);
    switch (k->index) {
    case 1: draw_grid(k, -1, 0.2); break;
    case 2: draw_grid(k, 0, 0.4); break;
    case 3: draw_line_design(k, case_between(k, 20, 40), 0, 1); break;
    case 4: draw_line_design(k, case_between(k, 20, 40), between(k, 2500, 3500), between(k, 600, 1000)); break;
    default: draw_design(k, "X", case_between(k, 2 * F, 6 * F), F);
    }
    case_number(k, "the largest learning rate");
}

/* --- Methods ------------------------------------------------------------------------------------------------------ */
/* Parameters, gradients in each step, and the path; odd lengths, as loops are in vectors. In every other case the
 * learning rate changes, as under a schedule. */
static void draw_steps(Case *k) {
    const int n = k->index == 0 ? 2 : case_between(k, 3, 37), steps = case_between(k, 3, 6);
    case_normal(k, "p", 1, 1, &n);
    case_normal(k, "g", 1, 2, (int[]){steps, n});
    case_output(k, "p after each step", DTYPE_REAL, 2, (int[]){steps, n});
    if (k->index % 2) case_real(k, "lr falls by", between(k, 0.4, 0.8));
}

/* Large enough that it shows. */
static void with_decay(Case *k) { case_real(k, "weight_decay", between(k, 0.2, 0.6)); }

/* So large that it matters where it stands. */
static void with_large_eps(Case *k) { case_real(k, "eps", between(k, 0.05, 0.3)); }

/* In every other case as in practice. */
static void with_eps(Case *k) {
    if (k->index % 2) with_large_eps(k);
    else case_real(k, "eps", 1e-8);
}

/* Where g and the decay cancel, G has few digits right in float; divided by its own size they would all show. */
static void with_decay_and_eps(Case *k) {
    with_decay(k);
    with_large_eps(k);
}

static void draw_sgd(Case *k) {
    draw_steps(k);
    case_real(k, "lr", between(k, 0.1, 0.5));
}

static void draw_sgd_decay(Case *k) {
    draw_sgd(k);
    with_decay(k);
}

static void draw_momentum(Case *k) {
    draw_sgd(k);
    case_real(k, "momentum", between(k, 0.5, 0.95));
}

static void draw_momentum_decay(Case *k) {
    draw_momentum(k);
    with_decay(k);
}

static void draw_dampening(Case *k) {
    draw_momentum(k);
    case_real(k, "dampening", between(k, 0.2, 0.6));
}

static void draw_nesterov(Case *k) {
    draw_momentum(k);
    case_int(k, "nesterov", 1);
}

static void draw_nesterov_decay(Case *k) {
    draw_nesterov(k);
    with_decay(k);
}

static void draw_nesterov_dampening(Case *k) {
    draw_nesterov(k);
    case_real(k, "dampening", between(k, 0.2, 0.6));
}

static void draw_adagrad(Case *k) {
    draw_sgd(k);
    with_eps(k);
}

static void draw_adagrad_decay(Case *k) {
    draw_adagrad(k);
    with_decay_and_eps(k);
}

static void draw_rmsprop(Case *k) {
    draw_steps(k);
    case_real(k, "lr", between(k, 0.05, 0.2));
    case_real(k, "alpha", between(k, 0.6, 0.95));
    with_eps(k);
}

static void draw_rmsprop_decay(Case *k) {
    draw_rmsprop(k);
    with_decay_and_eps(k);
}

static void draw_adam(Case *k) {
    draw_sgd(k);
    case_real(k, "beta1", k->index == 0 ? 0.9 : between(k, 0.6, 0.9));
    case_real(k, "beta2", k->index == 0 ? 0.999 : between(k, 0.9, 0.99));
    with_eps(k);
}

static void draw_adam_decay(Case *k) {
    draw_adam(k);
    with_decay_and_eps(k);
}

/* --- Training ----------------------------------------------------------------------------------------------------- */
/* The last batch is a short one, but in the second case, where all samples are one batch. */
static void draw_epoch(Case *k) {
    const int batch = case_int(k, "batch_size", k->index == 0 ? 1 : case_between(k, 3, 5));
    const int N = k->index == 1 ? batch : 2 * batch + case_between(k, 1, batch > 1 ? batch - 1 : 3);
    int       size[3];
    case_small_network(k, N, 0, size);
    case_int(k, "seed of rng", case_between(k, 0, 1 << 30));
    case_int(k, "epochs", case_between(k, 1, 2));
    case_real(k, "lr", 0.05);
    case_network_output(k, " after training", 2, size);
    case_number(k, "the mean loss over the samples");
    case_number(k, "model->training afterwards");
}

/* k divides the samples in the first cases, and then does not. */
static void draw_accumulate(Case *k) {
    const int parts = case_int(k, "k", k->index == 0 ? 1 : case_between(k, 2, 4));
    int       size[3];
    const int more = k->index < 3 ? 0 : case_between(k, 1, parts - 1);
    case_small_network(k, parts * case_between(k, 2, 4) + more, 0, size);
    case_network_output(k, "->grad", 2, size);
    case_number(k, "the mean loss over the samples");
}

/* Gradients that are too long, and in every other case ones that are not. */
static void draw_clip(Case *k) {
    static const char *const names[] = {"p0->grad", "p1->grad", "p2->grad"};
    double squares = 0;
    for (int i = 0; i < 3; i++) {
        const int     n = case_between(k, 2, 6), shape[] = {n, case_between(k, 2, 4)};
        const Tensor *g = case_normal(k, names[i], 1 + i, i == 1 ? 2 : 1, shape);
        for (size_t j = 0; j < g->size; j++) squares += (double)g->data[j] * g->data[j];
    }
    case_real(k, "max_norm", sqrt(squares) * (k->index % 2 ? between(k, 1.1, 2) : between(k, 0.2, 0.9)));
    for (int i = 0; i < 3; i++)
        case_output(k, names[i], DTYPE_REAL, k->call.in[i]->ndim, k->call.in[i]->shape);
    case_number(k, "the norm before clipping");
}

static void output_rates(Case *k, int steps) { case_output(k, "the rates of steps 0, 1, ...", DTYPE_REAL, 1, &steps); }

static void draw_step_rate(Case *k) {
    const int every = case_int(k, "every", case_between(k, 2, 5));
    case_real(k, "lr", between(k, 0.01, 1));
    case_real(k, "factor", between(k, 0.1, 0.9));
    output_rates(k, 3 * every + 2);
}

static void draw_cosine_rate(Case *k) {
    const int    steps = case_int(k, "steps", case_between(k, 4, 12));
    const double lr = case_real(k, "lr", between(k, 0.1, 1));
    case_real(k, "lowest", lr * between(k, 0.1, 0.5));
    output_rates(k, steps + 4);
}

static void draw_warmup_rate(Case *k) {
    const int warmup = case_int(k, "warmup", k->index == 0 ? 0 : case_between(k, 2, 6));
    case_real(k, "lr", between(k, 0.1, 1));
    output_rates(k, warmup + 3);
}

/* --- Adam against SGD --------------------------------------------------------------------------------------------- */
enum { RUNS = 3, RUNS_NEEDED = 2, FEATURES = 6, SAMPLES = 128, ROWS = 60, EPOCHS_OF_A_ROW = 2 };

/* A line through features whose units differ by a factor of 30. SGD's rate is what the longest of them allows. The
 * set loss is a twentieth of the loss at the start. */
typedef struct Race {
    Tensor *x, *y;
    double  start;         /* the loss of the first weights */
    int     rows, at[2];   /* rows so far; the row in which SGD, and Adam, reached the set loss; 0: not yet */
    double  last[2];
} Race;

/* The weights, and behind them the bias. */
static double line_loss(const Race *r, const Tensor *line) {
    double sum = 0;
    for (int n = 0; n < SAMPLES; n++) {
        double error = line->data[FEATURES] - r->y->data[n];
        for (int f = 0; f < FEATURES; f++) error += (double)line->data[f] * r->x->data[n * FEATURES + f];
        sum += error * error;
    }
    return sum / SAMPLES;
}

/* The share of SGD's steps that Adam saves; SGD that never gets there counts with all that there were. Far below any
 * gate where SGD does not descend or Adam does not get there. */
static double measure_race(const void *data, Tensor *const w[], double row[4]) {
    Race *r = (Race *)data;
    r->rows++;
    for (int i = 0; i < 2; i++) {
        r->last[i] = line_loss(r, w[i]);
        if (r->at[i] == 0 && r->last[i] < r->start / 20) r->at[i] = r->rows;
    }
    if (row != NULL) memcpy(row, (double[]){r->last[1], r->last[0], NAN, NAN}, 4 * sizeof row[0]);
    if (r->at[1] == 0 || !(r->last[0] < 0.9 * r->start)) return -1e9;
    return 1 - r->at[1] / (double)(r->at[0] ? r->at[0] : r->rows);
}

static Training race_to_run(Case *begin, Case *more) {
    static Race race;
    const int   size[] = {FEATURES, 1};
    Rng        *rng = begin->rng;
    Tensor     *x = t_zeros(SAMPLES, FEATURES), *y = t_zeros(SAMPLES, 1);
    for (int f = 0; f < FEATURES; f++) {
        const double unit = 3 * pow(30, -f / (FEATURES - 1.0));
        const double w = (case_between(begin, 0, 1) ? 1 : -1) * between(begin, 1, 2) / unit;
        for (int n = 0; n < SAMPLES; n++) {
            real *at = &x->data[n * FEATURES + f];
            *at = (real)(unit * rng_normal(rng));
            y->data[n] += (real)(w * *at);
        }
    }
    race = (Race){.x = x, .y = y};
    case_input(begin, "x", x);
    case_input(begin, "y", y);
    case_network(begin, TO_BE_TRAINED, "", 1, size);
    race.start = line_loss(&race, begin->call.in[2]);
    case_number(begin, "number of parameters");
    case_int(begin, "batch_size", 32);
    case_int(begin, "seed of rng", case_between(begin, 0, 1 << 30));
    case_real(begin, "lr of SGD", 0.3 * largest_rate(x)); /* a batch may be steeper than all samples */
    case_real(begin, "lr of Adam", 0.2);
    case_int(more, "epochs", EPOCHS_OF_A_ROW);
    case_network_output(more, " by SGD", 1, size);
    case_network_output(more, " by Adam", 1, size);
    return (Training){"Adam (SGD: as test loss)", "race_begin", "race_on", ROWS, measure_race, &race,
                      .every_row = true};
}

/* --- The lab ------------------------------------------------------------------------------------------------------ */
#define DECAY "G = g + weight_decay p: the decay is added to the gradient, before anything is done with it"

const Check lab_checks[] = {
    {"4.1", "the path on a line's error", "descend", draw_descend,
     "row 0 is the start; theta_t+1 = theta_t - lr times the gradient at theta_t", .weight = 3,
     .cases = 4, .tolerance = TOLERANCE},
    {"4.1", "near the largest rate and above it", "descend", draw_long_steps,
     "steps that are too long are taken all the same: nothing is cut, and nothing stops early", .weight = 3,
     .cases = 4, .tolerance = TOLERANCE},
    {"4.1", "another function", "descend_waves", draw_waves,
     "the gradient is that of f, which may be any function: t_backward(f(x)) works it out", .weight = 2,
     .cases = 4, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},

    {"4.2", "values", "largest_rate", draw_largest_rate,
     "2 / h_max, with h_max the largest eigenvalue of (2/N) X^T X", .edges = 4, .cases = 8, .tolerance = TOLERANCE},

    {"4.3", "values", "sgd", draw_sgd, "p -= lr g", .weight = 5, .cases = 4, .tolerance = TOLERANCE},
    {"4.3", "weight decay", "sgd", draw_sgd_decay, DECAY, .weight = 3, .cases = 4, .tolerance = TOLERANCE},

    {"4.4", "values", "momentum", draw_momentum,
     "v = momentum v + g with the v that the step before left; then p -= lr v, with the new one", .weight = 5,
     .cases = 4, .tolerance = TOLERANCE},
    {"4.4", "weight decay", "momentum", draw_momentum_decay, DECAY, .weight = 2, .cases = 4, .tolerance = TOLERANCE},
    {"4.4", "dampening", "momentum", draw_dampening, "share is the factor of G; it is given", .weight = 1,
     .cases = 4, .tolerance = TOLERANCE},

    {"4.5", "values", "momentum", draw_nesterov,
     "the velocity as in 4.4; then p -= lr (G + momentum v), with the new v", .weight = 3, .cases = 4,
     .tolerance = TOLERANCE},
    {"4.5", "weight decay", "momentum", draw_nesterov_decay,
     DECAY ", so it is in both places where G stands", .weight = 2, .cases = 4, .tolerance = TOLERANCE},
    {"4.5", "dampening", "momentum", draw_nesterov_dampening,
     "share is the factor of the G that goes into v, and of no other G", .weight = 1, .cases = 4,
     .tolerance = TOLERANCE},

    {"4.6", "values", "adagrad", draw_adagrad, "s sums the squares, and eps is added to its root", .weight = 6,
     .cases = 4, .tolerance = TOLERANCE},
    {"4.6", "weight decay", "adagrad", draw_adagrad_decay, DECAY ": it is in s, too", .weight = 2,
     .cases = 4, .tolerance = TOLERANCE},

    {"4.7", "values", "rmsprop", draw_rmsprop, "s = alpha s + (1 - alpha) G^2, and eps is added to its root",
     .weight = 6, .cases = 4, .tolerance = TOLERANCE},
    {"4.7", "weight decay", "rmsprop", draw_rmsprop_decay, DECAY ": it is in s, too", .weight = 2,
     .cases = 4, .tolerance = TOLERANCE},

    {"4.8", "values", "adam", draw_adam,
     "m and v first, then their corrections by 1 - beta1^t and 1 - beta2^t, then the step", .weight = 10,
     .cases = 4, .tolerance = TOLERANCE},
    {"4.8", "weight decay", "adam", draw_adam_decay, DECAY ": it is in m and in v", .weight = 4,
     .cases = 4, .tolerance = TOLERANCE},

    {"4.9", "with weight decay", "adamw", draw_adam_decay,
     "p -= lr weight_decay p first; then Adam's step, with a gradient that knows no decay", .weight = 4,
     .cases = 4, .tolerance = TOLERANCE},
    {"4.9", "without weight decay", "adamw", draw_adam, "with weight_decay = 0 it is Adam", .weight = 2,
     .cases = 4, .tolerance = TOLERANCE},

    {"4.10", "the weights after an epoch", "sgd_epoch", draw_epoch,
     "shuffle once, then batch after batch, the short last one too; gradients to zero for each",
     .output = ALL_OUTPUTS, .cases = 5, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},

    {"4.11", "the gradients", "accumulate", draw_accumulate,
     "t_backward(t_scale(L, share)), with the micro-batch's share of the samples", .output = ALL_OUTPUTS,
     .cases = 6, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},

    {"4.12", "the gradients and their norm", "clip_grad_norm", draw_clip,
     "one norm over all tensors; gradients change only where it is above max_norm", .output = ALL_OUTPUTS,
     .cases = 4, .tolerance = TOLERANCE},

    {"4.13", "step", "step_rate", draw_step_rate, "t / every in whole numbers is how often the factor has come",
     .weight = 1, .cases = 3, .tolerance = TOLERANCE},
    {"4.13", "cosine", "cosine_rate", draw_cosine_rate, "half a cosine from lr down to lowest, which it then keeps",
     .weight = 2, .cases = 3, .tolerance = TOLERANCE},
    {"4.13", "warm-up", "warmup_rate", draw_warmup_rate, "lr (t + 1) / warmup, and lr from step warmup - 1 on",
     .weight = 1, .edges = 1, .cases = 3, .tolerance = TOLERANCE},

    {"4.14", "Adam against SGD", .run = training_check, .seconds = 4,
     .training = {"share_of_steps_saved_by_Adam", RUNS, RUNS_NEEDED, race_to_run},
     .hint = "it runs sgd_epoch with your SGD and your Adam: mend those first"},
    {0},
};
