/* The checks of lab 2: MLP regression. */
#include "regression.h"
#include "lab.h"

/* --- The layer and the losses ------------------------------------------------------------------------------------- */
/* What is added to `sum` so that both do not cancel: a result near 0 would have few digits right in float. */
static real away_from_zero(real sum, real added) { return copysign(1 + fabs(added), sum); }

/* The first cases are the edges: one number in, one out; one sample; one feature. The sizes differ, as a square would
 * hide a transposition, and are no multiples of 8. Where a result is one number all that it is made of is positive. */
static void draw_linear(Case *k) {
    static const int edges[][3] = {{1, 1, 1}, {1, 3, 5}, {4, 1, 3}, {5, 3, 1}, {37, 19, 9}};
    int N = case_between(k, 2, 9), in = case_between(k, 2, 7), out = case_between(k, 2, 7);
    if (out == in) out++;
    if (N == in) N += 9;
    if (k->index < 5) N = edges[k->index][0], in = edges[k->index][1], out = edges[k->index][2];
    case_normal(k, "x", 1, 2, (int[]){N, in});
    case_normal(k, "W", 1, 2, (int[]){out, in});
    case_normal(k, "b", 2, 1, &out);
    case_op(k, 3, 2, (int[]){N, out});
    for (int i = k->index == 0 ? 0 : 3; k->index % 3 == 0 && i < k->call.n_in; i++)
        for (size_t j = 0; j < k->call.in[i]->size; j++) k->call.in[i]->data[j] = fabs(k->call.in[i]->data[j]);
}

/* A number, a vector, rows of several outputs, of three axes; then predictions far from the target. */
static void draw_pair(Case *k) {
    const int    n = case_between(k, 2, 7), d = case_between(k, 2, 5), shape[] = {n, d, 3};
    const int    ndim = k->index == 0 ? 0 : k->index == 1 ? 1 : k->index == 3 ? 3 : 2;
    const double scale = k->index == 4 ? 500 : 1;
    const Tensor *prediction = case_normal(k, "prediction", scale, ndim, shape);
    Tensor       *target = case_normal(k, "target", scale, ndim, shape);
    const size_t  last = target->size - 1;
    target->data[last] = prediction->data[last] - away_from_zero(target->data[last], 1);
    case_op(k, 2, 0, NULL);
}

/* In some places both are equal, where the slope is 0. */
static void draw_l1(Case *k) {
    draw_pair(k);
    Tensor *prediction = k->call.in[0], *target = k->call.in[1];
    for (size_t i = 0; i + 1 < prediction->size; i++)
        if (i == 0 || case_between(k, 0, 3) == 0) prediction->data[i] = target->data[i];
}

/* --- Lines -------------------------------------------------------------------------------------------------------- */
/* The second case has three of everything, so that also a product in the wrong order is a matrix. */
static void draw_layers(Case *k, bool weight) {
    int size[3];
    size[0] = k->index == 0 ? 1 : k->index == 1 ? 3 : case_between(k, 2, 4);
    size[1] = k->index == 0 ? 1 : k->index == 1 ? 3 : case_between(k, 5, 7);
    size[2] = k->index == 0 ? 1 : k->index == 1 ? 3 : k->index == 2 ? 1 : case_between(k, 8, 9);
    case_normal(k, "W1", 1, 2, (int[]){size[1], size[0]});
    Tensor *b1 = case_normal(k, "b1", 1, 1, &size[1]), *W2 = case_normal(k, "W2", 1, 2, (int[]){size[2], size[1]});
    Tensor *b2 = case_normal(k, "b2", 1, 1, &size[2]);
    b2->data[0] = away_from_zero(t_at(t_matmul(W2, b1), 0), b2->data[0]);
    if (weight) case_output(k, "W", DTYPE_REAL, 2, (int[]){size[2], size[0]});
    else case_output(k, "b", DTYPE_REAL, 1, &size[2]);
}

static void draw_collapse_weight(Case *k) { draw_layers(k, true); }
static void draw_collapse_bias(Case *k) { draw_layers(k, false); }

