/* Lab 1's reference against the lectures' worked numbers: single units. */
#include "perceptron.h"
#include <check.h>

enum { XOR = 6, AND = 8, XNOR = 9, OR = 14 };

static Tensor *w, *b;

static void zeros(int features) {
    w = t_zeros(features);
    b = t_zeros(1);
}

static void expect_unit(double w1, double w2, double bias, double tolerance) {
    ck_assert_msg(fabs(w->data[0] - w1) <= tolerance && fabs(w->data[1] - w2) <= tolerance &&
                      fabs(b->data[0] - bias) <= tolerance,
                  "w = (%.17g, %.17g), b = %.17g", (double)w->data[0], (double)w->data[1], (double)b->data[0]);
}

START_TEST(a_unit_on_and) {
    const Dataset *d = data_boolean(AND);
    w = t_tensor(((real[]){2, 1}), 2);
    b = t_tensor(((real[]){-3}), 1);
    const double z[] = {-3, -2, -1, 0};
    for (int n = 0; n < 4; n++) ck_assert(net_input(w, b, d->x, n) == z[n]);
    ck_assert(t_equal(threshold_unit(w, b, d->x), d->y)); /* H(0) = 1 */
}
END_TEST

START_TEST(the_step) {
    ck_assert_int_eq(heaviside(0), 1);
    ck_assert_int_eq(heaviside(-0.0), 1);
    ck_assert_int_eq(heaviside(1e-30), 1);
    ck_assert_int_eq(heaviside(-1e-30), 0);
}
END_TEST

/* Mistakes per epoch from zeros, lr 1, and where it ends. */
static void train_from_zeros(int function, int epochs, const int expected[], double w1, double w2, double bias) {
    const Dataset *d = data_boolean(function);
    int            mistakes[20];
    zeros(2);
    ck_assert_int_eq(perceptron_train(w, b, d->x, d->y, 1, 20, mistakes), epochs);
    for (int e = 0; e < epochs; e++) ck_assert_int_eq(mistakes[e], expected[e]);
    expect_unit(w1, w2, bias, 0);
}

START_TEST(perceptron_on_and) { train_from_zeros(AND, 6, (int[]){2, 3, 3, 2, 1, 0}, 2, 1, -3); }
END_TEST
START_TEST(perceptron_on_or) { train_from_zeros(OR, 4, (int[]){2, 2, 1, 0}, 1, 1, -1); }
END_TEST

START_TEST(perceptron_on_xor) {
    const Dataset *d = data_xor();
    int            mistakes[50];
    zeros(2);
    ck_assert_int_eq(perceptron_train(w, b, d->x, d->y, 1, 50, mistakes), 50);
    for (int e = 2; e < 50; e++) ck_assert_int_eq(mistakes[e], 4);
}
END_TEST

START_TEST(an_epoch_is_updates_in_order) {
    const Dataset *d = data_boolean(AND);
    Tensor        *w2 = t_zeros(2), *b2 = t_zeros(1);
    zeros(2);
    for (int e = 0; e < 3; e++) {
        int mistakes = 0;
        for (int n = 0; n < 4; n++) mistakes += perceptron_update(w2, b2, d->x, d->y, n, 0.5);
        ck_assert_int_eq(perceptron_epoch(w, b, d->x, d->y, 0.5), mistakes);
        ck_assert(t_equal(w, w2) && t_equal(b, b2));
    }
}
END_TEST

START_TEST(fourteen_of_sixteen) {
    for (int f = 0; f < 16; f++) {
        const Dataset *d = data_boolean(f);
        ck_assert_int_eq(perceptron_learns(d->x, d->y, 1000), f != XOR && f != XNOR);
    }
    ck_assert_int_eq(boolean_functions_learnt(1, 100), 4);
    ck_assert_int_eq(boolean_functions_learnt(2, 100), 14);
    ck_assert_int_eq(boolean_functions_learnt(3, 100), 104); /* as many as there are linearly separable ones */
}
END_TEST

START_TEST(the_bound_counts_whole_epochs) {
    const Dataset *d = data_boolean(AND);
    ck_assert(!perceptron_learns(d->x, d->y, 5));
    ck_assert(perceptron_learns(d->x, d->y, 6));
}
END_TEST

