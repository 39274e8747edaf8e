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
static Tensor *draw_table(Case *k, const char *name, int rows, int columns) {
    Tensor *x = case_normal(k, name, 1, 2, (int[]){rows, columns});
    for (int f = 0; f < columns; f++) {
        const double unit = 0.5 + 3 * rng_uniform(k->rng);
        const double offset = away_from_zero(rng_normal(k->rng), 3 + 3 * rng_uniform(k->rng));
        for (int n = 0; n < rows; n++) x->data[n * columns + f] = (real)(x->data[n * columns + f] * unit + offset);
    }
    return x;
}

/* From the third case on a column is constant, at a value without end in binary: three times 0.1 is not 0.3. */
static void draw_standardize_fit(Case *k) {
    const int N = k->index == 0 ? 1 : k->index == 2 ? 3 : case_between(k, 3, 12);
    const int F = k->index == 1 ? 1 : case_between(k, 2, 5), constant = k->index == 2 ? 0 : case_between(k, 0, F - 1);
    Tensor   *x = draw_table(k, "train", N, F);
    if (k->index >= 2)
        for (int n = 0; n < N; n++) x->data[n * F + constant] = (real)(0.1 * (1 + constant));
    case_output(k, "mean", DTYPE_REAL, 1, &F);
    case_output(k, "std", DTYPE_REAL, 1, &F);
}

/* The table is one that the scaling was not fitted on. */
static void draw_standardize(Case *k) {
    const int M = k->index == 0 ? 1 : case_between(k, 2, 8), F = k->index == 1 ? 1 : case_between(k, 2, 5);
    draw_table(k, "x", M, F);
    case_normal(k, "mean", 2, 1, &F);
    case_uniform(k, "std", 0.5, 3, 1, &F);
    case_output(k, "x, standardized", DTYPE_REAL, 2, (int[]){M, F});
}

static void draw_polynomial_features(Case *k) {
    const int N = k->index == 0 ? 1 : case_between(k, 2, 9), degree = k->index == 0 ? 1 : case_between(k, 2, 6);
    Tensor   *x = case_uniform(k, "x", -1.5, 1.5, 2, (int[]){N, 1});
    if (k->index >= 2) x->data[case_between(k, 0, N - 1)] = 0;
    k->call.args.i[0] = degree;
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
    k->call.args.f[0] = 0.05 + 0.1 * rng_uniform(k->rng);
    k->call.args.i[0] = k->index == 0 ? 1 : case_between(k, 2, 6);
}

/* --- Networks ----------------------------------------------------------------------------------------------------- */
enum { TEXT_SIZE = 1024, MOST_SIZES = 6 };

/* args.i: how many sizes, and these. */
static void draw_sizes(Case *k) {
    static const int first[][MOST_SIZES] = {{4, 1, 5, 2, 1}, {2, 3, 2}};
    int *args = k->call.args.i;
    if (k->index < 2) {
        memcpy(args, first[k->index], sizeof first[0]);
        return;
    }
    args[0] = case_between(k, 3, MOST_SIZES - 1);
    for (int i = 1; i <= args[0]; i++) args[i] = case_between(k, 1, 40);
}

static void draw_mlp(Case *k) {
    draw_sizes(k);
    case_output(k, "the printed network", DTYPE_UINT8, 1, (int[]){TEXT_SIZE});
    case_output(k, "number of parameters", DTYPE_REAL, 0, NULL);
}

static void draw_mlp_parameters(Case *k) {
    draw_sizes(k);
    case_output(k, "number of parameters", DTYPE_REAL, 0, NULL);
}

static void draw_samples_needed(Case *k) {
    k->call.args.i[0] = k->index == 0 ? 1000 : case_between(k, 2, 100000);
    case_output(k, "number of samples", DTYPE_REAL, 0, NULL);
}

static void draw_shallow_nn(Case *k) {
    k->call.args.i[0] = k->index == 0 ? 2000 : case_between(k, 2, 300);
    case_output(k, "the printed network", DTYPE_UINT8, 1, (int[]){TEXT_SIZE});
    case_output(k, "number of parameters", DTYPE_REAL, 0, NULL);
}

