/* The tape and the walk back, on the lectures' worked examples. */
#include "gradlab.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

static Tensor *variable(double value, const char *name) { return t_named(t_requires_grad(t_scalar(value)), name); }

/* f = x^2 + y and g = x (y + 3), at (2, 3). */
static Tensor *f(Tensor *x, Tensor *y) { return t_add(t_mul(x, x), y); }
static Tensor *g(Tensor *x, Tensor *y) { return t_mul(x, t_add(y, 3)); }

START_TEST(gradient_of_f) {
    Tensor *x = variable(2, "x"), *y = variable(3, "y"), *z = f(x, y);
    ck_assert(t_item(z) == 7);
    t_backward(z);
    ck_assert(t_item(x->grad) == 4 && t_item(y->grad) == 1);
}
END_TEST

START_TEST(gradient_of_g) {
    Tensor *x = variable(2, "x"), *y = variable(3, "y"), *w = g(x, y);
    ck_assert(t_item(w) == 12);
    t_backward(w);
    ck_assert(t_item(x->grad) == 6 && t_item(y->grad) == 2);
}
END_TEST

START_TEST(gradients_accumulate) {
    Tensor *x = variable(2, "x"), *y = variable(3, "y");
    t_backward(f(x, y));
    t_backward(g(x, y));
    ck_assert(t_item(x->grad) == 10 && t_item(y->grad) == 3);
}
END_TEST

START_TEST(zeroing_one_leaves_the_other) {
    Tensor *x = variable(2, "x"), *y = variable(3, "y"), *z = f(x, y), *w = g(x, y); /* both graphs stand first */
    t_backward(z);
    ck_assert(t_item(x->grad) == 4);
    t_zero_grad(x);
    ck_assert(t_item(x->grad) == 0);
    t_backward(w);
    ck_assert(t_item(x->grad) == 6 && t_item(y->grad) == 3);
}
END_TEST

/* A gradient that was forgotten is begun anew, in the memory that it had. */
START_TEST(forgotten_gradients_begin_anew) {
    Tensor *x = t_keep(t_scalar(2)), *y = variable(3, "y");
    t_requires_grad(x);
    t_backward(f(x, y));
    const void    *memory = x->grad->raw;
    const uint64_t allocations = t_allocations;
    t_forget_grad(x);
    t_forget_grad(y);
    ck_assert(!x->grad && !y->grad);
    t_forget_grad(x);
    t_backward(g(x, y));
    ck_assert(t_item(x->grad) == 6 && t_item(y->grad) == 2);
    ck_assert(x->grad->raw == memory && t_allocations == allocations);
    t_forget_grad(x);
    t_free(x);
}
END_TEST

START_TEST(chain_rule) { /* x = w^2, y = x + 3, z = y^2 at w = 2 */
    Tensor *w = variable(2, "w"), *y = t_add(t_mul(w, w), 3), *z = t_mul(y, y);
    t_backward(z);
    ck_assert(t_item(z) == 49 && t_item(w->grad) == 56);
}
END_TEST

START_TEST(used_twice_is_summed) { /* a diamond: h = x^2; L = h + h x */
    Tensor *x = variable(3, "x"), *h = t_mul(x, x), *L = t_add(h, t_mul(h, x));
    t_backward(L);
    ck_assert(t_item(x->grad) == 2 * 3 + 3 * 9);
}
END_TEST

START_TEST(backward_from_an_upstream_gradient) {
    Tensor *x = t_requires_grad(t_tensor(((real[]){1, 2, 3}), 3));
    t_backward_from(t_mul(x, x), t_tensor(((real[]){1, 10, 100}), 3));
    ck_assert(t_equal(x->grad, t_tensor(((real[]){2, 40, 600}), 3)));
}
END_TEST

START_TEST(no_grad_makes_no_graph) {
    Tensor *x = variable(2, "x");
    {
        t_no_grad();
        ck_assert(!t_grad_enabled());
        {
            t_no_grad();
            ck_assert(!t_grad_enabled());
        }
        Tensor *y = t_mul(x, x);
        ck_assert(!t_grad_enabled() && !y->requires_grad && !y->ctx);
    }
    ck_assert(t_grad_enabled());
    Tensor *y = t_mul(x, x);
    ck_assert(y->requires_grad && y->ctx);
}
END_TEST

static double evaluate(Tensor *x) {
    t_no_grad();
    return t_item(t_mul(x, x)); /* leaves the scope by return */
}

START_TEST(no_grad_ends_with_return) {
    ck_assert(evaluate(variable(3, "x")) == 9);
    ck_assert(t_grad_enabled());
}
END_TEST

