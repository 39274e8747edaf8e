/* Lab 2's reference against the lectures' worked numbers. */
#include "regression.h"
#include <check.h>

static const double eps = sizeof(real) == sizeof(double) ? 1e-9 : 2e-6;

static void expect(const Tensor *x, int n, const double values[], double tolerance) {
    ck_assert_uint_eq(x->size, (size_t)n);
    for (int i = 0; i < n; i++)
        ck_assert_msg(fabs(x->data[i] - values[i]) <= tolerance, "[%d] is %.10g, not %.10g", i,
                      (double)x->data[i], values[i]);
}

static Tensor *column(int n, const real values[]) { return t_copy_of(values, DTYPE_REAL, 2, (int[]){n, 1}); }
static Tensor *grid(double first, double last, int n) { return t_reshape(t_linspace(first, last, n), n, 1); }
static double mse_of(Tensor *X, Tensor *w, Tensor *y) { return t_item(f_mse_loss(t_matmul(X, w), y)); }

/* --- The layer and the losses ------------------------------------------------------------------------------------- */
static Tensor *prediction(void) { return t_tensor(((real[]){1, 2, 3, 5}), 2, 2); }
static Tensor *target(void) { return t_tensor(((real[]){0, 0, 3, 1}), 2, 2); }

/* The sum is 21; the slides' mean over the samples is 10.5, and the mean over all elements 5.25. */
START_TEST(losses_of_the_lecture) {
    Tensor *p = t_requires_grad(prediction()), *t = t_requires_grad(target());
    Tensor *L = f_mse_loss(p, t);
    ck_assert(t_item(L) == 5.25);
    t_backward(L);
    expect(p->grad, 4, (double[]){0.5, 1, 0, 2}, 0);
    expect(t->grad, 4, (double[]){-0.5, -1, 0, -2}, 0);
    L = f_l1_loss(p, t);
    ck_assert(t_item(L) == 1.75);
    t_backward_from(L, t_scalar(4)); /* beside what is there: 1 where p is above t, 0 where both are equal */
    expect(p->grad, 4, (double[]){1.5, 2, 0, 3}, 0);
    expect(t->grad, 4, (double[]){-1.5, -2, 0, -3}, 0);
}
END_TEST

START_TEST(target_without_gradient) {
    Tensor *p = t_requires_grad(prediction());
    t_backward(t_add(f_mse_loss(p, target()), f_l1_loss(p, target())));
    expect(p->grad, 4, (double[]){0.75, 1.25, 0, 2.25}, 0);
}
END_TEST

/* y = 3x + 2 on two grids: the losses and gradients at w = (0, 0), columns 1 and x. */
START_TEST(two_data_sets_of_one_line) {
    const struct { double first, last, loss, constant, slope;
    } sets[] = {{-1, 1, 7.6, -4, -2.4}, {0, 4, 78.4, -16, -41.6}};
    for (int i = 0; i < 2; i++) {
        Tensor *X = polynomial_features(grid(sets[i].first, sets[i].last, 11), 1);
        Tensor *w = t_requires_grad(t_zeros(2, 1)), *y = t_matmul(X, column(2, (real[]){2, 3}));
        Tensor *L = f_mse_loss(t_matmul(X, w), y);
        ck_assert_double_eq_tol(t_item(L), sets[i].loss, 10 * eps);
        t_backward(L);
        expect(w->grad, 2, (double[]){sets[i].constant, sets[i].slope}, 10 * eps);
        expect(gradient_descent(X, y, 0.01, 1), 2, (double[]){-0.01 * sets[i].constant, -0.01 * sets[i].slope}, eps);
    }
}
END_TEST

START_TEST(collapse_of_the_lecture) {
    const Affine a = collapse(t_full(3, 1, 1), t_full(2, 1), t_full(0.5, 1, 1), t_full(10, 1));
    ck_assert(t_item(a.W) == 1.5 && t_item(a.b) == 11);
}
END_TEST

START_TEST(collapsed_layers_give_the_same) {
    t_manual_seed(1);
    Tensor      *x = t_randn(4, 3), *W1 = t_randn(5, 3), *b1 = t_randn(5), *W2 = t_randn(2, 5), *b2 = t_randn(2);
    const Affine a = collapse(W1, b1, W2, b2);
    Tensor      *twice = f_linear(f_linear(x, W1, b1), W2, b2);
    ck_assert(t_allclose(f_linear(x, a.W, a.b), twice, 1e-4, 10 * eps));
}
END_TEST

/* --- Standardising, least squares --------------------------------------------------------------------------------- */
START_TEST(standardized_by_the_training_set) {
    Tensor       *train = t_tensor(((real[]){1, 0.1, 2, 0.1, 3, 0.1, 6, 0.1}), 4, 2);
    const Scaling s = standardize_fit(train);
    expect(s.mean, 2, (double[]){3, 0.1}, eps);
    expect(s.std, 2, (double[]){sqrt(3.5), 1}, eps); /* of the population; the constant column counts as 1 */
    Tensor *test = standardize(s, t_tensor(((real[]){3, 0.1, 3 + 2 * sqrt(3.5), 1.1}), 2, 2));
    expect(test, 4, (double[]){0, 0, 2, 1}, 2 * eps);
    expect(train, 8, (double[]){1, 0.1, 2, 0.1, 3, 0.1, 6, 0.1}, eps);
}
END_TEST

