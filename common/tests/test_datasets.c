/* The sets in datasets/ are the real ones. Run from the top folder. With MIRROR=folder those in folder/mnist/ and
 * folder/cifar10_subset/ are tested, too; auto_mpg is, where MIRROR or ../shared/datasets has it. */
#include "owned.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static Dataset *named(const char *name) {
    Dataset *d = owned(data_named(name));
    ck_assert_str_eq(d->name, name);
    return d;
}

static void check_counts(const Dataset *d, int classes, const int expected[]) {
    int counts[10];
    ck_assert_int_eq(d->classes, classes);
    dataset_class_counts(d, counts);
    for (int c = 0; c < classes; c++) ck_assert_int_eq(counts[c], expected[c]);
}

static double column_mean(const Dataset *d, int column) {
    double sum = 0;
    for (int i = 0; i < d->n; i++) sum += t_at(d->x, i, column);
    return sum / d->n;
}

START_TEST(digits) {
    Dataset *d = named("digits");
    ck_assert_str_eq(t_shape_text(d->x), "(1797,1,8,8)");
    check_counts(d, 10, (int[]){178, 182, 177, 183, 181, 182, 181, 179, 174, 180});
    static const real first[8] = {0, 0, 5, 13, 9, 1, 0, 0}; /* the upper row of a 0 */
    for (int i = 0; i < 8; i++) ck_assert(d->x->data[i] == first[i] / 16);
    double sum = 0;
    for (size_t i = 0; i < d->x->size; i++) {
        ck_assert(d->x->data[i] >= 0 && d->x->data[i] <= 1);
        sum += 16 * (double)d->x->data[i];
    }
    ck_assert(sum == 561718);
    ck_assert(d->y->i64[0] == 0 && d->y->i64[1] == 1 && d->y->i64[1796] == 8);
    ck_assert_ptr_null(d->feature_names);
}
END_TEST

START_TEST(wine) {
    Dataset *d = named("wine");
    ck_assert_str_eq(t_shape_text(d->x), "(178,13)");
    check_counts(d, 3, (int[]){59, 71, 48});
    ck_assert_str_eq(d->feature_names[0], "alcohol");
    ck_assert_str_eq(d->feature_names[12], "proline");
    ck_assert_double_eq_tol(column_mean(d, 0), 13.00062, 1e-5);
    ck_assert_double_eq_tol(column_mean(d, 12), 746.89326, 1e-5);
}
END_TEST

/* Of the first two cultivars, as the lectures' two-class problem wants them. */
START_TEST(wine_of_two_classes) {
    Dataset *d = named("wine2");
    ck_assert_str_eq(t_shape_text(d->x), "(130,2)");
    ck_assert_str_eq(t_shape_text(d->y), "(130,1)");
    ck_assert_str_eq(d->feature_names[0], "proline");
    ck_assert_str_eq(d->feature_names[1], "alcohol");
    ck_assert_int_eq(d->classes, 0);
    ck_assert(t_item(t_sum(d->y)) == 71);
    ck_assert(t_at(d->x, 0, 0) == 1065);
    Standardizer *s = standardizer_fit(d);
    ck_assert_double_eq_tol(s->mean[0], 790.0923077, 1e-6);
    ck_assert_double_eq_tol(s->mean[1], 12.9440769, 1e-6);
    ck_assert_double_eq_tol(s->std[0], 351.1545889, 1e-6);
    ck_assert_double_eq_tol(s->std[1], 0.8853445, 1e-6);
    standardizer_free(s);
}
END_TEST

START_TEST(iris) {
    Dataset *d = named("iris");
    ck_assert_str_eq(t_shape_text(d->x), "(150,4)");
    check_counts(d, 3, (int[]){50, 50, 50});
    ck_assert_str_eq(d->class_names[0], "setosa");
    ck_assert_str_eq(d->class_names[2], "virginica");
    /* The two rows in which UCI's copy differs from Fisher's paper, as in the paper. */
    static const double row35[] = {4.9, 3.1, 1.5, 0.2}, row38[] = {4.9, 3.6, 1.4, 0.1};
    for (int c = 0; c < 4; c++) {
        ck_assert_double_eq_tol(t_at(d->x, 34, c), row35[c], 8 * REAL_EPSILON);
        ck_assert_double_eq_tol(t_at(d->x, 37, c), row38[c], 8 * REAL_EPSILON);
    }
    ck_assert_double_eq_tol(column_mean(d, 2), 3.758, 1e-6);
}
END_TEST

