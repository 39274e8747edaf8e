/* Gates: from the figures of the reference's runs, and what they let through. */
#include "training.h"
#include "../../common/tests/scratch.h"
#include <check.h>
#include <string.h>

/* The gate in the file, written from these values. */
static double gate_from(int n, const double values[]) {
    Result result = {.lab = &this_lab};
    Grading g = {.lab = &this_lab, .result = &result, .trainings.gates = scratch_path("gates.tsv")};
    for (int i = 0; i < n; i++) text_add(&g.trainings.measured, "accuracy\t%.17g\n", values[i]);
    ck_assert(gates_write(&g, n));
    text_free(&g.trainings.measured);
    FILE *f = fopen(g.trainings.gates, "r");
    char line[512];
    double gate = NAN;
    ck_assert_ptr_nonnull(fgets(line, sizeof line, f));
    ck_assert_ptr_nonnull(fgets(line, sizeof line, f));
    ck_assert_int_eq(sscanf(line, "accuracy\t%lf", &gate), 1);
    fclose(f);
    return gate;
}

START_TEST(six_deviations_below_the_mean) { /* mean 0.5, sd 0.01 * sqrt(10/9) */
    double values[10];
    for (int i = 0; i < 10; i++) values[i] = i % 2 ? 0.49 : 0.51;
    ck_assert_double_eq_tol(gate_from(10, values), 0.5 - 0.06 * sqrt(10.0 / 9), 1e-4);
}
END_TEST

START_TEST(never_close_to_the_lowest_run) {
    double values[100];
    for (int i = 0; i < 100; i++) values[i] = i == 50 ? 0.5 : 0.95; /* sd 0.045 */
    ck_assert_double_eq_tol(gate_from(100, values), 0.5 - 3 * 0.0045, 1e-4);
}
END_TEST

/* --- Judged ------------------------------------------------------------------------------------------------------- */
static Status judged(int n, const double values[], int needed) {
    const Check alone[] = {lab_checks[0], {0}}, *check = alone;
    Lab lab = this_lab;
    lab.checks = alone;
    Result *result = result_new(&lab, ".", NULL, 1);
    Grading g = {.lab = &lab, .result = result, .trainings.gates = scratch_path("gates.tsv")};
    gate_judge(&g, check, "accuracy", n, values, needed);
    Status status = result->checks[0].status;
    result_free(result);
    return status;
}

START_TEST(k_of_n_runs_reach_the_gate) {
    const double same[] = {0.5, 0.5};
    ck_assert_double_eq(gate_from(2, same), 0.5);
    ck_assert_int_eq(judged(3, (double[]){0.5, 0.1, 0.6}, 2), STATUS_PASSED);
    ck_assert_int_eq(judged(3, (double[]){0.5, 0.1, 0.4}, 2), STATUS_FAILED);
    ck_assert_int_eq(judged(3, (double[]){NAN, NAN, 0.9}, 2), STATUS_FAILED);
    remove(scratch_path("gates.tsv"));
    ck_assert_int_eq(judged(3, (double[]){1, 1, 1}, 2), STATUS_FAILED);
}
END_TEST

int main(void) {
    Suite *s = suite_create("training");
    TCase *t = tcase_create("training");
    tcase_add_unchecked_fixture(t, scratch_make, scratch_remove);
    tcase_add_test(t, six_deviations_below_the_mean);
    tcase_add_test(t, never_close_to_the_lowest_run);
    tcase_add_test(t, k_of_n_runs_reach_the_gate);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