/* Columns in units of their own. */
static Tensor *draw_table(Case *k, const char *name, int rows, int columns, double units) {
    Tensor *x = case_normal(k, name, 1, 2, (int[]){rows, columns});
    for (int f = 0; f < columns; f++) {
        const double unit = units * (0.5 + 3 * rng_uniform(k->rng));
        const double offset = units * away_from_zero(rng_normal(k->rng), 3 + 3 * rng_uniform(k->rng));
        for (int n = 0; n < rows; n++) x->data[n * columns + f] = (real)(x->data[n * columns + f] * unit + offset);
    }
    return x;
}

/* From the third case on a column is constant, at a value without end in binary: three times 0.1 is not 0.3. One column
 * in small units; columns whose last rows, or first ones, are equal, and others not. */
static void draw_standardize_fit(Case *k) {
    const int N = k->index == 0 ? 1 : k->index == 2 ? 3 : case_between(k, 3, 12);
    const int F = k->index == 1 ? 1 : case_between(k, 2, 5), constant = k->index == 2 ? 0 : case_between(k, 0, F - 1);
    Tensor   *x = draw_table(k, "train", N, F, k->index == 1 ? 1e-5 : 1);
    for (int f = 0; f < F && k->index > 2 && k->index < 6 && N > 3; f++) {
        if (k->index != 4) x->data[(N - 1) * F + f] = x->data[f];
        if (k->index != 3) x->data[F + f] = x->data[f];
    }
    if (k->index >= 2)
        for (int n = 0; n < N; n++) x->data[n * F + constant] = (real)(0.1 * (1 + constant));
    case_output(k, "mean", DTYPE_REAL, 1, &F);
    case_output(k, "std", DTYPE_REAL, 1, &F);
}

/* The table is one that the scaling was not fitted on. */
static void draw_standardize(Case *k) {
    const int M = k->index == 0 ? 1 : case_between(k, 2, 8), F = k->index == 1 ? 1 : case_between(k, 2, 5);
    draw_table(k, "x", M, F, 1);
    case_normal(k, "mean", 2, 1, &F);
    case_uniform(k, "std", 0.5, 3, 1, &F);
    case_output(k, "x, standardized", DTYPE_REAL, 2, (int[]){M, F});
}

static void draw_polynomial_features(Case *k) {
    const int N = k->index == 0 ? 1 : case_between(k, 2, 9), degree = k->index == 0 ? 1 : case_between(k, 2, 6);
    Tensor   *x = case_uniform(k, "x", -1.5, 1.5, 2, (int[]){N, 1});
    if (k->index >= 2) x->data[case_between(k, 0, N - 1)] = 0;
    case_int(k, "degree", degree);
    case_output(k, "the powers of x", DTYPE_REAL, 2, (int[]){N, degree + 1});
}

/* X (N,F), y (N,1), with more samples than columns: y = X w + noise, w far from 0. */
static void draw_design(Case *k) {
    const int F = k->index == 0 ? 1 : case_between(k, 2, 5), N = case_between(k, 4 * F, 6 * F);
    Tensor   *X = case_normal(k, "X", 1, 2, (int[]){N, F}), *y = case_normal(k, "y", 0.3, 2, (int[]){N, 1});
    for (int f = 0; f < F; f++) {
        const double w = (case_between(k, 0, 1) ? 1 : -1) * (1 + rng_uniform(k->rng));
        if (f == 0 && k->index % 2) /* a column of ones, as for a line */
            for (int n = 0; n < N; n++) X->data[n * F] = 1;
        for (int n = 0; n < N; n++) y->data[n] += (real)(w * X->data[n * F + f]);
    }
    case_output(k, "w", DTYPE_REAL, 2, (int[]){F, 1});
}

static void draw_gradient_descent(Case *k) {
    draw_design(k);
    case_real(k, "lr", 0.05 + 0.1 * rng_uniform(k->rng));
    case_int(k, "steps", k->index == 0 ? 1 : case_between(k, 2, 6));
}

/* --- Networks ----------------------------------------------------------------------------------------------------- */
static void draw_sizes(Case *k) {
    int n = 4, sizes[16] = {1, 5, 2, 1}; /* the lecture's */
    if (k->index > 0) n = k->index == 1 ? 2 : k->index == 2 ? 12 : case_between(k, 3, 5);
    for (int i = 0; k->index > 0 && i < n; i++) sizes[i] = k->index == 1 ? 3 - i : case_between(k, 1, 40);
    case_whole(k, "sizes", n, sizes);
}