START_TEST(mtcars) {
    Dataset *d = named("mtcars");
    ck_assert_str_eq(t_shape_text(d->x), "(32,1)");
    ck_assert_str_eq(t_shape_text(d->y), "(32,1)");
    ck_assert_int_eq(d->classes, 0);
    double x = 0, y = 0, xx = 0, xy = 0;
    for (int i = 0; i < d->n; i++) x += t_at(d->x, i, 0) / d->n, y += t_at(d->y, i, 0) / d->n;
    for (int i = 0; i < d->n; i++) {
        double dx = t_at(d->x, i, 0) - x;
        xx += dx * dx, xy += dx * (t_at(d->y, i, 0) - y);
    }
    ck_assert_double_eq_tol(xy / xx, -5.344471573, 2e-6);
    ck_assert_double_eq_tol(y - xy / xx * x, 37.285126167, 5e-6);

    Csv *csv = csv_read("datasets/mtcars.csv");
    ck_assert_str_eq(csv->header[0], "model");
    ck_assert_str_eq(csv->cells[0][0], "Mazda RX4");
    ck_assert_int_eq(csv->columns, 12);
    csv_free(csv);
}
END_TEST

static void train_test(const char *name, Dataset **train, Dataset **test) {
    ck_assert_msg(data_train_test(name, train, test), "%s", t_error());
    owned(*train);
    if (test) owned(*test);
}

START_TEST(names_by_kind) {
    ck_assert_str_eq(data_names(DATA_IMAGES), "digits, mnist, fashion_mnist, cifar10, cifar10_subset");
    ck_assert_str_eq(data_names(DATA_CLASSES), "digits, wine, iris, mnist, fashion_mnist, cifar10, cifar10_subset");
    ck_assert_ptr_nonnull(strstr(data_names(DATA_ANY), "iris, mtcars, auto_mpg, auto_mpg_all"));
}
END_TEST

START_TEST(train_and_test) {
    static const struct {
        const char *name;
        int         train, test;
    } cases[] = {{"digits", 1438, 359}, {"wine", 142, 36}, {"iris", 120, 30}, {"mtcars", 26, 6}};
    for (int i = 0; i < 4; i++) {
        Dataset *train, *test, *again;
        train_test(cases[i].name, &train, &test);
        ck_assert_int_eq(train->n, cases[i].train);
        ck_assert_int_eq(test->n, cases[i].test);
        train_test(cases[i].name, &again, NULL);
        ck_assert(t_equal(train->x, again->x) && t_equal(train->y, again->y));
    }
    Dataset *train, *test;
    train_test("wine", &train, &test);
    check_counts(train, 3, (int[]){47, 57, 38});
    check_counts(test, 3, (int[]){12, 14, 10});
}
END_TEST

/* The folder with the sets that are fetched: MIRROR, or the one beside this tree. Where it is not there, the test says
 * that it has not looked, so that nobody takes silence for a pass. */
static bool has_auto_mpg(void) {
    const char *mirror = getenv("MIRROR") ? getenv("MIRROR") : "../shared/datasets";
    char        path[1024];
    snprintf(path, sizeof path, "%s/auto_mpg/mpg.csv", mirror);
    if (access(path, R_OK) != 0) {
        fprintf(stderr, "auto_mpg is not tested: there is no %s; MIRROR=folder names another folder\n", path);
        return false;
    }
    setenv("GRADLAB_DATA", mirror, 1);
    return true;
}

/* The lectures' weight -> MPG: mean and variance, and the best line in raw pounds and in standardised ones. */
START_TEST(auto_mpg_where_there_is_one) {
    if (!has_auto_mpg()) return;
    Dataset *d = named("auto_mpg");
    ck_assert_str_eq(t_shape_text(d->x), "(392,1)");
    const int n = d->n;
    double    x = 0, y = 0, xx = 0, xy = 0, yy = 0;
    for (int i = 0; i < n; i++) x += t_at(d->x, i, 0) / n, y += t_at(d->y, i, 0) / n;
    for (int i = 0; i < n; i++) {
        const double dx = t_at(d->x, i, 0) - x, dy = t_at(d->y, i, 0) - y;
        xx += dx * dx / n, xy += dx * dy / n, yy += dy * dy / n;
    }
    const double slope = xy / xx, intercept = y - slope * x;
    double       mae = 0;
    for (int i = 0; i < n; i++) mae += fabs(t_at(d->y, i, 0) - slope * t_at(d->x, i, 0) - intercept) / n;
    ck_assert_double_eq_tol(y, 23.445918, 1e-5);
    ck_assert_double_eq_tol(yy, 60.762737, 1e-5);
    ck_assert_double_eq_tol(sqrt(xx), 848.3184, 1e-4);
    ck_assert_double_eq_tol(slope * sqrt(xx), -6.48738167, 1e-5);
    ck_assert_double_eq_tol(slope, -0.00764734, 1e-7);
    ck_assert_double_eq_tol(intercept, 46.216524, 1e-5);
    ck_assert_double_eq_tol(yy - xy * xy / xx, 18.676616, 1e-5);
    ck_assert_double_eq_tol(mae, 3.278702, 1e-5);
    /* The curvatures of the mean squared error: eigenvalues of the matrix 2 [mean x^2, mean x; mean x, 1]. */
    const double a = 2 * (xx + x * x), b = 2 * x, half = (a + 2) / 2, root = sqrt((a - 2) * (a - 2) / 4 + b * b);
    ck_assert_double_eq_tol((half + root) / 1.917e7, 1, 1e-3);
    ck_assert_double_eq_tol((2 * a - b * b) / (half + root), 0.1502, 1e-4); /* det / the larger one */
    ck_assert_double_eq_tol(2 / (half + root) / 1.04e-7, 1, 5e-3);          /* the largest learning rate */
}
END_TEST

