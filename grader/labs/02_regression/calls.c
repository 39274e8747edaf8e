/* How the functions of lab 2 are called. */
#include "call.h"
#include "regression.h"

/* --- linear.c, losses.c ------------------------------------------------------------------------------------------- */
static void call_linear(Call *c) { call_op(c, &linear_op, 3, 3); }
static void call_mse_loss(Call *c) { call_op(c, &mse_loss_op, 2, 2); }
static void call_l1_loss(Call *c) { call_op(c, &l1_loss_op, 2, 2); }

/* --- regression.c ------------------------------------------------------------------------------------------------- */
static void call_collapse_weight(Call *c) { call_return(c, 0, collapse(c->in[0], c->in[1], c->in[2], c->in[3]).W); }
static void call_collapse_bias(Call *c) { call_return(c, 0, collapse(c->in[0], c->in[1], c->in[2], c->in[3]).b); }

static void call_standardize_fit(Call *c) {
    const Scaling s = standardize_fit(c->in[0]);
    call_return(c, 0, s.mean);
    call_return(c, 1, s.std);
}

static void call_standardize(Call *c) {
    call_return(c, 0, standardize((Scaling){.mean = c->in[1], .std = c->in[2]}, c->in[0]));
}

static void call_polynomial_features(Call *c) { call_return(c, 0, polynomial_features(c->in[0], c->args.i[0])); }
static void call_least_squares(Call *c) { call_return(c, 0, least_squares(c->in[0], c->in[1])); }
static void call_gradient_descent(Call *c) {
    call_return(c, 0, gradient_descent(c->in[0], c->in[1], c->args.f[0], c->args.i[0]));
}

/* --- mlp.c -------------------------------------------------------------------------------------------------------- */
static Module *present(Module *m, const char *function) {
    if (!m) t_fail(NULL, "%s returned NULL", function);
    return m;
}

/* As it prints, and how many parameters it has. */
static void return_described(Call *c, Module *m) {
    char  text[1024] = "";
    FILE *to = fmemopen(text, sizeof text, "w");
    nn_fprint(to, m);
    fclose(to);
    call_return_text(c, 0, text);
    call_return_number(c, 1, (double)nn_parameter_count(m));
    nn_free(m);
}

static void call_mlp(Call *c) { return_described(c, present(mlp(c->args.i[0], c->args.i + 1), "mlp")); }
static void call_shallow_nn(Call *c) { return_described(c, present(shallow_nn(c->args.i[0]), "shallow_nn")); }
static void call_mlp_parameters(Call *c) {
    call_return_number(c, 0, (double)mlp_parameters(c->args.i[0], c->args.i + 1));
}
static void call_samples_needed(Call *c) { call_return_number(c, 0, (double)samples_needed((size_t)c->args.i[0])); }

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
    for (int i = 0; i < p->n && i < c->n_out; i++) call_return(c, i, p->tensors[i]);
}

/* The loops are tried with a layer and a loss of their own, so that they need neither linear nor mse_loss. */
static Tensor *affine_forward(Module *m, Tensor *x) {
    return t_add(t_matmul(x, t_transpose(m->parameters[0].tensor)), m->parameters[1].tensor);
}

static Module *affine(const Tensor *W, const Tensor *b) {
    static const ModuleType type = {"Affine", affine_forward, NULL};
    Module *m = nn_module(&type);
    nn_register_parameter(m, "weight", t_keep(W));
    nn_register_parameter(m, "bias", t_keep(b));
    return m;
}

static bool graph_was_recorded;

static Tensor *squared_distance(Tensor *prediction, Tensor *target) {
    graph_was_recorded = t_grad_enabled();
    Tensor *distance = t_sub(prediction, target);
    return t_mean(t_mul(distance, distance));
}

/* in: x (N,D), y (N,1), and the parameters of D-H-1. */
static Module *small_network(Call *c) {
    return nn_sequential(affine(c->in[2], c->in[3]), nn_relu(), affine(c->in[4], c->in[5]));
}

static void call_fit_epoch(Call *c) {
    Module     *m = small_network(c);
    Dataset    *data = dataset_new("drawn", t_keep(c->in[0]), t_keep(c->in[1]), 0);
    DataLoader *loader = data_loader(data, .batch_size = c->args.i[0]);
    Optimizer  *optimizer = optim_sgd(nn_parameters(m), c->args.f[0], c->args.f[1], 0);
    double      loss = 0;
    nn_eval(m);
    for (int epoch = 0; epoch < c->args.i[1]; epoch++) loss = fit_epoch(loader, m, squared_distance, optimizer);
    return_parameters(c, m);
    call_return_number(c, 4, loss);
    call_return_number(c, 5, m->training);
    optim_free(optimizer);
    data_loader_free(loader);
    dataset_free(data);
    nn_free(m);
}

static void call_mean_loss(Call *c) {
    Module     *m = small_network(c);
    Dataset    *data = dataset_new("drawn", t_keep(c->in[0]), t_keep(c->in[1]), 0);
    DataLoader *loader = data_loader(data, .batch_size = c->args.i[0]);
    nn_train(m);
    graph_was_recorded = true;
    call_return_number(c, 0, mean_loss(loader, m, squared_distance));
    call_return_number(c, 1, m->training);
    call_return_number(c, 2, graph_was_recorded);
    data_loader_free(loader);
    dataset_free(data);
    nn_free(m);
}

static void call_fit_full_batch(Call *c) {
    Module    *m = small_network(c);
    Optimizer *optimizer = optim_sgd(nn_parameters(m), c->args.f[0], c->args.f[1], 0);
    nn_eval(m);
    const double loss = fit_full_batch(m, c->in[0], c->in[1], squared_distance, optimizer, c->args.i[1]);
    return_parameters(c, m);
    call_return_number(c, 4, loss);
    call_return_number(c, 5, m->training);
    optim_free(optimizer);
    nn_free(m);
}

