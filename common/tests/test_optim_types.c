/* Methods one by one, a method that is not the library's, and groups. */
#include "ops_test.h"
#include "team_private.h"
#include <stdatomic.h>

static const ModuleType holder_type = {.name = "Holder"};

/* A module with parameters p0, p1, ... of the given sizes, all of `value`. */
static Module *holder(int n, const int sizes[], double value) {
    Module *m = nn_module(&holder_type);
    for (int i = 0; i < n; i++) {
        char name[16];
        snprintf(name, sizeof name, "p%d", i);
        Tensor *p = nn_register_parameter(m, name, t_own(DTYPE_REAL, DEV_CPU, 1, &sizes[i]));
        for (size_t j = 0; j < p->size; j++) p->data[j] = (real)value;
    }
    return m;
}

/* --- The library's methods, on numbers worked out here ------------------------------------------------------------ */
enum { N = 37 }; /* a vector loop and a rest */

/* Step t of a method, by the method alone. */
static void step(const OptimType *type, OptimArgs args, int64_t t, size_t n, real *p, const real *g, real *first,
                 real *second) {
    args.t = t;
    if (type->prepare) type->prepare(&args);
    type->step(&args, n, p, g, (real *[]){first, second});
}

START_TEST(sgd) {
    real         p[] = {1, 2, 3}, g[] = {10, 20, -30};
    const double expected[] = {-0.05, -0.1, 5.85};
    step(&sgd_type, (OptimArgs){.lr = 0.1, .weight_decay = 0.5}, 1, 3, p, g, NULL, NULL);
    for (int i = 0; i < 3; i++) ck_assert_double_eq_tol(p[i], expected[i], 16 * REAL_EPSILON);
}
END_TEST

/* As in torch's documentation of SGD, step by step; the first one takes the gradient as it is. */
START_TEST(momentum) {
    const bool      nesterov = _i & 1;
    const double    dampening = _i & 2 ? 0.25 : 0;
    const OptimArgs args = {.lr = 0.1, .momentum = 0.9, .dampening = dampening, .nesterov = nesterov,
                            .weight_decay = 0.05};
    real   p[N], g[N], velocity[N] = {0};
    double expected[N], v[N];
    for (int i = 0; i < N; i++) p[i] = (real)i / 4, g[i] = (real)(32 - i) / 64, expected[i] = p[i];
    for (int t = 1; t <= 3; t++) {
        step(&momentum_type, args, t, N, p, g, velocity, NULL);
        for (int i = 0; i < N; i++) {
            double slope = g[i] + 0.05 * expected[i];
            v[i] = t == 1 ? slope : 0.9 * v[i] + (1 - dampening) * slope;
            expected[i] -= 0.1 * (nesterov ? slope + 0.9 * v[i] : v[i]);
            ck_assert_double_eq_tol(velocity[i], v[i], 40 * REAL_EPSILON);
            ck_assert_double_eq_tol(p[i], expected[i], 80 * REAL_EPSILON);
        }
    }
}
END_TEST

START_TEST(adam) {
    real p[N], g[N], m[N] = {0}, v[N] = {0};
    for (int i = 0; i < N; i++) p[i] = (real)i, g[i] = (real)(i % 2 ? 0.3 : -4);
    step(&adam_type, (OptimArgs){.lr = 0.01, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8}, 1, N, p, g, m, v);
    for (int i = 0; i < N; i++) { /* the first step is lr against the gradient, whatever its size */
        double slope = i % 2 ? 0.3 : -4;
        ck_assert_double_eq_tol(m[i], 0.1 * slope, 8 * REAL_EPSILON);
        ck_assert_double_eq_tol(v[i] / (0.001 * slope * slope), 1, 8 * REAL_EPSILON + 1e-12);
        ck_assert_double_eq_tol(p[i], i - (slope > 0 ? 0.01 : -0.01), 60 * REAL_EPSILON + 1e-9);
    }
}
END_TEST

