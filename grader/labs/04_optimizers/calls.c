/* How the functions of lab 4 are called. */
#include "call_model.h"
#include "optimizers.h"

/* A number that not every case has. */
static double number(Call *c, const char *name) { return call_has(c, name) ? call_real(c, name) : 0; }

/* --- descent.c ---------------------------------------------------------------------------------------------------- */
static Tensor *design, *target;

/* The mean squared error of X theta against y. */
static Tensor *line_error(Tensor *theta) {
    Tensor *error = t_sub(t_matmul(design, theta), target);
    return t_mean(t_mul(error, error));
}

/* Waves with a bowl below them. */
static Tensor *waves(Tensor *theta) { return t_add(t_sum(t_cos(theta)), t_sum(t_mul(theta, theta))); }

static void call_descend(Call *c) {
    design = c->in[1];
    target = c->in[2];
    call_return(c, 0, descend(line_error, c->in[0], call_real(c, "lr"), call_int(c, "steps")));
}

static void call_descend_waves(Call *c) {
    call_return(c, 0, descend(waves, c->in[0], call_real(c, "lr"), call_int(c, "steps")));
}

static void call_largest_rate(Call *c) { call_return_number(c, 0, largest_rate(c->in[0])); }

/* --- optimizers.c ------------------------------------------------------------------------------------------------- */
/* What the learning rate is multiplied by from step to step; in some cases. */
#define RATE_SHARE "lr falls by"

/* One step on part of the parameters, as a thread takes it. */
static void step_on(const OptimType *type, const OptimArgs *o, int begin, int end, real *p, const real *g,
                    Tensor *const states[]) {
    real *state[OPTIM_MAX_STATES];
    for (int k = 0; k < type->states; k++) state[k] = states[k]->data + begin;
    if (end > begin) type->step(o, (size_t)(end - begin), p + begin, g + begin, state);
}

/* in: parameters (n), and their gradients in each step (steps,n). Returns the parameters after each step (steps,n). The
 * parameters are shared out to two threads, of which now the one, now the other comes first. */
static void run_method(Call *c, const OptimType *type) {
    const Tensor *g = c->in[1];
    const int     steps = g->shape[0], n = g->shape[1], half = n / 2;
    Tensor       *p = call_changeable(c, 0), *path = t_zeros(steps, n), *states[OPTIM_MAX_STATES];
    OptimArgs     o = {.lr = call_real(c, "lr"), .weight_decay = number(c, "weight_decay"),
                       .momentum = number(c, "momentum"), .dampening = number(c, "dampening"),
                       .nesterov = call_has(c, "nesterov"), .alpha = number(c, "alpha"), .beta1 = number(c, "beta1"),
                       .beta2 = number(c, "beta2"), .eps = number(c, "eps")};
    if (o.nesterov) call_int(c, "nesterov");
    const double share = call_has(c, RATE_SHARE) ? call_real(c, RATE_SHARE) : 1;
    for (int k = 0; k < type->states; k++) states[k] = t_zeros(n);
    for (int t = 1; t <= steps; t++, o.lr *= share) {
        const real *gradient = g->data + (t - 1) * n;
        o.t = t;
        if (type->prepare) type->prepare(&o);
        if (t % 2) step_on(type, &o, 0, half, p->data, gradient, states);
        step_on(type, &o, half, n, p->data, gradient, states);
        if (t % 2 == 0) step_on(type, &o, 0, half, p->data, gradient, states);
        memcpy(path->data + (t - 1) * n, p->data, (size_t)n * sizeof(real));
    }
    call_return(c, 0, path);
}

static void call_sgd(Call *c) { run_method(c, &sgd_type); }
static void call_momentum(Call *c) { run_method(c, &momentum_type); }
static void call_adagrad(Call *c) { run_method(c, &adagrad_type); }
static void call_rmsprop(Call *c) { run_method(c, &rmsprop_type); }
static void call_adam(Call *c) { run_method(c, &adam_type); }
static void call_adamw(Call *c) { run_method(c, &adamw_type); }

/* --- training.c --------------------------------------------------------------------------------------------------- */
/* An optimiser of the kit's own: a loop is judged without the student's optimisers. */
static void downhill_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]) {
    (void)state;
    for (size_t i = 0; i < n; i++) p[i] -= (real)o->lr * g[i];
}
static const OptimType downhill_type = {.name = "SGD", .step = downhill_step};

/* in: x (N,D), y (N,1), and the parameters of D-H-1, a block. */
static void call_sgd_epoch(Call *c) {
    Module    *m = call_network(c, 2);
    Optimizer *optimizer = optim_new(&downhill_type, nn_parameters(m), .lr = call_real(c, "lr"));
    Rng        rng = rng_new((uint64_t)call_int(c, "seed of rng"), 0);
    double     loss = 0;
    nn_eval(m);
    for (int epoch = 0; epoch < call_int(c, "epochs"); epoch++)
        loss = sgd_epoch(c->in[0], c->in[1], call_int(c, "batch_size"), &rng, m, call_squared_distance, optimizer);
    call_return_parameters(c, 0, m);
    call_return_number(c, 1, loss);
    call_return_number(c, 2, m->training);
    optim_free(optimizer);
    nn_free(m);
}

