/* The checks of lab 3: softmax classifiers. */
#include "softmax.h"
#include "disguise.h"
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

/* Logits as a network in trouble gives them: rows far from 0, beyond what exp can take; and then one class of a row
 * far off, too, which leaves its gradient nothing to show. A float holds them exactly, so that in float, too, nothing
 * is lost but what the way of computing loses. */
static void make_far(Case *k, Tensor *x) {
    const int    C = x->shape[x->ndim - 1];
    const size_t rows = x->size / (size_t)C;
    for (size_t n = 0; n < rows; n++) {
        real      *row = x->data + n * (size_t)C;
        const real offset = (real)((n % 2 ? -1 : 1) * (720 + 280 * rng_uniform(k->rng)));
        for (int j = 0; j < C; j++) row[j] = round(64 * (row[j] + offset)) / 64;
    }
}

static void make_extreme(Case *k, Tensor *x) {
    const int C = x->shape[x->ndim - 1];
    make_far(k, x);
    for (size_t n = 0; n < x->size / (size_t)C; n++)
        x->data[n * (size_t)C + (size_t)case_between(k, 0, C - 1)] += case_between(k, 0, 1) ? 900 : -900;
}

/* The first sample gets the class that is the least likely: a loss close to 0 would have few digits right where it is
 * summed in float. */
static void make_first_the_worst(const Tensor *x, Tensor *labels) {
    labels->i64[0] = 0;
    for (int j = 1; j < x->shape[1]; j++)
        if (x->data[j] < x->data[labels->i64[0]]) labels->i64[0] = j;
}

/* In one case the probability of a class of the first row is e^-16. A small number added inside the logarithm shows there
 * under every seed. */
static void make_first_unlikely(const Case *k, Tensor *x, int64_t class) {
    const int C = x->shape[x->ndim - 1];
    double    others = 0;
    if (k->index != 2) return;
    for (int j = 0; j < C; j++) others += j == class ? 0 : exp(x->data[j]);
    x->data[class] = (real)(log(others) - 16);
}

static void draw_softmax(Case *k) {
    const Tensor *x = draw_logits(k, 2);
    case_op(k, 1, x->ndim, x->shape);
}

static void draw_log_softmax(Case *k) {
    Tensor *x = draw_logits(k, 2);
    make_first_unlikely(k, x, 0);
    case_op(k, 1, x->ndim, x->shape);
}

static void draw_softmax_extreme(Case *k) {
    Tensor *x = draw_logits(k, 2);
    make_extreme(k, x);
    case_op(k, 1, x->ndim, x->shape);
}

static void draw_softmax_far(Case *k) {
    Tensor *x = draw_logits(k, 2);
    make_far(k, x);
    case_op(k, 1, x->ndim, x->shape);
}

static void draw_cross_entropy(Case *k) {
    Tensor *x = draw_batch_of_logits(k, 2), *labels = case_labels(k, "labels", x->shape[1], x->shape[0]);
    make_first_the_worst(x, labels);
    make_first_unlikely(k, x, labels->i64[0]);
    case_op(k, 1, 0, NULL);
}

static void draw_cross_entropy_extreme(Case *k) {
    Tensor *x = draw_batch_of_logits(k, 2);
    make_extreme(k, x);
    make_first_the_worst(x, case_labels(k, "labels", x->shape[1], x->shape[0]));
    case_op(k, 1, 0, NULL);
}

static void draw_cross_entropy_far(Case *k) {
    Tensor *x = draw_batch_of_logits(k, 2);
    make_far(k, x);
    make_first_the_worst(x, case_labels(k, "labels", x->shape[1], x->shape[0]));
    case_op(k, 1, 0, NULL);
}

/* The first target is on the wrong side of its logit: a loss close to 0 would have few digits right in float. */
static void draw_bce(Case *k) {
    const int  n = k->index == 0 ? 1 : case_between(k, 2, 12);
    const int *shape = (int[]){n, 3}, ndim = k->index == 1 ? 2 : 1;
    Tensor    *z = case_normal(k, "logits", 2, ndim, shape), *y = case_uniform(k, "targets", 0, 1, ndim, shape);
    if ((y->data[0] > 0.5) == (z->data[0] > 0)) y->data[0] = 1 - y->data[0];
    if (k->index == 2) z->data[0] = copysign((real)17, z->data[0]); /* a small number inside a logarithm shows */
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
    case_labels(k, "labels", case_int(k, "classes", classes), n);
    case_output(k, "one_hot", DTYPE_REAL, 2, (int[]){n, classes});
}

