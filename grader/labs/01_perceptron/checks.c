/* The checks of lab 1: the perceptron and XOR. */
#include "units.h"

/* --- Two layers: what is drawn ------------------------------------------------------------------------------------ */
typedef struct Sizes { int N, D, H, O; } Sizes;

static Sizes draw_sizes(Case *k) {
    if (k->index == 0) return (Sizes){4, 2, 2, 1};
    const int D = case_between(k, 2, 4), O = k->index == 1 ? 2 : k->index == 3 ? 3 : case_between(k, 1, 3);
    return (Sizes){case_between(k, 3, 9), k->index == 2 ? 1 : D, D + case_between(k, 1, 3), O};
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
    for (int o = 1; k->index == 3 && o < s.O; o++) k->call.in[4]->data[o] = o % 2 ? -1000 : 1000; /* exp overflows */
    case_output(k, "h", DTYPE_REAL, 2, (int[]){s.N, s.H});
    case_output(k, "y", DTYPE_REAL, 2, (int[]){s.N, s.O});
}

static void draw_loss(Case *k) {
    const Sizes s = draw_sizes(k);
    for (int i = 0; i < 2; i++) case_uniform(k, i == 0 ? "y" : "t", 0, 1, 2, (int[]){s.N, s.O});
    case_number(k, "the mean squared error");
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

static void draw_gradient_W1(Case *k) {
    const Sizes s = draw_problem(k);
    case_output(k, "dE/dW1", DTYPE_REAL, 2, (int[]){s.H, s.D});
}
static void draw_gradient_b1(Case *k) { case_output(k, "dE/db1", DTYPE_REAL, 1, (int[]){draw_problem(k).H}); }
static void draw_gradient_W2(Case *k) {
    const Sizes s = draw_problem(k);
    case_output(k, "dE/dW2", DTYPE_REAL, 2, (int[]){s.O, s.H});
}
static void draw_gradient_b2(Case *k) { case_output(k, "dE/db2", DTYPE_REAL, 1, (int[]){draw_problem(k).O}); }

static void draw_steps(Case *k) {
    output_network(k, draw_problem(k), parameters);
    case_int(k, "steps", 3);
    case_real(k, "lr", 0.5 + rng_uniform(k->rng));
    case_output(k, "E before each step", DTYPE_REAL, 1, (int[]){3});
    case_number(k, "memory of the steps is kept");
}

static void draw_init(Case *k) {
    const Sizes s = {.D = case_between(k, 2, 5), .H = case_between(k, 6, 9), .O = case_between(k, 2, 3)};
    case_int(k, "D", s.D);
    case_int(k, "H", s.H);
    case_int(k, "O", s.O);
    case_int(k, "seed", case_between(k, 0, 1 << 30));
    output_network(k, s, parameters);
}

static void draw_starts(Case *k, int hidden, int epochs, int starts, double lr) {
    case_int(k, "hidden units", hidden);
    case_int(k, "epochs", epochs);
    case_int(k, "starts", starts);
    case_int(k, "seed", case_between(k, 0, 1 << 30));
    case_real(k, "lr", lr);
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
        draw_starts(k, s.H, case_between(k, 2, 8), most, 0.5);
        Rng rng = rng_new((uint64_t)call_int(&k->call, "seed"), 0);
        t_fill_normal(x, k->rng, 0, 1);
        draw_bits(k, t);
        starts = two_layer_solve(&net, x, t, 0.5, call_int(&k->call, "epochs"), most, &rng);
        if (fabs(net.b2->data[0]) < 0.1) starts = -1;
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

/* The four corners, twenty times, each in another disguise, with two hidden units: more than one start in four
 * gets stuck. */
static void run_corners(Grading *g, const Check *check) {
    static const real corners[] = {-1, -1, -1, 1, 1, -1, 1, 1}, differ[] = {0, 1, 1, 0};
    double            solved[PROBLEMS];
    int               runs = 0;
    Session          *session = session_open(g, check, PRECISION_FLOAT);
    for (; session != NULL && runs < PROBLEMS; runs++) {
        t_step();
        Case    k = check_case(g, check, runs);
        Tensor *x = case_input(&k, "x", t_tensor(corners, 4, 2)), *t = case_input(&k, "t", t_tensor(differ, 4, 1));
        Tensor *answer[CALL_MAX_VALUES];
        disguise(x, t, k.rng);
        draw_starts(&k, 2, 500, 40, 1);
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

static Training quadrants_to_train(Case *begin, Case *steps) {
    static Halves halves;
    const Sizes s = {SAMPLES, 2, 8, 1};
    Dataset    *quadrants = data_xor_quadrants(SAMPLES, 0, (uint64_t)case_between(begin, 0, 1 << 30));
    Tensor     *x = t_clone(quadrants->x), *t = t_reshape(t_cast(quadrants->y, DTYPE_REAL), SAMPLES, 1);
    dataset_free(quadrants);
    disguise(x, t, begin->rng);
    halves = (Halves){{t_slice(x, 0, 0, TRAINING), t_slice(x, 0, TRAINING, SAMPLES)},
                      {t_slice(t, 0, 0, TRAINING), t_slice(t, 0, TRAINING, SAMPLES)}};
    case_input(begin, "x", halves.x[0]);
    case_input(begin, "t", halves.t[0]);
    draw_network(begin, s);
    case_number(begin, "begun");
    case_int(steps, "steps", STEPS);
    case_real(steps, "lr", 2);
    output_network(steps, s, parameters);
    return (Training){"XOR's quadrants, 25 steps an epoch", "run_begin", "run_steps", ROWS, measure_quadrants, &halves};
}

/* --- The lab ------------------------------------------------------------------------------------------------------ */
/* In float, steps that have become too small to change a weight end a little beside the optimum. */
#define NEAR_OPTIMUM 1e-4

const Check lab_checks[] = {
    {"1.1", "weighted sum", "net_input", draw_net_input, "z is the bias plus the sum over all features of row n",
     .weight = 3, .cases = 5, .tolerance = TOLERANCE},
    {"1.1", "the step", "heaviside", draw_heaviside, "1 where z >= 0: 0 itself gives 1", .weight = 2, .cases = 4},
    {"1.1", "threshold unit", "threshold_unit", draw_threshold_unit,
     "o is (N,1): the step of each sample's weighted sum", .weight = 3},
    {"1.2", "one update", "perceptron_update", draw_update,
     "with e = t - o: w_d += lr e x_d, b += lr e, and true where e is not 0", .cases = 8, .output = ALL_OUTPUTS},
    {"1.2", "one epoch", "perceptron_epoch", draw_epoch,
     "sample after sample, each with the weights that the one before has left", .cases = 8, .output = ALL_OUTPUTS},
    {"1.3", "until no mistakes are left", "perceptron_train", draw_separable,
     "epochs until one without a mistake, which counts too; it goes on from the w and b that are there, by the rule of "
     "1.2: mend that first", .weight = 5, .cases = 5, .output = ALL_OUTPUTS},
    {"1.3", "the bound", "perceptron_train", draw_inseparable,
     "exactly max_epochs epochs when none goes by without a mistake", .weight = 3, .cases = 4, .output = ALL_OUTPUTS},
    {"1.4", "what is learnt", "perceptron_learns", draw_learns,
     "from zeros with lr 1; an epoch without mistakes may be the last one allowed; mend 1.2 first", .cases = 5},
    {"1.4", "the number of functions", "boolean_functions_learnt", draw_count,
     "2^(2^inputs) tables; 14 of the 16 of two inputs are learnt", .cases = 4},
    {"1.5", "one sample after the other", "adaline_epoch", draw_adaline_steps,
     "e = t - z without a threshold; each sample corrects w and b at once", .weight = 4, .cases = 5,
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE},
    {"1.5", "all samples at once", "adaline_step", draw_adaline_steps,
     "w_d -= lr dE/dw_d with dE/dw_d = -(2/N) sum_n e_n x_nd, all e_n from before the step", .weight = 3, .cases = 5,
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"1.5", "the optimum", "adaline_optimum", draw_adaline_optimum,
     "many steps of adaline_step end where least squares does", .weight = 3, .cases = 4, .output = ALL_OUTPUTS,
     .tolerance = NEAR_OPTIMUM},
    {"1.6", "Hebb's rule", "hebb_learn", draw_hebb, "inputs and targets as -1 and 1; add to what w and b hold",
     .output = ALL_OUTPUTS},
    {"1.7", "AND", "and_gate", draw_gate, "at D ones the sum is to be 0 or more, at D - 1 below 0", .weight = 2,
     .cases = 4},
    {"1.7", "OR", "or_gate", draw_gate, "at one 1 the sum is to be 0 or more, at none below 0", .weight = 2,
     .cases = 4},
    {"1.7", "NOT", "not_gate", draw_gate, "the weight is negative, and the bias between 0 and its size", .weight = 2,
     .cases = 1},
    {"1.7", "XOR", "xor_gate", draw_xor,
     "one hidden unit for OR, one for AND; the output is 1 where the first is and the second is not", .weight = 4,
     .cases = 1},
    {"1.8", "the hidden layer", "two_layer_forward", draw_forward,
     "h = tanh(x W1^T + b1): W1 is (H,D), its rows are units", .cases = 5, .tolerance = TOLERANCE},
    {"1.8", "the output", "two_layer_forward", draw_forward, "y = s(h W2^T + b2) with s(z) = 1/(1 + exp(-z))",
     .cases = 5, .output = 1, .tolerance = TOLERANCE},
    {"1.8", "the loss", "two_layer_loss", draw_loss, "the mean over all N O elements of (y - t)^2", .cases = 4,
     .tolerance = TOLERANCE},
    {"1.8", "samples that are right", "two_layer_correct", draw_correct, "y of 0.5 and more is read as 1", .cases = 5},
    {"1.9", "gradient of W1", "gradient_W1", draw_gradient_W1, "(dE/dz1)^T x, where dE/dz1 = (dE/dz2 W2) (1 - h^2)",
     .cases = 5, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"1.9", "gradient of b1", "gradient_b1", draw_gradient_b1, "dE/dz1 summed over the samples", .cases = 5,
     .tolerance = TOLERANCE},
    {"1.9", "gradient of W2", "gradient_W2", draw_gradient_W2,
     "(dE/dz2)^T h, where dE/dz2 = (2/(N O)) (y - t) y (1 - y)", .cases = 5, .tolerance = TOLERANCE},
    {"1.9", "gradient of b2", "gradient_b2", draw_gradient_b2, "dE/dz2 summed over the samples", .cases = 5,
     .tolerance = TOLERANCE},
    {"1.10", "three steps", "two_layer_step", draw_steps,
     "forward, backward, then all four parameters; E is that of before the step", .weight = 3, .cases = 5,
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"1.10", "the first parameters", "two_layer_init", draw_init,
     "W1, b1, W2, b2 in this order, uniform; the range is 1 over the root of the units that feed the layer",
     .weight = 2, .cases = 4, .output = ALL_OUTPUTS, .tolerance = TOLERANCE},
    {"1.10", "starting again", "two_layer_solve", draw_solve,
     "new parameters, all steps, then count; return which start it was, 0 when none was left", .weight = 3, .cases = 5,
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE},
    {"1.11", "XOR with two hidden units", .run = run_corners, .seconds = 4,
     .hint = "it needs everything from 1.8 to 1.10: mend those first"},
    {"1.11", "test accuracy on XOR's quadrants", .run = training_check, .seconds = 4,
     .training = {"xor_quadrants_test_accuracy", RUNS, RUNS_NEEDED, quadrants_to_train},
     .hint = "it needs two_layer_step: mend 1.8 to 1.10 first"},
    {0},
};
