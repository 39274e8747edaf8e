/* How the functions of lab 5 are called. */
#include "call_model.h"
#include "regularization.h"
#include "softmax.h"

static void seed(Call *c) { t_manual_seed((uint64_t)call_int(c, "seed")); }
/* Which random number comes next: what has been drawn so far shows in it. */
static void return_next_random(Call *c, int i) { call_return_number(c, i, rng_uniform(t_generator())); }

/* The gradient of a tensor that wants one; zeros where backward has not reached it. */
static void return_gradient(Call *c, int i, const Tensor *x) { call_return(c, i, x->grad ? x->grad : t_zeros_like(x)); }

static Tensor *wanted(Call *c, int i) { return t_requires_grad(call_changeable(c, i)); }

/* --- dropout.c ---------------------------------------------------------------------------------------------------- */
/* Arguments: training, seed, p. A case by itself: of two together the second one would draw the seed's second mask. */
static void call_dropout(Call *c) {
    Call *with = c->with;
    c->with = NULL;
    seed(c);
    call_op(c, &dropout_op, 1, 1);
    c->with = with;
    c->with_done = false;
}

static void call_dropout_evaluation(Call *c) {
    seed(c);
    call_return(c, 0, f_dropout(c->in[0], call_real(c, "p"), false));
    return_next_random(c, 1);
}

static void call_dropout_twice(Call *c) {
    seed(c);
    Tensor *x = wanted(c, 0), *y = f_dropout(x, call_real(c, "p"), true), *z = f_dropout(y, call_real(c, "p"), true);
    t_backward_from(z, c->in[1]);
    call_return(c, 0, z);
    return_gradient(c, 1, x);
}

static void call_drop_connect(Call *c) {
    seed(c);
    call_return(c, 0, f_drop_connect(c->in[0], c->in[1], c->in[2], call_real(c, "p"), call_int(c, "training")));
    return_next_random(c, 1);
}

static void call_drop_connect_gradients(Call *c) {
    seed(c);
    Tensor *in[] = {wanted(c, 0), wanted(c, 1), wanted(c, 2)};
    t_backward_from(f_drop_connect(in[0], in[1], in[2], call_real(c, "p"), call_int(c, "training")), c->in[3]);
    for (int i = 0; i < 3; i++) return_gradient(c, i, in[i]);
}

/* --- norm.c ------------------------------------------------------------------------------------------------------- */
/* in: x, gamma, beta, running mean, running variance. The forward changes the last two: copies of them. */
static void call_batch_norm(Call *c) {
    Call   *each[] = {c, c->with};
    Tensor *sent[2][2];
    const int cases = c->with != NULL ? 2 : 1;
    for (int i = 0; i < cases; i++)
        for (int j = 0; j < 2; j++) {
            sent[i][j] = each[i]->in[3 + j];
            each[i]->in[3 + j] = call_changeable(each[i], 3 + j);
        }
    call_op(c, &batch_norm_op, 5, 3);
    for (int i = 0; i < cases; i++) memcpy(&each[i]->in[3], sent[i], sizeof sent[i]);
}

/* out: y if `first` is 1, and both buffers afterwards. */
static void return_buffers(Call *c, int first) {
    Tensor *mean = call_changeable(c, 3), *var = call_changeable(c, 4);
    Tensor *y = f_batch_norm(c->in[0], c->in[1], c->in[2], mean, var, call_int(c, "training"), call_real(c, "eps"),
                             call_real(c, "momentum"));
    if (first > 0) call_return(c, 0, y);
    call_return(c, first, mean);
    call_return(c, first + 1, var);
}

static void call_batch_norm_evaluation(Call *c) { return_buffers(c, 1); }
static void call_batch_norm_running(Call *c) { return_buffers(c, 0); }
static void call_layer_norm(Call *c) { call_op(c, &layer_norm_op, 3, 3); }

/* --- init.c ------------------------------------------------------------------------------------------------------- */
static Tensor *of_shape(Call *c) {
    int       shape[T_MAX_NDIM];
    const int n = call_whole_numbers(c, 0, T_MAX_NDIM, shape);
    return t_full_shape(100, n, shape);
}

static void call_fans(Call *c) {
    const Fans f = fans_of(of_shape(c));
    call_return_number(c, 0, f.in);
    call_return_number(c, 1, f.out);
}

static double deviation(Tensor *x) { return sqrt(t_item(t_mean(t_mul(x, x)))); }