static const char *const parameters[] = {"0.weight", "0.bias", "2.weight", "2.bias"};

/* Samples, targets and the parameters of a network D-H-1; the last batch is a short one. */
static void draw_small_network(Case *k, int size[3]) {
    const int batch = case_between(k, 3, 5), n = 2 * batch + case_between(k, 1, batch - 1);
    size[0] = case_between(k, 2, 5);
    size[1] = case_between(k, 3, 8);
    size[2] = 1;
    k->call.args.i[0] = batch;
    case_normal(k, "x", 1, 2, (int[]){n, size[0]});
    case_normal(k, "y", 1, 2, (int[]){n, 1});
    case_normal(k, parameters[0], 1 / sqrt(size[0]), 2, (int[]){size[1], size[0]});
    case_normal(k, parameters[1], 0.5, 1, &size[1]);
    case_normal(k, parameters[2], 1 / sqrt(size[1]), 2, (int[]){1, size[1]});
    case_normal(k, parameters[3], 0.5, 1, &size[2]);
}

static void draw_training(Case *k, const char *loss) {
    int size[3];
    draw_small_network(k, size);
    k->call.args.i[1] = case_between(k, 2, 3); /* epochs, or steps */
    k->call.args.f[0] = 0.05;                  /* learning rate */
    k->call.args.f[1] = 0.9;                   /* momentum */
    case_output(k, "0.weight after training", DTYPE_REAL, 2, (int[]){size[1], size[0]});
    case_output(k, "0.bias after training", DTYPE_REAL, 1, &size[1]);
    case_output(k, "2.weight after training", DTYPE_REAL, 2, (int[]){1, size[1]});
    case_output(k, "2.bias after training", DTYPE_REAL, 1, &size[2]);
    case_output(k, loss, DTYPE_REAL, 0, NULL);
    case_output(k, "model->training afterwards", DTYPE_REAL, 0, NULL);
}

static void draw_fit_epoch(Case *k) { draw_training(k, "the mean loss over the samples"); }
static void draw_fit_full_batch(Case *k) { draw_training(k, "the loss of the last step"); }

static void draw_mean_loss(Case *k) {
    int size[3];
    draw_small_network(k, size);
    case_output(k, "the mean loss over the samples", DTYPE_REAL, 0, NULL);
    case_output(k, "model->training afterwards", DTYPE_REAL, 0, NULL);
    case_output(k, "whether a graph was recorded", DTYPE_REAL, 0, NULL);
}

/* What the state of each case holds, by its place in the keys 0.weight, 0.bias, 2.weight, 2.bias, 1.weight: all four in
 * order, in another order; without the last one, with one too many, with one under a wrong key, with one twice; and at
 * last all four, of which one has another shape. */
static void draw_load_state(Case *k) {
    static const int states[][6] = {{4, 0, 1, 2, 3}, {4, 3, 1, 0, 2}, {3, 0, 1, 2},    {5, 0, 1, 2, 3, 4},
                                    {4, 0, 1, 4, 3}, {4, 0, 1, 2, 0}, {4, 0, 1, 2, 3}, {4, 2, 3, 1, 0}};
    static const char *const other[] = {"state[0]", "state[1]", "state[2]", "state[3]", "state[4]"};
    enum { OTHER_SHAPE = 6 };
    const int in = case_between(k, 2, 3), hidden = case_between(k, 4, 5), out = case_between(k, 6, 7);
    const int shape[][2] = {{hidden, in}, {hidden}, {out, hidden}, {out}, {out, hidden}}, ndim[] = {2, 1, 2, 1, 2};
    const int *state = states[k->index];
    memcpy(k->call.args.i, state, sizeof states[0]);
    for (int i = 0; i < 4; i++) case_normal(k, parameters[i], 1, ndim[i], shape[i]);
    for (int i = 0; i < state[0]; i++) {
        const int is = state[1 + i];
        const bool transposed = k->index == OTHER_SHAPE && is == 2; /* as many values, in another shape */
        case_normal(k, other[i], 1, ndim[is], transposed ? (int[]){hidden, out} : shape[is]);
    }
    for (int i = 0; i < 4; i++) case_output(k, parameters[i], DTYPE_REAL, ndim[i], shape[i]);
    case_output(k, "what load_state returns", DTYPE_REAL, 0, NULL);
}