/* Of the rows of labels some have one that is none: -1, the number of classes, or one far beyond. */
static void draw_one_hot_refuses(Case *k) {
    enum { ROWS = 12 };
    const int n = case_between(k, 1, 6), classes = case_int(k, "classes", case_between(k, 2, 9));
    Tensor   *labels = t_empty(DTYPE_INT64, 2, (int[]){ROWS, n});
    for (size_t i = 0; i < labels->size; i++) labels->i64[i] = case_between(k, 0, classes - 1);
    for (int row = 0; row < ROWS; row++) {
        const int64_t bad[] = {-1, classes, classes + case_between(k, 1, 9)};
        if (row % 2) labels->i64[row * n + case_between(k, 0, n - 1)] = bad[row / 2 % 3];
        else labels->i64[row * n] = row % 4 ? classes - 1 : 0;
    }
    case_input(k, "labels, a row for each call", labels);
    case_output(k, "which calls are refused", DTYPE_INT64, 1, (int[]){ROWS});
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

/* In two cases it is a vector: one row. */
static void draw_kl(Case *k) {
    const bool vector = k->index == 1 || k->index == 4;
    const int  n = k->index == 0 || vector ? 1 : case_between(k, 2, 7), classes = case_between(k, 3, 9);
    draw_distribution(k, "p", n, classes, k->index % 2 == 0);
    draw_distribution(k, "q", n, classes, false);
    if (k->index == 3) k->call.in[1]->data[0] *= (real)1e-6; /* a small number inside the logarithm shows */
    for (int i = 0; i < 2 && vector; i++)
        k->call.in[i] = t_named(t_reshape(k->call.in[i], classes), k->in_name[i]);
    case_number(k, "kl_divergence");
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
    for (int i = 0; i < n; i++) {
        const bool right = maxima_in_row(x, i, best->i64[i]) > 1 || case_between(k, 0, 2);
        if (right || k->index == 0) labels->i64[i] = best->i64[i];
    }
    case_number(k, "accuracy");
}

static void draw_confusion(Case *k) {
    const int n = k->index == 1 ? 2 : case_between(k, 6, 30), classes = case_between(k, 3, 6);
    Tensor   *predicted = case_labels(k, "predicted", classes, n), *labels = case_labels(k, "labels", classes, n);
    for (int i = 0; i < n; i++)
        if (case_between(k, 0, 1)) predicted->i64[i] = labels->i64[i];
    case_int(k, "classes", classes);
    case_output(k, "confusion_matrix", DTYPE_INT64, 2, (int[]){classes, classes});
}

/* Some logits are 0, on the boundary: they are answers for class 0. In the first case all are right. */
static void draw_binary_accuracy(Case *k) {
    const int n = case_between(k, 6, 20), shape[] = {n, 1};
    Tensor   *z = case_normal(k, "logits", 1.5, 2, shape), *y = case_uniform(k, "targets", 0, 1, 2, shape);
    for (int i = 0; i < n; i++) {
        if (k->index % 2) z->data[i] = round(z->data[i]);
        y->data[i] = case_between(k, 0, 2) ? z->data[i] > 0 : y->data[i] < 0.5;
    }
    if (k->index % 2) z->data[0] = 0, y->data[0] = 0;
    else z->data[0] = (real)0.25, y->data[0] = 1;
    for (int i = 0; i < n && k->index == 0; i++) y->data[i] = z->data[i] > 0;
    case_number(k, "binary_accuracy");
}

static void draw_sizes(Case *k, int in_features, int hidden, int classes) {
    case_int(k, "in_features", in_features);
    case_int(k, "hidden", hidden);
    case_int(k, "classes", classes);
}

static void draw_network(Case *k) {
    if (k->index == 0) draw_sizes(k, 28 * 28, 512, 10); /* the lecture's */
    else draw_sizes(k, case_between(k, 5, 40), case_between(k, 5, 40), case_between(k, 3, 9));
    case_text(k, "what is printed", 1024);
    case_number(k, "number of parameters");
}

static void draw_network_forward(Case *k) {
    const int n = case_between(k, 2, 6), side = case_between(k, 2, 4), hidden = case_between(k, 5, 12),
              classes = case_between(k, 3, 6);
    draw_sizes(k, side * side, hidden, classes);
    case_normal(k, "x", 1, 4, (int[]){n, 1, side, side});
    case_network(k, TO_BE_TRIED, "linear_relu_stack.", 3, (int[]){side * side, hidden, hidden, classes});
    case_output(k, "logits", DTYPE_REAL, 2, (int[]){n, classes});
}

static void draw_train_line(Case *k) {
    static const double first[] = {2.3045871, 0.5, 12345.678};
    case_real(k, "loss", k->index < 3 ? first[k->index] : 3 * rng_uniform(k->rng));
    case_int(k, "current", k->index == 0 ? 6464 : k->index == 1 ? 64 : case_between(k, 1, 60000));
    case_int(k, "size", k->index == 2 ? 120000 : 60000);
    case_text(k, "the line", LINE_SIZE);
}

static void draw_test_lines(Case *k) {
    case_real(k, "accuracy", k->index == 0 ? 0.6543 : k->index == 1 ? 1 : rng_uniform(k->rng));
    case_real(k, "loss", k->index == 0 ? 0.789012345 : k->index == 1 ? 12.5 : 3 * rng_uniform(k->rng));
    case_text(k, "the lines", LINE_SIZE);
}

/* Samples, labels and a small network; the last batch is a short one. */
static void draw_small_network(Case *k, int batches, int size[3]) {
    const int batch = case_int(k, "batch_size", case_between(k, 3, 5)), last = case_between(k, 1, batch - 1);
    case_small_network(k, (batches - 1) * batch + last, case_between(k, 3, 5), size);
}

/* One case has more than 200 batches, of which three print their lines. */
static void draw_train_loop(Case *k) {
    const bool many = k->index == 1;
    int size[3];
    draw_small_network(k, many ? 203 : 3, size);
    case_int(k, "epochs", many ? 1 : case_between(k, 1, 2));
    case_real(k, "lr", many ? 0.01 : 0.08 + 0.05 * rng_uniform(k->rng));
    case_real(k, "momentum", many ? 0 : 0.8 + 0.15 * rng_uniform(k->rng));
    case_training_output(k, size, "the mean of the batches' losses");
    case_output(k, "printed lines, and the numbers in them", DTYPE_REAL, 1, (int[]){1 + 4 * 3});
}

static void draw_test_loop(Case *k) {
    int size[3];
    draw_small_network(k, 3, size);
    case_number(k, "accuracy");
    case_number(k, "loss");
    case_number(k, "mode in the batches (1: evaluation, 2: training)");
    case_number(k, "whether a graph was recorded");
    case_output(k, "printed lines, and the numbers in them", DTYPE_REAL, 1, (int[]){1 + 2 * 2});
}

/* --- Training on digits ------------------------------------------------------------------------------------------- */
enum { PIXELS = 64, HIDDEN = 32, CLASSES = 10, BATCH = 32, EPOCHS = 20, RUNS = 3, RUNS_NEEDED = 2 };
static const int sizes[] = {PIXELS, HIDDEN, HIDDEN, CLASSES};

static Module *digits_network(void) { return neural_network(PIXELS, HIDDEN, CLASSES); }
static Tensor *cross_entropy(Tensor *logits, Tensor *labels) { return f_cross_entropy(logits, labels); }

#define NOISE 0.1 /* a pixel is between 0 and 1 */

static Dataset *disguised(const Dataset *digits, Rng *rng) {
    Tensor *x = t_keep(digits->x), *y = t_keep(digits->y);
    disguise_classes(y, CLASSES, rng);
    disguise_by_noise(x, NOISE, rng);
    disguise_by_turning(x, rng);
    return dataset_new("digits in disguise", x, y, CLASSES);
}

static Training digits_to_train(Case *begin, Case *epoch) {
    static Dataset *digits, *learnt, *others;
    static Measured m = {digits_network, PARAMETERS, cross_entropy, accuracy};
    if (!digits) digits = data_named("digits"); /* for all runs */
    if (!digits) return (Training){.label = NULL};
    dataset_free(learnt);
    dataset_free(others);
    Dataset *data = disguised(digits, begin->rng);
    data_split_stratified(data, 0.8, (uint64_t)case_between(begin, 0, 1 << 30), &learnt, &others);
    dataset_free(data);
    m.learnt = (Samples){learnt->x, learnt->y};
    m.others = (Samples){others->x, others->y};
    case_input(begin, "x", learnt->x);
    case_input(begin, "labels", learnt->y);
    case_network(begin, TO_BE_TRAINED, "", 3, sizes);
    draw_sizes(begin, PIXELS, HIDDEN, CLASSES);
    case_int(begin, "batch_size", BATCH);
    case_int(begin, "seed", case_between(begin, 0, 1 << 30));
    case_real(begin, "lr", 0.02);
    case_real(begin, "momentum", 0.9);
    case_number(begin, "number of parameters");
    case_network_output(epoch, "", 3, sizes);
    return (Training){"training on digits", "run_begin", "run_epoch", EPOCHS, measure_model, &m};
}

/* --- Training on two classes -------------------------------------------------------------------------------------- */
enum { TRAINED = 300, JUDGED = 500, WIDTH = 16 };
static const int binary_sizes[] = {2, WIDTH, WIDTH, 1};

/* Quadrants of a plane turned by an angle: opposite quadrants are of one class. No line tells the classes apart, and
 * weights that were learnt for another angle are of no use. */
static Samples draw_quadrants(Rng *rng, double angle, int corner, int n) {
    const Samples s = {t_zeros(n, 2), t_zeros(n, 1)};
    for (int i = 0; i < n; i++) {
        const double u = 2 * rng_uniform(rng) - 1, v = 2 * rng_uniform(rng) - 1;
        s.x->data[2 * i] = (real)(1.5 * (u * cos(angle) - v * sin(angle)));
        s.x->data[2 * i + 1] = (real)(1.5 * (u * sin(angle) + v * cos(angle)));
        s.y->data[i] = ((u < 0) != (v < 0)) == corner;
    }
    return s;
}

static Module *binary_network(void) { return neural_network(2, WIDTH, 1); }
static Tensor *bce_with_logits(Tensor *logits, Tensor *targets) { return f_bce_with_logits(logits, targets); }

static Training two_classes_to_train(Case *begin, Case *more) {
    static Measured m = {binary_network, PARAMETERS, bce_with_logits, binary_accuracy};
    const double angle = 6.3 * rng_uniform(begin->rng);
    const int    corner = case_between(begin, 0, 1);
    m.learnt = draw_quadrants(begin->rng, angle, corner, TRAINED);
    m.others = draw_quadrants(begin->rng, angle, corner, JUDGED);
    case_input(begin, "x", m.learnt.x);
    case_input(begin, "targets", m.learnt.y);
    case_network(begin, TO_BE_TRAINED, "", 3, binary_sizes);
    draw_sizes(begin, 2, WIDTH, 1);
    case_int(begin, "batch_size", 20);
    case_int(begin, "seed", case_between(begin, 0, 1 << 30));
    case_real(begin, "lr of Adam", 0.01);
    case_number(begin, "number of parameters");
    case_int(more, "epochs", 3);
    case_network_output(more, "", 3, binary_sizes);
    return (Training){"training on two classes", "run_begin", "binary_epochs", 20, measure_model, &m};
}

/* --- The lab ------------------------------------------------------------------------------------------------------ */
/* In float exp(x - log sum exp x) is off by what a float of some 1000 leaves out, up to 1e-4. */
#define TOLERANCE_LARGE 2e-4

const Check lab_checks[] = {
    {"3.1", "values", "softmax", draw_softmax, "every row sums to 1; the axis is the last one, the classes",
     .weight = 5, .tolerance = TOLERANCE},
    {"3.1", "large logits", "softmax", draw_softmax_extreme,
     "take the largest logit of the row from all of them before exp", .weight = 3, .tolerance = TOLERANCE_LARGE},
    {"3.1", "gradient", "softmax", draw_softmax,
     "dx_k += y_k (dy_k - sum_j dy_j y_j): add to what dx holds, and mind the sum over the row", .weight = 5,
     .output = 1, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"3.1", "gradient at large logits", "softmax", draw_softmax_far,
     "take y from c->saved: exp of large logits overflows in the backward, too", .weight = 1, .output = 1,
     .tolerance = TOLERANCE_LARGE},

    {"3.2", "values", "log_softmax", draw_log_softmax, "y_j = x_j - m - log sum_k exp(x_k - m)", .weight = 3,
     .tolerance = TOLERANCE},
    {"3.2", "large logits", "log_softmax", draw_softmax_extreme,
     "log(softmax(x)) is -infinity where softmax underflows; the formula with the maximum is not", .weight = 3,
     .tolerance = TOLERANCE},
    {"3.2", "gradient", "log_softmax", draw_softmax, "dx_k += dy_k - exp(y_k) sum_j dy_j, row by row", .weight = 3,
     .output = 1, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"3.2", "gradient at large logits", "log_softmax", draw_softmax_far,
     "exp(y_k) of the saved y never overflows, exp(x_k) does", .weight = 1, .output = 1, .tolerance = TOLERANCE_LARGE},

    {"3.3", "values", "cross_entropy", draw_cross_entropy,
     "the mean over the batch of -log softmax(x_n)[t_n], on logits", .weight = 5, .tolerance = TOLERANCE},
    {"3.3", "large logits", "cross_entropy", draw_cross_entropy_extreme,
     "log sum exp(x - max) - (x_t - max) never takes the logarithm of 0", .weight = 3, .tolerance = TOLERANCE},
    {"3.3", "gradient", "cross_entropy", draw_cross_entropy, "dx_n += dL (softmax(x_n) - onehot(t_n)) / N", .weight = 5,
     .output = 1, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"3.3", "gradient at large logits", "cross_entropy", draw_cross_entropy_far,
     "the backward's softmax needs the maximum taken away, too: keep the forward's", .weight = 1, .output = 1,
     .tolerance = TOLERANCE_LARGE},

    {"3.4", "values", "bce_with_logits", draw_bce, "the mean over all elements", .weight = 4, .tolerance = TOLERANCE},
    {"3.4", "large logits", "bce_with_logits", draw_bce_extreme,
     "max(z,0) - z y + log(1 + exp(-|z|)) has no logarithm of 0", .weight = 3, .tolerance = TOLERANCE},
    {"3.4", "gradient", "bce_with_logits", draw_bce, "dz_i += dL (s(z_i) - y_i) / n", .weight = 4, .output = 1,
     .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"3.4", "gradient at large logits", "bce_with_logits", draw_bce_extreme,
     "exp(1000) is infinite: 1 / (1 + infinity) is 0, but infinity / (1 + infinity) is not a number", .weight = 1,
     .output = 1, .tolerance = TOLERANCE},

    {"3.5", "one_hot", "one_hot", draw_one_hot, "row n has its 1 in column labels[n]", .weight = 2, .cases = 4},
    {"3.5", "labels that are none", "one_hot_refuses", draw_one_hot_refuses,
     "t_fail where a label is below 0 or not below classes", .weight = 1, .cases = 4},
    {"3.5", "kl_divergence", "kl_divergence", draw_kl,
     "0 log 0 counts 0; the mean is over the rows, not over the elements", .weight = 5, .tolerance = TOLERANCE},

    {"3.6", "argmax_rows", "argmax_rows", draw_argmax, "of equal logits the first one; logits may all be negative"},
    {"3.6", "accuracy", "accuracy", draw_accuracy, "a share between 0 and 1, not a percentage", .edges = 1,
     .tolerance = TOLERANCE},

    {"3.7", "confusion_matrix", "confusion_matrix", draw_confusion,
     "the row is the true class, the column the predicted one", .cases = 4},

    {"3.8", "as printed, and its number of parameters", "network_print", draw_network,
     "the children are named flatten and linear_relu_stack; the last layer has no ReLU", .cases = 3,
     .output = ALL_OUTPUTS},
    {"3.8", "logits from given weights", "network_forward", draw_network_forward,
     "flatten, then linear, ReLU, linear, ReLU, linear", .cases = 4, .tolerance = TOLERANCE},

    {"3.9", "the printed line", "train_line", draw_train_line,
     "printf's %7f and %5d; one blank before the bracket; no newline at the end", .weight = 2, .cases = 5},
    {"3.9", "the weights after training", "train_loop", draw_train_loop,
     "for every batch, the short last one too: forward, loss, backward, step, gradients to zero; nn_train first",
     .weight = 6, .cases = 4, .output = ALL_OUTPUTS, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},

    {"3.10", "the printed lines", "test_lines", draw_test_lines,
     "a blank before each newline, as in the lecture; accuracy in per cent with one decimal", .weight = 2, .cases = 4},
    {"3.10", "accuracy, loss, evaluation mode, no graph", "test_loop", draw_test_loop,
     "accuracy is over samples, the loss the mean of the batches' losses; nn_eval and t_no_grad first", .weight = 4,
     .cases = 4, .output = ALL_OUTPUTS, .tolerance = TOLERANCE},

    {"3.11", "test accuracy after 20 epochs on digits", .run = training_check, .seconds = 4,
     .training = {"digits_test_accuracy", RUNS, RUNS_NEEDED, digits_to_train},
     .hint = "it runs your network, cross-entropy and train_loop together: mend those first"},

    {"3.12", "binary_accuracy", "binary_accuracy", draw_binary_accuracy,
     "class 1 where the logit is above 0; a share between 0 and 1, of all samples", .edges = 1,
     .tolerance = TOLERANCE},
    {"3.12", "test accuracy after 60 epochs on two classes", .run = training_check, .seconds = 4,
     .training = {"two_classes_test_accuracy", RUNS, RUNS_NEEDED, two_classes_to_train},
     .hint = "it runs your network, the loss of 3.4 and train_loop together: mend those first"},
    {0},
};
