/* The checks of lab 3: softmax classifiers. */
#include "softmax.h"
#include "lab.h"

/* --- What is drawn ------------------------------------------------------------------------------------------------ */
/* The first cases are the edges: one sample of two classes, a vector without a batch. */
static Tensor *draw_logits(Case *k, double scale) {
    if (k->index == 0) return case_normal(k, "x", scale, 2, (int[]){1, 2});
    if (k->index == 1) return case_normal(k, "x", scale, 1, (int[]){case_between(k, 3, 9)});
    return case_normal(k, "x", scale, 2, (int[]){case_between(k, 2, 9), case_between(k, 3, 13)});
}

static Tensor *draw_batch_of_logits(Case *k, double scale) {
    if (k->index == 0) return case_normal(k, "logits", scale, 2, (int[]){1, 2});
    return case_normal(k, "logits", scale, 2, (int[]){case_between(k, 2, 9), case_between(k, 3, 13)});
}

/* Logits as a network in trouble gives them: rows far from 0, beyond what exp can take, and in a row one class far off.
 * A float holds them exactly, so that in float, too, nothing is lost but what the way of computing loses. */
static void make_extreme(Case *k, Tensor *x) {
    const int    C = x->shape[x->ndim - 1];
    const size_t rows = x->size / (size_t)C;
    for (size_t n = 0; n < rows; n++) {
        real      *row = x->data + n * (size_t)C;
        const real offset = (real)((n % 2 ? -1 : 1) * (720 + 280 * rng_uniform(k->rng)));
        for (int j = 0; j < C; j++) row[j] = round(64 * (row[j] + offset)) / 64;
        row[case_between(k, 0, C - 1)] += case_between(k, 0, 1) ? 900 : -900;
    }
}

/* The first sample gets the class that is the least likely: a loss close to 0 would have few digits right where it is
 * summed in float. */
static void make_first_the_worst(const Tensor *x, Tensor *labels) {
    labels->i64[0] = 0;
    for (int j = 1; j < x->shape[1]; j++)
        if (x->data[j] < x->data[labels->i64[0]]) labels->i64[0] = j;
}

static void draw_softmax(Case *k) {
    const Tensor *x = draw_logits(k, 2);
    case_op(k, 1, x->ndim, x->shape);
}

static void draw_softmax_extreme(Case *k) {
    Tensor *x = draw_logits(k, 2);
    make_extreme(k, x);
    case_op(k, 1, x->ndim, x->shape);
}

static void draw_cross_entropy(Case *k) {
    const Tensor *x = draw_batch_of_logits(k, 2);
    make_first_the_worst(x, case_labels(k, "labels", x->shape[1], x->shape[0]));
    case_op(k, 1, 0, NULL);
}

static void draw_cross_entropy_extreme(Case *k) {
    Tensor *x = draw_batch_of_logits(k, 2);
    make_extreme(k, x);
    make_first_the_worst(x, case_labels(k, "labels", x->shape[1], x->shape[0]));
    case_op(k, 1, 0, NULL);
}

/* The first target is on the wrong side of its logit: a loss close to 0 would have few digits right in float. */
static void draw_bce(Case *k) {
    const int  n = k->index == 0 ? 1 : case_between(k, 2, 12);
    const int *shape = (int[]){n, 3}, ndim = k->index == 1 ? 2 : 1;
    Tensor    *z = case_normal(k, "logits", 2, ndim, shape), *y = case_uniform(k, "targets", 0, 1, ndim, shape);
    if ((y->data[0] > 0.5) == (z->data[0] > 0)) y->data[0] = 1 - y->data[0];
    if (k->index % 2 && k->index > 1)
        for (int i = 0; i < n; i++) y->data[i] = y->data[i] < 0.5 ? 0 : 1;
    case_op(k, 1, 0, NULL);
}

/* Two of three logits far out; without the third, max(z,0) - z y alone would pass. The first is far out on the wrong
 * side, so that the loss is large; and a float holds them and their sum exactly. */