START_TEST(adams_second_step_with_decay) {
    const OptimArgs args = {.lr = 0.1, .beta1 = 0.9, .beta2 = 0.99, .eps = 1e-3, .weight_decay = 0.1};
    real         p[] = {2}, g[] = {(real)0.5}, m[] = {(real)0.2}, v[] = {(real)0.04};
    const double slope = 0.5 + 0.1 * 2, m2 = 0.9 * 0.2 + 0.1 * slope, v2 = 0.99 * 0.04 + 0.01 * slope * slope;
    step(&adam_type, args, 2, 1, p, g, m, v);
    ck_assert_double_eq_tol(p[0], 2 - 0.1 * (m2 / (1 - 0.81)) / (sqrt(v2 / (1 - 0.9801)) + 1e-3), 16 * REAL_EPSILON);
}
END_TEST

/* --- A method of somebody else: sign SGD with a mean of the gradients --------------------------------------------- */
static atomic_size_t elements, stretches;
static int           prepared;

static void sign_prepare(OptimArgs *o) {
    o->derived[0] = o->lr / (double)o->t;
    prepared++;
}

static void sign_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]) {
    const real rate = (real)o->derived[0], decay = (real)o->beta1;
    for (size_t i = 0; i < n; i++) {
        real *mean = &state[1][i];
        *mean = decay * *mean + (1 - decay) * g[i];
        state[0][i] += 1;
        p[i] -= rate * (real)((*mean > 0) - (*mean < 0));
    }
    atomic_fetch_add(&elements, n);
    atomic_fetch_add(&stretches, 1);
}

static const OptimType sign_type = {.name = "sign SGD", .states = 2, .step = sign_step, .prepare = sign_prepare};

/* Gradients 1/64 of -50 .. 50, in another order at each step. */
static real gradient(size_t j, int t) { return (real)((int)((j + (size_t)t) * 37 % 101) - 50) / 64; }

enum { LARGE = (1 << 20) + 3, STEPS = 3 };

static void train_by_sign(int threads, real result[LARGE]) {
    t_set_num_threads(threads);
    Module    *m = holder(1, (int[]){LARGE}, 0.25);
    Params    *p = nn_parameters(m);
    Optimizer *o = optim_new(&sign_type, p, .lr = 0.5, .beta1 = 0.75);
    prepared = 0;
    for (int t = 1; t <= STEPS; t++) {
        for (size_t j = 0; j < LARGE; j++) p->grad[j] = gradient(j, t);
        elements = stretches = 0;
        const uint64_t before = t_allocations;
        optim_step(o);
        ck_assert_uint_eq(t_allocations, before);
        ck_assert_uint_eq(elements, p->size); /* each once, and the unused ones up to a multiple of 16 */
        ck_assert_uint_eq(stretches, (size_t)threads);
    }
    ck_assert_int_eq(prepared, STEPS);
    memcpy(result, p->tensors[0]->data, LARGE * sizeof *result);
    optim_free(o);
    nn_free(m);
}

START_TEST(another_method_on_any_number_of_threads) {
    team_set_sharing(SHARE_ALWAYS); /* also beside other programs */
    real *one = malloc(LARGE * sizeof *one), *more = malloc(LARGE * sizeof *more);
    train_by_sign(1, one);
    for (int threads = 2; threads <= 3; threads++) {
        train_by_sign(threads, more);
        ck_assert(memcmp(one, more, LARGE * sizeof *one) == 0);
    }
    for (size_t j = 0; j < LARGE; j += 997) {
        double p = 0.25, mean = 0;
        for (int t = 1; t <= STEPS; t++) {
            mean = 0.75 * mean + 0.25 * (double)gradient(j, t);
            p -= 0.5 / t * ((mean > 0) - (mean < 0));
        }
        ck_assert_double_eq_tol(one[j], p, 8 * REAL_EPSILON);
    }
    free(one);
    free(more);
}
END_TEST

