/* Data made from formulas: exact values where there is no noise, statistics at a fixed seed where there is. */
#include "owned.h"
#include <math.h>

static double radius(const Dataset *d, int i) {
    return hypot((double)d->x->data[2 * i], (double)d->x->data[2 * i + 1]);
}

START_TEST(truth_tables) {
    Dataset *d = owned(data_xor());
    static const real x[] = {0, 0, 0, 1, 1, 0, 1, 1}, y[] = {0, 1, 1, 0};
    ck_assert_str_eq(t_shape_text(d->x), "(4,2)");
    ck_assert_str_eq(t_shape_text(d->y), "(4,1)");
    for (int i = 0; i < 8; i++) ck_assert(d->x->data[i] == x[i]);
    for (int i = 0; i < 4; i++) ck_assert(d->y->data[i] == y[i]);
    for (int function = 0; function < 16; function++) {
        d = owned(data_boolean(function));
        int value = 0;
        for (int row = 0; row < 4; row++) {
            int x1 = (int)d->x->data[2 * row], x2 = (int)d->x->data[2 * row + 1];
            value += (int)d->y->data[row] << (2 * x1 + x2);
        }
        ck_assert_int_eq(value, function);
        }
}
END_TEST

START_TEST(seventeenth_function_is_a_wrong_call) { data_boolean(16); }
END_TEST

START_TEST(rings) {
    Dataset *d = owned(data_rings(200, 0, 1));
    int counts[2], quadrants[4] = {0};
    dataset_class_counts(d, counts);
    ck_assert(counts[0] == 100 && counts[1] == 100);
    for (int i = 0; i < d->n; i++) {
        ck_assert_double_eq_tol(radius(d, i), d->y->i64[i] ? 1 : 0.5, 4 * REAL_EPSILON);
        quadrants[2 * (d->x->data[2 * i] < 0) + (d->x->data[2 * i + 1] < 0)]++;
    }
    for (int q = 0; q < 4; q++) ck_assert_int_gt(quadrants[q], 25);
    Dataset *noisy = owned(data_rings(200, 0.1, 1));
    double   squares = 0;
    for (int i = 0; i < d->n; i++) squares += pow(radius(noisy, i) - (d->y->i64[i] ? 1 : 0.5), 2) / d->n;
    ck_assert_double_eq_tol(sqrt(squares), 0.1, 0.02);
    ck_assert(t_equal(noisy->x, owned(data_rings(200, 0.1, 1))->x));
    ck_assert(!t_equal(noisy->x, owned(data_rings(200, 0.1, 2))->x));
}
END_TEST

START_TEST(quadrants) {
    Dataset *d = owned(data_xor_quadrants(400, 0, 3));
    int counts[2];
    dataset_class_counts(d, counts);
    ck_assert(counts[0] > 160 && counts[1] > 160);
    for (int i = 0; i < d->n; i++) {
        real x1 = d->x->data[2 * i], x2 = d->x->data[2 * i + 1];
        ck_assert(fabs(x1) <= 1 && fabs(x2) <= 1);
        ck_assert_int_eq(d->y->i64[i], (x1 < 0) != (x2 < 0));
    }
}
END_TEST

START_TEST(spirals) {
    Dataset *d = owned(data_spirals(301, 3, 0, 3));
    int counts[3];
    dataset_class_counts(d, counts);
    ck_assert(counts[0] == 101 && counts[1] == 100 && counts[2] == 100);
    for (int i = 0; i < d->n; i++) { /* the angle is 4 radians times the radius, and a third of a turn an arm */
        double r = radius(d, i), angle = 4 * r + 2 * 3.14159265358979324 * (double)d->y->i64[i] / 3;
        ck_assert(r > 0 && r < 1 + 1e-6);
        ck_assert_double_eq_tol((double)d->x->data[2 * i], r * cos(angle), 16 * REAL_EPSILON);
        ck_assert_double_eq_tol((double)d->x->data[2 * i + 1], r * sin(angle), 16 * REAL_EPSILON);
    }
}
END_TEST

START_TEST(target_function) {
    ck_assert_double_eq_tol(data_target_function(-1), .0154904551, 1e-10);
    ck_assert_double_eq_tol(data_target_function(-.5), .2487464201, 1e-10);
    ck_assert_double_eq_tol(data_target_function(0), .25, 1e-15);
    ck_assert_double_eq_tol(data_target_function(.5), .3487464201, 1e-10);
    ck_assert_double_eq_tol(data_target_function(1), .8154904552, 1e-10);
}
END_TEST

START_TEST(approximator) {
    Dataset *d = owned(data_approximator(1024));
    double   mean = 0, variance = 0, least = 1, most = 0, at_least = 0, at_most = 0;
    ck_assert_str_eq(t_shape_text(d->x), "(1024,1)");
    ck_assert_str_eq(t_shape_text(d->y), "(1024,1)");
    Tensor *grid = t_linspace(-1, 1, 1024);
    for (int i = 0; i < 1024; i++) {
        double x = (double)d->x->data[i], y = (double)d->y->data[i];
        ck_assert_double_eq_tol(x, (double)grid->data[i], 2 * REAL_EPSILON);
        mean += y / 1024;
        if (y < least) least = y, at_least = x;
        if (y > most) most = y, at_most = x;
    }
    for (int i = 0; i < 1024; i++) variance += pow((double)d->y->data[i] - mean, 2) / 1024;
    const double eps = 1e-9 + 4 * REAL_EPSILON;
    ck_assert_double_eq_tol(mean, .2185343822, eps);
    ck_assert_double_eq_tol(variance, .0422185555, eps);
    ck_assert_double_eq_tol(least, -.2289736863, eps);
    ck_assert_double_eq_tol(at_least, -.761486, 1e-6);
    ck_assert_double_eq_tol(most, .8789934763, eps);
    ck_assert_double_eq_tol(at_most, .958944, 1e-6);
}
END_TEST