/* Every gradient is 1 before. */
static void call_accumulate(Call *c) {
    Module *m = call_network(c, 2);
    Params *p = nn_parameters(m);
    for (int i = 0; i < p->n; i++) t_backward(t_sum(p->tensors[i]));
    const double loss = accumulate(c->in[0], c->in[1], call_int(c, "k"), m, call_squared_distance);
    call_return_gradients(c, 0, m);
    call_return_number(c, 1, loss);
    nn_free(m);
}

/* in: the gradients of the first parameters; one parameter more has none. */
static void call_clip(Call *c) {
    static const ModuleType type = {.name = "Parameters"};
    static const char *const names[] = {"p0", "p1", "p2", "without"};
    Module *m = nn_module(&type);
    for (int i = 0; i <= c->n_in; i++)
        nn_register_parameter(m, names[i], t_keep(i < c->n_in ? c->in[i] : t_ones(3)));
    Params *p = nn_parameters(m);
    for (int i = 0; i < p->n; i++) t_forget_grad(p->tensors[i]);
    for (int i = 0; i < c->n_in; i++) t_backward(t_sum(t_mul(p->tensors[i], c->in[i])));
    const double norm = clip_grad_norm(p, call_real(c, "max_norm"));
    for (int i = 0; i < c->n_in; i++) call_return(c, i, p->tensors[i]->grad);
    call_return_number(c, c->n_in, norm);
    nn_free(m);
}

/* The rates of steps 0, 1, 2, ... */
static Tensor *rates(const Call *c) { return t_zeros(c->out[0]->shape[0]); }

static void call_step_rate(Call *c) {
    Tensor *r = rates(c);
    const double lr = call_real(c, "lr"), factor = call_real(c, "factor");
    const int    every = call_int(c, "every");
    for (size_t t = 0; t < r->size; t++) r->data[t] = (real)step_rate(lr, (int)t, every, factor);
    call_return(c, 0, r);
}

static void call_cosine_rate(Call *c) {
    Tensor *r = rates(c);
    const double lr = call_real(c, "lr"), lowest = call_real(c, "lowest");
    const int    steps = call_int(c, "steps");
    for (size_t t = 0; t < r->size; t++) r->data[t] = (real)cosine_rate(lr, lowest, (int)t, steps);
    call_return(c, 0, r);
}

static void call_warmup_rate(Call *c) {
    Tensor *r = rates(c);
    const double lr = call_real(c, "lr");
    const int    warmup = call_int(c, "warmup");
    for (size_t t = 0; t < r->size; t++) r->data[t] = (real)warmup_rate(lr, (int)t, warmup);
    call_return(c, 0, r);
}

/* --- Adam against SGD: one call sets both up, each further one trains both and returns the weights ---------------- */
enum { SGD, ADAM, RACERS };

typedef struct Racer {
    Module    *model;
    Optimizer *optimizer;
    Rng        rng;
} Racer;

static Racer   racers[RACERS];
static Tensor *race_x, *race_y;
static int     race_batch;

/* Both begin at the same weights, and see the same batches. */
static void call_race_begin(Call *c) {
    race_x = t_keep(c->in[0]);
    race_y = t_keep(c->in[1]);
    race_batch = call_int(c, "batch_size");
    for (int i = 0; i < RACERS; i++) {
        racers[i].model = call_network(c, 2);
        racers[i].rng = rng_new((uint64_t)call_int(c, "seed of rng"), 0);
    }
    racers[SGD].optimizer = optim_new(&sgd_type, nn_parameters(racers[SGD].model), .lr = call_real(c, "lr of SGD"));
    racers[ADAM].optimizer = optim_new(&adam_type, nn_parameters(racers[ADAM].model), .lr = call_real(c, "lr of Adam"),
                                       .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8);
    call_return_number(c, 0, (double)nn_parameter_count(racers[SGD].model));
}

static void call_race_on(Call *c) {
    for (int i = 0; i < RACERS; i++) {
        Racer *r = &racers[i];
        for (int epoch = 0; epoch < call_int(c, "epochs"); epoch++)
            sgd_epoch(race_x, race_y, race_batch, &r->rng, r->model, call_squared_distance, r->optimizer);
        call_return_parameters(c, i, r->model);
    }
}

const CallEntry lab_calls[] = {
    {"descend", call_descend},
    {"descend_waves", call_descend_waves},
    {"largest_rate", call_largest_rate},
    {"sgd", call_sgd},
    {"momentum", call_momentum},
    {"adagrad", call_adagrad},
    {"rmsprop", call_rmsprop},
    {"adam", call_adam},
    {"adamw", call_adamw},
    {"sgd_epoch", call_sgd_epoch},
    {"accumulate", call_accumulate},
    {"clip_grad_norm", call_clip},
    {"step_rate", call_step_rate},
    {"cosine_rate", call_cosine_rate},
    {"warmup_rate", call_warmup_rate},
    {"race_begin", call_race_begin},
    {"race_on", call_race_on},
    {NULL, NULL},
};