/* Small neighbours are one stretch. */
START_TEST(small_ones_are_fused) {
    Module    *m = holder(3, (int[]){5, 16, 7}, 1);
    Optimizer *o = optim_new(&sign_type, nn_parameters(m), .lr = 0.5);
    for (int i = 0; i < 3; i++)
        for (size_t j = 0; j < m->parameters[i].tensor->size; j++) m->parameters[i].tensor->grad->data[j] = (real)-2;
    elements = stretches = 0;
    optim_step(o);
    ck_assert_uint_eq(stretches, 1);
    for (int i = 0; i < 3; i++)
        for (size_t j = 0; j < m->parameters[i].tensor->size; j++) ck_assert(m->parameters[i].tensor->data[j] == 1.5);
    optim_free(o);
    nn_free(m);
}
END_TEST

/* --- Groups ------------------------------------------------------------------------------------------------------- */
/* Features (weight, bias) and a classifier (weight, bias), each of two numbers, all 1, with gradients of 1. */
static Module *model(void) {
    Module *m = nn_container("Model");
    for (int i = 0; i < 2; i++) {
        Module *child = nn_add(m, i ? "classifier" : "features", nn_module(&holder_type));
        nn_register_parameter(child, "weight", t_keep(t_ones(2)));
        nn_register_parameter(child, "bias", t_keep(t_ones(2)));
    }
    const Params *p = nn_parameters(m);
    for (int i = 0; i < p->n; i++)
        for (int j = 0; j < 2; j++) p->tensors[i]->grad->data[j] = 1;
    return m;
}

static void check_model(const Module *m, const double expected[4]) {
    const Params *p = m->params;
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 2; j++)
            ck_assert_msg(fabs((double)p->tensors[i]->data[j] - expected[i]) < 8 * REAL_EPSILON,
                          "%s: %.9g, not %.9g", p->names[i], (double)p->tensors[i]->data[j], expected[i]);
}

START_TEST(groups) {
    Module    *m = model();
    Optimizer *o = optim_new(&sgd_type, nn_parameters(m), .lr = 0.125, .weight_decay = 0.5);
    optim_group(o, "classifier.*")->lr = 0.5;
    optim_group(o, "*.bias")->weight_decay = 0;
    ck_assert_int_eq(optim_n_groups(o), 3);
    optim_step(o);
    check_model(m, (double[]){1 - 0.125 * 1.5, 1 - 0.125, 1 - 0.5 * 1.5, 1 - 0.125});
    optim_args(o, 1)->lr = 0.25; /* the bias of the classifier belongs to the last group that it matched */
    optim_step(o);
    check_model(m, (double[]){0.8125 - 0.125 * (1 + 0.5 * 0.8125), 0.75, 0.25 - 0.25 * (1 + 0.5 * 0.25), 0.75});
    optim_free(o);
    nn_free(m);
}
END_TEST

/* Each group has its own number of steps, and what is derived from it. */
START_TEST(groups_with_adam) {
    Module    *m = model();
    Params    *p = nn_parameters(m);
    Optimizer *o = optim_adam(p, 0.125);
    optim_group(o, "features.weight")->lr = 0.25;
    p->tensors[0]->requires_grad = false;
    optim_step(o); /* gradients of 1: each step is lr long */
    p->tensors[0]->requires_grad = true;
    optim_step(o);
    const double room = 1e-7;
    ck_assert_double_eq_tol(p->tensors[0]->data[0], 0.75, room);
    for (int i = 1; i < 4; i++) ck_assert_double_eq_tol(p->tensors[i]->data[1], 0.75, room);
    optim_free(o);
    nn_free(m);
}
END_TEST

