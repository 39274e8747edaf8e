/* How the functions of lab 3 are called. */
#include "softmax.h"
#include "call.h"

/* --- softmax.c ---------------------------------------------------------------------------------------------------- */
static void call_softmax(Call *c) { call_op(c, &softmax_op, 1, 1); }
static void call_log_softmax(Call *c) { call_op(c, &log_softmax_op, 1, 1); }
static void call_cross_entropy(Call *c) { call_op(c, &cross_entropy_op, 2, 1); }
static void call_bce_with_logits(Call *c) { call_op(c, &bce_with_logits_op, 2, 1); }
static void call_one_hot(Call *c) { call_return(c, 0, one_hot(c->in[0], c->args.i[0])); }
static void call_kl_divergence(Call *c) { call_return_number(c, 0, kl_divergence(c->in[0], c->in[1])); }

/* --- classifier.c ------------------------------------------------------------------------------------------------- */
static void call_argmax_rows(Call *c) { call_return(c, 0, argmax_rows(c->in[0])); }
static void call_accuracy(Call *c) { call_return_number(c, 0, accuracy(c->in[0], c->in[1])); }
static void call_confusion_matrix(Call *c) { call_return(c, 0, confusion_matrix(c->in[0], c->in[1], c->args.i[0])); }

static void call_network_print(Call *c) {
    char   text[1024] = "";
    FILE  *to = fmemopen(text, sizeof text, "w");
    Module *m = neural_network(c->args.i[0], c->args.i[1], c->args.i[2]);
    if (!m) t_fail(NULL, "neural_network returned NULL");
    nn_fprint(to, m);
    fclose(to);
    call_return_text(c, 0, text);
    call_return_number(c, 1, (double)nn_parameter_count(m));
    nn_free(m);
}

/* The given values into a model's parameters, in order. */
static void set_parameters(Module *m, int n, Tensor *const values[]) {
    Params *p = nn_parameters(m);
    if (p->n != n) t_fail(NULL, "the network has %d parameter tensors; %d are expected", p->n, n);
    for (int i = 0; i < n; i++) {
        if (!t_same_shape(p->tensors[i], values[i]))
            t_fail(NULL, "parameter %s is %s; %s is expected", p->names[i], t_shape_text(p->tensors[i]),
                   t_shape_text(values[i]));
        memcpy(p->tensors[i]->data, values[i]->data, values[i]->size * sizeof(real));
    }
}

static void return_parameters(Call *c, Module *m) {
    Params *p = nn_parameters(m);
    for (int i = 0; i < p->n; i++) call_return(c, i, p->tensors[i]);
}

static void call_network_forward(Call *c) {
    Module *m = neural_network(c->args.i[0], c->args.i[1], c->args.i[2]);
    if (!m) t_fail(NULL, "neural_network returned NULL");
    set_parameters(m, 6, c->in + 1);
    call_return(c, 0, nn_forward(m, c->in[0]));
    nn_free(m);
}

static void call_train_line(Call *c) {
    char line[LINE_SIZE] = "";
    train_line(line, c->args.f[0], c->args.i[0], c->args.i[1]);
    call_return_text(c, 0, line);
}

static void call_test_lines(Call *c) {
    char lines[LINE_SIZE] = "";
    test_lines(lines, c->args.f[0], c->args.f[1]);
    call_return_text(c, 0, lines);
}

/* The loops are tried with a loss of their own, so that they do not need cross_entropy: the squared distance to
 * one-hot. */
static bool graph_was_recorded;

static Tensor *squared_distance(Tensor *logits, Tensor *labels) {
    graph_was_recorded = t_grad_enabled();
    Tensor *target = t_cast(t_eq(t_unsqueeze(labels, 1), t_arange(logits->shape[1])), DTYPE_REAL);
    Tensor *distance = t_sub(logits, target);
    return t_mean(t_mul(distance, distance));
}

