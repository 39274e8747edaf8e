/* The checks of lab 7: freezing, checkpoints and transfer. */
#include "draw_target.h"
#include "lab.h"
#include "networks.h"

/* --- Models ------------------------------------------------------------------------------------------------------- */
static void draw_seed(Case *k) { case_int(k, "seed", case_between(k, 0, 1 << 30)); }

/* The numbers of a model; the model itself, which the caller frees. Sizes of 1 are among them. */
static Module *draw_network(Case *k, Kind kind) {
    const int in = case_between(k, kind == PLAIN ? 1 : 2, 4), hidden = case_between(k, 2, 5);
    const int classes = case_between(k, 3, 6);
    case_int(k, "network", (int)kind);
    case_int(k, "inputs", in);
    case_int(k, "hidden", hidden);
    case_int(k, "classes", classes);
    draw_seed(k);
    return network_of(kind, in, hidden, classes);
}

static Kind kind_of(const Case *k) { return (Kind)(k->index % KINDS); }

static void draw_one_network(Case *k) {
    nn_free(draw_network(k, kind_of(k)));
    case_text(k, "what the call finds", 4096);
}

static void draw_samples(Case *k, const char *name, Kind kind, int n, int in) {
    if (kind == IMAGES) case_normal(k, name, 1, 4, (int[]){n, in, 4, 6});
    else case_normal(k, name, 1, 2, (int[]){n, in});
}

/* --- Freezing ----------------------------------------------------------------------------------------------------- */
/* A module that has parameters, from number `first` on; number 0 is the model. */
static void draw_module(Case *k, Module *m, int first) {
    int i;
    do {
        i = case_between(k, first, module_count(m) - 1);
    } while (nn_parameter_count(module_at(m, &(int){i})) == 0);
    case_int(k, "module", i);
}

static void draw_requires_grad(Case *k) {
    Module *m = draw_network(k, (Kind)(k->index / 2 % KINDS));
    if (k->index < 4) case_int(k, "module", 0);
    else draw_module(k, m, 0);
    nn_free(m);
    case_int(k, "on", k->index % 2);
    case_text(k, "what the call finds", 4096);
}

static void draw_frozen_steps(Case *k) {
    const Kind kind = kind_of(k);
    Module    *m = draw_network(k, kind);
    draw_module(k, m, 1);
    const int n = case_between(k, 2, 5);
    draw_samples(k, "x", kind, n, (int)k->call.arg[1].value);
    case_labels(k, "labels", (int)k->call.arg[3].value, n);
    nn_free(m);
    case_text(k, "what has moved", 4096);
}

/* Frozen: all features, or a part of them; once nothing below them. */
static void draw_frozen_norm(Case *k) {
    const Kind kind = k->index % 2 ? IMAGES : NORMED;
    Module    *m = draw_network(k, kind);
    /* Modules in the order of printing: 1 features, 6 the block in them; of images 2 and 7 the blocks. */
    const int normed[] = {1, 6, 2}, images[] = {1, 7, 2};
    case_int(k, "module", (kind == NORMED ? normed : images)[k->index / 2 % 3]);
    const int n = case_between(k, 3, 6), in = (int)k->call.arg[1].value;
    draw_samples(k, "first batch", kind, n, in);
    draw_samples(k, "second batch", kind, n + 1, in);
    case_output(k, "y of the second batch", DTYPE_REAL, 2, (int[]){n + 1, (int)k->call.arg[3].value});
    case_state_output(k, "", m, BUFFERS);
    nn_free(m);
}

/* --- Checkpoints -------------------------------------------------------------------------------------------------- */
/* The seed says in which of four ways tensors are unlike, and which of three keys are unexpected: in four cases in a
 * row all of them come. */
static void draw_file(Case *k, int missing, int unexpected, int unlike) {
    nn_free(draw_network(k, kind_of(k)));
    case_int(k, "seed", 12 * case_between(k, 0, 1 << 26) + k->index % 12);
    case_int(k, "missing", missing);
    case_int(k, "unexpected", unexpected);
    case_int(k, "unlike", unlike);
}

