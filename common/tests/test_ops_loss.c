/* The library's losses against the lectures' numbers, torch's clamps, and central differences. */
#include "gradient_test.h"

static Tensor *label(int64_t t) { return t_tensor_int64(INTS(t), 1); }
static Tensor *lecture(void) { return t_tensor(REALS(0.1, 1, 5), 1, 3); }
static Tensor *log_softmax(Tensor *x) { return t_sub(x, t_log(t_sum_keep(t_exp(x), 1))); }

static void expect_number(double got, double wanted) {
    const double room = sizeof(real) == sizeof(double) ? 1e-8 : 2e-6;
    ck_assert_msg(fabs(got - wanted) <= room * fmax(1, fabs(wanted)), "%.10g, not %.10g", got, wanted);
}

START_TEST(nll_of_log_softmax_is_cross_entropy) {
    const double loss[] = {4.92543597, 4.02543597, 0.02543597};
    for (int t = 0; t < 3; t++) expect_number(t_item(t_nll_loss(log_softmax(lecture()), label(t))), loss[t]);
    Tensor *log_p = t_requires_grad(t_tensor(REALS(-1, -2, -3, -4, -5, -6), 2, 3));
    Tensor *L = t_nll_loss(log_p, t_tensor_int64(INTS(2, 0), 2));
    ck_assert(t_item(L) == 3.5);
    t_backward(L);
    ASSERT_REALS(log_p->grad, "(2,3)", 0, 0, -0.5, -0.5, 0, 0);
}
END_TEST

/* Logits (0.1, 1, 5), margin 1, over the three classes. */
START_TEST(hinge_of_the_lecture) {
    const double loss[] = {2.6, 1.7, 0};
    for (int t = 0; t < 3; t++) expect_number(t_item(t_multi_margin_loss(lecture(), label(t))), loss[t]);
    Tensor *x = t_requires_grad(lecture());
    t_backward(t_multi_margin_loss(x, label(0)));
    ASSERT_REALS(x->grad, "(1,3)", -2.0 / 3, 1.0 / 3, 1.0 / 3);
    x = t_requires_grad(lecture());
    t_backward(t_multi_margin_loss(x, label(2))); /* ahead by more than the margin: nothing is learnt */
    ASSERT_REALS(x->grad, "(1,3)", 0, 0, 0);
}
END_TEST

START_TEST(penalties_of_the_lecture) {
    const double p[] = {1, 0.99, 0.9, 0.5, 0.1, 0.01};
    const double penalty[] = {0, 0.01005034, 0.10536052, 0.69314718, 2.30258509, 4.60517019};
    for (int i = 0; i < 6; i++) {
        expect_number(t_item(t_binary_cross_entropy(t_full(p[i], 1), t_ones(1))), penalty[i]);
        expect_number(t_item(t_binary_cross_entropy(t_full(1 - p[i], 1), t_zeros(1))), penalty[i]);
    }
    expect_number(t_item(t_binary_cross_entropy(t_tensor(REALS(0.9, 0.2, 0.5, 0.01), 4),
                                                t_tensor(REALS(1, 0, 1, 1), 4))), 1.40670536);
}
END_TEST

START_TEST(certain_and_wrong_costs_a_hundred) {
    t_debug(T_DEBUG_FINITE);
    Tensor *p = t_requires_grad(t_tensor(REALS(0, 1, 0, 1), 4)), *y = t_tensor(REALS(1, 0, 0, 1), 4);
    Tensor *L = t_binary_cross_entropy(p, y);
    ck_assert(t_item(L) == 50);
    t_backward(L);
    ASSERT_REALS(p->grad, "(4)", -1e12 / 4, 1e12 / 4, 0, 0);
}
END_TEST

static Tensor *labels_of_4;
static Tensor *f_nll(Tensor *const in[]) { return t_nll_loss(in[0], labels_of_4); }
static Tensor *f_hinge(Tensor *const in[]) { return t_multi_margin_loss(in[0], labels_of_4); }
static Tensor *f_bce(Tensor *const in[]) {
    return t_binary_cross_entropy(in[0], t_tensor(REALS(0, 1, 0.3, 1, 0, 0.9, 1, 0, 0.5, 1, 1, 0), 4, 3));
}

START_TEST(gradients) {
    labels_of_4 = t_tensor_int64(INTS(2, 0, 1, 1), 4);
    Tensor  *x = drawn(2, (int[]){4, 3}, -2, 2, 0.3), *p = drawn(2, (int[]){4, 3}, 0.1, 0.9, 0.3);
    ck_assert(gradient_error(f_nll, 1, &x) <= gradient_tolerance());
    ck_assert(gradient_error(f_hinge, 1, &x) <= gradient_tolerance());
    ck_assert(gradient_error(f_bce, 1, &p) <= 10 * gradient_tolerance()); /* its curvature is up to 100 */
}
END_TEST

START_TEST(no_probability) {
    expect("element 1 of p (2) is 1.5; a probability is between 0 and 1", "f_sigmoid(z)");
    t_binary_cross_entropy(t_tensor(REALS(0.5, 1.5), 2), t_ones(2));
}
END_TEST
START_TEST(other_shapes) {
    expect("p (2) and targets (3) do not fit", NULL);
    t_binary_cross_entropy(t_full(0.5, 2), t_ones(3));
}
END_TEST
START_TEST(too_few_labels) {
    expect("multi_margin_loss: x (1,3) with labels (2)", "x is (N,C)");
    t_multi_margin_loss(lecture(), t_tensor_int64(INTS(0, 1), 2));
}
END_TEST

int main(void) {
    TCase *t = tcase_create("losses");
    tcase_add_test(t, nll_of_log_softmax_is_cross_entropy);
    tcase_add_test(t, hinge_of_the_lecture);
    tcase_add_test(t, penalties_of_the_lecture);
    tcase_add_test(t, certain_and_wrong_costs_a_hundred);
    tcase_add_test(t, gradients);
    tcase_add_exit_test(t, no_probability, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, other_shapes, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, too_few_labels, EXIT_WRONG_CALL);
    return run_cases(t, "losses");
}
