/* Optimisers against the lecture's worked example, and what they leave alone. */
#include "device.h"
#include "gradlab.h"
#include <check.h>
#include <stdlib.h>

static const ModuleType holder_type = {.name = "Holder"};

/* A module that holds n parameters of the given sizes, all 0.25. */
static Module *holder(int n, const int sizes[]) {
    Module *m = nn_module(&holder_type);
    for (int i = 0; i < n; i++) {
        char name[16];
        snprintf(name, sizeof name, "p%d", i);
        Tensor *p = nn_register_parameter(m, name, t_own(DTYPE_REAL, DEV_CPU, 1, &sizes[i]));
        for (size_t j = 0; j < p->size; j++) p->data[j] = (real)0.25;
    }
    return m;
}

/* dL/dp of the sum over all elements of (p - 2)^2, by the tape. */
static void backward(const Module *m) {
    t_step();
    Tensor *L = t_scalar(0);
    for (int i = 0; i < m->n_parameters; i++)
        if (m->parameters[i].tensor->requires_grad) L = t_add(L, t_sum(t_pow(t_sub(m->parameters[i].tensor, 2), 2)));
    t_backward(L);
}

/* Steps of a method on (p - 2)^2 from 0.25. */
static void check_path(Optimizer *o, Module *m, int n, const double expected[]) {
    Tensor *p = m->parameters[0].tensor;
    for (int i = 0; i < n; i++) {
        optim_zero_grad(o);
        backward(m);
        optim_step(o);
        for (size_t j = 0; j < p->size; j++)
            ck_assert_double_eq_tol((double)p->data[j], expected[i], 1e-8 + 8 * REAL_EPSILON);
    }
    optim_free(o);
    nn_free(m);
}

START_TEST(sgd) {
    Module *m = holder(1, (int[]){3});
    check_path(optim_sgd(nn_parameters(m), 0.1, 0, 0), m, 5, (double[]){0.6, 0.88, 1.104, 1.2832, 1.42656});
}
END_TEST

START_TEST(sgd_with_momentum) {
    Module *m = holder(1, (int[]){17});
    check_path(optim_sgd(nn_parameters(m), 0.1, 0.9, 0), m, 5, (double[]){0.6, 1.195, 1.8915, 2.54005, 3.015735});
}
END_TEST

START_TEST(sgd_with_weight_decay) {
    Module *m = holder(1, (int[]){1});
    check_path(optim_sgd(nn_parameters(m), 0.1, 0, 0.5), m, 3, (double[]){0.5875, 0.840625, 1.03046875});
}
END_TEST

START_TEST(adam) {
    static const double path[] = {0.35, 0.44980351, 0.5492616, 0.64821084, 0.74647255};
    Module             *m = holder(1, (int[]){40});
    check_path(optim_adam(nn_parameters(m), 0.1), m, 5, path);
}
END_TEST

/* Gradients of 1: m = 1 - 0.9^t and v = 1 - 0.999^t, so that every step is lr (1 - 1e-8). In float 0.999 is not 0.999,
 * and a correction that does not belong to it makes the first steps wrong by 1e-5 of themselves. */
START_TEST(adams_numbers_are_worked_out_in_double) {
    enum { N = 33, STEPS = 20 };
    Module    *m = holder(1, (int[]){N});
    Params    *p = nn_parameters(m);
    Optimizer *o = optim_adam(p, 0.5);
    for (int j = 0; j < N; j++) p->data[j] = 0;
    for (int t = 1; t <= STEPS; t++) {
        for (int j = 0; j < N; j++) p->grad[j] = 1;
        optim_step(o);
        for (int j = 0; j < N; j++) ck_assert_double_eq_tol((double)p->data[j], -0.5 * t, 1e-7 + 4 * t * REAL_EPSILON);
    }
    optim_free(o);
    nn_free(m);
}
END_TEST

START_TEST(learning_rate) {
    Module    *m = holder(1, (int[]){2});
    Params    *p = nn_parameters(m);
    Optimizer *o = optim_sgd(p, 0.1, 0, 0);
    ck_assert(optim_lr(o) == 0.1);
    optim_set_lr(o, 0.5);
    ck_assert(optim_lr(o) == 0.5);
    p->grad[0] = p->grad[1] = (real)0.25;
    optim_step(o);
    ck_assert_double_eq_tol((double)p->data[1], 0.125, REAL_EPSILON);
    optim_free(o);
    nn_free(m);
}
END_TEST