static void draw_bce_extreme(Case *k) {
    const int n = case_between(k, 3, 12);
    Tensor   *z = case_normal(k, "logits", 1, 1, &n);
    Tensor   *y = case_uniform(k, "targets", 0, 1, 1, &n);
    for (int i = 0; i < n; i++) {
        y->data[i] = i == 0 || y->data[i] < 0.5 ? 0 : 1;
        z->data[i] = round(64 * z->data[i]) / 64;
        if (i % 3 == 0) z->data[i] += (real)case_between(k, i == 0 ? 720 : 100, 900);
        if (i % 3 == 1) z->data[i] -= (real)case_between(k, 100, 900);
    }
    case_op(k, 1, 0, NULL);
}

static void draw_one_hot(Case *k) {
    const int n = case_between(k, 1, 9), classes = case_between(k, 2, 12);
    case_labels(k, "labels", classes, n);
    k->call.args.i[0] = classes;
    case_output(k, "one_hot", DTYPE_REAL, 2, (int[]){n, classes});
}

static void draw_distribution(Case *k, const char *name, int n, int classes, bool with_zeros) {
    Tensor *p = case_uniform(k, name, 0.05, 1, 2, (int[]){n, classes});
    for (int i = 0; i < n; i++) {
        real *row = p->data + i * classes, sum = 0;
        if (with_zeros) row[case_between(k, 0, classes - 1)] = 0;
        for (int j = 0; j < classes; j++) sum += row[j];
        for (int j = 0; j < classes; j++) row[j] /= sum;
    }
}

static void draw_kl(Case *k) {
    const int n = k->index == 0 ? 1 : case_between(k, 2, 7), classes = case_between(k, 2, 9);
    draw_distribution(k, "p", n, classes, k->index % 2 == 0);
    draw_distribution(k, "q", n, classes, false);
    case_output(k, "kl_divergence", DTYPE_REAL, 0, NULL);
}

/* Whole numbers, so that many rows have their largest value more than once. */
static Tensor *draw_ties(Case *k, int n, int classes) {
    Tensor *x = case_normal(k, "x", 1, 2, (int[]){n, classes});
    for (size_t i = 0; i < x->size; i++) x->data[i] = round(x->data[i]) - 3;
    return x;
}

static void draw_argmax(Case *k) {
    const int n = case_between(k, 4, 12), classes = case_between(k, 3, 10);
    if (k->index % 2) draw_ties(k, n, classes);
    else case_normal(k, "x", 1, 2, (int[]){n, classes});
    case_output(k, "argmax_rows", DTYPE_INT64, 1, &n);
}

static int maxima_in_row(const Tensor *x, int n, int64_t best) {
    const real *row = x->data + n * x->shape[1];
    int         count = 0;
    for (int j = 0; j < x->shape[1]; j++) count += row[j] == row[best];
    return count;
}

/* Where a row has several maxima, the first is the right one: whoever takes another counts fewer. */
static void draw_accuracy(Case *k) {
    const int n = case_between(k, 5, 20), classes = case_between(k, 3, 6);
    Tensor   *x = k->index % 2 ? draw_ties(k, n, classes) : case_normal(k, "logits", 1, 2, (int[]){n, classes});
    if (k->index % 2) x->data[0] = x->data[classes - 1] = 9;
    Tensor *labels = case_labels(k, "labels", classes, n), *best = t_argmax_axis(x, 1);
    for (int i = 0; i < n; i++)
        if (maxima_in_row(x, i, best->i64[i]) > 1 || case_between(k, 0, 2)) labels->i64[i] = best->i64[i];
    case_output(k, "accuracy", DTYPE_REAL, 0, NULL);
}

static void draw_confusion(Case *k) {
    const int n = case_between(k, 6, 30), classes = case_between(k, 3, 6);
    Tensor   *predicted = case_labels(k, "predicted", classes, n), *labels = case_labels(k, "labels", classes, n);
    for (int i = 0; i < n; i++)
        if (case_between(k, 0, 1)) predicted->i64[i] = labels->i64[i];
    k->call.args.i[0] = classes;
    case_output(k, "confusion_matrix", DTYPE_INT64, 2, (int[]){classes, classes});
}

