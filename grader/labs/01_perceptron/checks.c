/* The checks of lab 1: the perceptron and XOR. */
#include "units.h"

/* --- Two layers: what is drawn ------------------------------------------------------------------------------------ */
typedef struct Sizes { int N, D, H, O; } Sizes;

static Sizes draw_sizes(Case *k) {
    if (k->index == 0) return (Sizes){4, 2, 2, 1};
    const int D = case_between(k, 2, 4);
    return (Sizes){case_between(k, 3, 9), D, D + case_between(k, 1, 3), case_between(k, 1, 3)};
}

static const char *const parameters[4] = {"W1", "b1", "W2", "b2"};

static void draw_network(Case *k, Sizes s) {
    case_normal(k, "W1", 1, 2, (int[]){s.H, s.D});
    case_normal(k, "b1", 0.7, 1, &s.H);
    case_normal(k, "W2", 1, 2, (int[]){s.O, s.H});
    case_uniform(k, "b2", 0.3, 1, 1, &s.O);
}

static void output_network(Case *k, Sizes s, const char *const names[4]) {
    case_output(k, names[0], DTYPE_REAL, 2, (int[]){s.H, s.D});
    case_output(k, names[1], DTYPE_REAL, 1, &s.H);
    case_output(k, names[2], DTYPE_REAL, 2, (int[]){s.O, s.H});
    case_output(k, names[3], DTYPE_REAL, 1, &s.O);
}

static void draw_forward(Case *k) {
    const Sizes s = draw_sizes(k);
    case_normal(k, "x", 1, 2, (int[]){s.N, s.D});
    draw_network(k, s);
    case_output(k, "h", DTYPE_REAL, 2, (int[]){s.N, s.H});
    case_output(k, "y", DTYPE_REAL, 2, (int[]){s.N, s.O});
}

static void draw_loss(Case *k) {
    const Sizes s = draw_sizes(k);
    for (int i = 0; i < 2; i++) case_uniform(k, i == 0 ? "y" : "t", 0, 1, 2, (int[]){s.N, s.O});
    case_output(k, "the mean squared error", DTYPE_REAL, 0, NULL);
}

static void draw_correct(Case *k) {
    const int N = case_between(k, 6, 15);
    Tensor   *y = case_uniform(k, "y", 0, 1, 2, (int[]){N, 1});
    Tensor   *t = case_uniform(k, "t", 0, 1, 2, (int[]){N, 1});
    draw_bits(k, t);
    for (int n = 0; n < N; n++)
        if (fabs(y->data[n] - 0.5) < 0.01 || n % 4 == 0) y->data[n] = (real)0.5;
    t->data[0] = 1;
    case_output(k, "samples that are right", DTYPE_INT64, 0, NULL);
}

/* Targets above every output: b2 only grows, and neither it nor its gradient is a small difference of large numbers. */
static Sizes draw_problem(Case *k) {
    const Sizes s = draw_sizes(k);
    case_normal(k, "x", 1, 2, (int[]){s.N, s.D});
    case_uniform(k, "t", 1, 2, 2, (int[]){s.N, s.O});
    draw_network(k, s);
    return s;
}

static void draw_backward(Case *k) {
    output_network(k, draw_problem(k), (const char *const[]){"dE/dW1", "dE/db1", "dE/dW2", "dE/db2"});
}

static void draw_steps(Case *k) {
    output_network(k, draw_problem(k), parameters);
    k->call.args = (Args){.i = {3}, .f = {0.5 + rng_uniform(k->rng)}};
    case_output(k, "E before each step", DTYPE_REAL, 1, (int[]){3});
}

static void draw_init(Case *k) {
    const Sizes s = {.D = case_between(k, 2, 5), .H = case_between(k, 6, 9), .O = case_between(k, 2, 3)};
    k->call.args = (Args){.i = {s.D, s.H, s.O, case_between(k, 0, 1 << 30)}};
    output_network(k, s, parameters);
}

/* A few samples and a few steps: what is solved is so by luck. One case is solved by its first start, one never, the
 * others after some starts. */
static void draw_solve(Case *k) {
    const Sizes s = {.N = 3, .D = 2, .H = case_between(k, 2, 3), .O = 1};
    Tensor     *x = case_normal(k, "x", 1, 2, (int[]){s.N, s.D});
    Tensor     *t = case_uniform(k, "t", 0, 1, 2, (int[]){s.N, 1});
    const TwoLayer net = {t_zeros(s.H, s.D), t_zeros(s.H), t_zeros(s.O, s.H), t_zeros(s.O)};
    const int      most = k->index == 1 ? 3 : 8;
    for (int starts = -1; k->index < 2 ? starts != 1 - k->index : starts < 2;) {
        const Args args = {.i = {s.H, case_between(k, 2, 8), most, case_between(k, 0, 1 << 30)}, .f = {0.5}};
        Rng        rng = rng_new((uint64_t)args.i[3], 0);
        t_fill_normal(x, k->rng, 0, 1);
        draw_bits(k, t);
        starts = two_layer_solve(&net, x, t, args.f[0], args.i[1], args.i[2], &rng);
        if (fabs(net.b2->data[0]) < 0.1) starts = -1;
        k->call.args = args;
    }
    output_network(k, s, parameters);
    case_output(k, "number of starts", DTYPE_INT64, 0, NULL);
}