/* in: what the model of two layers holds, then the tensors of the state; args.i: how many those are, and which of these
 * keys each has. */
static void call_load_state(Call *c) {
    static const char *const keys[] = {"0.weight", "0.bias", "2.weight", "2.bias", "1.weight"};
    StateEntry    state[5];
    const int     n = c->args.i[0];
    const Tensor *W1 = c->in[0], *W2 = c->in[2];
    Module *m = nn_sequential(nn_linear(W1->shape[1], W1->shape[0]), nn_relu(), nn_linear(W2->shape[1], W2->shape[0]));
    set_parameters(m, 4, c->in);
    for (int i = 0; i < n; i++) {
        snprintf(state[i].key, sizeof state[i].key, "%s", keys[c->args.i[1 + i]]);
        state[i].tensor = t_keep(c->in[4 + i]);
    }
    const bool loaded = load_state(m, n, state);
    for (int i = 0; i < n; i++) /* the state stays its owner's, who may do with it what he likes */
        for (size_t j = 0; j < state[i].tensor->size; j++) state[i].tensor->data[j] = NAN;
    return_parameters(c, m);
    call_return_number(c, 4, loaded);
    for (int i = 0; i < n; i++) t_free(state[i].tensor);
    nn_free(m);
}

/* --- Whole trainings: one call sets the run up, each further one trains and returns the weights ------------------- */
static Tensor *mse(Tensor *prediction, Tensor *target) { return f_mse_loss(prediction, target); }

static struct Run {
    Module     *model;
    Dataset    *data;
    DataLoader *loader;
    Optimizer  *optimizer;
} run;

static void run_on(Tensor *x, const Tensor *y, const Call *c) {
    run.data = dataset_new("training", t_keep(x), t_keep(y), 0);
    run.loader = data_loader(run.data, .batch_size = c->args.i[0], .shuffle = true, .seed = (uint64_t)c->args.i[1]);
}

/* One feature in units of its own, standardised; a single layer. */
static void call_line_begin(Call *c) {
    run_on(standardize(standardize_fit(c->in[0]), c->in[0]), c->in[1], c);
    run.model = present(mlp(2, (int[]){1, 1}), "mlp");
    set_parameters(run.model, 2, c->in + 2);
    run.optimizer = optim_sgd(nn_parameters(run.model), c->args.f[0], 0, 0);
    call_return_number(c, 0, (double)nn_parameter_count(run.model));
}

/* One hidden layer; Adam. */
static void call_network_begin(Call *c) {
    run_on(c->in[0], c->in[1], c);
    run.model = present(mlp(3, (int[]){c->in[0]->shape[1], c->args.i[2], 1}), "mlp");
    set_parameters(run.model, 4, c->in + 2);
    run.optimizer = optim_adam(nn_parameters(run.model), c->args.f[0]);
    call_return_number(c, 0, (double)nn_parameter_count(run.model));
}

static void call_run_epochs(Call *c) {
    for (int epoch = 0; epoch < c->args.i[0]; epoch++) fit_epoch(run.loader, run.model, mse, run.optimizer);
    return_parameters(c, run.model);
}

static void call_approximator_begin(Call *c) {
    run_on(c->in[0], c->in[1], c);
    run.model = present(shallow_nn(c->args.i[2]), "shallow_nn");
    set_parameters(run.model, 4, c->in + 2);
    run.optimizer = optim_adam(nn_parameters(run.model), c->args.f[0]);
    call_return_number(c, 0, (double)nn_parameter_count(run.model));
}

static void call_approximator_steps(Call *c) {
    fit_full_batch(run.model, run.data->x, run.data->y, mse, run.optimizer, c->args.i[0]);
    return_parameters(c, run.model);
}

const CallEntry lab_calls[] = {
    {"linear", call_linear},
    {"mse_loss", call_mse_loss},
    {"l1_loss", call_l1_loss},
    {"collapse_weight", call_collapse_weight},
    {"collapse_bias", call_collapse_bias},
    {"standardize_fit", call_standardize_fit},
    {"standardize", call_standardize},
    {"polynomial_features", call_polynomial_features},
    {"least_squares", call_least_squares},
    {"gradient_descent", call_gradient_descent},
    {"mlp", call_mlp},
    {"mlp_parameters", call_mlp_parameters},
    {"samples_needed", call_samples_needed},
    {"fit_epoch", call_fit_epoch},
    {"mean_loss", call_mean_loss},
    {"shallow_nn", call_shallow_nn},
    {"fit_full_batch", call_fit_full_batch},
    {"load_state", call_load_state},
    {"line_begin", call_line_begin},
    {"network_begin", call_network_begin},
    {"run_epochs", call_run_epochs},
    {"approximator_begin", call_approximator_begin},
    {"approximator_steps", call_approximator_steps},
    {NULL, NULL},
};

const ArgumentNames lab_arguments[] = {
    {"polynomial_features", "degree"},
    {"gradient_descent", "steps; lr"},
    {"mlp", "n, sizes"},
    {"mlp_parameters", "n, sizes"},
    {"samples_needed", "parameters"},
    {"fit_epoch", "batch_size, epochs; lr, momentum"},
    {"mean_loss", "batch_size"},
    {"shallow_nn", "hidden"},
    {"fit_full_batch", "-, steps; lr, momentum"},
    {"load_state", "n, -"},
    {"line_begin", "batch_size, seed; lr"},
    {"network_begin", "batch_size, seed, hidden units; lr"},
    {"approximator_begin", "-, -, hidden; lr"},
    {"run_epochs", "epochs"},
    {"approximator_steps", "steps"},
    {NULL, NULL},
};