START_TEST(detached_gets_nothing) {
    Tensor *x = variable(2, "x"), *d = t_detach(t_mul(x, x));
    ck_assert(!d->requires_grad && t_item(d) == 4);
    t_backward(t_mul(d, x));
    ck_assert(t_item(x->grad) == 4);
}
END_TEST

START_TEST(frozen_gets_nothing) {
    Tensor *w = t_scalar(5), *x = variable(2, "x");
    t_backward(t_mul(w, x));
    ck_assert(!w->grad && t_item(x->grad) == 5);
}
END_TEST

START_TEST(parameters_outlive_steps) {
    Tensor *w = t_requires_grad(t_keep(t_scalar(1)));
    for (int i = 1; i <= 3; i++) {
        t_step();
        t_backward(t_mul(w, w));
        ck_assert(t_item(w->grad) == 2 * i);
    }
    t_free(w);
}
END_TEST

START_TEST(other_losses_of_the_same_leaf_wait) { /* a graph that L does not depend on stays for its own backward */
    Tensor *x = variable(2, "x"), *a = t_mul(x, 3), *b = t_mul(x, 5);
    t_backward(b);
    ck_assert(t_item(x->grad) == 5);
    t_backward(a);
    ck_assert(t_item(x->grad) == 8);
}
END_TEST

/* --- An op as a student writes one ------------------------------------------------------------------------------ */
static Tensor *cube_forward(Ctx *c) {
    Tensor *x = c->in[0], *y = t_like(x);
    c->saved[0] = x;
    for (size_t i = 0; i < x->size; i++) y->data[i] = x->data[i] * x->data[i] * x->data[i];
    return y;
}
static void cube_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Tensor *x = c->saved[0];
    for (size_t i = 0; i < x->size; i++) dx[0]->data[i] += dy->data[i] * 3 * x->data[i] * x->data[i];
}
static const Op cube_op = {"cube", cube_forward, cube_backward};

START_TEST(own_op) {
    Tensor *x = t_requires_grad(t_tensor(((real[]){1, -2}), 2));
    t_backward(t_sum(t_apply(&cube_op, x)));
    ck_assert(t_equal(x->grad, t_tensor(((real[]){3, 12}), 2)));
}
END_TEST

/* An op that fills: z = a + 2 b. */
static Tensor *filling_forward(Ctx *c) {
    c->fills = true;
    return t_add(c->in[0], t_mul(c->in[1], 2));
}

static void filling_backward(Ctx *c, const Tensor *dz, Tensor *dx[]) {
    for (int i = 0; i < c->n_in; i++)
        if (dx[i]) {
            const bool first = t_beta(dx[i]) == 0;
            ck_assert(t_beta(dx[i]) == 1);
            for (size_t j = 0; j < dz->size; j++)
                dx[i]->data[j] = (first ? 0 : dx[i]->data[j]) + (real)(i + 1) * dz->data[j];
        }
}

static const Op filling_op = {"filling", filling_forward, filling_backward};

START_TEST(blank_gradients_are_filled) {
    t_debug(T_DEBUG_POISON); /* what is blank is NaN */
    Tensor *a = t_keep(t_ones(3)), *b = t_requires_grad(t_ones(3));
    t_requires_grad(a);
    for (int i = 0; i < 2; i++) {
        t_backward(t_sum(t_apply(&filling_op, a, b)));
        ck_assert(t_equal(a->grad, t_full(1, 3)) && t_equal(b->grad, t_full(2, 3)));
        t_backward(t_sum(t_apply(&filling_op, a, b)));
        ck_assert(t_equal(a->grad, t_full(2, 3)) && t_equal(b->grad, t_full(4, 3)));
        t_forget_grad(a);
        t_forget_grad(b);
    }
    t_backward(t_sum(t_apply(&filling_op, b, b))); /* one gradient, twice */
    ck_assert(t_equal(b->grad, t_full(3, 3)));
    t_forget_grad(b);
    t_backward(t_sum(t_mul(t_apply(&filling_op, a, b), b))); /* b's begins with another op */
    ck_assert(t_equal(a->grad, t_full(1, 3)) && t_equal(b->grad, t_full(5, 3)));
    t_free(a);
}
END_TEST

static void blank_backward(Ctx *c, const Tensor *dz, Tensor *dx[]) { (void)c, (void)dz, (void)dx; }

START_TEST(gradient_left_blank) {
    static const Op blank_op = {"blank", filling_forward, blank_backward};
    t_backward(t_sum(t_apply(&blank_op, t_requires_grad(t_ones(3)), t_ones(3))));
}
END_TEST