/* A block large enough to be shared by threads, with every method: the same bits for any number of them. */
static void train_large(int threads, int method, real result[], size_t n) {
    t_set_num_threads(threads);
    Module    *m = holder(1, (int[]){(int)n});
    Params    *p = nn_parameters(m);
    Optimizer *o = method < 2 ? optim_sgd(p, 0.1, method ? 0.9 : 0, 0.01) : optim_adam(p, 0.1);
    for (int step = 0; step < 3; step++) {
        for (size_t j = 0; j < n; j++) p->grad[j] = (real)((int)(j * 37 % 101) - 50) / 64;
        optim_step(o);
    }
    memcpy(result, p->data, n * sizeof *result);
    optim_free(o);
    nn_free(m);
}

START_TEST(threads_make_no_difference) {
    const size_t n = (1 << 20) + 3;
    real        *one = malloc(n * sizeof *one), *more = malloc(n * sizeof *more);
    train_large(1, _i, one, n);
    for (int threads = 2; threads <= 3; threads++) {
        train_large(threads, _i, more, n);
        ck_assert(memcmp(one, more, n * sizeof *one) == 0);
    }
    free(one);
    free(more);
}
END_TEST

/* Large ones go in passes of their own, with small ones before, between and behind them. */
START_TEST(each_parameter_once) {
    static const int    sizes[] = {3, 70001, 65536, 5, 7, 100000, 1};
    static const double path[] = {0.6, 0.88};
    enum { N = sizeof sizes / sizeof sizes[0] };
    Module    *m = holder(N, sizes);
    Optimizer *o = optim_sgd(nn_parameters(m), 0.1, 0, 0);
    for (int step = 0; step < 2; step++) {
        optim_zero_grad(o);
        backward(m);
        optim_step(o);
        for (int i = 0; i < N; i++) {
            const real *p = m->parameters[i].tensor->data;
            double      off = 0;
            for (int j = 0; j < sizes[i]; j++) off = fmax(off, fabs((double)p[j] - path[step]));
            ck_assert_msg(off < 1e-6, "parameter %d is off by %g", i, off);
        }
    }
    optim_free(o);
    nn_free(m);
}
END_TEST

/* --- Frozen parameters -------------------------------------------------------------------------------------------- */
START_TEST(frozen_parameters_stay) {
    Module *m = holder(4, (int[]){5, 20, 3, 16});
    Params *p = nn_parameters(m);
    p->tensors[1]->requires_grad = false;
    for (size_t j = 0; j < 20; j++) p->tensors[1]->grad->data[j] = 1; /* left over from before it was frozen */
    Optimizer *o = optim_sgd(p, 0.1, 0.9, 0.5);
    backward(m);
    optim_step(o);
    for (int i = 0; i < 4; i++)
        for (size_t j = 0; j < p->tensors[i]->size; j++)
            ck_assert_double_eq_tol((double)p->tensors[i]->data[j], i == 1 ? 0.25 : 0.5875, 4 * REAL_EPSILON);
    optim_free(o);
    nn_free(m);
}
END_TEST

/* The bias correction of a parameter counts its own steps: its first is as long as any first step, lr. */
START_TEST(thawed_later) {
    Module    *m = holder(2, (int[]){2, 2});
    Params    *p = nn_parameters(m);
    Optimizer *o = optim_adam(p, 0.1);
    p->tensors[1]->requires_grad = false;
    for (int i = 0; i < 3; i++) {
        optim_zero_grad(o);
        backward(m);
        optim_step(o);
    }
    ck_assert(p->tensors[1]->data[0] == (real)0.25);
    p->tensors[1]->requires_grad = true;
    optim_zero_grad(o);
    backward(m);
    optim_step(o);
    ck_assert_double_eq_tol((double)p->tensors[0]->data[0], 0.64821084, 1e-8 + 8 * REAL_EPSILON);
    ck_assert_double_eq_tol((double)p->tensors[1]->data[0], 0.35, 1e-8 + 8 * REAL_EPSILON);
    optim_free(o);
    nn_free(m);
}
END_TEST

/* --- The block ---------------------------------------------------------------------------------------------------- */
START_TEST(gaps_stay_zero) {
    Module    *m = holder(2, (int[]){3, 5});
    Params    *p = nn_parameters(m);
    Optimizer *o = optim_adam(p, 0.1);
    backward(m);
    optim_step(o);
    for (size_t j = 3; j < 16; j++) ck_assert(p->data[j] == 0);
    for (size_t j = 16 + 5; j < 32; j++) ck_assert(p->data[j] == 0);
    optim_free(o);
    nn_free(m);
}
END_TEST