/* What a sample of this size tells of its distribution; a half that was not filled shows, too. */
static void call_initializer(Call *c) {
    Tensor   *W = of_shape(c);
    const int rows = W->shape[0];
    const double number = call_real(c, "number");
    seed(c);
    switch (call_int(c, "initializer")) {
    case 0: init_normal(W, number); break;
    case 1: init_uniform(W, number); break;
    case 2: init_lecun(W); break;
    case 3: init_glorot(W); break;
    default: init_he(W);
    }
    const double of_first = deviation(t_slice(W, 0, 0, rows / 2));
    const double of_second = deviation(t_slice(W, 0, rows / 2, T_END));
    call_return(c, 0, t_tensor(((real[]){(real)of_first, (real)of_second, (real)t_item(t_mean(t_abs(W))),
                                         (real)t_item(t_mean(W))}), 4));
}

/* Fills with whole numbers, which no other initialiser does. */
static void init_whole(Tensor *W) {
    for (size_t i = 0; i < W->size; i++) W->data[i] = (real)(i + 7);
}

/* Linear, layer norm, linear, as large as the parameters in input i say. */
static Module *normed(Call *c, int i) {
    const Tensor *W1 = call_part(c, i, 0), *W2 = call_part(c, i, 4);
    return nn_sequential(nn_linear(W1->shape[1], W1->shape[0]), nn_layer_norm(W1->shape[0]),
                         nn_linear(W2->shape[1], W2->shape[0]));
}

static void call_init_weights(Call *c) {
    Module *m = normed(c, 0);
    call_set_parameters(c, 0, m);
    init_weights(m, init_whole);
    call_return_parameters(c, 0, m);
    nn_free(m);
}

/* --- regularization.c: penalties ---------------------------------------------------------------------------------- */
static void return_penalty(Call *c, Tensor *w, Tensor *penalty) {
    call_return(c, 0, penalty);
    if (penalty->requires_grad) t_backward(penalty);
    return_gradient(c, 1, w);
}

static void call_l1_penalty(Call *c) {
    Tensor *w = wanted(c, 0);
    return_penalty(c, w, l1_penalty(w, call_real(c, "lambda")));
}

static void call_l2_penalty(Call *c) {
    Tensor *w = wanted(c, 0);
    return_penalty(c, w, l2_penalty(w, call_real(c, "lambda")));
}

static void call_weight_decay(Call *c) { call_return_number(c, 0, weight_decay_of(call_real(c, "lambda"))); }

/* in: the loss, then the parameters of linear, layer norm, linear. */
static void call_penalized(Call *c) {
    Module *m = normed(c, 1);
    call_set_parameters(c, 1, m);
    Tensor *loss = wanted(c, 0), *total = penalized(loss, m, call_real(c, "l1"), call_real(c, "l2"));
    call_return(c, 0, total);
    t_backward(total);
    return_gradient(c, 1, loss);
    call_return_gradients(c, 2, m);
    nn_free(m);
}

static void call_prox_l1(Call *c) {
    Tensor *w = call_changeable(c, 0);
    prox_l1(w, call_real(c, "lr"), call_real(c, "lambda"));
    call_return(c, 0, w);
}

/* --- regularization.c: early stopping ----------------------------------------------------------------------------- */
/* In epoch k all of the model's state is k + 1. */
static void fill_state(const EarlyStopping *e, int k) {
    for (int i = 0; i < e->n; i++) {
        Tensor *x = e->state[i].tensor;
        for (size_t j = 0; j < x->size; j++)
            if (x->dtype == DTYPE_REAL) x->data[j] = (real)(k + 1);
            else x->i64[j] = k + 1;
    }
}

/* in: the losses. Runs until it is told to stop, or to their end; returns how many epochs that took. */
static int epochs_run(Call *c, EarlyStopping *e) {
    const Tensor *losses = c->in[0];
    int           epoch = 0;
    for (bool stop = false; !stop && epoch < (int)losses->size; epoch++) {
        fill_state(e, epoch);
        stop = early_stopping_update(e, losses->data[epoch]);
    }
    return epoch;
}

static void call_early_stopping(Call *c) {
    Module       *m = nn_linear(2, 3);
    EarlyStopping e = early_stopping_begin(m, call_int(c, "patience"), call_real(c, "min_delta"));
    call_return_number(c, 0, epochs_run(c, &e));
    call_return_number(c, 1, e.best_epoch);
    call_return_number(c, 2, e.best_loss);
    early_stopping_end(&e);
    nn_free(m);
}

static void call_early_stopping_restore(Call *c) {
    t_manual_seed(1); /* a copy the wrong way leaves the first weights */
    Module       *m = nn_sequential(nn_linear(2, 3), nn_batch_norm1d(3));
    EarlyStopping e = early_stopping_begin(m, call_int(c, "patience"), call_real(c, "min_delta"));
    epochs_run(c, &e);
    fill_state(&e, 99);
    early_stopping_restore(&e);
    call_return_state(c, 0, STATE, m);
    early_stopping_end(&e);
    nn_free(m);
}

/* --- regularization.c: the network, and what happens in it -------------------------------------------------------- */
static Module *network(Call *c) {
    int       sizes[8];
    const int n = call_whole_numbers(c, 0, 8, sizes);
    return call_present(regularized_mlp(n, sizes, call_int(c, "batch_norm"), call_real(c, "p")), "regularized_mlp");
}

