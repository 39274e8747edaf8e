/* How the functions of lab 1 are called. */
#include "perceptron.h"
#include "call.h"

/* --- perceptron.c: in[0] = w, in[1] = b, in[2] = x, in[3] = t ----------------------------------------------------- */
static void call_net_input(Call *c) {
    const int N = c->in[2]->shape[0];
    Tensor   *z = t_zeros(N, 1);
    for (int n = 0; n < N; n++) z->data[n] = (real)net_input(c->in[0], c->in[1], c->in[2], n);
    call_return(c, 0, z);
}

static void call_heaviside(Call *c) {
    Tensor *o = t_empty(DTYPE_INT64, 1, c->in[0]->shape);
    for (size_t i = 0; i < o->size; i++) o->i64[i] = heaviside(c->in[0]->data[i]);
    call_return(c, 0, o);
}

static void call_threshold_unit(Call *c) { call_return(c, 0, threshold_unit(c->in[0], c->in[1], c->in[2])); }

static void return_unit(Call *c, const Tensor *w, const Tensor *b) {
    call_return(c, 0, w);
    call_return(c, 1, b);
}

static void call_perceptron_update(Call *c) {
    Tensor    *w = call_changeable(c, 0), *b = call_changeable(c, 1);
    const bool wrong = perceptron_update(w, b, c->in[2], c->in[3], call_int(c, "n"), call_real(c, "lr"));
    return_unit(c, w, b);
    call_return_number(c, 2, wrong);
}

static void call_perceptron_epoch(Call *c) {
    Tensor   *w = call_changeable(c, 0), *b = call_changeable(c, 1);
    const int mistakes = perceptron_epoch(w, b, c->in[2], c->in[3], call_real(c, "lr"));
    return_unit(c, w, b);
    call_return_number(c, 2, mistakes);
}

static void call_perceptron_train(Call *c) {
    const int max_epochs = call_int(c, "max_epochs"), untouched = -7;
    Tensor   *w = call_changeable(c, 0), *b = call_changeable(c, 1);
    int       mistakes[max_epochs + 1];
    memset(mistakes, 0xff, sizeof mistakes); /* -1: an epoch without a mistake is no epoch that was left out */
    mistakes[max_epochs] = untouched;
    const int epochs = perceptron_train(w, b, c->in[2], c->in[3], call_real(c, "lr"), max_epochs, mistakes);
    if (mistakes[max_epochs] != untouched)
        t_fail(NULL, "mistakes[%d] was written to; there is room for max_epochs = %d", max_epochs, max_epochs);
    return_unit(c, w, b);
    Tensor *counts = t_empty(DTYPE_INT64, 1, &max_epochs);
    for (int e = 0; e < max_epochs; e++) counts->i64[e] = mistakes[e];
    call_return(c, 2, counts);
    call_return_number(c, 3, epochs);
}

/* in: x (R,D), a table of targets in each row of t (K,R), bounds (K). */
static void call_perceptron_learns(Call *c) {
    const Tensor *tables = c->in[1], *bounds = c->in[2];
    const int     K = tables->shape[0], R = tables->shape[1];
    Tensor       *learnt = t_empty(DTYPE_INT64, 1, &K), *t = t_zeros(R, 1);
    for (int k = 0; k < K; k++) {
        memcpy(t->data, tables->data + k * R, (size_t)R * sizeof(real));
        learnt->i64[k] = perceptron_learns(c->in[0], t, (int)bounds->i64[k]);
    }
    call_return(c, 0, learnt);
}

static void call_boolean_functions_learnt(Call *c) {
    call_return_number(c, 0, boolean_functions_learnt(call_int(c, "inputs"), call_int(c, "max_epochs")));
}

/* Returns w, b, and what each step has returned. */
static void call_adaline(Call *c, double (*step)(Tensor *w, Tensor *b, const Tensor *x, const Tensor *t, double lr)) {
    const int steps = call_int(c, "steps");
    Tensor   *w = call_changeable(c, 0), *b = call_changeable(c, 1), *errors = t_zeros(steps);
    for (int i = 0; i < steps; i++) errors->data[i] = (real)step(w, b, c->in[2], c->in[3], call_real(c, "lr"));
    return_unit(c, w, b);
    call_return(c, 2, errors);
}

static void call_adaline_epoch(Call *c) { call_adaline(c, adaline_epoch); }
static void call_adaline_step(Call *c) { call_adaline(c, adaline_step); }