/* --- Whole trainings ---------------------------------------------------------------------------------------------- */
enum { RUNS = 3, RUNS_NEEDED = 2 };

static double mse(Tensor *prediction, Tensor *target) { return t_item(f_mse_loss(prediction, target)); }

/* The share of the targets' variance that is explained: 1 is all, 0 is what their mean does. */
static double explained(double loss, Tensor *y) { return 1 - loss / t_item(t_var_axis(t_reshape(y, -1), 0, 0)); }

/* What is trained on, and how the weights are judged, by the grader's own forward. */
typedef struct Problem {
    Training    training;
    const char *quantity; /* of the gate */
    int         piece;    /* epochs or steps in a row of the training */
    Tensor     *x, *y, *test_x, *test_y;
    double      best;     /* the share that can be explained at all */
    int         n;        /* parameter tensors */
    int         shape[4][2];
} Problem;

static int ndim_of(int i) { return i % 2 ? 1 : 2; }

static Tensor *forward(const Problem *t, Tensor *const w[], Tensor *x) {
    Tensor *y = t_add(t_matmul(x, t_transpose(w[0])), w[1]);
    return t->n == 2 ? y : t_add(t_matmul(t_maximum(y, 0), t_transpose(w[2])), w[3]);
}

/* x, y, and first weights in nn_linear's own range. */
static void draw_weights(Case *k, const Problem *t) {
    case_input(k, "x", t->x);
    case_input(k, "y", t->y);
    for (int i = 0; i < t->n; i++) {
        const double range = 1 / sqrt((double)t->shape[i - i % 2][1]);
        case_uniform(k, parameters[i], -range, range, ndim_of(i), t->shape[i]);
    }
    case_output(k, "number of parameters", DTYPE_REAL, 0, NULL);
}

/* The share explained on test_x. */
static double measure(const void *data, Tensor *const w[], double row[4]) {
    const Problem *p = data;
    const double   test = mse(forward(p, w, p->test_x), p->test_y);
    if (row != NULL) memcpy(row, (double[]){mse(forward(p, w, p->x), p->y), test, NAN, NAN}, 4 * sizeof row[0]);
    return isfinite(test) ? explained(test, p->test_y) / p->best : -1e9; /* far below any gate */
}

/* Several runs, each on what `prepare` makes of its number. */
static void run_training(Grading *g, const Check *check, Problem (*prepare)(Case *k)) {
    double      reached[RUNS];
    const char *quantity = NULL;
    for (int run = 0; run < RUNS; run++) {
        t_step();
        Case    begin = check_case(g, check, run), more = begin;
        Problem p = prepare(&begin);
        p.training.data = &p;
        more.call.args.i[0] = p.piece;
        for (int i = 0; i < p.n; i++) case_output(&more, "parameters", DTYPE_REAL, ndim_of(i), p.shape[i]);
        reached[run] = training_run(g, check, run, &p.training, &begin, &more);
        if (reached[run] == -INFINITY) return;
        quantity = p.quantity;
    }
    gate_judge(g, check, quantity, RUNS, reached, RUNS_NEEDED);
}

/* The cars of mtcars in units that change from run to run, so that nobody knows the line beforehand: it has to come as
 * near as the best one, least squares. */
static Problem cars_to_train(Case *k) {
    Dataset *cars = data_named("mtcars");
    if (!cars) t_fail(NULL, "the data could not be read: %s", t_error());
    const double xs = 1 + 9 * rng_uniform(k->rng), ys = 0.1 + rng_uniform(k->rng), x0 = 20 * rng_uniform(k->rng),
                 y0 = 10 * rng_uniform(k->rng);
    Tensor *x = t_add(t_scale(t_clone(cars->x), xs), x0), *y = t_add(t_scale(t_clone(cars->y), ys), y0);
    Tensor *z = standardize(standardize_fit(x), x), *Z = polynomial_features(z, 1);
    Problem t = {.training = {"a line through cars", "line_begin", "run_epochs", 20, measure, NULL},
                 .quantity = "cars_share_of_least_squares", .piece = 1, .x = x, .y = y, .n = 2,
                 .shape = {{1, 1}, {1}}};
    dataset_free(cars);
    t.best = explained(mse(t_matmul(Z, least_squares(Z, y)), y), y);
    draw_weights(k, &t);
    k->call.args = (Args){.i = {8, case_between(k, 0, 1 << 30)}, .f = {0.15}};
    t.x = t.test_x = z; /* judged as standardised by the grader */
    t.test_y = y;
    return t;
}