static void draw_network(Case *k) {
    const Args lecture = {.i = {28 * 28, 512, 10}};
    const Args drawn = {.i = {case_between(k, 5, 40), case_between(k, 5, 40), case_between(k, 3, 9)}};
    k->call.args = k->index == 0 ? lecture : drawn;
    case_output(k, "what is printed", DTYPE_UINT8, 1, (int[]){1024});
    case_output(k, "number of parameters", DTYPE_REAL, 0, NULL);
}

static void draw_layer(Case *k, const char *weight, const char *bias, int in, int out) {
    case_normal(k, weight, 1 / sqrt((double)in), 2, (int[]){out, in});
    case_normal(k, bias, 0.5, 1, &out);
}

static void draw_network_forward(Case *k) {
    const int n = case_between(k, 2, 6), side = case_between(k, 2, 4), hidden = case_between(k, 5, 12),
              classes = case_between(k, 3, 6);
    k->call.args = (Args){.i = {side * side, hidden, classes}};
    case_normal(k, "x", 1, 4, (int[]){n, 1, side, side});
    draw_layer(k, "linear_relu_stack.0.weight", "linear_relu_stack.0.bias", side * side, hidden);
    draw_layer(k, "linear_relu_stack.2.weight", "linear_relu_stack.2.bias", hidden, hidden);
    draw_layer(k, "linear_relu_stack.4.weight", "linear_relu_stack.4.bias", hidden, classes);
    case_output(k, "logits", DTYPE_REAL, 2, (int[]){n, classes});
}

static void draw_train_line(Case *k) {
    k->call.args.f[0] = k->index == 0   ? 2.3045871
                        : k->index == 1 ? 0.5
                        : k->index == 2 ? 12345.678
                                        : 3 * rng_uniform(k->rng);
    k->call.args.i[0] = k->index == 0 ? 6464 : k->index == 1 ? 64 : case_between(k, 1, 60000);
    k->call.args.i[1] = k->index == 2 ? 120000 : 60000;
    case_output(k, "the line", DTYPE_UINT8, 1, (int[]){LINE_SIZE});
}

static void draw_test_lines(Case *k) {
    k->call.args.f[0] = k->index == 0 ? 0.6543 : k->index == 1 ? 1 : rng_uniform(k->rng);
    k->call.args.f[1] = k->index == 0 ? 0.789012345 : k->index == 1 ? 12.5 : 3 * rng_uniform(k->rng);
    case_output(k, "the lines", DTYPE_UINT8, 1, (int[]){LINE_SIZE});
}

/* Samples, labels and the parameters of a small network; the last batch is a short one. */
static void draw_small_network(Case *k, const int size[3]) {
    const int batch = case_between(k, 3, 5), n = 2 * batch + case_between(k, 1, batch - 1);
    k->call.args.i[0] = batch;
    case_normal(k, "x", 1, 2, (int[]){n, size[0]});
    case_labels(k, "labels", size[2], n);
    draw_layer(k, "0.weight", "0.bias", size[0], size[1]);
    draw_layer(k, "2.weight", "2.bias", size[1], size[2]);
}

static void draw_train_loop(Case *k) {
    const int size[] = {case_between(k, 2, 5), case_between(k, 3, 8), case_between(k, 3, 5)};
    draw_small_network(k, size);
    k->call.args.i[1] = case_between(k, 1, 2); /* epochs */
    k->call.args.f[0] = 0.1;                   /* learning rate */
    k->call.args.f[1] = 0.9;                   /* momentum */
    case_output(k, "0.weight after training", DTYPE_REAL, 2, (int[]){size[1], size[0]});
    case_output(k, "0.bias after training", DTYPE_REAL, 1, &size[1]);
    case_output(k, "2.weight after training", DTYPE_REAL, 2, (int[]){size[2], size[1]});
    case_output(k, "2.bias after training", DTYPE_REAL, 1, &size[2]);
    case_output(k, "the mean of the batches' losses", DTYPE_REAL, 0, NULL);
    case_output(k, "model->training afterwards", DTYPE_REAL, 0, NULL);
}