/* It is not being monotonic that counts: x1 x2 or x3 x4 is monotonic and not separable, NOT falls and is. */
START_TEST(monotonic_is_not_separable) {
    Tensor *x = t_zeros(16, 4), *t = t_zeros(16, 1);
    for (int r = 0; r < 16; r++) {
        for (int i = 0; i < 4; i++) x->data[4 * r + i] = r >> (3 - i) & 1;
        t->data[r] = (r & 12) == 12 || (r & 3) == 3;
    }
    ck_assert(!perceptron_learns(x, t, 2000));
    ck_assert(perceptron_learns(t_tensor(((real[]){0, 1}), 2, 1), t_tensor(((real[]){1, 0}), 2, 1), 10));
}
END_TEST

START_TEST(adaline_one_epoch_on_and) {
    const Dataset *d = data_boolean(AND);
    zeros(2);
    ck_assert_double_eq_tol(adaline_epoch(w, b, d->x, d->y, 0.1), 0.25, 4 * REAL_EPSILON);
    expect_unit(0.1, 0.1, 0.1, 4 * REAL_EPSILON);
}
END_TEST

/* The optimum is that of least squares. */
static void descend_to(const Dataset *d, double w1, double w2, double bias, double mse) {
    zeros(2);
    for (int i = 0; i < 1000; i++) adaline_step(w, b, d->x, d->y, 0.3);
    const double tolerance = sizeof(real) == sizeof(double) ? 1e-9 : 1e-5;
    expect_unit(w1, w2, bias, tolerance);
    ck_assert_double_eq_tol(adaline_step(w, b, d->x, d->y, 0), mse, tolerance);
}

START_TEST(adaline_optimum_on_and) { descend_to(data_boolean(AND), 0.5, 0.5, -0.25, 0.0625); }
END_TEST
START_TEST(adaline_optimum_on_xor) { descend_to(data_xor(), 0, 0, 0.5, 0.25); }
END_TEST

START_TEST(hebb_on_and) {
    const Dataset *d = data_boolean(AND);
    zeros(2);
    hebb_learn(w, b, d->x, d->y);
    expect_unit(2, 2, -2, 0);
    Tensor *bipolar = t_sub(t_mul(2, d->x), 1);
    ck_assert(t_equal(threshold_unit(w, b, bipolar), d->y));
}
END_TEST

START_TEST(hebb_on_xor) {
    const Dataset *d = data_xor();
    zeros(2);
    hebb_learn(w, b, d->x, d->y);
    expect_unit(0, 0, 0, 0);
}
END_TEST

START_TEST(hebb_adds) {
    const Dataset *d = data_boolean(AND);
    w = t_tensor(((real[]){0.5, -1}), 2);
    b = t_tensor(((real[]){3}), 1);
    hebb_learn(w, b, d->x, d->y);
    expect_unit(2.5, 1, 1, 0);
}
END_TEST

START_TEST(features_that_do_not_fit) {
    zeros(3);
    net_input(w, b, data_xor()->x, 0);
}
END_TEST

int main(void) {
    Suite *s = suite_create("perceptron");
    TCase *t = tcase_create("perceptron");
    suite_add_tcase(s, t);
    tcase_add_test(t, a_unit_on_and);
    tcase_add_test(t, the_step);
    tcase_add_test(t, perceptron_on_and);
    tcase_add_test(t, perceptron_on_or);
    tcase_add_test(t, perceptron_on_xor);
    tcase_add_test(t, an_epoch_is_updates_in_order);
    tcase_add_test(t, fourteen_of_sixteen);
    tcase_add_test(t, the_bound_counts_whole_epochs);
    tcase_add_test(t, monotonic_is_not_separable);
    tcase_add_test(t, adaline_one_epoch_on_and);
    tcase_add_test(t, adaline_optimum_on_and);
    tcase_add_test(t, adaline_optimum_on_xor);
    tcase_add_test(t, hebb_on_and);
    tcase_add_test(t, hebb_on_xor);
    tcase_add_test(t, hebb_adds);
    tcase_add_exit_test(t, features_that_do_not_fit, EXIT_WRONG_CALL);

    SRunner *runner = srunner_create(s);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