static void draw_differences(Case *k) {
    draw_file(k, (k->index + 1) % 3, (k->index + 2) % 3, k->index == 0 ? 0 : 1 + k->index % 2);
    case_text(k, "missing", 4096);
    case_text(k, "unexpected", 4096);
    case_text(k, "unlike", 4096);
}

static void draw_fitting(Case *k) {
    draw_file(k, 0, 0, 0);
    case_text(k, "what the call finds", 4096);
}

/* One difference at least, of each kind in turn. */
static void draw_refused(Case *k) {
    const int turn = k->index % 3, more = k->index < 3 ? 0 : 1;
    draw_file(k, turn == 0 ? 1 : more, turn == 1 ? 1 : more, turn == 2 ? 1 : more);
    case_text(k, "what the call finds", 4096);
}

static void draw_partly(Case *k) {
    draw_file(k, case_between(k, 1, 2), case_between(k, 1, 2), 0);
    case_text(k, "what the call finds", 4096);
}

static void draw_unlike(Case *k) {
    draw_file(k, case_between(k, 0, 1), case_between(k, 0, 1), case_between(k, 1, 2));
    case_text(k, "what the call finds", 4096);
}

/* --- Heads, arms, rates ------------------------------------------------------------------------------------------- */
static void draw_replace_head(Case *k) {
    nn_free(draw_network(k, kind_of(k)));
    case_int(k, "new classes", k->index == 1 ? 1 : k->index == 2 ? (int)k->call.arg[3].value : case_between(k, 2, 9));
    case_text(k, "what the call finds", 4096);
}

static void draw_first_last(Case *k) {
    nn_free(draw_network(k, (Kind)(k->index % SCALED)));
    case_text(k, "what the call finds", 4096);
}

static void draw_two_rates(Case *k) {
    const Kind kind = kind_of(k);
    Module    *m = draw_network(k, kind);
    const double body = case_real(k, "body_lr", 0.001 + 0.01 * rng_uniform(k->rng));
    case_real(k, "head_lr", body * (k->index == 4 ? 0.2 : 3 + 5 * rng_uniform(k->rng)));
    case_number(k, "number of groups");
    case_output(k, "their rates", DTYPE_REAL, 1, (int[]){GROUPS});
    case_state_output(k, "", m, PARAMETERS);
    nn_free(m);
}

static void draw_scale_rates(Case *k) {
    const int groups = k->index == 0 ? 2 : case_between(k, 1, 4);
    case_uniform(k, "rates", 0.01, 0.4, 1, &groups);
    case_uniform(k, "factors", 0.2, 0.8, 1, (int[]){2});
    case_output(k, "rates after the first call", DTYPE_REAL, 1, &groups);
    case_output(k, "rates after the second call", DTYPE_REAL, 1, &groups);
}

/* --- Features and training ---------------------------------------------------------------------------------------- */
/* Of one sample alone, of a batch that is larger than the set, and of sets with a short last batch. */
static void draw_body(Case *k, int *rows, int *width) {
    const bool images = k->index % 2;
    const int  batch = case_int(k, "batch_size", case_between(k, 2, 4)), hidden = case_between(k, 2, 4);
    const int  n = k->index == 0 ? 1 : k->index == 1 ? batch - 1 : 2 * batch + case_between(k, 1, batch - 1);
    const int  classes = case_int(k, "classes", case_between(k, 3, 6)), in = case_between(k, 1, 3);
    case_int(k, "hidden", hidden);
    draw_seed(k);
    if (images) case_normal(k, "x", 1, 4, (int[]){n, in, 4, 6});
    else case_normal(k, "x", 1, 2, (int[]){n, in});
    case_labels(k, "labels", classes, n);
    *rows = n;
    *width = hidden;
}

static void draw_features(Case *k) {
    int n, hidden;
    draw_body(k, &n, &hidden);
    case_output(k, "features", DTYPE_REAL, k->call.in[0]->ndim, (int[]){n, hidden, 2, 3});
    case_output(k, "labels of the features", DTYPE_INT64, 1, &n);
}