static void draw_test_loop(Case *k) {
    const int size[] = {case_between(k, 2, 5), case_between(k, 3, 8), case_between(k, 3, 5)};
    draw_small_network(k, size);
    case_output(k, "accuracy", DTYPE_REAL, 0, NULL);
    case_output(k, "loss", DTYPE_REAL, 0, NULL);
    case_output(k, "model->training afterwards", DTYPE_REAL, 0, NULL);
    case_output(k, "whether a graph was recorded", DTYPE_REAL, 0, NULL);
}

/* --- Training on digits ------------------------------------------------------------------------------------------- */
enum { PIXELS = 64, HIDDEN = 32, CLASSES = 10, BATCH = 32, EPOCHS = 20, RUNS = 3, RUNS_NEEDED = 2 };
static const int parameter_shapes[6][2] = {{HIDDEN, PIXELS}, {HIDDEN},          {HIDDEN, HIDDEN},
                                           {HIDDEN},         {CLASSES, HIDDEN}, {CLASSES}};

static int parameter_ndim(int i) { return i % 2 ? 1 : 2; }

/* Loss and accuracy of the weights that came back, by the grader's own forward on data that never left it. */
static TestResult evaluate(Tensor *const weights[6], const Dataset *data) {
    t_step();
    t_no_grad();
    Module *m = neural_network(PIXELS, HIDDEN, CLASSES);
    Params *p = nn_parameters(m);
    for (int i = 0; i < 6; i++) memcpy(p->tensors[i]->data, weights[i]->data, weights[i]->size * sizeof(real));
    Tensor          *logits = nn_forward(m, data->x);
    const TestResult result = {accuracy(logits, data->y), t_item(f_cross_entropy(logits, data->y))};
    nn_free(m);
    return result;
}

/* The digits with their pixels in another order and their classes under other numbers: to a network of this kind the
 * same task, while weights that were learnt beforehand are of no use. */
static Dataset *disguised(const Dataset *digits, Rng *rng) {
    int64_t pixel[PIXELS], class[CLASSES];
    for (int i = 0; i < PIXELS; i++) pixel[i] = i;
    for (int i = 0; i < CLASSES; i++) class[i] = i;
    rng_shuffle(rng, pixel, PIXELS);
    rng_shuffle(rng, class, CLASSES);
    Tensor *x = t_keep(digits->x), *y = t_keep(digits->y);
    for (int n = 0; n < digits->n; n++) {
        for (int i = 0; i < PIXELS; i++) x->data[n * PIXELS + i] = digits->x->data[n * PIXELS + pixel[i]];
        y->i64[n] = class[digits->y->i64[n]];
    }
    return dataset_new("digits in disguise", x, y, CLASSES);
}

static void draw_run(Case *k, const Dataset *train) {
    static const char *const names[6] = {"0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias"};
    case_input(k, "x", train->x);
    case_input(k, "labels", train->y);
    for (int i = 0; i < 6; i++) { /* nn_linear's own range */
        const double range = 1 / sqrt((double)parameter_shapes[i - i % 2][1]);
        case_uniform(k, names[i], -range, range, parameter_ndim(i), parameter_shapes[i]);
    }
    k->call.args = (Args){.i = {PIXELS, HIDDEN, CLASSES, BATCH, case_between(k, 0, 1 << 30)}, .f = {0.02, 0.9}};
    case_output(k, "number of parameters", DTYPE_REAL, 0, NULL);
}

typedef struct Parts {
    Dataset *train, *held_out;
} Parts;

static double measure_digits(const void *data, Tensor *const weights[], double row[4]) {
    const Parts     *of = data;
    const TestResult test = evaluate(weights, of->held_out);
    if (row != NULL) {
        const TestResult fit = evaluate(weights, of->train);
        memcpy(row, (double[]){fit.loss, test.loss, fit.accuracy, test.accuracy}, 4 * sizeof row[0]);
    }
    return test.accuracy;
}