/* Where many steps end. */
static void call_adaline_optimum(Call *c) {
    Tensor *w = call_changeable(c, 0), *b = call_changeable(c, 1);
    for (int i = 0; i < call_int(c, "steps"); i++) adaline_step(w, b, c->in[2], c->in[3], call_real(c, "lr"));
    return_unit(c, w, b);
}

static void call_hebb_learn(Call *c) {
    Tensor *w = call_changeable(c, 0), *b = call_changeable(c, 1);
    hebb_learn(w, b, c->in[2], c->in[3]);
    return_unit(c, w, b);
}

/* --- Gates: what a unit answers to all inputs, whatever its weights ----------------------------------------------- */
static int answer(const real *w, real bias, int D, const int x[]) {
    real z = bias;
    for (int d = 0; d < D; d++) z += w[d] * (real)x[d];
    return z >= 0;
}

static void input_of_row(int row, int D, int x[]) {
    for (int d = 0; d < D; d++) x[d] = row >> (D - 1 - d) & 1;
}

static void call_gate(Call *c, void (*gate)(Tensor *w, Tensor *b)) {
    const int D = call_int(c, "inputs"), rows = 1 << D, calls = call_int(c, "-calls");
    Tensor   *answers = t_empty(DTYPE_INT64, 2, (int[]){calls, rows});
    for (int i = 0; i < calls; i++) {
        Tensor *w = t_empty(DTYPE_REAL, 1, &D), *b = t_empty(DTYPE_REAL, 1, (int[]){1});
        gate(w, b);
        for (int r = 0; r < rows; r++) {
            int x[D];
            input_of_row(r, D, x);
            answers->i64[i * rows + r] = answer(w->data, b->data[0], D, x);
        }
    }
    call_return(c, 0, answers);
}

static void call_and_gate(Call *c) { call_gate(c, and_gate); }
static void call_or_gate(Call *c) { call_gate(c, or_gate); }
static void call_not_gate(Call *c) { call_gate(c, not_gate); }

static TwoLayer new_network(int D, int H, int O) {
    return (TwoLayer){t_zeros(H, D), t_zeros(H), t_zeros(O, H), t_zeros(O)};
}

static void call_xor_gate(Call *c) {
    const int calls = call_int(c, "-calls");
    Tensor   *answers = t_empty(DTYPE_INT64, 2, (int[]){calls, 4});
    for (int i = 0; i < calls; i++) {
        const TwoLayer net = new_network(2, 2, 1);
        xor_gate(&net);
        for (int r = 0; r < 4; r++) {
            int x[2], h[2];
            input_of_row(r, 2, x);
            for (int j = 0; j < 2; j++) h[j] = answer(net.W1->data + 2 * j, net.b1->data[j], 2, x);
            answers->i64[i * 4 + r] = answer(net.W2->data, net.b2->data[0], 2, h);
        }
    }
    call_return(c, 0, answers);
}

/* --- Two layers --------------------------------------------------------------------------------------------------- */
static TwoLayer network_in(Call *c, int first) {
    return (TwoLayer){c->in[first], c->in[first + 1], c->in[first + 2], c->in[first + 3]};
}

static TwoLayer changeable_network(Call *c, int first) {
    return (TwoLayer){call_changeable(c, first), call_changeable(c, first + 1), call_changeable(c, first + 2),
                      call_changeable(c, first + 3)};
}

/* As many of the four as are asked for. */
static void return_network(Call *c, const TwoLayer *net) {
    const Tensor *parts[] = {net->W1, net->b1, net->W2, net->b2};
    for (int i = 0; i < 4 && i < c->n_out; i++) call_return(c, i, parts[i]);
}

static void call_two_layer_forward(Call *c) {
    const TwoLayer    net = network_in(c, 1);
    const Activations a = two_layer_forward(&net, c->in[0]);
    call_return(c, 0, a.h);
    if (c->n_out > 1) call_return(c, 1, a.y);
}

static void call_two_layer_loss(Call *c) { call_return_number(c, 0, two_layer_loss(c->in[0], c->in[1])); }
static void call_two_layer_correct(Call *c) { call_return_number(c, 0, two_layer_correct(c->in[0], c->in[1])); }

static Tensor *affine(Tensor *x, Tensor *W, Tensor *b) { return t_add(t_matmul(x, t_transpose(W)), b); }