/* --- Training -------------------------------------------------------------------------------------------------------
 * XOR in disguise: turned by any angle, moved, larger or smaller, and with 0 and 1 exchanged in every other run. To a
 * network it is as hard as before; weights that were learnt beforehand are of no use. */
static void disguise(Tensor *x, Tensor *t, Rng *rng) {
    const double angle = 6.283185307179586 * rng_uniform(rng), size = 0.8 + 0.4 * rng_uniform(rng);
    const double c = size * cos(angle), s = size * sin(angle), dx = rng_uniform(rng) - 0.5, dy = rng_uniform(rng) - 0.5;
    const bool   exchange = rng_below(rng, 2) == 1;
    for (int n = 0; n < x->shape[0]; n++) {
        real        *p = x->data + 2 * n;
        const double p0 = p[0], p1 = p[1];
        p[0] = (real)(c * p0 - s * p1 + dx);
        p[1] = (real)(s * p0 + c * p1 + dy);
        if (exchange) t->data[n] = 1 - t->data[n];
    }
}

static double share_correct(Tensor *const weights[4], Tensor *x, const Tensor *t) {
    const TwoLayer net = {weights[0], weights[1], weights[2], weights[3]};
    return (double)two_layer_correct(two_layer_forward(&net, x).y, t) / x->shape[0];
}

enum { PROBLEMS = 20, PROBLEMS_NEEDED = 19 };

/* The four corners, twenty times, each in another disguise, with two hidden units: one start in three gets stuck. */
static void run_corners(Grading *g, const Check *check) {
    static const real corners[] = {-1, -1, -1, 1, 1, -1, 1, 1}, differ[] = {0, 1, 1, 0};
    double            solved[PROBLEMS];
    int               runs = 0;
    Session          *session = session_open(g, check, PRECISION_FLOAT);
    for (; session != NULL && runs < PROBLEMS; runs++) {
        t_step();
        Case    k = check_case(g, check, runs);
        Tensor *x = case_input(&k, "x", t_tensor(corners, 4, 2)), *t = case_input(&k, "t", t_tensor(differ, 4, 1));
        Tensor *answer[CALL_MAX_TENSORS];
        disguise(x, t, k.rng);
        k.call.args = (Args){.i = {2, 500, 40, case_between(&k, 0, 1 << 30)}, .f = {1}};
        output_network(&k, (Sizes){4, 2, 2, 1}, parameters);
        if (!session_call(session, "two_layer_solve", &k, answer)) break;
        solved[runs] = share_correct(answer, x, t);
    }
    session_close(session);
    if (runs == PROBLEMS) gate_judge(g, check, "xor_corners_right", PROBLEMS, solved, PROBLEMS_NEEDED);
}

enum { SAMPLES = 400, TRAINING = 200, ROWS = 20, STEPS = 25, RUNS = 3, RUNS_NEEDED = 2 };

typedef struct Halves {
    Tensor *x[2], *t[2]; /* for training, and held out */
} Halves;

static double measure_quadrants(const void *data, Tensor *const weights[], double row[4]) {
    const Halves  *of = data;
    const TwoLayer net = {weights[0], weights[1], weights[2], weights[3]};
    for (int i = 0; row != NULL && i < 2; i++) {
        row[i] = two_layer_loss(two_layer_forward(&net, of->x[i]).y, of->t[i]);
        row[2 + i] = share_correct(weights, of->x[i], of->t[i]);
    }
    return share_correct(weights, of->x[1], of->t[1]);
}