START_TEST(a_rate_for_all_groups) {
    Module    *m = model();
    Optimizer *o = optim_sgd(nn_parameters(m), 0.5, 0, 0);
    OptimArgs *classifier = optim_group(o, "classifier.*");
    classifier->lr = 0.25;
    ck_assert(optim_lr(o) == 0.5 && optim_args(o, 1) == classifier);
    for (int i = 0; i < optim_n_groups(o); i++) optim_args(o, i)->lr /= 2; /* a schedule */
    optim_step(o);
    check_model(m, (double[]){0.75, 0.75, 0.875, 0.875});
    optim_set_lr(o, 0.125);
    optim_step(o);
    check_model(m, (double[]){0.625, 0.625, 0.75, 0.75});
    optim_free(o);
    nn_free(m);
}
END_TEST

/* --- Wrong calls -------------------------------------------------------------------------------------------------- */
static Optimizer *some(void) { return optim_sgd(nn_parameters(model()), 0.1, 0, 0); }

static void maker_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]) {
    (void)o, (void)g, (void)state;
    p[n - 1] = t_zeros(1)->data[0];
}

static void no_type(void) {
    expect("the type has no address: it is NULL", "static const OptimType sgd_type");
    optim_new(NULL, nn_parameters(model()), .lr = 0.1);
}
static void no_step(void) {
    static const OptimType type = {.name = "empty"};
    expect("the type has no step", NULL);
    optim_new(&type, nn_parameters(model()), .lr = 0.1);
}
static void too_many_states(void) {
    static const OptimType type = {.name = "greedy", .states = 5, .step = sign_step};
    expect("greedy: a method has 0 to 4 states, not 5", NULL);
    optim_new(&type, nn_parameters(model()), .lr = 0.1);
}
static void negative_number(void) {
    expect("sign SGD: beta1 is -0.5; it must be finite and not negative", NULL);
    optim_new(&sign_type, nn_parameters(model()), .lr = 0.1, .beta1 = -0.5);
}
static void changed_to_nan(void) {
    Optimizer *o = some();
    optim_group(o, "*.bias")->lr = NAN;
    expect("SGD: lr is nan", NULL);
    optim_step(o);
}
static void no_such_key(void) {
    expect("no parameter has the key \"clasifier.*\"; the first one has \"features.weight\"", "classifier.*");
    optim_group(some(), "clasifier.*");
}
static void no_such_group(void) {
    expect("there are groups 0 to 0, not 1", NULL);
    optim_args(some(), 1);
}
static void too_many_groups(void) {
    Optimizer *o = some();
    expect("optim_group(\"*\"): an optimiser has at most 64 groups", NULL);
    for (int i = 0; i < OPTIM_MAX_GROUPS; i++) optim_group(o, "*");
}
static void tensor_in_the_loop(void) {
    static const OptimType type = {.name = "maker", .step = maker_step};
    Optimizer *o = optim_new(&type, nn_parameters(model()), .lr = 0.1);
    expect("a tensor is made in a loop that threads share", "an optimiser: p and state");
    optim_step(o);
}

static void (*const wrong_calls[])(void) = {no_type,        no_step,     too_many_states, negative_number,
                                            changed_to_nan, no_such_key, no_such_group,   too_many_groups,
                                            tensor_in_the_loop};
START_TEST(wrong_call) { wrong_calls[_i](); }
END_TEST

int main(void) {
    TCase *t = tcase_create("optim_types");
    tcase_add_test(t, sgd);
    tcase_add_loop_test(t, momentum, 0, 4);
    tcase_add_test(t, adam);
    tcase_add_test(t, adams_second_step_with_decay);
    tcase_add_test(t, another_method_on_any_number_of_threads);
    tcase_add_test(t, small_ones_are_fused);
    tcase_add_test(t, groups);
    tcase_add_test(t, groups_with_adam);
    tcase_add_test(t, a_rate_for_all_groups);
    tcase_add_loop_exit_test(t, wrong_call, EXIT_WRONG_CALL, 0, (int)(sizeof wrong_calls / sizeof wrong_calls[0]));
    return run_cases(t, "optim_types");
}
