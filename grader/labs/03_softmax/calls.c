/* How the functions of lab 3 are called. */
#include "softmax.h"
#include "call_model.h"

/* --- softmax.c ---------------------------------------------------------------------------------------------------- */
static void call_softmax(Call *c) { call_op(c, &softmax_op, 1, 1); }
static void call_log_softmax(Call *c) { call_op(c, &log_softmax_op, 1, 1); }
static void call_cross_entropy(Call *c) { call_op(c, &cross_entropy_op, 2, 1); }
static void call_bce_with_logits(Call *c) { call_op(c, &bce_with_logits_op, 2, 1); }
static void call_one_hot(Call *c) { call_return(c, 0, one_hot(c->in[0], call_int(c, "classes"))); }
/* in: labels, a row for each call. Out: which calls end in t_fail. */
static const Tensor *refused_labels;

static void one_hot_of_refused(Call *c) { one_hot(refused_labels, call_int(c, "classes")); }

static void call_one_hot_refuses(Call *c) {
    const Tensor *rows = c->in[0];
    const int     N = rows->shape[1];
    for (int i = 0; i < rows->shape[0]; i++) {
        char    message[512];
        Tensor *labels = t_empty(DTYPE_INT64, 1, &N);
        memcpy(labels->i64, rows->i64 + i * N, (size_t)N * sizeof(int64_t));
        refused_labels = labels;
        c->out[0]->i64[i] = call_refused(c, one_hot_of_refused, message, sizeof message);
    }
}

static void call_kl_divergence(Call *c) { call_return_number(c, 0, kl_divergence(c->in[0], c->in[1])); }

/* --- classifier.c ------------------------------------------------------------------------------------------------- */
static void call_argmax_rows(Call *c) { call_return(c, 0, argmax_rows(c->in[0])); }
static void call_accuracy(Call *c) { call_return_number(c, 0, accuracy(c->in[0], c->in[1])); }
static void call_confusion_matrix(Call *c) {
    call_return(c, 0, confusion_matrix(c->in[0], c->in[1], call_int(c, "classes")));
}

static Module *network(Call *c) {
    return call_present(neural_network(call_int(c, "in_features"), call_int(c, "hidden"), call_int(c, "classes")),
                        "neural_network");
}

static void call_network_print(Call *c) { call_return_printed(c, network(c)); }

static void call_network_forward(Call *c) {
    Module *m = network(c);
    call_set_parameters(c, 1, m);
    call_return(c, 0, nn_forward(m, c->in[0]));
    nn_free(m);
}

static void call_train_line(Call *c) {
    char line[LINE_SIZE] = "";
    train_line(line, call_real(c, "loss"), call_int(c, "current"), call_int(c, "size"));
    call_return_text(c, 0, line);
}

static void call_test_lines(Call *c) {
    char lines[LINE_SIZE] = "";
    test_lines(lines, call_real(c, "accuracy"), call_real(c, "loss"));
    call_return_text(c, 0, lines);
}

/* in: x (N,D), labels (N), and the parameters of D-H-C, a block. */
static void call_train_loop(Call *c) {
    CallTraining t = call_training(c, call_network(c, 2), c->in[0]);
    double       loss = 0;
    nn_eval(t.model);
    call_print_begin();
    for (int epoch = 0; epoch < call_int(c, "epochs"); epoch++)
        loss = train_loop(t.loader, t.model, call_squared_distance, t.optimizer);
    call_return_printed_numbers(c, 4, "loss");
    call_return_training(c, &t, loss);
}

static void call_test_loop(Call *c) {
    CallTraining t = call_training(c, call_network(c, 2), c->in[0]);
    nn_train(t.model);
    call_print_begin();
    const TestResult result = test_loop(t.loader, t.model, call_squared_distance);
    call_return_printed_numbers(c, 4, "Accuracy");
    call_return_number(c, 0, result.accuracy);
    call_return_number(c, 1, result.loss);
    call_return_number(c, 2, call_modes_seen());
    call_return_number(c, 3, call_graph_recorded());
    call_training_free(&t);
}

static void call_binary_accuracy(Call *c) { call_return_number(c, 0, binary_accuracy(c->in[0], c->in[1])); }

/* --- Everything together: one call sets the run up, each further one trains an epoch and returns the weights ------ */
static Tensor *cross_entropy(Tensor *logits, Tensor *labels) { return f_cross_entropy(logits, labels); }

static CallTraining run;

static void call_run_begin(Call *c) {
    Module *m = network(c);
    call_set_parameters(c, 2, m);
    run = call_training(c, m, c->in[0]);
    call_return_number(c, 0, (double)nn_parameter_count(run.model));
}

static void call_run_epoch(Call *c) {
    train_loop(run.loader, run.model, cross_entropy, run.optimizer);
    call_return_parameters(c, 0, run.model);
}

static Tensor *bce_with_logits(Tensor *logits, Tensor *targets) { return f_bce_with_logits(logits, targets); }

static void call_binary_epochs(Call *c) {
    for (int epoch = 0; epoch < call_int(c, "epochs"); epoch++)
        train_loop(run.loader, run.model, bce_with_logits, run.optimizer);
    call_return_parameters(c, 0, run.model);
}

const CallEntry lab_calls[] = {
    {"softmax", call_softmax},
    {"log_softmax", call_log_softmax},
    {"cross_entropy", call_cross_entropy},
    {"bce_with_logits", call_bce_with_logits},
    {"one_hot", call_one_hot},
    {"one_hot_refuses", call_one_hot_refuses},
    {"kl_divergence", call_kl_divergence},
    {"argmax_rows", call_argmax_rows},
    {"accuracy", call_accuracy},
    {"confusion_matrix", call_confusion_matrix},
    {"network_print", call_network_print},
    {"network_forward", call_network_forward},
    {"train_line", call_train_line},
    {"train_loop", call_train_loop},
    {"test_lines", call_test_lines},
    {"test_loop", call_test_loop},
    {"binary_accuracy", call_binary_accuracy},
    {"run_begin", call_run_begin},
    {"run_epoch", call_run_epoch},
    {"binary_epochs", call_binary_epochs},
    {NULL, NULL},
};