/* One run on XOR's quadrants: the accuracy on the held-out half at the end. */
static double train_once(Grading *g, const Check *check, int run) {
    t_step();
    const Sizes s = {SAMPLES, 2, 8, 1};
    Case        k = check_case(g, check, run), steps = k;
    Dataset    *quadrants = data_xor_quadrants(SAMPLES, 0, (uint64_t)case_between(&k, 0, 1 << 30));
    Tensor     *x = t_clone(quadrants->x), *t = t_reshape(t_cast(quadrants->y, DTYPE_REAL), SAMPLES, 1);
    dataset_free(quadrants);
    disguise(x, t, k.rng);
    const Halves halves = {{t_slice(x, 0, 0, TRAINING), t_slice(x, 0, TRAINING, SAMPLES)},
                           {t_slice(t, 0, 0, TRAINING), t_slice(t, 0, TRAINING, SAMPLES)}};
    case_input(&k, "x", halves.x[0]);
    case_input(&k, "t", halves.t[0]);
    draw_network(&k, s);
    k.call.args = (Args){.i = {STEPS}, .f = {2}};
    case_output(&k, "begun", DTYPE_REAL, 0, NULL);
    output_network(&steps, s, parameters);
    const Training training = {.label = "XOR's quadrants, 25 steps an epoch", .begin = "run_begin",
                               .more = "run_steps", .rows = ROWS, .measure = measure_quadrants, .data = &halves};
    return training_run(g, check, run, &training, &k, &steps);
}

static void run_quadrants(Grading *g, const Check *check) {
    double reached[RUNS];
    int    runs = 0;
    while (runs < RUNS && (reached[runs] = train_once(g, check, runs)) >= 0) runs++;
    if (runs == RUNS) gate_judge(g, check, "xor_quadrants_test_accuracy", RUNS, reached, RUNS_NEEDED);
}

/* --- The lab ------------------------------------------------------------------------------------------------------ */
/* Right code passes whatever the order of its sums, also when it computes in float: then it is off by some 1e-7. Whole
 * numbers and units on the grid are exact. */
#define TOLERANCE 4e-6
/* In float, steps that have become too small to change a weight end a little beside the optimum. */
#define NEAR_OPTIMUM 1e-4

enum { REPEAT = 1000 }; /* a leak of some hundred bytes a call is told; it costs nothing in this lab */