/* A sum of waves in three features, drawn anew: weights that were learnt beforehand are of no use. */
static Problem waves_to_train(Case *k) {
    enum { FEATURES = 3, WAVES = 4, SAMPLES = 400, HELD_OUT = 200, HIDDEN = 32 };
    double direction[WAVES][FEATURES], phase[WAVES], height[WAVES];
    for (int w = 0; w < WAVES; w++) {
        for (int f = 0; f < FEATURES; f++) direction[w][f] = 0.8 * rng_normal(k->rng);
        phase[w] = 6.3 * rng_uniform(k->rng);
        height[w] = 0.5 + rng_uniform(k->rng);
    }
    Tensor *x = t_zeros(SAMPLES + HELD_OUT, FEATURES), *y = t_zeros(SAMPLES + HELD_OUT, 1);
    for (int n = 0; n < SAMPLES + HELD_OUT; n++) {
        real *row = x->data + n * FEATURES;
        for (int f = 0; f < FEATURES; f++) row[f] = (real)(2.4 * rng_uniform(k->rng) - 1.2);
        for (int w = 0; w < WAVES; w++) {
            double angle = phase[w];
            for (int f = 0; f < FEATURES; f++) angle += direction[w][f] * row[f];
            y->data[n] += (real)(height[w] * sin(angle));
        }
    }
    const Problem t = {.training = {"a network on waves", "network_begin", "run_epochs", 20, measure, NULL},
                       .quantity = "waves_explained", .piece = 2, .best = 1, .n = 4,
                       .x = t_slice(x, 0, 0, SAMPLES), .y = t_slice(y, 0, 0, SAMPLES),
                       .test_x = t_slice(x, 0, SAMPLES, T_END), .test_y = t_slice(y, 0, SAMPLES, T_END),
                       .shape = {{HIDDEN, FEATURES}, {HIDDEN}, {1, HIDDEN}, {1}}};
    draw_weights(k, &t);
    k->call.args = (Args){.i = {32, case_between(k, 0, 1 << 30), HIDDEN}, .f = {0.01}};
    return t;
}

/* The lecture's a + b x^3 + c x sin(d x) + e cos(f x) with new numbers in every run; judged between the points. */
static Problem approximator_to_train(Case *k) {
    enum { POINTS = 128, HIDDEN = 600 };
    const double a = 0.1 + 0.2 * rng_uniform(k->rng), b = 0.3 + 0.2 * rng_uniform(k->rng),
                 c = 0.25 + 0.1 * rng_uniform(k->rng), d = 13 + 3 * rng_uniform(k->rng),
                 e = 0.03 + 0.04 * rng_uniform(k->rng), f = 18 + 4 * rng_uniform(k->rng);
    Tensor *x = t_reshape(t_linspace(-1, 1, 2 * POINTS), POINTS, 2), *y = t_like(x);
    for (size_t i = 0; i < x->size; i++) {
        const double v = x->data[i];
        y->data[i] = (real)(a + b * v * v * v + c * v * sin(d * v) + e * cos(f * v));
    }
    const Problem t = {.training = {"the universal approximator", "approximator_begin", "approximator_steps", 20,
                                    measure, NULL},
                       .quantity = "approximator_explained", .piece = 40, .best = 1, .n = 4,
                       .x = t_slice(x, 1, 0, 1), .y = t_slice(y, 1, 0, 1),
                       .test_x = t_slice(x, 1, 1, 2), .test_y = t_slice(y, 1, 1, 2),
                       .shape = {{HIDDEN, 1}, {HIDDEN}, {1, HIDDEN}, {1}}};
    draw_weights(k, &t);
    k->call.args = (Args){.i = {POINTS, 0, HIDDEN}, .f = {2e-3}};
    return t;
}

