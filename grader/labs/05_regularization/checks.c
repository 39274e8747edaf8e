/* The checks of lab 5: regularisation and normalisation. */
#include "disguise.h"
#include "draws.h"
#include "softmax.h"

/* --- Whole trainings, on few digits ------------------------------------------------------------------------------- */
enum { PIXELS = 64, CLASSES = 10, RUNS = 3, RUNS_NEEDED = 2 };

typedef struct Digits {
    Tensor *x, *y, *test_x, *test_y;
} Digits;

#define NOISE 0.1 /* a pixel is between 0 and 1 */

/* n digits to learn from, `wrong` of every hundred with another label, and others to judge by, all in disguise. NULL
 * where the data cannot be read. */
static Digits draw_digits(Case *k, int n, int held_out, int wrong) {
    Dataset *digits = data_named("digits");
    if (!digits) return (Digits){.x = NULL};
    Tensor *index = t_arange(digits->n), *x, *y;
    rng_shuffle(k->rng, index->i64, index->size);
    x = t_index_select(t_flatten(digits->x), t_slice(index, 0, 0, n + held_out));
    y = t_index_select(digits->y, t_slice(index, 0, 0, n + held_out));
    dataset_free(digits);
    disguise_by_noise(x, NOISE, k->rng);
    disguise_by_turning(x, k->rng);
    disguise_classes(y, CLASSES, k->rng);
    for (int i = 0; i < n; i++)
        if (case_between(k, 0, 99) < wrong) y->i64[i] = (y->i64[i] + case_between(k, 1, 9)) % CLASSES;
    return (Digits){t_slice(x, 0, 0, n), t_slice(y, 0, 0, n), t_slice(x, 0, n, T_END), t_slice(y, 0, n, T_END)};
}

static void draw_run(Case *begin, Case *more, const Digits *d, int batch, double lr, int epochs) {
    case_input(begin, "x", d->x);
    case_input(begin, "labels", d->y);
    case_int(begin, "batch_size", batch);
    draw_seed(begin);
    case_real(begin, "lr of Adam", lr);
    case_number(begin, "number of parameters");
    case_int(more, "epochs", epochs);
}

/* A batch that fits into the network many times: its training loss goes to 0, 1 - loss / ln 10 to 1. */
enum { BATCH = 16, HIDDEN = 48 };

static Module *by_heart_network(void) {
    return nn_sequential(nn_linear(PIXELS, HIDDEN), nn_batch_norm1d(HIDDEN), nn_relu(), nn_linear(HIDDEN, CLASSES));
}

/* In training mode, as the statistics of the batch have their part in it. */
static double by_heart_loss(const Tensor *weights, Tensor *x, Tensor *y) {
    t_step();
    t_no_grad();
    Module *m = by_heart_network();
    block_into_state(weights, PARAMETERS, m);
    nn_train(m);
    const double loss = t_item(f_cross_entropy(nn_forward(m, x), y));
    nn_free(m);
    return loss;
}

static double measure_by_heart(const void *data, Tensor *const w[], double row[4]) {
    const Digits *d = data;
    const double  loss = by_heart_loss(w[0], d->x, d->y);
    if (row != NULL)
        memcpy(row, (double[]){loss, by_heart_loss(w[0], d->test_x, d->test_y), NAN, NAN}, 4 * sizeof row[0]);
    return isfinite(loss) ? 1 - loss / log(CLASSES) : -1e9; /* far below any gate */
}

static Training batch_by_heart(Case *begin, Case *more) {
    static Digits d;
    d = draw_digits(begin, BATCH, 64, 0);
    if (!d.x) return (Training){.label = NULL};
    draw_run(begin, more, &d, BATCH, 0.01, 5);
    Module *m = by_heart_network();
    case_model(begin, TO_BE_TRAINED, "", m);
    case_state_output(more, "", m, PARAMETERS);
    nn_free(m);
    return (Training){"a batch learnt by heart", "by_heart_begin", "run_epochs", 8, measure_by_heart, &d};
}

/* By what share the gap between validation and training loss is smaller with dropout: w[0] is without, w[1] with. */
static const int gap_sizes[] = {PIXELS, 64, CLASSES};

static double gap(const Digits *d, const Tensor *weights, double losses[2]) {
    Tensor *labels[] = {d->y, d->test_y}, *x[] = {d->x, d->test_x};
    t_step();
    t_no_grad();
    Module *m = call_network_of(2, gap_sizes, weights);
    for (int i = 0; i < 2; i++) losses[i] = t_item(f_cross_entropy(nn_forward(m, x[i]), labels[i]));
    nn_free(m);
    return losses[1] - losses[0];
}