static void call_network_print(Call *c) { call_return_printed(c, network(c)); }

/* in: sizes, x, and the parameters. Evaluation of a batch and of its first sample alone, and of the batch again after a
 * pass in training mode, which moves the running statistics. */
static void call_network_modes(Call *c) {
    Module *m = network(c);
    call_set_parameters(c, 2, m);
    seed(c);
    Tensor *outer = c->in[1];
    Module *container = nn_sequential(nn_sequential(m));
    nn_eval(container);
    call_return(c, 0, nn_forward(container, outer));
    call_return(c, 1, nn_forward(container, t_slice(outer, 0, 0, 1)));
    nn_train(container);
    call_return(c, 2, nn_forward(container, outer));
    nn_eval(container);
    call_return(c, 3, nn_forward(container, outer));
    nn_free(container);
}

/* in: the gradients of linear, layer norm, linear; "without": the tensor that gets none, or -1. The gradient of
 * sum w g is g. */
static void call_gradient_norms(Call *c) {
    Module *m = normed(c, 0);
    Params *p = nn_parameters(m);
    for (int i = 0; i < p->n; i++)
        if (i != call_int(c, "without")) t_backward(t_sum(t_mul(p->tensors[i], (Tensor *)call_part(c, 0, i))));
    call_return(c, 0, gradient_norms(m));
    nn_free(m);
}

static void call_active_share(Call *c) { call_return_number(c, 0, active_share(c->in[0])); }

/* --- Everything together: one call sets a run up, each further one trains on and returns the weights -------------- */
static CallTraining runs[2];
static int          n_runs;

static void begin(Call *c, int i, Module *m) {
    call_set_parameters(c, 2, m);
    runs[i] = call_training(c, m, c->in[0]);
    n_runs = i + 1;
}

static void call_run_epochs(Call *c) {
    for (int i = 0; i < n_runs; i++) {
        const CallTraining *run = &runs[i];
        nn_train(run->model);
        for (int epoch = 0; epoch < call_int(c, "epochs"); epoch++)
            for (Tensor *x, *y; data_next(run->loader, &x, &y);) {
                t_step();
                t_backward(f_cross_entropy(nn_forward(run->model, x), y));
                optim_step(run->optimizer);
                optim_zero_grad(run->optimizer);
            }
        call_return_parameters(c, i, run->model);
    }
}

/* in: x, labels, and the parameters of the network with batch norm. */
static void call_by_heart_begin(Call *c) {
    const int in = c->in[0]->shape[1], hidden = call_part(c, 2, 0)->shape[0];
    begin(c, 0, nn_sequential(nn_linear(in, hidden), nn_batch_norm1d(hidden), nn_relu(), nn_linear(hidden, 10)));
    call_return_number(c, 0, (double)nn_parameter_count(runs[0].model));
}

/* The same network twice, from the same weights: without dropout, and with it. */
static void call_gap_begin(Call *c) {
    const int in = c->in[0]->shape[1], hidden = call_part(c, 2, 0)->shape[0];
    seed(c);
    begin(c, 0, nn_sequential(nn_linear(in, hidden), nn_relu(), nn_linear(hidden, 10)));
    begin(c, 1, nn_sequential(nn_linear(in, hidden), nn_relu(), nn_dropout(0.6), nn_linear(hidden, 10)));
    call_return_number(c, 0, (double)nn_parameter_count(runs[1].model));
}

const CallEntry lab_calls[] = {
    {"dropout", call_dropout},
    {"dropout_evaluation", call_dropout_evaluation},
    {"dropout_twice", call_dropout_twice},
    {"drop_connect", call_drop_connect},
    {"drop_connect_gradients", call_drop_connect_gradients},
    {"batch_norm", call_batch_norm},
    {"batch_norm_evaluation", call_batch_norm_evaluation},
    {"batch_norm_running", call_batch_norm_running},
    {"layer_norm", call_layer_norm},
    {"fans", call_fans},
    {"initializer", call_initializer},
    {"init_weights", call_init_weights},
    {"l1_penalty", call_l1_penalty},
    {"l2_penalty", call_l2_penalty},
    {"weight_decay", call_weight_decay},
    {"penalized", call_penalized},
    {"prox_l1", call_prox_l1},
    {"early_stopping", call_early_stopping},
    {"early_stopping_restore", call_early_stopping_restore},
    {"network_print", call_network_print},
    {"network_modes", call_network_modes},
    {"gradient_norms", call_gradient_norms},
    {"active_share", call_active_share},
    {"by_heart_begin", call_by_heart_begin},
    {"gap_begin", call_gap_begin},
    {"run_epochs", call_run_epochs},
    {NULL, NULL},
};