static void run_cars(Grading *g, const Check *check) { run_training(g, check, cars_to_train); }
static void run_waves(Grading *g, const Check *check) { run_training(g, check, waves_to_train); }
static void run_approximator(Grading *g, const Check *check) { run_training(g, check, approximator_to_train); }

/* --- The lab ------------------------------------------------------------------------------------------------------ */
/* Right code passes whatever the order of its sums, also when it computes in float: then it is off by some 1e-7, and by
 * more where the normal equations square the condition number. What is wrong is off by far more. */
#define TOLERANCE 4e-6
#define TOLERANCE_SOLVED 1e-4

/* A leak of some hundred bytes a call is told; it costs nothing in this lab. */
enum { REPEAT = 1000 };

const Check lab_checks[] = {
    {.task = "2.1", .weight = 4, .title = "values", .call = "linear", .draw = draw_linear, .cases = 8, .output = 0,
     .tolerance = TOLERANCE, .hint = "y_nj = sum_i x_ni W_ji + b_j: W is stored (out,in)"},
    {.task = "2.1", .weight = 3, .title = "gradient of x", .call = "linear", .draw = draw_linear, .cases = 8,
     .output = 1, .tolerance = TOLERANCE, .hint = "dx += dy W: x_ni is in all outputs of its sample"},
    {.task = "2.1", .weight = 4, .title = "gradient of W", .call = "linear", .draw = draw_linear, .cases = 8,
     .output = 2, .tolerance = TOLERANCE, .hint = "dW += dy^T x: a sum over the batch"},
    {.task = "2.1", .weight = 3, .title = "gradient of b", .call = "linear", .draw = draw_linear, .cases = 8,
     .output = 3, .tolerance = TOLERANCE, .repeat = REPEAT, .growth_told = true,
     .hint = "db_j += sum_n dy_nj: a sum over the batch, no mean"},

    {.task = "2.2", .weight = 4, .title = "values", .call = "mse_loss", .draw = draw_pair, .cases = 6, .output = 0,
     .tolerance = TOLERANCE, .hint = "the mean over all elements, p->size of them"},
    {.task = "2.2", .weight = 4, .title = "gradient of the prediction", .call = "mse_loss", .draw = draw_pair,
     .cases = 6, .output = 1, .tolerance = TOLERANCE, .hint = "dp_i += dL 2 (p_i - t_i) / n"},
    {.task = "2.2", .weight = 2, .title = "gradient of the target", .call = "mse_loss", .draw = draw_pair, .cases = 6,
     .output = 2, .tolerance = TOLERANCE, .repeat = REPEAT, .growth_told = true,
     .hint = "that of the prediction with the other sign"},

    {.task = "2.3", .weight = 3, .title = "values", .call = "l1_loss", .draw = draw_l1, .cases = 6, .output = 0,
     .tolerance = TOLERANCE, .hint = "the mean over all elements of the distances"},
    {.task = "2.3", .weight = 3, .title = "gradient of the prediction", .call = "l1_loss", .draw = draw_l1,
     .cases = 6, .output = 1, .tolerance = TOLERANCE,
     .hint = "dL / n above the target, -dL / n below it, and nothing where both are equal"},
    {.task = "2.3", .weight = 2, .title = "gradient of the target", .call = "l1_loss", .draw = draw_l1, .cases = 6,
     .output = 2, .tolerance = TOLERANCE, .repeat = REPEAT, .growth_told = true,
     .hint = "that of the prediction with the other sign"},

    {.task = "2.4", .title = "weight", .call = "collapse_weight", .draw = draw_collapse_weight,
     .cases = 6, .output = 0, .tolerance = TOLERANCE, .hint = "W = W2 W1, (out,hidden) times (hidden,in)"},
    {.task = "2.4", .title = "bias", .call = "collapse_bias", .draw = draw_collapse_bias, .cases = 6,
     .output = 0, .tolerance = TOLERANCE, .hint = "b = W2 b1 + b2: the second layer sees the first one's bias, too"},

    {.task = "2.5", .title = "mean and standard deviation", .call = "standardize_fit",
     .draw = draw_standardize_fit, .cases = 8, .output = -1, .tolerance = TOLERANCE,
     .hint = "divide by N; the std of a column of equal values is set to 1"},
    {.task = "2.5", .title = "applied", .call = "standardize", .draw = draw_standardize, .cases = 6,
     .output = 0, .tolerance = TOLERANCE,
     .hint = "(x - mean) / std with the mean and the std that are given, column by column"},

    {.task = "2.6", .weight = 4, .title = "polynomial_features", .call = "polynomial_features",
     .draw = draw_polynomial_features, .cases = 6, .output = 0, .tolerance = TOLERANCE,
     .hint = "degree + 1 columns: the first one is all ones, and each further one is the one before times x"},
    {.task = "2.6", .weight = 6, .title = "least_squares", .call = "least_squares", .draw = draw_design,
     .cases = 8, .output = 0, .tolerance = TOLERANCE_SOLVED,
     .hint = "A = X^T X and b = X^T y, both sums over the samples; then solve(F, A, b), and w is in b"},

    {.task = "2.7", .title = "gradient_descent", .call = "gradient_descent",
     .draw = draw_gradient_descent, .cases = 8, .output = 0, .tolerance = TOLERANCE,
     .hint = "w starts at 0; a step needs all of the gradient before it changes the first weight"},

    {.task = "2.8", .weight = 5, .title = "the network, as printed", .call = "mlp", .draw = draw_mlp, .cases = 5,
     .output = -1, .hint = "a ReLU between two linear layers, none behind the last"},
    {.task = "2.8", .weight = 3, .title = "its number of parameters", .call = "mlp_parameters",
     .draw = draw_mlp_parameters, .cases = 5, .output = 0,
     .hint = "a layer has a weight for each pair of input and output, and a bias for each output"},
    {.task = "2.8", .weight = 2, .title = "samples_needed", .call = "samples_needed", .draw = draw_samples_needed,
     .cases = 4, .output = 0, .hint = "ten samples for every parameter of the model"},

    {.task = "2.9", .weight = 7, .title = "the weights after training", .call = "fit_epoch", .draw = draw_fit_epoch,
     .cases = 4, .output = -1, .tolerance = TOLERANCE, .repeat = REPEAT, .growth_told = true,
     .hint = "for every batch, the short last one too: forward, loss, backward, step, gradients to zero"},
    {.task = "2.9", .weight = 3, .title = "the mean loss, evaluation mode, no graph", .call = "mean_loss",
     .draw = draw_mean_loss, .cases = 4, .output = -1, .tolerance = TOLERANCE,
     .hint = "each batch's loss times its samples, over all samples; nn_eval and t_no_grad first"},

    {.task = "2.10", .weight = 2, .title = "the network, as printed", .call = "shallow_nn", .draw = draw_shallow_nn,
     .cases = 3, .output = -1, .hint = "the container is a ShallowNN, its only child is named regressor"},
    {.task = "2.10", .weight = 2, .title = "the weights after training", .call = "fit_full_batch",
     .draw = draw_fit_full_batch, .cases = 4, .output = -1, .tolerance = TOLERANCE,
     .repeat = REPEAT, .growth_told = true,
     .hint = "nn_train first; every step takes all samples at once; the gradients are zero again after each"},
    {.task = "2.10", .weight = 4, .title = "the approximator after 800 steps", .run = run_approximator, .seconds = 4,
     .hint = "it runs your layer, loss, shallow_nn and fit_full_batch together: mend those first"},

    {.task = "2.11", .title = "load_state", .call = "load_state", .draw = draw_load_state, .cases = 8,
     .output = -1, .hint = "first look whether all of it fits, then copy; keys decide, not the order"},

    {.task = "2.12", .title = "a line through cars", .run = run_cars, .seconds = 4,
     .hint = "it runs standardize, your layer, loss and fit_epoch together: mend those first"},
    {.task = "2.12", .title = "a network on data never seen", .run = run_waves, .seconds = 4,
     .hint = "it runs mlp, your layer, loss and fit_epoch together: mend those first"},
    {.task = NULL},
};