static double measure_gap(const void *data, Tensor *const w[], double row[4]) {
    const Digits *d = data;
    double        without[2], with[2];
    const double  smaller = 1 - gap(d, w[1], with) / gap(d, w[0], without);
    if (row != NULL) memcpy(row, (double[]){with[0], with[1], NAN, NAN}, 4 * sizeof row[0]);
    return isfinite(smaller) ? smaller : -1e9;
}

static Training gap_with_dropout(Case *begin, Case *more) {
    static Digits d;
    d = draw_digits(begin, 200, 500, 30);
    if (!d.x) return (Training){.label = NULL};
    draw_run(begin, more, &d, 20, 0.015, 4);
    case_network(begin, TO_BE_TRAINED, "", 2, gap_sizes);
    case_network_output(more, " without dropout", 2, gap_sizes);
    case_network_output(more, " with dropout", 2, gap_sizes);
    return (Training){"few digits, with dropout", "gap_begin", "run_epochs", 10, measure_gap, &d};
}

/* --- The lab ------------------------------------------------------------------------------------------------------ */
/* Of 30,000 random weights: the deviation of one half is off by 0.6 %, seldom by more than 2 %. */
#define TOLERANCE_SAMPLED 0.05

const Check lab_checks[] = {
    {"5.1", "values in training mode", "dropout", draw_dropout,
     "0 where u_i < p, else x_i / (1 - p); u = t_rand_like(x), drawn once", .weight = 4, .tolerance = TOLERANCE},
    {"5.1", "evaluation mode", "dropout_evaluation", draw_dropout_evaluation,
     "y is a copy of x, and no random number is drawn", .weight = 3, .output = ALL_OUTPUTS, .tolerance = TOLERANCE},
    {"5.1", "gradient", "dropout", draw_dropout_gradient,
     "the mask and the factor of the forward; in evaluation mode all of dy passes", .weight = 3, .output = 1,
     .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"5.1", "two uses, two masks", "dropout_twice", draw_dropout_twice,
     "each use draws a mask of its own, and its backward needs that one: keep u in c->saved", .weight = 2,
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE},

    {"5.2", "values in training mode", "drop_connect", draw_drop_connect,
     "each weight is 0 or W_ji / (1 - p); u = t_rand_like(W), drawn once; the bias is never dropped", .weight = 2,
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE},
    {"5.2", "evaluation mode", "drop_connect", draw_drop_connect_evaluation,
     "the linear layer as it is, and no random number is drawn", .weight = 2, .output = ALL_OUTPUTS,
     .tolerance = TOLERANCE},
    {"5.2", "gradients", "drop_connect_gradients", draw_drop_connect_gradients,
     "operations of the library on W know their gradients; what is computed through W->data is not recorded",
     .weight = 2, .output = ALL_OUTPUTS, .tolerance = TOLERANCE},

    {"5.3", "values in training mode", "batch_norm", draw_batch_norm,
     "mean and biased variance of each channel over all other axes; eps inside the root", .weight = 6,
     .tolerance = TOLERANCE},
    {"5.3", "running statistics", "batch_norm_running", draw_batch_norm_running,
     "running := (1 - momentum) running + momentum batch, with the unbiased variance n / (n - 1)", .weight = 5,
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE},
    {"5.3", "evaluation mode", "batch_norm_evaluation", draw_batch_norm_evaluation,
     "mean and variance are the buffers, which stay as they are", .weight = 5, .output = ALL_OUTPUTS,
     .tolerance = TOLERANCE},

    {"5.4", "gradient of x", "batch_norm", draw_batch_norm,
     "dx += gamma / sqrt(var + eps) (dy - mean(dy) - x^ mean(dy x^)), means over the channel", .weight = 6, .output = 1,
     .tolerance = TOLERANCE},
    {"5.4", "gradient of gamma", "batch_norm", draw_batch_norm, "the sum of dy x^ over the channel", .weight = 3,
     .output = 2, .tolerance = TOLERANCE},
    {"5.4", "gradient of beta", "batch_norm", draw_batch_norm, "the sum of dy over the channel", .weight = 2,
     .output = 3, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"5.4", "gradient of x in evaluation mode", "batch_norm", draw_batch_norm_constant,
     "mean and variance are constants: dx += gamma / sqrt(var + eps) dy", .weight = 3, .output = 1,
     .tolerance = TOLERANCE},

    {"5.5", "values", "layer_norm", draw_layer_norm, "mean and biased variance of each row, along the last axis",
     .weight = 4, .tolerance = TOLERANCE},
    {"5.5", "gradient of x", "layer_norm", draw_layer_norm,
     "g = dy gamma inside both means; dx += (g - mean(g) - x^ mean(g x^)) / sqrt(var + eps)", .weight = 4, .output = 1,
     .tolerance = TOLERANCE},
    {"5.5", "gradient of gamma", "layer_norm", draw_layer_norm, "the sum of dy x^ over all rows", .weight = 2,
     .output = 2, .tolerance = TOLERANCE},
    {"5.5", "gradient of beta", "layer_norm", draw_layer_norm, "the sum of dy over all rows", .weight = 2, .output = 3,
     .tolerance = TOLERANCE, .growth = GROWTH_TOLD},

    {"5.6", "fans_of", "fans", draw_fans, "axis 1 is in, axis 0 is out, and all axes behind them multiply both",
     .weight = 2, .cases = 5, .output = ALL_OUTPUTS},
    {"5.6", "the spread of the weights", "initializer", draw_initializer,
     "N(0, v) has the standard deviation sqrt(v); the fans of a convolution count its places, too", .weight = 4,
     .cases = 8, .tolerance = TOLERANCE_SAMPLED},
    {"5.6", "all weights of a model", "init_weights", draw_init_weights,
     "matrices are filled, biases are 0, and batch norm's or layer norm's weight stays as it is", .weight = 2,
     .cases = 3, .output = ALL_OUTPUTS, .tolerance = TOLERANCE},

    {"5.7", "L1", "l1_penalty", draw_penalty, "lambda times the sum of the absolute values: no mean", .weight = 4,
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE},
    {"5.7", "L2", "l2_penalty", draw_penalty, "lambda times the sum of the squares: no root, no half", .weight = 4,
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE},
    {"5.7", "the penalized loss", "penalized", draw_penalized,
     "the loss, and both penalties of each parameter with two axes or more", .weight = 3, .cases = 4,
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE},
    {"5.7", "weight_decay_of", "weight_decay", draw_weight_decay, "the gradient of lambda w^2 is 2 lambda w",
     .weight = 1, .cases = 3, .tolerance = TOLERANCE},

    {"5.8", "prox_l1", "prox_l1", draw_prox, "towards 0 by lr lambda, and not beyond 0", .tolerance = TOLERANCE},

    {"5.9", "when it stops", "early_stopping", draw_early_stopping,
     "an improvement is below best_loss - min_delta; patience counts epochs in a row; epochs count from 0", .weight = 5,
     .cases = 10, .output = ALL_OUTPUTS, .tolerance = TOLERANCE},
    {"5.9", "the best weights again", "early_stopping_restore", draw_early_stopping_restore,
     "copy all e->n tensors at each improvement, running statistics too; restore copies them back", .weight = 5,
     .cases = 8, .output = ALL_OUTPUTS, .tolerance = TOLERANCE},

    {"5.10", "the network, as printed", "network_print", draw_network,
     "Linear, BatchNorm1d, ReLU, Dropout, in this order, for every hidden layer; nothing behind the last layer",
     .weight = 3, .cases = 6, .output = ALL_OUTPUTS},
    {"5.10", "both modes", "network_modes", draw_network_modes,
     "it runs your dropout and batch norm: mend these first", .weight = 1, .cases = 3, .output = ALL_OUTPUTS,
     .tolerance = TOLERANCE},

    {"5.11", "gradient_norms", "gradient_norms", draw_gradient_norms,
     "one norm for each weight with two axes or more, sqrt of the sum of squares; 0 where there is no gradient",
     .weight = 2, .tolerance = TOLERANCE},
    {"5.11", "active_share", "active_share", draw_active_share, "the elements above 0, divided by all", .weight = 2,
     .tolerance = TOLERANCE},

    {"5.12", "a batch learnt by heart, with batch norm", .run = training_check, .seconds = 4,
     .training = {"batch_learnt", RUNS, RUNS_NEEDED, batch_by_heart},
     .hint = "it runs your batch norm, forward and backward: mend 5.3 and 5.4 first"},
    {"5.12", "a smaller gap with dropout", .run = training_check, .seconds = 4,
     .training = {"gap_smaller_with_dropout", RUNS, RUNS_NEEDED, gap_with_dropout},
     .hint = "it runs your dropout: mend 5.1 first"},
    {0},
};