/* in: x (N,D), labels (N), and the parameters of D-H-C. */
static Module *small_network(Call *c) {
    const Tensor *W1 = c->in[2], *W2 = c->in[4];
    Module *m = nn_sequential(nn_linear(W1->shape[1], W1->shape[0]), nn_relu(), nn_linear(W2->shape[1], W2->shape[0]));
    set_parameters(m, 4, c->in + 2);
    return m;
}

static void call_train_loop(Call *c) {
    Module     *m = small_network(c);
    Dataset    *data = dataset_new("drawn", t_keep(c->in[0]), t_keep(c->in[1]), c->in[4]->shape[0]);
    DataLoader *loader = data_loader(data, .batch_size = c->args.i[0]);
    Optimizer  *optimizer = optim_sgd(nn_parameters(m), c->args.f[0], c->args.f[1], 0);
    double      loss = 0;
    nn_eval(m);
    for (int epoch = 0; epoch < c->args.i[1]; epoch++) loss = train_loop(loader, m, squared_distance, optimizer);
    return_parameters(c, m);
    call_return_number(c, 4, loss);
    call_return_number(c, 5, m->training);
    optim_free(optimizer);
    data_loader_free(loader);
    dataset_free(data);
    nn_free(m);
}

static void call_test_loop(Call *c) {
    Module     *m = small_network(c);
    Dataset    *data = dataset_new("drawn", t_keep(c->in[0]), t_keep(c->in[1]), c->in[4]->shape[0]);
    DataLoader *loader = data_loader(data, .batch_size = c->args.i[0]);
    nn_train(m);
    graph_was_recorded = true;
    const TestResult result = test_loop(loader, m, squared_distance);
    call_return_number(c, 0, result.accuracy);
    call_return_number(c, 1, result.loss);
    call_return_number(c, 2, m->training);
    call_return_number(c, 3, graph_was_recorded);
    data_loader_free(loader);
    dataset_free(data);
    nn_free(m);
}

/* --- Everything together: one call sets the run up, each further one trains an epoch and returns the weights ------ */
static Tensor *cross_entropy(Tensor *logits, Tensor *labels) { return f_cross_entropy(logits, labels); }

static struct Run {
    Module     *model;
    DataLoader *loader;
    Optimizer  *optimizer;
} run;

static void call_run_begin(Call *c) {
    Dataset *data = dataset_new("training", t_keep(c->in[0]), t_keep(c->in[1]), c->args.i[2]);
    run.model = neural_network(c->args.i[0], c->args.i[1], c->args.i[2]);
    if (!run.model) t_fail(NULL, "neural_network returned NULL");
    set_parameters(run.model, 6, c->in + 2);
    run.loader = data_loader(data, .batch_size = c->args.i[3], .shuffle = true, .seed = (uint64_t)c->args.i[4]);
    run.optimizer = optim_sgd(nn_parameters(run.model), c->args.f[0], c->args.f[1], 0);
    call_return_number(c, 0, (double)nn_parameter_count(run.model));
}

static void call_run_epoch(Call *c) {
    train_loop(run.loader, run.model, cross_entropy, run.optimizer);
    return_parameters(c, run.model);
}

const CallEntry lab_calls[] = {
    {"softmax", call_softmax},
    {"log_softmax", call_log_softmax},
    {"cross_entropy", call_cross_entropy},
    {"bce_with_logits", call_bce_with_logits},
    {"one_hot", call_one_hot},
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
    {"run_begin", call_run_begin},
    {"run_epoch", call_run_epoch},
    {NULL, NULL},
};

const ArgumentNames lab_arguments[] = {
    {"one_hot", "classes"},
    {"confusion_matrix", "classes"},
    {"network_print", "in_features, hidden, classes"},
    {"network_forward", "in_features, hidden, classes"},
    {"train_line", "current, size; loss"},
    {"test_lines", "; accuracy, loss"},
    {"train_loop", "batch_size, epochs; lr, momentum"},
    {"test_loop", "batch_size"},
    {"run_begin", "in_features, hidden, classes, batch_size, seed; lr, momentum"},
    {NULL, NULL},
};