/* One run: the accuracy on the held-out part after the last epoch. */
static double train_once(Grading *g, const Check *check, int run, const Dataset *digits) {
    t_step();
    Case     k = check_case(g, check, run), epoch = k;
    Dataset *data = disguised(digits, k.rng);
    Parts    parts;
    data_split_stratified(data, 0.8, (uint64_t)case_between(&k, 0, 1 << 30), &parts.train, &parts.held_out);
    draw_run(&k, parts.train);
    for (int i = 0; i < 6; i++) case_output(&epoch, "parameters", DTYPE_REAL, parameter_ndim(i), parameter_shapes[i]);
    const Training training = {.label = "training on digits", .begin = "run_begin", .more = "run_epoch",
                               .rows = EPOCHS, .measure = measure_digits, .data = &parts};
    const double   reached = training_run(g, check, run, &training, &k, &epoch);
    dataset_free(data);
    dataset_free(parts.train);
    dataset_free(parts.held_out);
    return reached;
}

static void run_digits(Grading *g, const Check *check) {
    Dataset *digits = data_named("digits");
    if (!digits) {
        check_fail(g, check, "the data could not be read: %s", t_error());
        return;
    }
    double reached[RUNS];
    int    runs = 0;
    while (runs < RUNS && (reached[runs] = train_once(g, check, runs, digits)) >= 0) runs++;
    if (runs == RUNS) gate_judge(g, check, "digits_test_accuracy", RUNS, reached, RUNS_NEEDED);
    dataset_free(digits);
}

/* --- The lab ------------------------------------------------------------------------------------------------------ */
/* Right code passes whatever the order of its sums, also when it computes in float: then it is off by some 1e-7. What
 * is wrong is off by far more. exp(x - log sum exp x) is off by what a float of some 1000 leaves out, up to 1e-4. */
#define TOLERANCE       4e-6
#define TOLERANCE_LARGE 2e-4

/* A leak of some hundred bytes a call is told; it costs nothing in this lab. */
enum { REPEAT = 1000 };