static void output_printed(Case *k) {
    case_text(k, "the printed network", 1024);
    case_number(k, "number of parameters");
}

static void draw_mlp(Case *k) {
    draw_sizes(k);
    output_printed(k);
}

static void draw_mlp_parameters(Case *k) {
    if (k->index == 4) case_whole(k, "sizes", 3, (int[]){70000, 70000, 3}); /* more than an int counts */
    else draw_sizes(k);
    case_number(k, "number of parameters");
}

static void draw_samples_needed(Case *k) {
    case_real(k, "parameters", k->index == 0 ? 1000 : k->index == 2 ? 500e6 : case_between(k, 2, 100000));
    case_number(k, "number of samples");
}

static void draw_shallow_nn(Case *k) {
    case_int(k, "hidden", k->index == 0 ? 2000 : case_between(k, 2, 300));
    output_printed(k);
}

/* Samples, targets and a network D-H-1; the last batch is a short one. */
static void draw_small_network(Case *k, int size[3]) {
    const int batch = case_int(k, "batch_size", case_between(k, 3, 5));
    case_small_network(k, 2 * batch + case_between(k, 1, batch - 1), 0, size);
}

static void draw_training(Case *k, const char *times, const char *loss) {
    int size[3];
    draw_small_network(k, size);
    case_int(k, times, case_between(k, 2, 3));
    case_real(k, "lr", 0.03 + 0.04 * rng_uniform(k->rng));
    case_real(k, "momentum", 0.8 + 0.15 * rng_uniform(k->rng));
    case_training_output(k, size, loss);
}

static void draw_fit_epoch(Case *k) { draw_training(k, "epochs", "the mean loss over the samples"); }
static void draw_fit_full_batch(Case *k) { draw_training(k, "steps", "the loss of the last step"); }

static void draw_mean_loss(Case *k) {
    int size[3];
    draw_small_network(k, size);
    case_number(k, "the mean loss over the samples");
    case_number(k, "mode in the batches (1: evaluation, 2: training)");
    case_number(k, "whether a graph was recorded");
}

/* What the state of each case holds, by its place in the keys 0.weight, 0.bias, 2.weight, 2.bias, 1.weight: all four in
 * order, in another order; without the last one, with one too many, with one under a wrong key, with one twice; and at
 * last all four, of which one has another shape. */
static void draw_load_state(Case *k) {
    static const int states[][5] = {{0, 1, 2, 3}, {3, 1, 0, 2}, {0, 1, 2},    {0, 1, 2, 3, 4},
                                    {0, 1, 4, 3}, {0, 1, 2, 0}, {0, 1, 2, 3}, {2, 3, 1, 0}};
    static const char *const other[] = {"state[0]", "state[1]", "state[2]", "state[3]", "state[4]"};
    enum { OTHER_SHAPE = 6 };
    const int in = case_between(k, 2, 3), hidden = case_between(k, 4, 5), out = case_between(k, 6, 7);
    const int shape[][2] = {{hidden, in}, {hidden}, {out, hidden}, {out}, {out, hidden}}, ndim[] = {2, 1, 2, 1, 2};
    const int *state = states[k->index], n = k->index == 2 ? 3 : k->index == 3 ? 5 : 4;
    case_network(k, TO_BE_TRIED, "", 2, (int[]){in, hidden, out});
    case_whole(k, "keys of the state", n, state);
    for (int i = 0; i < n; i++) {
        const int is = state[i];
        const bool transposed = k->index == OTHER_SHAPE && is == 2; /* as many values, in another shape */
        case_normal(k, other[i], 1, ndim[is], transposed ? (int[]){hidden, out} : shape[is]);
    }
    case_network_output(k, "", 2, (int[]){in, hidden, out});
    case_number(k, "what load_state returns");
}

/* --- Whole trainings ---------------------------------------------------------------------------------------------- */
enum { RUNS = 3, RUNS_NEEDED = 2 };

static double mse(Tensor *prediction, Tensor *target) { return t_item(f_mse_loss(prediction, target)); }

