/* How the functions of lab 2 are called. */
#include "call_model.h"
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

static void call_polynomial_features(Call *c) {
    call_return(c, 0, polynomial_features(c->in[0], call_int(c, "degree")));
}

static void call_least_squares(Call *c) { call_return(c, 0, least_squares(c->in[0], c->in[1])); }
static void call_gradient_descent(Call *c) {
    call_return(c, 0, gradient_descent(c->in[0], c->in[1], call_real(c, "lr"), call_int(c, "steps")));
}

/* --- mlp.c -------------------------------------------------------------------------------------------------------- */
/* in[0]: the sizes of the layers. */
enum { MOST_SIZES = 32 };

static Module *mlp_of(Call *c) {
    int       sizes[MOST_SIZES];
    const int n = call_whole_numbers(c, 0, MOST_SIZES, sizes);
    return call_present(mlp(n, sizes), "mlp");
}

static void call_mlp(Call *c) { call_return_printed(c, mlp_of(c)); }

static void call_mlp_parameters(Call *c) {
    int       sizes[MOST_SIZES];
    const int n = call_whole_numbers(c, 0, MOST_SIZES, sizes);
    call_return_number(c, 0, (double)mlp_parameters(n, sizes));
}

static void call_samples_needed(Call *c) {
    call_return_number(c, 0, (double)samples_needed((size_t)call_real(c, "parameters")));
}

static Module *shallow(Call *c) { return call_present(shallow_nn(call_int(c, "hidden")), "shallow_nn"); }
static void call_shallow_nn(Call *c) { call_return_printed(c, shallow(c)); }

/* in: x (N,D), y (N,1), and the parameters of D-H-1, a block. */
static void call_fit_epoch(Call *c) {
    CallTraining t = call_training(c, call_network(c, 2), c->in[0]);
    double       loss = 0;
    nn_eval(t.model);
    for (int epoch = 0; epoch < call_int(c, "epochs"); epoch++)
        loss = fit_epoch(t.loader, t.model, call_squared_distance, t.optimizer);
    call_return_training(c, &t, loss);
}

static void call_mean_loss(Call *c) {
    CallTraining t = call_training(c, call_network(c, 2), c->in[0]);
    nn_train(t.model);
    call_return_number(c, 0, mean_loss(t.loader, t.model, call_squared_distance));
    call_return_number(c, 1, call_modes_seen());
    call_return_number(c, 2, call_graph_recorded());
    call_training_free(&t);
}

static void call_fit_full_batch(Call *c) {
    CallTraining t = call_training(c, call_network(c, 2), c->in[0]);
    nn_eval(t.model);
    const double loss =
        fit_full_batch(t.model, c->in[0], c->in[1], call_squared_distance, t.optimizer, call_int(c, "steps"));
    call_return_training(c, &t, loss);
}

/* in: what the model of two layers holds, a block; which of these keys each tensor of the state has; these tensors. */
static void call_load_state(Call *c) {
    static const char *const keys[] = {"0.weight", "0.bias", "2.weight", "2.bias", "1.weight"};
    StateEntry    state[5];
    int           key[5];
    const int     n = call_whole_numbers(c, 1, 5, key);
    const Tensor *W1 = call_part(c, 0, 0), *W2 = call_part(c, 0, 2);
    Module *m = nn_sequential(nn_linear(W1->shape[1], W1->shape[0]), nn_relu(), nn_linear(W2->shape[1], W2->shape[0]));
    call_set_parameters(c, 0, m);
    for (int i = 0; i < n; i++) {
        snprintf(state[i].key, sizeof state[i].key, "%s", keys[key[i]]);
        state[i].tensor = t_keep(c->in[2 + i]);
    }
    const bool loaded = load_state(m, n, state);
    for (int i = 0; i < n; i++) /* the state stays its owner's, who may do with it what he likes */
        for (size_t j = 0; j < state[i].tensor->size; j++) state[i].tensor->data[j] = NAN;
    call_return_parameters(c, 0, m);
    call_return_number(c, 1, loaded);
    for (int i = 0; i < n; i++) t_free(state[i].tensor);
    nn_free(m);
}

/* --- Whole trainings: one call sets the run up, each further one trains and returns the weights ------------------- */
static Tensor *mse(Tensor *prediction, Tensor *target) { return f_mse_loss(prediction, target); }

static CallTraining run;

static void begin(Call *c, const Tensor *x, Module *m) {
    call_set_parameters(c, 2, m);
    run = call_training(c, m, x);
    call_return_number(c, 0, (double)nn_parameter_count(m));
}

/* One feature in units of its own, standardised; a single layer. */
static void call_line_begin(Call *c) {
    begin(c, standardize(standardize_fit(c->in[0]), c->in[0]), call_present(mlp(2, (int[]){1, 1}), "mlp"));
}

/* One hidden layer. */
static void call_network_begin(Call *c) {
    const int sizes[] = {c->in[0]->shape[1], call_int(c, "hidden units"), 1};
    begin(c, c->in[0], call_present(mlp(3, sizes), "mlp"));
}

static void call_run_epochs(Call *c) {
    for (int epoch = 0; epoch < call_int(c, "epochs"); epoch++) fit_epoch(run.loader, run.model, mse, run.optimizer);
    call_return_parameters(c, 0, run.model);
}

static void call_approximator_begin(Call *c) { begin(c, c->in[0], shallow(c)); }

static void call_approximator_steps(Call *c) {
    fit_full_batch(run.model, run.data->x, run.data->y, mse, run.optimizer, call_int(c, "steps"));
    call_return_parameters(c, 0, run.model);
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