const Check lab_checks[] = {
    {.task = "3.1", .weight = 5, .title = "values", .call = "softmax", .draw = draw_softmax, .cases = 6,
     .output = 0, .tolerance = TOLERANCE,
     .hint = "every row sums to 1; the axis is the last one, the classes"},
    {.task = "3.1", .weight = 3, .title = "large logits", .call = "softmax", .draw = draw_softmax_extreme,
     .cases = 6, .output = 0, .tolerance = TOLERANCE_LARGE,
     .hint = "take the largest logit of the row from all of them before exp"},
    {.task = "3.1", .weight = 6, .title = "gradient", .call = "softmax", .draw = draw_softmax, .cases = 6,
     .output = 1, .tolerance = TOLERANCE,
     .repeat = REPEAT, .growth_told = true,
     .hint = "dx_k += y_k (dy_k - sum_j dy_j y_j): add to what dx holds, and mind the sum over the row"},

    {.task = "3.2", .weight = 3, .title = "values", .call = "log_softmax", .draw = draw_softmax, .cases = 6,
     .output = 0, .tolerance = TOLERANCE,
     .hint = "y_j = x_j - m - log sum_k exp(x_k - m)"},
    {.task = "3.2", .weight = 3, .title = "large logits", .call = "log_softmax", .draw = draw_softmax_extreme,
     .cases = 6, .output = 0, .tolerance = TOLERANCE,
     .hint = "log(softmax(x)) is -infinity where softmax underflows; the formula with the maximum is not"},
    {.task = "3.2", .weight = 4, .title = "gradient", .call = "log_softmax", .draw = draw_softmax, .cases = 6,
     .output = 1, .tolerance = TOLERANCE,
     .repeat = REPEAT, .growth_told = true,
     .hint = "dx_k += dy_k - exp(y_k) sum_j dy_j, row by row"},

    {.task = "3.3", .weight = 6, .title = "values", .call = "cross_entropy", .draw = draw_cross_entropy,
     .cases = 6, .output = 0, .tolerance = TOLERANCE,
     .hint = "the mean over the batch of -log softmax(x_n)[t_n], on logits"},
    {.task = "3.3", .weight = 3, .title = "large logits", .call = "cross_entropy",
     .draw = draw_cross_entropy_extreme, .cases = 6, .output = 0, .tolerance = TOLERANCE,
     .hint = "log sum exp(x - max) - (x_t - max) never takes the logarithm of 0"},
    {.task = "3.3", .weight = 7, .title = "gradient", .call = "cross_entropy", .draw = draw_cross_entropy,
     .cases = 6, .output = 1, .tolerance = TOLERANCE,
     .repeat = REPEAT, .growth_told = true,
     .hint = "dx_n += dL (softmax(x_n) - onehot(t_n)) / N"},

    {.task = "3.4", .weight = 4, .title = "values", .call = "bce_with_logits", .draw = draw_bce, .cases = 6,
     .output = 0, .tolerance = TOLERANCE,
     .hint = "the mean over all elements"},
    {.task = "3.4", .weight = 3, .title = "large logits", .call = "bce_with_logits", .draw = draw_bce_extreme,
     .cases = 6, .output = 0, .tolerance = TOLERANCE,
     .hint = "max(z,0) - z y + log(1 + exp(-|z|)) has no logarithm of 0"},
    {.task = "3.4", .weight = 5, .title = "gradient", .call = "bce_with_logits", .draw = draw_bce, .cases = 6,
     .output = 1, .tolerance = TOLERANCE,
     .repeat = REPEAT, .growth_told = true,
     .hint = "dz_i += dL (s(z_i) - y_i) / n"},

    {.task = "3.5", .weight = 3, .title = "one_hot", .call = "one_hot", .draw = draw_one_hot, .cases = 4,
     .output = 0,
     .hint = "row n has its 1 in column labels[n]"},
    {.task = "3.5", .weight = 5, .title = "kl_divergence", .call = "kl_divergence", .draw = draw_kl,
     .cases = 6, .output = 0, .tolerance = TOLERANCE,
     .hint = "0 log 0 counts 0; the mean is over the rows, not over the elements"},

    {.task = "3.6", .title = "argmax_rows", .call = "argmax_rows", .draw = draw_argmax,
     .cases = 6, .output = 0,
     .hint = "of equal logits the first one; logits may all be negative"},
    {.task = "3.6", .title = "accuracy", .call = "accuracy", .draw = draw_accuracy, .cases = 6,
     .output = 0, .tolerance = TOLERANCE,
     .hint = "a share between 0 and 1, not a percentage"},

    {.task = "3.7", .title = "confusion_matrix", .call = "confusion_matrix",
     .draw = draw_confusion, .cases = 4, .output = 0,
     .hint = "the row is the true class, the column the predicted one"},

    {.task = "3.8", .title = "as printed, and its number of parameters", .call = "network_print",
     .draw = draw_network, .cases = 3, .output = -1,
     .hint = "the children are named flatten and linear_relu_stack; the last layer has no ReLU"},
    {.task = "3.8", .title = "logits from given weights", .call = "network_forward",
     .draw = draw_network_forward, .cases = 4, .output = 0, .tolerance = TOLERANCE,
     .hint = "flatten, then linear, ReLU, linear, ReLU, linear"},

    {.task = "3.9", .weight = 2, .title = "the printed line", .call = "train_line", .draw = draw_train_line,
     .cases = 5, .output = 0,
     .hint = "printf's %7f and %5d; one blank before the bracket; no newline at the end"},
    {.task = "3.9", .weight = 6, .title = "the weights after training", .call = "train_loop",
     .draw = draw_train_loop, .cases = 4, .output = -1, .tolerance = TOLERANCE,
     .repeat = REPEAT, .growth_told = true,
     .hint =
         "for every batch, the short last one too: forward, loss, backward, step, gradients to zero; nn_train first"},

    {.task = "3.10", .weight = 2, .title = "the printed lines", .call = "test_lines", .draw = draw_test_lines,
     .cases = 4, .output = 0,
     .hint = "a blank before each newline, as in the lecture; accuracy in per cent with one decimal"},
    {.task = "3.10", .weight = 4, .title = "accuracy, loss, evaluation mode, no graph", .call = "test_loop",
     .draw = draw_test_loop, .cases = 4, .output = -1, .tolerance = TOLERANCE,
     .hint = "accuracy is over samples, the loss the mean of the batches' losses; nn_eval and t_no_grad first"},

    {.task = "3.11", .title = "test accuracy after 20 epochs on digits", .run = run_digits,
     .seconds = 4,
     .hint = "it runs your network, cross-entropy and train_loop together: mend those first"},
    {.task = NULL},
};