START_TEST(auto_mpg_all_where_there_is_one) {
    if (!has_auto_mpg()) return;
    Dataset *d = named("auto_mpg_all"), *train, *test;
    ck_assert_str_eq(t_shape_text(d->x), "(398,9)");
    ck_assert_str_eq(d->feature_names[2], "horsepower");
    ck_assert_str_eq(d->feature_names[8], "origin=usa");
    int gaps = 0;
    for (int i = 0; i < d->n; i++) {
        gaps += isnan(d->x->data[9 * i + 2]);
        ck_assert(t_at(d->x, i, 6) + t_at(d->x, i, 7) + t_at(d->x, i, 8) == 1);
    }
    ck_assert_int_eq(gaps, 6);
    data_split_random(d, 0.8, 0, &train, &test);
    Imputer *imputer = imputer_fit(owned(train));
    imputer_apply(imputer, train);
    imputer_apply(imputer, owned(test));
    imputer_free(imputer);
    for (size_t i = 0; i < train->x->size; i++) ck_assert(!isnan(train->x->data[i]));
    for (size_t i = 0; i < test->x->size; i++) ck_assert(!isnan(test->x->data[i]));
}
END_TEST

START_TEST(mnist_where_there_is_one) {
    const char *mirror = getenv("MIRROR");
    if (!mirror || strstr(mirror, "://")) return;
    setenv("GRADLAB_DATA", mirror, 1);
    Dataset *train, *test;
    train_test("mnist", &train, &test);
    ck_assert_str_eq(t_shape_text(train->x), "(60000,1,28,28)");
    ck_assert_str_eq(t_shape_text(test->x), "(10000,1,28,28)");
    check_counts(train, 10, (int[]){5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949});
    check_counts(test, 10, (int[]){980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009});
    static const int64_t first[] = {5, 0, 4, 1, 9, 2, 1, 3, 1, 4};
    for (int i = 0; i < 10; i++) ck_assert_int_eq(train->y->i64[i], first[i]);
    double mean = 0;
    for (size_t i = 0; i < train->x->size; i++) mean += (double)train->x->data[i] / (double)train->x->size;
    ck_assert_double_eq_tol(mean, 0.1306605, 1e-6);
}
END_TEST

START_TEST(cifar10_subset_where_there_is_one) {
    const char *mirror = getenv("MIRROR");
    if (!mirror || strstr(mirror, "://")) return;
    setenv("GRADLAB_DATA", mirror, 1);
    Dataset *d = named("cifar10_subset"), *train, *test;
    ck_assert_str_eq(t_shape_text(d->x), "(4000,3,32,32)");
    check_counts(d, 10, (int[]){396, 366, 420, 384, 422, 393, 414, 385, 407, 413});
    static const int64_t first[] = {6, 9, 9, 4, 1, 1, 2, 7, 8, 3};
    for (int i = 0; i < 10; i++) ck_assert_int_eq(d->y->i64[i], first[i]);
    static const real pixel[] = {59, 62, 63}; /* of the frog's upper left corner: red, green, blue */
    for (int c = 0; c < 3; c++) ck_assert(d->x->data[c * 32 * 32] == (real)(pixel[c] / (real)255.0));
    train_test("cifar10_subset", &train, &test);
    ck_assert_int_eq(train->n + test->n, 4000);
}
END_TEST

int main(void) {
    unsetenv("GRADLAB_DATA");
    Suite *suite = suite_create("datasets");
    TCase *tests = tcase_create("datasets");
    tcase_add_checked_fixture(tests, NULL, free_owned);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, digits);
    tcase_add_test(tests, wine);
    tcase_add_test(tests, wine_of_two_classes);
    tcase_add_test(tests, iris);
    tcase_add_test(tests, mtcars);
    tcase_add_test(tests, names_by_kind);
    tcase_add_test(tests, train_and_test);
    tcase_add_test(tests, auto_mpg_where_there_is_one);
    tcase_add_test(tests, auto_mpg_all_where_there_is_one);
    tcase_add_test(tests, mnist_where_there_is_one);
    tcase_add_test(tests, cifar10_subset_where_there_is_one);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
