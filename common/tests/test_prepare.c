/* Tables as they are found: columns dropped, categories as dummy variables, missing values filled. With MIRROR=folder
 * the 398 cars of folder/auto_mpg/mpg.csv too. */
#include "owned.h"
#include "scratch.h"
#include <check.h>

static const char cars[] = "name,hp,origin,mpg\n"
                           "first,100,usa,18\n"
                           "second,?,japan,30\n"
                           "third, NA ,usa,20\n"
                           "fourth,80,?,25\n"
                           "fifth,,europe,28\n"
                           "sixth,60,usa,22\n";

static Csv *table_of(const char *text) {
    const char *path = scratch_path("cars.csv");
    FILE *to = fopen(path, "w");
    ck_assert_ptr_nonnull(to);
    fputs(text, to);
    ck_assert_int_eq(fclose(to), 0);
    Csv *csv = csv_read(path);
    ck_assert_msg(csv != NULL, "%s", t_error());
    return csv;
}

/* t_error() is "<path of cars.csv>" and this. */
static void check_error(const char *expected) {
    const char *path = scratch_path("cars.csv");
    ck_assert_msg(strncmp(t_error(), path, strlen(path)) == 0, "%s", t_error());
    ck_assert_str_eq(t_error() + strlen(path), expected);
}

static void check_header(const Csv *csv, const char *expected) {
    char text[200] = "";
    for (int c = 0; c < csv->columns; c++) {
        if (c) strcat(text, ",");
        strcat(text, csv->header[c]);
    }
    ck_assert_str_eq(text, expected);
}

static void check_column(const Csv *csv, const char *name, const char *const expected[]) {
    int column = csv_column(csv, name);
    ck_assert_msg(column >= 0, "%s", t_error());
    for (int r = 0; r < csv->rows; r++) ck_assert_str_eq(csv->cells[r][column], expected[r]);
}

START_TEST(missing) {
    Csv *csv = table_of("a\nx\n?\nNA\nNaN\n\" \"\n0\nNAB\n??\nna\n");
    static const bool expected[] = {false, true, true, true, true, false, false, false, true};
    ck_assert_int_eq(csv->rows, 9);
    for (int r = 0; r < 9; r++) ck_assert_msg(csv_missing(csv, r, 0) == expected[r], "row %d", r);
    csv_free(csv);
}
END_TEST

START_TEST(dropped) {
    Csv *csv = table_of(cars);
    ck_assert(csv_drop(csv, "hp"));
    check_header(csv, "name,origin,mpg");
    check_column(csv, "origin", (const char *[]){"usa", "japan", "usa", "?", "europe", "usa"});
    ck_assert(csv_drop(csv, "mpg") && csv_drop(csv, "name"));
    check_header(csv, "origin");
    ck_assert(!csv_drop(csv, "name"));
    check_error(": there is no column 'name'; the columns are origin");
    csv_free(csv);
}
END_TEST

START_TEST(dummies) {
    Csv *csv = table_of(cars);
    ck_assert_msg(csv_dummies(csv, "origin"), "%s", t_error());
    check_header(csv, "name,hp,origin=europe,origin=japan,origin=usa,mpg");
    check_column(csv, "origin=europe", (const char *[]){"0", "0", "0", "0", "1", "0"});
    check_column(csv, "origin=japan", (const char *[]){"0", "1", "0", "0", "0", "0"});
    check_column(csv, "origin=usa", (const char *[]){"1", "0", "1", "0", "0", "1"});
    check_column(csv, "mpg", (const char *[]){"18", "30", "20", "25", "28", "22"});
    ck_assert(csv_dummies(csv, "hp")); /* numbers may be categories too */
    check_header(csv, "name,hp=100,hp=60,hp=80,origin=europe,origin=japan,origin=usa,mpg");
    ck_assert(csv_drop(csv, "origin=japan"));
    check_column(csv, "origin=usa", (const char *[]){"1", "0", "1", "0", "0", "1"});
    csv_free(csv);
}
END_TEST

START_TEST(dummies_that_cannot_be) {
    Csv *csv = table_of("a,b\n?,1\n,2\n");
    ck_assert(!csv_dummies(csv, "a"));
    check_error(", column 'a': no row has a value");
    ck_assert(!csv_dummies(csv, "c"));
    check_error(": there is no column 'c'; the columns are a, b");
    check_header(csv, "a,b");
    csv_free(csv);
}
END_TEST

static Dataset *prepared(void) {
    Csv *csv = table_of(cars);
    ck_assert(csv_drop(csv, "name") && csv_dummies(csv, "origin"));
    Dataset *d = owned(csv_dataset(csv, 0, NULL, "mpg", false));
    csv_free(csv);
    return d;
}

START_TEST(table_with_gaps) {
    Dataset *d = prepared();
    ck_assert_str_eq(t_shape_text(d->x), "(6,4)");
    ck_assert_str_eq(d->name, "cars");
    ck_assert_str_eq(d->feature_names[1], "origin=europe");
    for (int i = 0; i < 6; i++) ck_assert(!isnan(d->x->data[4 * i]) == (i == 0 || i == 3 || i == 5));
    ck_assert(d->x->data[0] == 100 && d->x->data[3] == 1 && d->x->data[17] == 1 && d->y->data[4] == 28);
}
END_TEST