START_TEST(line) {
    Dataset *d = owned(data_line(11, 0, 0));
    double mean_square = 0; /* of y: the loss of the model 0 x + 0 */
    for (int i = 0; i < 11; i++) {
        ck_assert_double_eq_tol((double)d->x->data[i], -1 + 0.2 * i, 2 * REAL_EPSILON);
        ck_assert_double_eq_tol((double)d->y->data[i], 3 * (double)d->x->data[i] + 2, 16 * REAL_EPSILON);
        mean_square += pow((double)d->y->data[i], 2) / 11;
    }
    ck_assert_double_eq_tol(mean_square, 7.6, 64 * REAL_EPSILON);
    Dataset *noisy = owned(data_line(2000, 0.5, 4));
    double squares = 0;
    for (int i = 0; i < 2000; i++)
        squares += pow((double)noisy->y->data[i] - 3 * (double)noisy->x->data[i] - 2, 2) / 2000;
    ck_assert_double_eq_tol(sqrt(squares), 0.5, 4 * 0.5 / sqrt(4000.0));
}
END_TEST

/* --- The quadratic's polynomial fits ------------------------------------------------------------------------------ */

/* Least squares of a polynomial by the normal equations, which are well enough conditioned up to degree 5. */
static void fit(const Dataset *d, int degree, double c[]) {
    double a[6][7] = {{0}};
    int    n = degree + 1;
    for (int i = 0; i < d->n; i++)
        for (int r = 0; r < n; r++) {
            double x = (double)d->x->data[i];
            for (int k = 0; k < n; k++) a[r][k] += pow(x, r + k);
            a[r][n] += pow(x, r) * (double)d->y->data[i];
        }
    for (int p = 0; p < n; p++)
        for (int r = 0; r < n; r++) {
            double factor = r == p ? 0 : a[r][p] / a[p][p];
            for (int k = p; k <= n; k++) a[r][k] -= factor * a[p][k];
        }
    for (int r = 0; r < n; r++) c[r] = a[r][n] / a[r][r];
}

static double mse(const Dataset *d, int degree, const double c[]) {
    double sum = 0;
    for (int i = 0; i < d->n; i++) {
        double y = 0;
        for (int r = degree; r >= 0; r--) y = y * (double)d->x->data[i] + c[r];
        sum += pow(y - (double)d->y->data[i], 2);
    }
    return sum / d->n;
}

START_TEST(quadratic_fits) {
    static const struct {
        int    degree;
        double train, test;
    } cases[] = {{1, 1.041977, 1.102849}, {2, .082512, .100604}, {3, .081894, .100088}, {5, .080865, .110021}};
    Dataset *train, *test;
    data_quadratic(&train, &test);
    owned(train);
    owned(test);
    ck_assert_int_eq(train->n, 11);
    ck_assert_int_eq(test->n, 10);
    for (int i = 0; i < 4; i++) {
        double c[6];
        fit(train, cases[i].degree, c);
        ck_assert_double_eq_tol(mse(train, cases[i].degree, c), cases[i].train, 1e-5);
        ck_assert_double_eq_tol(mse(test, cases[i].degree, c), cases[i].test, 1e-5);
    }
}
END_TEST

/* Degree 10 goes through all 11 points, and far from the truth between them. */
START_TEST(quadratic_interpolated) {
    Dataset *train, *test;
    data_quadratic(&train, &test);
    owned(train);
    owned(test);
    double sum = 0;
    for (int t = 0; t < test->n; t++) {
        double x = (double)test->x->data[t], y = 0;
        for (int i = 0; i < 11; i++) {
            double weight = 1;
            for (int k = 0; k < 11; k++)
                if (k != i) weight *= (x - (double)train->x->data[k]) / (double)(train->x->data[i] - train->x->data[k]);
            y += weight * (double)train->y->data[i];
        }
        sum += pow(y - (double)test->y->data[t], 2);
    }
    ck_assert_double_eq_tol(sum / test->n, 2.384683, 1e-6 + 1e3 * REAL_EPSILON);
}
END_TEST

START_TEST(no_samples_is_a_wrong_call) { data_rings(0, 0, 0); }
END_TEST

int main(void) {
    Suite *suite = suite_create("synthetic");
    TCase *tests = tcase_create("synthetic");
    tcase_add_checked_fixture(tests, NULL, free_owned);
    tcase_add_test(tests, truth_tables);
    tcase_add_exit_test(tests, seventeenth_function_is_a_wrong_call, EXIT_WRONG_CALL);
    tcase_add_test(tests, rings);
    tcase_add_test(tests, quadrants);
    tcase_add_test(tests, spirals);
    tcase_add_test(tests, target_function);
    tcase_add_test(tests, approximator);
    tcase_add_test(tests, line);
    tcase_add_test(tests, quadratic_fits);
    tcase_add_test(tests, quadratic_interpolated);
    tcase_add_exit_test(tests, no_samples_is_a_wrong_call, EXIT_WRONG_CALL);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