const Check lab_checks[] = {
    {.task = "1.1", .weight = 3, .title = "weighted sum", .call = "net_input", .draw = draw_net_input, .cases = 5,
     .output = 0, .tolerance = TOLERANCE, .hint = "z is the bias plus the sum over all features of row n"},
    {.task = "1.1", .weight = 2, .title = "the step", .call = "heaviside", .draw = draw_heaviside, .cases = 4,
     .output = 0, .hint = "1 where z >= 0: 0 itself gives 1"},
    {.task = "1.1", .weight = 3, .title = "threshold unit", .call = "threshold_unit", .draw = draw_threshold_unit,
     .cases = 6, .output = 0, .hint = "o is (N,1): the step of each sample's weighted sum"},
    {.task = "1.2", .title = "one update", .call = "perceptron_update", .draw = draw_update, .cases = 8,
     .output = -1, .hint = "with e = t - o: w_d += lr e x_d, b += lr e, and true where e is not 0"},
    {.task = "1.2", .title = "one epoch", .call = "perceptron_epoch", .draw = draw_epoch, .cases = 8,
     .output = -1, .hint = "sample after sample, each with the weights that the one before has left"},
    {.task = "1.3", .weight = 5, .title = "until no mistakes are left", .call = "perceptron_train",
     .draw = draw_separable, .cases = 5, .output = -1,
     .hint = "epochs until one without a mistake, which counts too; it goes on from the w and b that are there, "
             "by the rule of 1.2: mend that first"},
    {.task = "1.3", .weight = 3, .title = "the bound", .call = "perceptron_train", .draw = draw_inseparable, .cases = 4,
     .output = -1, .hint = "exactly max_epochs epochs when none goes by without a mistake"},
    {.task = "1.4", .title = "what is learnt", .call = "perceptron_learns", .draw = draw_learns,
     .cases = 5, .output = 0, .hint = "from zeros with lr 1; an epoch without mistakes may be the last one allowed; "
                           "mend 1.2 first"},
    {.task = "1.4", .title = "the number of functions", .call = "boolean_functions_learnt",
     .draw = draw_count, .cases = 4, .output = 0, .hint = "2^(2^inputs) tables; 14 of the 16 of two inputs are learnt"},
    {.task = "1.5", .weight = 4, .title = "one sample after the other", .call = "adaline_epoch",
     .draw = draw_adaline_steps, .cases = 5, .output = -1, .tolerance = TOLERANCE,
     .hint = "e = t - z without a threshold; each sample corrects w and b at once"},
    {.task = "1.5", .weight = 3, .title = "all samples at once", .call = "adaline_step", .draw = draw_adaline_steps,
     .cases = 5, .output = -1, .tolerance = TOLERANCE, .repeat = REPEAT, .growth_told = true,
     .hint = "w_d -= lr dE/dw_d with dE/dw_d = -(2/N) sum_n e_n x_nd, all e_n from before the step"},
    {.task = "1.5", .weight = 3, .title = "the optimum", .call = "adaline_optimum", .draw = draw_adaline_optimum,
     .cases = 4, .output = -1, .tolerance = NEAR_OPTIMUM,
     .hint = "many steps of adaline_step end where least squares does"},
    {.task = "1.6", .title = "Hebb's rule", .call = "hebb_learn", .draw = draw_hebb, .cases = 6,
     .output = -1, .hint = "inputs and targets as -1 and 1; add to what w and b hold"},
    {.task = "1.7", .weight = 2, .title = "AND", .call = "and_gate", .draw = draw_gate, .cases = 4, .output = 0,
     .hint = "at D ones the sum is to be 0 or more, at D - 1 below 0"},
    {.task = "1.7", .weight = 2, .title = "OR", .call = "or_gate", .draw = draw_gate, .cases = 4, .output = 0,
     .hint = "at one 1 the sum is to be 0 or more, at none below 0"},
    {.task = "1.7", .weight = 2, .title = "NOT", .call = "not_gate", .draw = draw_gate, .cases = 1, .output = 0,
     .hint = "the weight is negative, and the bias between 0 and its size"},
    {.task = "1.7", .weight = 4, .title = "XOR", .call = "xor_gate", .draw = draw_xor, .cases = 1, .output = 0,
     .hint = "one hidden unit for OR, one for AND; the output is 1 where the first is and the second is not"},
    {.task = "1.8", .title = "the hidden layer", .call = "two_layer_forward", .draw = draw_forward,
     .cases = 5, .output = 0, .tolerance = TOLERANCE, .hint = "h = tanh(x W1^T + b1): W1 is (H,D), its rows are units"},
    {.task = "1.8", .title = "the output", .call = "two_layer_forward", .draw = draw_forward, .cases = 5,
     .output = 1, .tolerance = TOLERANCE, .hint = "y = s(h W2^T + b2) with s(z) = 1/(1 + exp(-z))"},
    {.task = "1.8", .title = "the loss", .call = "two_layer_loss", .draw = draw_loss, .cases = 4,
     .output = 0, .tolerance = TOLERANCE, .hint = "the mean over all N O elements of (y - t)^2"},
    {.task = "1.8", .title = "samples that are right", .call = "two_layer_correct", .draw = draw_correct,
     .cases = 5, .output = 0, .hint = "y of 0.5 and more is read as 1"},
    {.task = "1.9", .title = "gradient of W1", .call = "two_layer_backward", .draw = draw_backward,
     .cases = 5, .output = 0, .tolerance = TOLERANCE, .repeat = REPEAT, .growth_told = true,
     .hint = "(dE/dz1)^T x, where dE/dz1 = (dE/dz2 W2) (1 - h^2)"},
    {.task = "1.9", .title = "gradient of b1", .call = "two_layer_backward", .draw = draw_backward,
     .cases = 5, .output = 1, .tolerance = TOLERANCE, .hint = "dE/dz1 summed over the samples"},
    {.task = "1.9", .title = "gradient of W2", .call = "two_layer_backward", .draw = draw_backward,
     .cases = 5, .output = 2, .tolerance = TOLERANCE,
     .hint = "(dE/dz2)^T h, where dE/dz2 = (2/(N O)) (y - t) y (1 - y)"},
    {.task = "1.9", .title = "gradient of b2", .call = "two_layer_backward", .draw = draw_backward,
     .cases = 5, .output = 3, .tolerance = TOLERANCE, .hint = "dE/dz2 summed over the samples"},
    {.task = "1.10", .weight = 3, .title = "three steps", .call = "two_layer_step", .draw = draw_steps, .cases = 5,
     .output = -1, .tolerance = TOLERANCE, .repeat = REPEAT, .growth_told = true,
     .hint = "forward, backward, then all four parameters; E is that of before the step"},
    {.task = "1.10", .weight = 2, .title = "the first parameters", .call = "two_layer_init", .draw = draw_init,
     .cases = 4, .output = -1, .tolerance = TOLERANCE,
     .hint = "W1, b1, W2, b2 in this order, uniform; the range is 1 over the root of the units that feed the layer"},
    {.task = "1.10", .weight = 3, .title = "starting again", .call = "two_layer_solve", .draw = draw_solve, .cases = 5,
     .output = -1, .tolerance = TOLERANCE,
     .hint = "new parameters, all steps, then count; return which start it was, 0 when none was left"},
    {.task = "1.11", .title = "XOR with two hidden units", .run = run_corners, .seconds = 4,
     .hint = "it needs everything from 1.8 to 1.10: mend those first"},
    {.task = "1.11", .title = "test accuracy on XOR's quadrants", .run = run_quadrants, .seconds = 4,
     .hint = "it needs two_layer_step: mend 1.8 to 1.10 first"},
    {.task = NULL},
};