static void draw_body_run(Case *k) {
    draw_body(k, &(int){0}, &(int){0});
    case_text(k, "what the call finds", 1024);
}

static Module *draw_training(Case *k, Kind kind) {
    Module   *m = draw_network(k, kind);
    const int batch = case_int(k, "batch_size", case_between(k, 3, 4)), n = 2 * batch + batch - 1;
    draw_samples(k, "x", kind, n, (int)k->call.arg[1].value);
    case_labels(k, "labels", (int)k->call.arg[3].value, n);
    return m;
}

static void draw_train_epoch(Case *k) {
    const Kind kind = k->index % 2 ? PLAIN : NORMED;
    Module    *m = draw_training(k, kind);
    case_int(k, "seed", 2 * case_between(k, 0, 1 << 20) + (k->index / 2 % 2));
    case_number(k, "loss of the first epoch");
    case_number(k, "loss of the second epoch");
    case_state_output(k, "", m, STATE);
    nn_free(m);
}

static void draw_fine_tune(Case *k) {
    const Kind kind = k->index % 2 ? PLAIN : NORMED;
    Module    *m = draw_training(k, kind);
    case_int(k, "seed", 12 * case_between(k, 0, 1 << 20) + k->index + 1);
    case_int(k, "epochs", case_between(k, 2, 3));
    Tensor *rates = case_uniform(k, "body_lr and head_lr", 0.002, 0.005, 1, (int[]){GROUPS});
    rates->data[GROUP_HEAD] *= 4;
    case_number(k, "loss");
    case_text(k, "the calls of after_epoch", 256);
    case_number(k, "sum over its calls of epoch times loss");
    case_state_output(k, "", m, STATE);
    nn_free(m);
}

/* --- Top k -------------------------------------------------------------------------------------------------------- */
/* In the first case there is one class, in the second k is their number. Logits are below 0 at times. */
static int draw_logits(Case *k, bool ties) {
    const int N = k->index == 2 ? 1 : case_between(k, 2, 6), C = k->index == 0 ? 1 : case_between(k, 5, 9);
    case_int(k, "k", k->index == 0 ? 1 : k->index == 1 ? C : case_between(k, 2, 4));
    Tensor *logits = case_normal(k, "logits", 1, 2, (int[]){N, C});
    for (size_t i = 0; i < logits->size; i++) {
        if (ties) logits->data[i] = round(logits->data[i]);
        if (k->index % 2) logits->data[i] -= 5;
    }
    return C;
}

static void draw_top_k_of(Case *k, bool ties) {
    draw_logits(k, ties);
    case_output(k, "classes", DTYPE_INT64, 2, (int[]){k->call.in[0]->shape[0], (int)k->call.arg[0].value});
}
static void draw_top_k(Case *k) { draw_top_k_of(k, false); }
static void draw_top_k_ties(Case *k) { draw_top_k_of(k, true); }

static void draw_top_k_accuracy(Case *k) {
    const int C = case_between(k, 4, 7), N = case_between(k, 5, 9);
    case_int(k, "k", 1 + k->index % 3);
    Tensor *logits = case_normal(k, "logits", 1, 2, (int[]){N, C});
    for (size_t i = 0; i < logits->size && k->index > 3; i++) logits->data[i] = round(logits->data[i]);
    case_labels(k, "labels", C, N);
    case_number(k, "top_k_accuracy");
}

/* --- From 0 to 4 to 5 to 9, on 20 images -------------------------------------------------------------------------- */
static TestResult result_of(Tensor *logits, const Dataset *d) {
    return (TestResult){accuracy(logits, d->y), t_item(f_cross_entropy(logits, d->y))};
}

/* Of a network with this state. */
static TestResult result_of_state(const Tensor *state, const Dataset *d) {
    t_step();
    t_no_grad();
    Module *m = digit_network(TARGET_CLASSES);
    block_into_state(state, STATE, m);
    nn_eval(m);
    const TestResult result = result_of(nn_forward(m, d->x), d);
    nn_free(m);
    return result;
}