/* The share of the targets' variance that is explained: 1 is all, 0 is what their mean does. */
static double explained(double loss, Tensor *y) { return 1 - loss / t_item(t_var_axis(t_reshape(y, -1), 0, 0)); }

/* What is trained on, and how the weights are judged, by the grader's own forward. */
typedef struct Problem {
    Tensor *x, *y, *test_x, *test_y;
    double  best; /* the share that can be explained at all */
    int     layers, size[3];
} Problem;

/* The share explained on test_x. */
static double measure(const void *data, Tensor *const w[], double row[4]) {
    const Problem *p = data;
    Module        *m = call_network_of(p->layers, p->size, w[0]);
    const double   test = mse(nn_forward(m, p->test_x), p->test_y);
    if (row != NULL) memcpy(row, (double[]){mse(nn_forward(m, p->x), p->y), test, NAN, NAN}, 4 * sizeof row[0]);
    nn_free(m);
    return isfinite(test) ? explained(test, p->test_y) / p->best : -1e9; /* far below any gate */
}

static void draw_run(Case *begin, Case *more, const Problem *p, const char *of_a_row, int times) {
    case_input(begin, "x", p->x);
    case_input(begin, "y", p->y);
    case_network(begin, TO_BE_TRAINED, "", p->layers, p->size);
    case_number(begin, "number of parameters");
    case_int(more, of_a_row, times);
    case_network_output(more, "", p->layers, p->size);
}

static void draw_batches(Case *k, int batch_size) {
    case_int(k, "batch_size", batch_size);
    case_int(k, "seed", case_between(k, 0, 1 << 30));
}

/* The cars of mtcars in units that change from run to run, so that nobody knows the line beforehand: it has to come as
 * near as the best one, least squares. */
static Training cars_to_train(Case *begin, Case *more) {
    static Problem p;
    Dataset *cars = data_named("mtcars");
    if (!cars) return (Training){.label = NULL};
    Rng *rng = begin->rng;
    const double xs = 1 + 9 * rng_uniform(rng), ys = 0.1 + rng_uniform(rng), x0 = 20 * rng_uniform(rng),
                 y0 = 10 * rng_uniform(rng);
    Tensor *x = t_add(t_scale(t_clone(cars->x), xs), x0), *y = t_add(t_scale(t_clone(cars->y), ys), y0);
    Tensor *z = standardize(standardize_fit(x), x), *Z = polynomial_features(z, 1);
    dataset_free(cars);
    p = (Problem){.x = x, .y = y, .test_y = y, .layers = 1, .size = {1, 1}};
    p.best = explained(mse(t_matmul(Z, least_squares(Z, y)), y), y);
    draw_run(begin, more, &p, "epochs", 1);
    draw_batches(begin, 8);
    case_real(begin, "lr", 0.15);
    p.x = p.test_x = z; /* judged as standardised by the grader */
    return (Training){"a line through cars", "line_begin", "run_epochs", 20, measure, &p};
}

/* A sum of waves in three features, drawn anew: weights that were learnt beforehand are of no use. */
static Training waves_to_train(Case *begin, Case *more) {
    enum { FEATURES = 3, WAVES = 4, SAMPLES = 400, HELD_OUT = 200, HIDDEN = 32 };
    static Problem p;
    Rng   *rng = begin->rng;
    double direction[WAVES][FEATURES], phase[WAVES], height[WAVES];
    for (int w = 0; w < WAVES; w++) {
        for (int f = 0; f < FEATURES; f++) direction[w][f] = 0.8 * rng_normal(rng);
        phase[w] = 6.3 * rng_uniform(rng);
        height[w] = 0.5 + rng_uniform(rng);
    }
    Tensor *x = t_zeros(SAMPLES + HELD_OUT, FEATURES), *y = t_zeros(SAMPLES + HELD_OUT, 1);
    for (int n = 0; n < SAMPLES + HELD_OUT; n++) {
        real *row = x->data + n * FEATURES;
        for (int f = 0; f < FEATURES; f++) row[f] = (real)(2.4 * rng_uniform(rng) - 1.2);
        for (int w = 0; w < WAVES; w++) {
            double angle = phase[w];
            for (int f = 0; f < FEATURES; f++) angle += direction[w][f] * row[f];
            y->data[n] += (real)(height[w] * sin(angle));
        }
    }
    p = (Problem){.x = t_slice(x, 0, 0, SAMPLES), .y = t_slice(y, 0, 0, SAMPLES),
                  .test_x = t_slice(x, 0, SAMPLES, T_END), .test_y = t_slice(y, 0, SAMPLES, T_END),
                  .best = 1, .layers = 2, .size = {FEATURES, HIDDEN, 1}};
    draw_run(begin, more, &p, "epochs", 2);
    draw_batches(begin, 32);
    case_int(begin, "hidden units", HIDDEN);
    case_real(begin, "lr of Adam", 0.01);
    return (Training){"a network on waves", "network_begin", "run_epochs", 20, measure, &p};
}