/* The backward is tried on activations that are right whatever the forward does, and where nothing is recorded. */
static TwoLayer gradients(Call *c) {
    t_no_grad();
    const TwoLayer    net = network_in(c, 2);
    const Activations a = {.h = affine(c->in[0], net.W1, net.b1), .y = t_zeros_like(c->in[1])};
    for (size_t i = 0; i < a.h->size; i++) a.h->data[i] = tanh(a.h->data[i]);
    const Tensor *z = affine(a.h, net.W2, net.b2);
    for (size_t i = 0; i < z->size; i++) a.y->data[i] = 1 / (1 + exp(-z->data[i]));
    return two_layer_backward(&net, c->in[0], &a, c->in[1]);
}
/* Each gradient by itself: it counts while another one is still NULL. */
static void call_gradient_W1(Call *c) { call_return(c, 0, gradients(c).W1); }
static void call_gradient_b1(Call *c) { call_return(c, 0, gradients(c).b1); }
static void call_gradient_W2(Call *c) { call_return(c, 0, gradients(c).W2); }
static void call_gradient_b2(Call *c) { call_return(c, 0, gradients(c).b2); }

static void call_two_layer_step(Call *c) {
    t_no_grad();
    const TwoLayer net = changeable_network(c, 2);
    Tensor        *losses = t_zeros(call_int(c, "steps"));
    const size_t   before = call_tensors_kept();
    for (size_t i = 0; i < losses->size; i++)
        losses->data[i] = (real)two_layer_step(&net, c->in[0], c->in[1], call_real(c, "lr"));
    const size_t kept = call_tensors_kept() - before;
    return_network(c, &net);
    call_return(c, 4, losses);
    call_return_number(c, 5, kept > 3 * losses->size); /* a few may be: they are no part of a step */
}

static void call_two_layer_init(Call *c) {
    const TwoLayer net = new_network(call_int(c, "D"), call_int(c, "H"), call_int(c, "O"));
    Rng            rng = rng_new((uint64_t)call_int(c, "seed"), 0);
    two_layer_init(&net, &rng);
    return_network(c, &net);
}

/* Returns the network, and the number of starts if it is asked
 * for. */
static void call_two_layer_solve(Call *c) {
    t_no_grad();
    Tensor        *x = c->in[0], *t = c->in[1];
    const TwoLayer net = new_network(x->shape[1], call_int(c, "hidden units"), 1);
    Rng            rng = rng_new((uint64_t)call_int(c, "seed"), 0);
    const int      starts =
        two_layer_solve(&net, x, t, call_real(c, "lr"), call_int(c, "epochs"), call_int(c, "starts"), &rng);
    return_network(c, &net);
    if (c->n_out > 4) call_return_number(c, 4, starts);
}

/* --- A whole training: one call sets it up, each further one takes some steps and returns the weights ------------- */
static struct {
    TwoLayer net;
    Tensor  *x, *t;
} run;

static void call_run_begin(Call *c) {
    run.x = t_keep(c->in[0]);
    run.t = t_keep(c->in[1]);
    run.net = (TwoLayer){t_keep(c->in[2]), t_keep(c->in[3]), t_keep(c->in[4]), t_keep(c->in[5])};
    call_return_number(c, 0, 1);
}

static void call_run_steps(Call *c) {
    t_no_grad();
    for (int i = 0; i < call_int(c, "steps"); i++) two_layer_step(&run.net, run.x, run.t, call_real(c, "lr"));
    return_network(c, &run.net);
}

const CallEntry lab_calls[] = {
    {"net_input", call_net_input},
    {"heaviside", call_heaviside},
    {"threshold_unit", call_threshold_unit},
    {"perceptron_update", call_perceptron_update},
    {"perceptron_epoch", call_perceptron_epoch},
    {"perceptron_train", call_perceptron_train},
    {"perceptron_learns", call_perceptron_learns},
    {"boolean_functions_learnt", call_boolean_functions_learnt},
    {"adaline_epoch", call_adaline_epoch},
    {"adaline_step", call_adaline_step},
    {"adaline_optimum", call_adaline_optimum},
    {"hebb_learn", call_hebb_learn},
    {"and_gate", call_and_gate},
    {"or_gate", call_or_gate},
    {"not_gate", call_not_gate},
    {"xor_gate", call_xor_gate},
    {"two_layer_forward", call_two_layer_forward},
    {"two_layer_loss", call_two_layer_loss},
    {"two_layer_correct", call_two_layer_correct},
    {"gradient_W1", call_gradient_W1},
    {"gradient_b1", call_gradient_b1},
    {"gradient_W2", call_gradient_W2},
    {"gradient_b2", call_gradient_b2},
    {"two_layer_step", call_two_layer_step},
    {"two_layer_init", call_two_layer_init},
    {"two_layer_solve", call_two_layer_solve},
    {"run_begin", call_run_begin},
    {"run_steps", call_run_steps},
    {NULL, NULL},
};