/* Of a head on features. */
static TestResult result_of_head(const Tensor *state, Tensor *features, const Dataset *d) {
    t_step();
    t_no_grad();
    Module          *head = call_network_of(1, head_sizes, state);
    const TestResult result = result_of(nn_forward(head, features), d);
    nn_free(head);
    return result;
}

static void set_row(double row[4], TestResult few, TestResult held_out) {
    memcpy(row, (double[]){few.loss, held_out.loss, few.accuracy, held_out.accuracy}, 4 * sizeof *row);
}

static Module *target_network(void) { return digit_network(TARGET_CLASSES); }
static Tensor *cross_entropy(Tensor *logits, Tensor *labels) { return f_cross_entropy(logits, labels); }

static Training tuned_to_train(Case *begin, Case *more) {
    static Target   of;
    static Measured m = {target_network, STATE, cross_entropy, accuracy};
    if (!draw_target(begin, 1, &of)) return (Training){.label = NULL};
    m.learnt = (Samples){of.few[0]->x, of.few[0]->y};
    m.others = (Samples){of.held_out[0]->x, of.held_out[0]->y};
    give_target(begin, more, &of, 24, 4);
    output_network(more);
    return (Training){"fine-tuned, 20 digits", "tuned_begin", "runs_more", 4, measure_model, &m};
}

/* How much better new heads are than networks from scratch, in the mean over pairs: w has the head of each pair, then
 * the state of its network. */
static double measure_lead(const void *data, Tensor *const w[], double row[4]) {
    const Target *of = data;
    double        lead = 0;
    for (int i = 0; i < PAIRS; i++, w += 2) {
        const TestResult head = result_of_head(w[0], of->held_out_features[i], of->held_out[i]);
        lead += (head.accuracy - result_of_state(w[1], of->held_out[i]).accuracy) / PAIRS;
        if (row != NULL && i == 0) set_row(row, result_of_head(w[0], of->few_features[i], of->few[i]), head);
    }
    return lead;
}

static Training lead_to_train(Case *begin, Case *more) {
    static Target of;
    if (!draw_target(begin, PAIRS, &of)) return (Training){.label = NULL};
    give_target(begin, more, &of, 8, 2);
    for (int i = 0; i < PAIRS; i++) {
        case_network_output(more, "", 1, head_sizes);
        output_network(more);
    }
    return (Training){"a new head, 20 digits", "lead_begin", "runs_more", 2, measure_lead, &of};
}