START_TEST(powers) {
    expect(polynomial_features(column(3, (real[]){0, 2, -1}), 3), 12,
           (double[]){1, 0, 0, 0, 1, 2, 4, 8, 1, -1, 1, -1}, 0);
    expect(polynomial_features(column(2, (real[]){5, 6}), 0), 2, (double[]){1, 1}, 0);
}
END_TEST

/* Eleven points of a quadratic function with noise: degree 1 is too little, 2 is right, 10 learns the noise by heart.
 */
START_TEST(under_and_overfitting) {
    const struct { int degree; double train, test;
    } fits[] = {{1, 1.041977, 1.102849}, {2, 0.082512, 0.100604}, {3, 0.081894, 0.100088}, {5, 0.080865, 0.110021},
                {10, 0, 2.384683}};
    Dataset *train, *test;
    data_quadratic(&train, &test);
    for (size_t i = 0; i < sizeof fits / sizeof fits[0]; i++) {
        Tensor *X = polynomial_features(train->x, fits[i].degree), *w = least_squares(X, train->y);
        const double rounding = sizeof(real) == sizeof(double) ? 1e-6 : fits[i].degree == 10 ? 2e-2 : 1e-5;
        ck_assert_double_eq_tol(mse_of(X, w, train->y), fits[i].train, fmin(rounding, 1e-5));
        ck_assert_double_eq_tol(mse_of(polynomial_features(test->x, fits[i].degree), w, test->y), fits[i].test,
                                rounding);
    }
    dataset_free(train);
    dataset_free(test);
}
END_TEST

START_TEST(approximator_by_polynomials) {
    const struct { int degree; double mse;
    } fits[] = {{1, 0.0229058}, {3, 0.0171118}, {9, 0.0092915}, {15, 0.00031196}};
    Dataset *d = data_approximator(1024);
    for (size_t i = 0; i < sizeof fits / sizeof fits[0]; i++) {
        Tensor *X = polynomial_features(d->x, fits[i].degree);
        ck_assert_double_eq_tol(mse_of(X, least_squares(X, d->y), d->y), fits[i].mse, fits[i].degree > 9 ? 1e-5 : 1e-6);
    }
    dataset_free(d);
}
END_TEST

START_TEST(descent_reaches_least_squares) {
    t_manual_seed(2);
    Tensor *X = t_cat(1, t_ones(40, 1), t_randn(40, 2)), *y = t_randn(40, 1), *best = least_squares(X, y);
    Tensor *w = gradient_descent(X, y, 0.2, 300);
    ck_assert(t_allclose(w, best, 0, 10 * eps));
    ck_assert_double_eq_tol(mse_of(X, w, y), mse_of(X, best, y), 10 * eps);
}
END_TEST

/* On the first grid above the largest eigenvalue of the Hessian is 2, so steps of more than 1 go too far. */
START_TEST(critical_learning_rate) {
    Tensor *X = polynomial_features(grid(-1, 1, 11), 1), *y = t_matmul(X, column(2, (real[]){2, 3}));
    ck_assert(mse_of(X, gradient_descent(X, y, 0.99, 400), y) < 1e-4);
    ck_assert(mse_of(X, gradient_descent(X, y, 1.01, 400), y) > 100);
}
END_TEST

START_TEST(cars_of_1974) {
    Dataset *cars = data_named("mtcars");
    ck_assert_msg(cars != NULL, "%s", t_error());
    Tensor *X = polynomial_features(cars->x, 1), *w = least_squares(X, cars->y);
    expect(w, 2, (double[]){37.2851, -5.3445}, 5e-5);
    /* Standardised, so that steps of one size suit both weights. */
    Tensor *Z = polynomial_features(standardize(standardize_fit(cars->x), cars->x), 1);
    ck_assert_double_eq_tol(mse_of(Z, gradient_descent(Z, cars->y, 0.4, 100), cars->y), mse_of(X, w, cars->y), 1e-4);
    dataset_free(cars);
}
END_TEST

START_TEST(other_shapes) { f_mse_loss(t_zeros(3, 1), t_zeros(3)); }
END_TEST
START_TEST(of_nothing) { f_l1_loss(t_empty(DTYPE_REAL, 1, (int[]){0}), t_empty(DTYPE_REAL, 1, (int[]){0})); }
END_TEST
START_TEST(bias_of_another_length) { f_linear(t_zeros(2, 3), t_zeros(4, 3), t_zeros(3)); }
END_TEST
START_TEST(equal_columns) { least_squares(t_ones(5, 2), t_ones(5, 1)); }
END_TEST

int main(void) {
    Suite *s = suite_create("regression");
    TCase *t = tcase_create("regression");
    suite_add_tcase(s, t);
    tcase_add_test(t, losses_of_the_lecture);
    tcase_add_test(t, target_without_gradient);
    tcase_add_test(t, two_data_sets_of_one_line);
    tcase_add_test(t, collapse_of_the_lecture);
    tcase_add_test(t, collapsed_layers_give_the_same);
    tcase_add_test(t, standardized_by_the_training_set);
    tcase_add_test(t, powers);
    tcase_add_test(t, under_and_overfitting);
    tcase_add_test(t, approximator_by_polynomials);
    tcase_add_test(t, descent_reaches_least_squares);
    tcase_add_test(t, critical_learning_rate);
    tcase_add_test(t, cars_of_1974);
    tcase_add_exit_test(t, other_shapes, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, of_nothing, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, bias_of_another_length, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, equal_columns, EXIT_WRONG_CALL);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