/* The lecture's a + b x^3 + c x sin(d x) + e cos(f x) with new numbers in every run; judged between the points. */
static Training approximator_to_train(Case *begin, Case *more) {
    enum { POINTS = 128, HIDDEN = 600 };
    static Problem p;
    Rng *rng = begin->rng;
    const double a = 0.1 + 0.2 * rng_uniform(rng), b = 0.3 + 0.2 * rng_uniform(rng),
                 c = 0.25 + 0.1 * rng_uniform(rng), d = 13 + 3 * rng_uniform(rng),
                 e = 0.03 + 0.04 * rng_uniform(rng), f = 18 + 4 * rng_uniform(rng);
    Tensor *x = t_reshape(t_linspace(-1, 1, 2 * POINTS), POINTS, 2), *y = t_like(x);
    for (size_t i = 0; i < x->size; i++) {
        const double v = x->data[i];
        y->data[i] = (real)(a + b * v * v * v + c * v * sin(d * v) + e * cos(f * v));
    }
    p = (Problem){.x = t_slice(x, 1, 0, 1), .y = t_slice(y, 1, 0, 1), .test_x = t_slice(x, 1, 1, 2),
                  .test_y = t_slice(y, 1, 1, 2), .best = 1, .layers = 2, .size = {1, HIDDEN, 1}};
    draw_run(begin, more, &p, "steps", 40);
    case_int(begin, "batch_size", POINTS);
    case_int(begin, "hidden", HIDDEN);
    case_real(begin, "lr of Adam", 2e-3);
    return (Training){"the universal approximator", "approximator_begin", "approximator_steps", 20, measure, &p};
}

/* --- The lab ------------------------------------------------------------------------------------------------------ */
/* The normal equations square the condition number: float code is off by more than in other tasks. */
#define TOLERANCE_SOLVED 1e-4