/* --- The lab ------------------------------------------------------------------------------------------------------ */
const Check lab_checks[] = {
    {"7.1", "freezing and unfreezing", "set_requires_grad", draw_requires_grad,
     "the parameters of the module itself, and of all below it; no buffers; when frozen, t_forget_grad", .weight = 4,
     .cases = 8},
    {"7.1", "steps of an optimiser", "frozen_steps", draw_frozen_steps,
     "an optimiser moves what requires a gradient and has one: forget the gradients of what you freeze", .weight = 2},
    {"7.1", "trainable_count", "trainable_count", draw_one_network,
     "the sizes of parameters that require a gradient, of the module and of all below it", .weight = 4},

    {"7.2", "is_frozen", "is_frozen", draw_one_network,
     "there are parameters in it or below it, and none of them is trained", .weight = 3, .cases = 8},
    {"7.2", "training mode", "train_mode", draw_one_network,
     "m->training = true, and on to the children; but a frozen module gets nn_eval, and that is all",
     .weight = 4, .cases = 8},
    {"7.2", "a frozen batch norm", "frozen_norm", draw_frozen_norm,
     "in evaluation mode a batch norm uses its running statistics, and leaves them as they are", .weight = 3,
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE},

    {"7.3", "missing keys", "compare_keys", draw_differences,
     "keys of nn_state that safetensors_find does not find; the list begins empty", .weight = 4, .cases = 8},
    {"7.3", "unexpected keys", "compare_keys", draw_differences,
     "keys of the file that nn_find does not find, in the order of the file", .weight = 4, .output = 1, .cases = 8},
    {"7.3", "keys of another shape or dtype", "compare_keys", draw_differences,
     "keys of both, where t_same_shape or the dtypes say no, in the order of the file", .weight = 4, .output = 2,
     .cases = 8},

    {"7.4", "strict, a file that fits", "load_strictly", draw_fitting,
     "nn_assign copies each of the file's tensors into the model's of the same key; return true", .weight = 3,
     .cases = 4},
    {"7.4", "strict, a file that does not fit", "load_strictly", draw_refused,
     "any difference is refused, before the first value is copied", .weight = 3},
    {"7.4", "not strict", "load_partly", draw_partly,
     "what is missing keeps its values, what is unexpected is passed over, all else is copied", .weight = 3},
    {"7.4", "not strict, another shape", "load_partly", draw_unlike,
     "another shape or dtype is refused, strict or not, before the first value is copied", .weight = 2},
    {"7.4", "the keys in the message", "load_error", draw_refused,
     "refuse(...) names all keys and returns false", .weight = 1},

    {"7.5", "the new head", "replace_head", draw_replace_head,
     "nn_linear with the columns of the old weight as inputs, in the place of the last child; nothing else changes",
     .weight = 7, .cases = 8},
    {"7.5", "the old head is freed", "replace_head", draw_replace_head,
     "nn_replace frees the old head; nobody else does", .weight = 1, .cases = 3, .growth = GROWTH_FAILS},

    {"7.6", "the head alone", "arm_frozen", draw_one_network, "everything frozen, then the head unfrozen",
     .weight = 3},
    {"7.6", "the first layer and the head", "arm_first_last", draw_first_last,
     "everything frozen, then first_layer and head unfrozen, weights and biases", .weight = 4},
    {"7.6", "everything", "arm_full", draw_one_network, "all parameters unfrozen, whatever was frozen before",
     .weight = 3},

    {"7.7", "two groups", "two_rates", draw_two_rates,
     "optim_adam with body_lr, then optim_group with the name of the last child and \".*\" gets head_lr",
     .weight = 6, .output = ALL_OUTPUTS, .tolerance = TOLERANCE},
    {"7.7", "a schedule for all groups", "scale_rates", draw_scale_rates,
     "group g gets factor rates[g], whatever rate it has", .weight = 4, .output = ALL_OUTPUTS,
     .tolerance = TOLERANCE},

    {"7.8", "features and their labels", "extract_features", draw_features,
     "all children but the last one, one after the other, in evaluation mode; each batch behind the one before",
     .weight = 6, .output = ALL_OUTPUTS, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"7.8", "how the body is run", "body_run", draw_body_run,
     "t_no_grad and nn_eval first; one pass over the data; name and classes are those of the data", .weight = 4},

    {"7.9", "an epoch", "train_epoch", draw_train_epoch,
     "train_mode; for each batch gradients anew, loss, backward, step; the mean of the batches' losses", .weight = 4,
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"7.9", "fine-tuning", "fine_tune", draw_fine_tune,
     "shuffled by the seed, Adam of two rates, both scaled by cosine_rate(1, 0, e - 1, epochs) in epoch e",
     .weight = 4, .output = ALL_OUTPUTS, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},

    {"7.10", "the likeliest classes", "top_k", draw_top_k, "k classes of each row, the one of the largest logit first",
     .weight = 2, .edges = 1},
    {"7.10", "equal logits", "top_k", draw_top_k_ties, "of equal logits the lower class comes first", .weight = 2,
     .edges = 1},
    {"7.10", "accuracy", "top_k_accuracy", draw_top_k_accuracy,
     "rows whose label is among their k classes, divided by the number of rows", .weight = 2, .cases = 8,
     .tolerance = TOLERANCE},

    {"7.11", "fine-tuned on 20 digits", .run = training_check, .seconds = 4,
     .training = {"test_accuracy_of_fine_tuning", 2, 1, tuned_to_train},
     .hint = "it runs your loading, replace_head, two rates and train_epoch together: fix those first"},
    {"7.11", "a new head against training from scratch", .run = training_check, .seconds = 4,
     .training = {"lead_over_training_from_scratch", 1, 1, lead_to_train},
     .hint = "it runs your loading, replace_head, features and train_epoch together: fix those first"},
    {0},
};