/* What may be missing may not be wrong; and the target may not be missing. */
START_TEST(gaps_are_not_mistakes) {
    static const struct {
        const char *text, *expected;
    } cases[] = {{"a,y\n?,1\nx,2\n", ", line 3, column 'a': 'x' is not a number"},
                 {"a,y\n1,1\n2,?\n", ", line 3, column 'y': '?' stands for a missing value; a number is expected"}};
    for (int i = 0; i < 2; i++) {
        Csv *csv = table_of(cases[i].text);
        ck_assert_ptr_null(csv_dataset(csv, 0, NULL, "y", false));
        check_error(cases[i].expected);
        csv_free(csv);
    }
    csv_free(table_of(cars)); /* in one call nothing may be missing */
    ck_assert_ptr_null(data_csv_columns(scratch_path("cars.csv"), 1, (const char *[]){"hp"}, "mpg", false));
    check_error(", line 3, column 'hp': '?' stands for a missing value; a number is expected");
}
END_TEST

START_TEST(filled_by_the_training_mean) {
    Dataset *d = prepared();
    Dataset *train = owned(dataset_subset(d, (int64_t[]){0, 1, 3}, 3));
    Dataset *test = owned(dataset_subset(d, (int64_t[]){2, 5, 4}, 3));
    Imputer *imputer = imputer_fit(train);
    ck_assert_msg(imputer != NULL, "%s", t_error());
    ck_assert_int_eq(imputer->n, 4);
    ck_assert(imputer->mean[0] == 90); /* of 100 and 80; the test set's 60 is not known */
    imputer_apply(imputer, train);
    imputer_apply(imputer, test);
    static const double in_train[] = {100, 90, 80}, in_test[] = {90, 60, 90};
    for (int i = 0; i < 3; i++) ck_assert(t_at(train->x, i, 0) == in_train[i] && t_at(test->x, i, 0) == in_test[i]);
    ck_assert(t_at(test->x, 0, 3) == 1 && t_at(test->x, 2, 1) == 1);
    imputer_free(imputer);
    standardizer_free(standardizer_fit(train)); /* nothing is missing now */
}
END_TEST

START_TEST(nothing_to_take_a_mean_of) {
    Dataset *part = owned(dataset_subset(prepared(), (int64_t[]){1, 2}, 2));
    ck_assert_ptr_null(imputer_fit(part));
    ck_assert_str_eq(t_error(), "cars, column 'hp': no sample has a value, so that no mean can be filled in");
}
END_TEST

START_TEST(standardising_gaps_is_a_wrong_call) { standardizer_fit(prepared()); }
END_TEST
START_TEST(filling_other_columns_is_a_wrong_call) {
    Imputer imputer = {.n = 2};
    imputer_apply(&imputer, prepared());
}
END_TEST

START_TEST(cars_where_there_are_some) {
    const char *mirror = getenv("MIRROR");
    if (!mirror || strstr(mirror, "://")) return;
    char path[1024];
    snprintf(path, sizeof path, "%s/auto_mpg/mpg.csv", mirror);
    if (access(path, R_OK) != 0) return;
    Csv *csv = csv_read(path);
    ck_assert_msg(csv && csv_drop(csv, "name") && csv_dummies(csv, "origin"), "%s", t_error());
    Dataset *d = owned(csv_dataset(csv, 0, NULL, "mpg", false));
    csv_free(csv);
    ck_assert_str_eq(t_shape_text(d->x), "(398,9)");
    int origins[3] = {0}, gaps = 0;
    for (int i = 0; i < d->n; i++) {
        gaps += isnan(d->x->data[9 * i + 2]) != 0;
        for (int c = 0; c < 3; c++) origins[c] += d->x->data[9 * i + 6 + c] == 1;
    }
    ck_assert(gaps == 6 && origins[0] == 70 && origins[1] == 79 && origins[2] == 249);
    Imputer *imputer = imputer_fit(d);
    ck_assert_double_eq_tol(imputer->mean[2], 104.469387755, 1e-8);
    imputer_apply(imputer, d);
    ck_assert_double_eq_tol(t_at(d->x, 32, 2), 104.469387755, 200 * REAL_EPSILON);
    imputer_free(imputer);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("prepare");
    TCase *tests = tcase_create("prepare");
    tcase_add_unchecked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_checked_fixture(tests, NULL, free_owned);
    tcase_add_test(tests, missing);
    tcase_add_test(tests, dropped);
    tcase_add_test(tests, dummies);
    tcase_add_test(tests, dummies_that_cannot_be);
    tcase_add_test(tests, table_with_gaps);
    tcase_add_test(tests, gaps_are_not_mistakes);
    tcase_add_test(tests, filled_by_the_training_mean);
    tcase_add_test(tests, nothing_to_take_a_mean_of);
    tcase_add_exit_test(tests, standardising_gaps_is_a_wrong_call, EXIT_WRONG_CALL);
    tcase_add_exit_test(tests, filling_other_columns_is_a_wrong_call, EXIT_WRONG_CALL);
    tcase_add_test(tests, cars_where_there_are_some);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