const Check lab_checks[] = {
    {"2.1", "values", "linear", draw_linear, "y_nj = sum_i x_ni W_ji + b_j: W is stored (out,in)", .weight = 4,
     .cases = 8, .tolerance = TOLERANCE},
    {"2.1", "gradient of x", "linear", draw_linear, "dx += dy W: x_ni is in all outputs of its sample", .weight = 3,
     .cases = 8, .output = 1, .tolerance = TOLERANCE},
    {"2.1", "gradient of W", "linear", draw_linear, "dW += dy^T x: a sum over the batch", .weight = 4, .cases = 8,
     .output = 2, .tolerance = TOLERANCE},
    {"2.1", "gradient of b", "linear", draw_linear, "db_j += sum_n dy_nj: a sum over the batch, no mean", .weight = 3,
     .cases = 8, .output = 3, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},

    {"2.2", "values", "mse_loss", draw_pair, "the mean over all elements, p->size of them", .weight = 4,
     .tolerance = TOLERANCE},
    {"2.2", "gradient of the prediction", "mse_loss", draw_pair, "dp_i += dL 2 (p_i - t_i) / n", .weight = 4,
     .output = 1, .tolerance = TOLERANCE},
    {"2.2", "gradient of the target", "mse_loss", draw_pair, "that of the prediction with the other sign", .weight = 2,
     .output = 2, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},

    {"2.3", "values", "l1_loss", draw_l1, "the mean over all elements of the distances", .weight = 3,
     .tolerance = TOLERANCE},
    {"2.3", "gradient of the prediction", "l1_loss", draw_l1,
     "dL / n above the target, -dL / n below it, and nothing where both are equal", .weight = 3, .output = 1,
     .tolerance = TOLERANCE},
    {"2.3", "gradient of the target", "l1_loss", draw_l1, "that of the prediction with the other sign", .weight = 2,
     .output = 2, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},

    {"2.4", "weight", "collapse_weight", draw_collapse_weight, "W = W2 W1, (out,hidden) times (hidden,in)",
     .tolerance = TOLERANCE},
    {"2.4", "bias", "collapse_bias", draw_collapse_bias,
     "b = W2 b1 + b2: the second layer sees the first one's bias, too", .tolerance = TOLERANCE},

    {"2.5", "mean and standard deviation", "standardize_fit", draw_standardize_fit,
     "divide by N; the std of a column of equal values is set to 1", .cases = 8, .output = ALL_OUTPUTS,
     .tolerance = TOLERANCE},
    {"2.5", "applied", "standardize", draw_standardize,
     "(x - mean) / std with the mean and the std that are given, column by column", .tolerance = TOLERANCE},

    {"2.6", "polynomial_features", "polynomial_features", draw_polynomial_features,
     "degree + 1 columns: the first one is all ones, and each further one is the one before times x", .weight = 4,
     .tolerance = TOLERANCE},
    {"2.6", "least_squares", "least_squares", draw_design,
     "A = X^T X and b = X^T y, both sums over the samples; then solve(F, A, b), and w is in b", .weight = 6, .cases = 8,
     .tolerance = TOLERANCE_SOLVED},

    {"2.7", "gradient_descent", "gradient_descent", draw_gradient_descent,
     "w starts at 0; a step needs all of the gradient before it changes the first weight", .cases = 8,
     .tolerance = TOLERANCE},

    {"2.8", "the network, as printed", "mlp", draw_mlp, "a ReLU between two linear layers, none behind the last",
     .weight = 5, .cases = 5, .output = ALL_OUTPUTS},
    {"2.8", "its number of parameters", "mlp_parameters", draw_mlp_parameters,
     "a layer has a weight for each pair of input and output, and a bias for each output", .weight = 3, .cases = 5},
    {"2.8", "samples_needed", "samples_needed", draw_samples_needed, "ten samples for every parameter of the model",
     .weight = 2, .cases = 4},

    {"2.9", "the weights after training", "fit_epoch", draw_fit_epoch,
     "for every batch, the short last one too: forward, loss, backward, step, gradients to zero", .weight = 7,
     .cases = 4, .output = ALL_OUTPUTS, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"2.9", "the mean loss, evaluation mode, no graph", "mean_loss", draw_mean_loss,
     "each batch's loss times its samples, over all samples; nn_eval and t_no_grad first", .weight = 3, .cases = 4,
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE},

    {"2.10", "the network, as printed", "shallow_nn", draw_shallow_nn,
     "the container is a ShallowNN, its only child is named regressor", .weight = 2, .cases = 3, .output = ALL_OUTPUTS},
    {"2.10", "the weights after training", "fit_full_batch", draw_fit_full_batch,
     "nn_train first; every step takes all samples at once; the gradients are zero again after each", .weight = 2,
     .cases = 4, .output = ALL_OUTPUTS, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"2.10", "the approximator after 800 steps", .run = training_check, .weight = 4, .seconds = 4,
     .training = {"approximator_explained", RUNS, RUNS_NEEDED, approximator_to_train},
     .hint = "it runs your layer, loss, shallow_nn and fit_full_batch together: mend those first"},

    {"2.11", "load_state", "load_state", draw_load_state,
     "first look whether all of it fits, then copy; keys decide, not the order", .cases = 8, .output = ALL_OUTPUTS},

    {"2.12", "a line through cars", .run = training_check, .seconds = 4,
     .training = {"cars_share_of_least_squares", RUNS, RUNS_NEEDED, cars_to_train},
     .hint = "it runs standardize, your layer, loss and fit_epoch together: mend those first"},
    {"2.12", "a network on data never seen", .run = training_check, .seconds = 4,
     .training = {"waves_explained", RUNS, RUNS_NEEDED, waves_to_train},
     .hint = "it runs mlp, your layer, loss and fit_epoch together: mend those first"},
    {0},
};