START_TEST(a_part_follows_its_block) {
    Module    *child = holder(1, (int[]){2}), *other = holder(1, (int[]){2});
    Params    *part = nn_parameters(child);
    Optimizer *o = optim_sgd(part, 0.1, 0.9, 0);
    backward(child);
    optim_step(o);
    Module *top = nn_sequential(other, child);
    nn_parameters(top); /* moves the child's parameters; the velocity goes on */
    optim_zero_grad(o);
    backward(child);
    optim_step(o);
    ck_assert_double_eq_tol((double)part->tensors[0]->data[1], 1.195, 8 * REAL_EPSILON);
    ck_assert(other->parameters[0].tensor->data[0] == (real)0.25);
    optim_free(o);
    nn_free(top);
}
END_TEST

START_TEST(zero_grad_forgets_all) {
    Module    *m = holder(2, (int[]){3, 5});
    Params    *p = nn_parameters(m);
    Optimizer *o = optim_sgd(p, 0.1, 0, 0);
    for (int i = 0; i < 2; i++) {
        backward(m);
        ck_assert(p->grad[0] == (real)-3.5 && p->grad[16] == (real)-3.5);
        optim_zero_grad(o);
        ck_assert(!p->tensors[0]->grad && !p->tensors[1]->grad);
    }
    optim_free(o);
    nn_free(m);
}
END_TEST

/* As in torch: no momentum carries a parameter on, and no decay, where no gradient has come. */
START_TEST(without_a_gradient_nothing_moves) {
    Module    *m = holder(2, (int[]){3, 5});
    Params    *p = nn_parameters(m);
    Optimizer *o = optim_sgd(p, 0.1, 0.9, 0.5);
    backward(m);
    optim_step(o);
    const real first = p->tensors[0]->data[0], second = p->tensors[1]->data[0];
    optim_zero_grad(o);
    optim_step(o);
    ck_assert(p->tensors[0]->data[0] == first && p->tensors[1]->data[0] == second);
    p->tensors[1]->requires_grad = false;
    backward(m);
    p->tensors[1]->requires_grad = true;
    optim_step(o);
    ck_assert(p->tensors[0]->data[0] != first && p->tensors[1]->data[0] == second);
    optim_free(o);
    nn_free(m);
}
END_TEST

/* --- Wrong calls -------------------------------------------------------------------------------------------------- */
static void no_parameters(void) { optim_sgd(nn_parameters(holder(0, NULL)), 0.1, 0, 0); }
static void null_parameters(void) { optim_adam(NULL, 0.1); }
static void negative_rate(void) { optim_sgd(nn_parameters(holder(1, (int[]){1})), -0.1, 0, 0); }
static void rate_is_nan(void) { optim_adam(nn_parameters(holder(1, (int[]){1})), NAN); }
static void set_negative_rate(void) { optim_set_lr(optim_sgd(nn_parameters(holder(1, (int[]){1})), 0.1, 0, 0), -1); }
static void negative_momentum(void) { optim_sgd(nn_parameters(holder(1, (int[]){1})), 0.1, -0.9, 0); }
static void negative_decay(void) { optim_sgd(nn_parameters(holder(1, (int[]){1})), 0.1, 0, -1); }
static void grown_since(void) {
    Module    *m = holder(1, (int[]){1});
    Optimizer *o = optim_sgd(nn_parameters(m), 0.1, 0, 0);
    nn_register_parameter(m, "more", t_own(DTYPE_REAL, DEV_CPU, 0, NULL));
    nn_parameters(m);
    optim_step(o);
}

START_TEST(wrong_call) {
    static void (*const calls[])(void) = {no_parameters, null_parameters, negative_rate, rate_is_nan, negative_momentum,
                                          negative_decay, grown_since, set_negative_rate};
    calls[_i]();
}
END_TEST

int main(void) {
    Suite *s = suite_create("optim");
    TCase *t = tcase_create("optim");
    suite_add_tcase(s, t);
    tcase_add_test(t, sgd);
    tcase_add_test(t, sgd_with_momentum);
    tcase_add_test(t, sgd_with_weight_decay);
    tcase_add_test(t, adam);
    tcase_add_test(t, adams_numbers_are_worked_out_in_double);
    tcase_add_test(t, learning_rate);
    tcase_add_test(t, each_parameter_once);
    tcase_add_loop_test(t, threads_make_no_difference, 0, 3);
    tcase_add_test(t, frozen_parameters_stay);
    tcase_add_test(t, thawed_later);
    tcase_add_test(t, gaps_stay_zero);
    tcase_add_test(t, a_part_follows_its_block);
    tcase_add_test(t, zero_grad_forgets_all);
    tcase_add_test(t, without_a_gradient_nothing_moves);
    tcase_add_loop_exit_test(t, wrong_call, EXIT_WRONG_CALL, 0, 8);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