static Tensor *nothing_forward(Ctx *c) { return c->n_in > 1 ? NULL : c->in[0]; }
static const Op nothing_op = {"nothing", nothing_forward, NULL};
static Tensor *nan_forward(Ctx *c) {
    Tensor *y = t_like(c->in[0]);
    y->data[0] = NAN;
    return y;
}
static const Op makes_nan_op = {"makes_nan", nan_forward, NULL};
static void wrong_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    (void)c, (void)dy, (void)dx;
    t_fail(NULL, "wrong: in backward");
}
static const Op wrong_op = {"wrong", cube_forward, wrong_backward};

START_TEST(twice_through_one_graph) {
    Tensor *z = f(variable(2, "x"), variable(3, "y"));
    t_backward(z);
    t_backward(z);
}
END_TEST
START_TEST(twice_through_a_shared_part) {
    Tensor *x = variable(2, "x"), *h = t_mul(x, x);
    t_backward(t_mul(h, 2));
    t_backward(t_mul(h, 3));
}
END_TEST
START_TEST(not_a_scalar) { t_backward(t_mul(t_requires_grad(t_ones(3)), 2)); }
END_TEST
START_TEST(nothing_requires_grad) { t_backward(t_mul(t_scalar(1), 2)); }
END_TEST
START_TEST(upstream_of_another_shape) { t_backward_from(t_mul(t_requires_grad(t_ones(3)), 2), t_ones(4)); }
END_TEST
START_TEST(forward_returns_null) { t_apply(&nothing_op, t_ones(1), t_ones(1)); }
END_TEST
START_TEST(forward_returns_its_input) { t_apply(&nothing_op, t_ones(1)); }
END_TEST
START_TEST(graph_across_steps) {
    Tensor *h = t_mul(variable(2, "x"), 2);
    t_step();
    t_backward(t_mul(h, h));
}
END_TEST

static char said[512];
static _Noreturn void listen_then_exit(int status, const char *message) {
    (void)status;
    exit(strstr(message, said) ? 0 : 1);
}
START_TEST(error_in_backward_names_the_forward) {
    snprintf(said, sizeof said, "in  t_apply(&wrong_op, x)\n   at  test_autograd.c:%d", __LINE__ + 3);
    t_on_fatal(listen_then_exit);
    Tensor *x = t_requires_grad(t_ones(1));
    Tensor *y = t_apply(&wrong_op, x);
    t_backward(y);
}
END_TEST
START_TEST(first_nan_is_named) {
    t_debug(T_DEBUG_FINITE);
    snprintf(said, sizeof said, "makes_nan: the first NaN");
    t_on_fatal(listen_then_exit);
    t_neg(t_apply(&makes_nan_op, t_ones(2)));
}
END_TEST

static void pairs_only(const Ctx *c) {
    if (c->args.i[0] != c->in[0]->shape[0]) t_fail(NULL, "%s: not %d", c->op->name, c->in[0]->shape[0]);
}
/* Without a forward: the check ends the program before that. */
static const Op checked_op = {.name = "checked", .check = pairs_only};
START_TEST(checked_before_forward) {
    snprintf(said, sizeof said, "error: checked: not 3\n   in  here");
    t_on_fatal(listen_then_exit);
    t_apply_at(T_HERE("here"), &checked_op, (Args){.i = {2}}, 1, (Tensor *[]){t_ones(3)});
}
END_TEST

int main(void) {
    Suite *s = suite_create("autograd");
    TCase *t = tcase_create("autograd");
    suite_add_tcase(s, t);
    tcase_add_test(t, gradient_of_f);
    tcase_add_test(t, gradient_of_g);
    tcase_add_test(t, gradients_accumulate);
    tcase_add_test(t, zeroing_one_leaves_the_other);
    tcase_add_test(t, forgotten_gradients_begin_anew);
    tcase_add_test(t, chain_rule);
    tcase_add_test(t, used_twice_is_summed);
    tcase_add_test(t, backward_from_an_upstream_gradient);
    tcase_add_test(t, no_grad_makes_no_graph);
    tcase_add_test(t, no_grad_ends_with_return);
    tcase_add_test(t, detached_gets_nothing);
    tcase_add_test(t, frozen_gets_nothing);
    tcase_add_test(t, parameters_outlive_steps);
    tcase_add_test(t, other_losses_of_the_same_leaf_wait);
    tcase_add_test(t, own_op);
    tcase_add_test(t, blank_gradients_are_filled);
    tcase_add_exit_test(t, gradient_left_blank, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, twice_through_one_graph, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, twice_through_a_shared_part, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, not_a_scalar, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, nothing_requires_grad, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, upstream_of_another_shape, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, forward_returns_null, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, forward_returns_its_input, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, graph_across_steps, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, error_in_backward_names_the_forward, 0);
    tcase_add_exit_test(t, first_nan_is_named, 0);
    tcase_add_exit_test(t, checked_before_forward, 0);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
