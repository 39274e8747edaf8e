/* Ops that work element by element, shared among threads: each element once, the same bits for any number of them. */
#include "gradlab.h"
#include "ops_test.h"
#include "team_private.h"
#include <stdatomic.h>

enum { LARGE = 1000003 }; /* is worth waking the team for */

static atomic_size_t elements, stretches;

/* y = a x^3; dx += 3 a x^2 dy. */
static void cube(const Ctx *c, size_t n, const real *x, real *y) {
    const real a = (real)c->args.f[0];
    for (size_t i = 0; i < n; i++) y[i] = a * x[i] * x[i] * x[i];
    atomic_fetch_add(&elements, n);
    atomic_fetch_add(&stretches, 1);
}
static void cube_slope(const Ctx *c, size_t n, const real *x, const real *dy, real *dx) {
    const real a = (real)c->args.f[0];
    for (size_t i = 0; i < n; i++) dx[i] += 3 * a * x[i] * x[i] * dy[i];
    atomic_fetch_add(&elements, n);
    atomic_fetch_add(&stretches, 1);
}
static Tensor *cube_forward(Ctx *c) { return t_map(c, cube); }
static void    cube_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { t_map_backward(c, dy, dx, cube_slope); }
static const Op cube_op = {"cube", cube_forward, cube_backward};

static Tensor *cubed(Tensor *x, double a) { return t_apply_at(T_HERE("cubed"), &cube_op, (Args){.f = {a}}, 1, &x); }

static void counts(size_t n, size_t least_stretches, size_t most_stretches) {
    ck_assert_uint_eq(elements, n);
    ck_assert(least_stretches <= stretches && stretches <= most_stretches);
    elements = stretches = 0;
}

START_TEST(values_and_gradients) {
    t_step();
    Tensor *x = t_requires_grad(t_tensor(((real[]){-2, 0, 1, 3}), 4)), *y = cubed(x, 0.5);
    t_backward_from(y, t_tensor(((real[]){1, 1, 2, -1}), 4));
    static const double values[] = {-4, 0, 0.5, 13.5}, slopes[] = {6, 0, 3, -13.5};
    for (int i = 0; i < 4; i++) ck_assert(y->data[i] == (real)values[i] && x->grad->data[i] == (real)slopes[i]);
    counts(8, 2, 2);
}
END_TEST

START_TEST(used_twice_is_added) {
    t_step();
    Tensor *x = t_requires_grad(t_tensor(((real[]){2, -1}), 2));
    t_backward(t_sum(t_add(cubed(x, 1), cubed(x, 10))));
    ck_assert(x->grad->data[0] == 132 && x->grad->data[1] == 33);
}
END_TEST

START_TEST(nothing_is_called_for_no_elements) {
    t_step();
    Tensor *x = t_requires_grad(t_zeros(0, 5));
    elements = stretches = 0;
    t_backward(t_sum(cubed(x, 1)));
    counts(0, 0, 0);
}
END_TEST

START_TEST(the_same_for_any_number_of_threads) {
    team_set_sharing(SHARE_ALWAYS); /* also beside other programs */
    t_step();
    Tensor *x = t_requires_grad(t_randn(LARGE)), *dy = t_randn(LARGE), *values = NULL, *slopes = NULL;
    for (int threads = 1; threads <= 5; threads++) {
        t_set_num_threads(threads);
        elements = stretches = 0;
        Tensor *y = cubed(x, 0.3);
        counts(LARGE, (size_t)threads, (size_t)threads);
        t_backward_from(y, dy);
        counts(LARGE, (size_t)threads, (size_t)threads);
        if (threads == 1) {
            values = y;
            slopes = x->grad;
        }
        ck_assert_mem_eq(y->data, values->data, LARGE * sizeof(real));
        ck_assert_mem_eq(x->grad->data, slopes->data, LARGE * sizeof(real));
        t_forget_grad(x);
    }
}
END_TEST

/* --- Wrong calls -------------------------------------------------------------------------------------------------- */
START_TEST(integers_are_refused) {
    t_step();
    cubed(t_arange(3), 1);
}
END_TEST

static void greedy(const Ctx *c, size_t n, const real *x, real *y) {
    const Tensor *kept = t_like(c->in[0]);
    for (size_t i = 0; i < n; i++) y[i] = kept->data[i] = x[i];
}
static Tensor *greedy_forward(Ctx *c) { return t_map(c, greedy); }
static const Op greedy_op = {"greedy", greedy_forward, NULL};

START_TEST(a_loop_makes_no_tensors) {
    t_step();
    t_apply(&greedy_op, t_zeros(_i ? LARGE : 4));
}
END_TEST

/* ... and what comes after a map does. */
START_TEST(what_comes_after_does) {
    t_step();
    Tensor *y = cubed(t_requires_grad(t_zeros(4)), 1);
    t_backward(t_sum(y));
    ck_assert_uint_eq(t_zeros(4)->size, 4);
}
END_TEST

int main(void) {
    TCase *t = tcase_create("map");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, values_and_gradients);
    tcase_add_test(t, used_twice_is_added);
    tcase_add_test(t, nothing_is_called_for_no_elements);
    tcase_add_test(t, the_same_for_any_number_of_threads);
    tcase_add_test(t, what_comes_after_does);
    tcase_add_exit_test(t, integers_are_refused, EXIT_WRONG_CALL);
    tcase_add_loop_exit_test(t, a_loop_makes_no_tensors, EXIT_WRONG_CALL, 0, 2);
    return run_cases(t, "map");
}
