/* Data sets in memory, splits and standardisation. */
#include "owned.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* x (n,2) of (i, -i), label i mod classes; or y = 10 i without classes. */
static Dataset *numbered(int n, int classes) {
    Tensor *x = t_own(DTYPE_REAL, DEV_CPU, T_SHAPE(n, 2));
    Tensor *y = classes ? t_own(DTYPE_INT64, DEV_CPU, T_SHAPE(n)) : t_own(DTYPE_REAL, DEV_CPU, T_SHAPE(n, 1));
    for (int i = 0; i < n; i++) {
        x->data[2 * i] = (real)i;
        x->data[2 * i + 1] = (real)-i;
        if (classes) y->i64[i] = i % classes;
        else y->data[i] = (real)(10 * i);
    }
    return owned(dataset_new("numbered", x, y, classes));
}

/* Labels in the counts given, class after class. */
static Dataset *counted(const int counts[], int classes) {
    int n = 0;
    for (int c = 0; c < classes; c++) n += counts[c];
    Dataset *d = numbered(n, classes);
    for (int c = 0, i = 0; c < classes; c++)
        for (int k = 0; k < counts[c]; k++) d->y->i64[i++] = c;
    return d;
}

START_TEST(subset) {
    Dataset *d = numbered(5, 3);
    char    *names[] = {"red", "green", "blue"};
    d->class_names = calloc(3, sizeof *d->class_names);
    for (int c = 0; c < 3; c++) d->class_names[c] = strdup(names[c]);
    Dataset *part = owned(dataset_subset(d, (int64_t[]){4, 1, 1}, 3));
    ck_assert_int_eq(part->n, 3);
    ck_assert_str_eq(t_shape_text(part->x), "(3,2)");
    ck_assert(part->x->data[0] == 4 && part->x->data[1] == -4 && part->x->data[4] == 1);
    ck_assert(part->y->i64[0] == 1 && part->y->i64[2] == 1);
    ck_assert_str_eq(part->class_names[2], "blue");
    int counts[3];
    dataset_class_counts(part, counts);
    ck_assert(counts[0] == 0 && counts[1] == 3 && counts[2] == 0);
}
END_TEST

START_TEST(classes_of_a_set) {
    Dataset *part = owned(dataset_of_classes(numbered(10, 5), 2, 3)); /* samples 2, 3, 7 and 8 */
    ck_assert(part->n == 4 && part->classes == 2);
    const int samples[] = {2, 3, 7, 8};
    for (int i = 0; i < 4; i++) ck_assert(part->x->data[2 * i] == samples[i] && part->y->i64[i] == i % 2);
}
END_TEST

START_TEST(classes_outside_are_a_wrong_call) { dataset_of_classes(numbered(10, 5), 3, 5); }
END_TEST

/* Samples without a y: through a split, a loader, with a transform and workers. */
static Tensor *doubled(Tensor *sample, Rng *rng, void *data) {
    (void)rng, (void)data;
    return t_scale(sample, 2);
}

START_TEST(samples_alone) {
    Dataset *labelled = numbered(10, 0), *first, *second;
    Dataset *d = owned(dataset_new("alone", t_keep(labelled->x), NULL, 0));
    data_split_random(d, 0.8, 0, &first, &second);
    ck_assert(owned(first)->n == 8 && owned(second)->n == 2 && first->y == NULL);
    for (int workers = 0; workers < 2; workers++) {
        d->transform = workers ? (Transform){.apply = doubled} : (Transform){0};
        DataLoader *loader = data_loader(d, .batch_size = 4, .num_workers = workers);
        int         batches = 0;
        for (Tensor *x, *y = d->x; data_next(loader, &x, &y); batches++) {
            ck_assert_ptr_null(y);
            ck_assert(x->shape[0] == (batches == 2 ? 2 : 4) && x->data[0] == (workers + 1) * 4 * batches);
        }
        ck_assert_int_eq(batches, 3);
        data_loader_free(loader);
    }
    Dataset *loaded = owned(dataset_load(d, 0));
    ck_assert(loaded->n == 10 && loaded->y == NULL && loaded->x->data[2] == 2);
}
END_TEST

/* Labels 0 and 1 as numbers in a column. */
START_TEST(binary) {
    Dataset *d = owned(dataset_binary(numbered(5, 2)));
    ck_assert_str_eq(t_shape_text(d->y), "(5,1)");
    ck_assert_int_eq(d->classes, 0);
    for (int i = 0; i < 5; i++) ck_assert(d->y->data[i] == i % 2 && d->x->data[2 * i] == i);
}
END_TEST

START_TEST(binary_of_three_classes_is_a_wrong_call) { dataset_binary(numbered(5, 3)); }
END_TEST
START_TEST(subset_outside_is_a_wrong_call) { dataset_subset(numbered(5, 0), (int64_t[]){5}, 1); }
END_TEST
START_TEST(label_outside_is_a_wrong_call) {
    Dataset *d = numbered(5, 3);
    dataset_new("again", d->x, d->y, 2);
}
END_TEST
START_TEST(lengths_that_differ_are_a_wrong_call) { dataset_new("odd", numbered(5, 3)->x, numbered(4, 3)->y, 3); }
END_TEST
START_TEST(data_of_a_step_is_a_wrong_call) {
    t_step();
    dataset_new("short-lived", t_zeros(4, 2), t_zeros(4, 1), 0);
}
END_TEST

/* --- Splits ------------------------------------------------------------------------------------------------------- */

/* Both parts together hold every sample once, with its own y. */
static void check_partition(const Dataset *all, const Dataset *first, const Dataset *second) {
    ck_assert_int_eq(first->n + second->n, all->n);
    bool *seen = calloc((size_t)all->n, sizeof *seen);
    for (int i = 0; i < all->n; i++) {
        const Dataset *part = i < first->n ? first : second;
        int k = i < first->n ? i : i - first->n, sample = (int)part->x->data[2 * k];
        ck_assert(!seen[sample]);
        seen[sample] = true;
        ck_assert(part->x->data[2 * k + 1] == (real)-sample);
        if (all->classes) ck_assert_int_eq(part->y->i64[k], all->y->i64[sample]);
        else ck_assert(part->y->data[k] == all->y->data[sample]);
    }
    free(seen);
}

typedef void Split(const Dataset *d, double fraction, uint64_t seed, Dataset **first, Dataset **second);

static void split(Split *how, const Dataset *d, uint64_t seed, Dataset **first, Dataset **second) {
    how(d, 0.8, seed, first, second);
    owned(*first);
    owned(*second);
}

START_TEST(random_split) {
    Dataset *d = numbered(101, 0), *a, *b, *c, *e;
    split(data_split_random, d, 3, &a, &b);
    ck_assert_int_eq(a->n, 81);
    check_partition(d, a, b);
    split(data_split_random, d, 3, &c, &e);
    ck_assert(t_equal(a->x, c->x) && t_equal(b->x, e->x));
    split(data_split_random, d, 4, &c, &e);
    ck_assert(!t_equal(a->x, c->x));
}
END_TEST

/* Training, validation and test: two splits, 60 : 20 : 20. */
START_TEST(split_in_three) {
    Dataset *d = counted((int[]){50, 30, 20}, 3), *rest, *train, *validation, *test;
    split(data_split_stratified, d, 0, &rest, &test);
    data_split_stratified(rest, 0.75, 0, &train, &validation);
    owned(train);
    owned(validation);
    const Dataset *parts[] = {train, validation, test};
    bool           seen[100] = {false};
    static const int sizes[] = {60, 20, 20}, counts[3][3] = {{30, 18, 12}, {10, 6, 4}, {10, 6, 4}};
    for (int p = 0; p < 3; p++) {
        int got[3];
        ck_assert_int_eq(parts[p]->n, sizes[p]);
        dataset_class_counts(parts[p], got);
        for (int c = 0; c < 3; c++) ck_assert_int_eq(got[c], counts[p][c]);
        for (int i = 0; i < parts[p]->n; i++) {
            const int sample = (int)parts[p]->x->data[2 * i];
            ck_assert(!seen[sample]);
            seen[sample] = true;
        }
    }
}
END_TEST

static void check_stratified(const int counts[], int classes, double fraction, const int expected[]) {
    Dataset *d = counted(counts, classes), *a, *b;
    int      got[8];
    for (uint64_t seed = 0; seed < 3; seed++) {
        data_split_stratified(d, fraction, seed, &a, &b);
        check_partition(d, a, b);
        dataset_class_counts(a, got);
        for (int c = 0; c < classes; c++) ck_assert_int_eq(got[c], expected[c]);
        dataset_free(a);
        dataset_free(b);
    }
}

START_TEST(stratified_split) {
    check_stratified((int[]){59, 71, 48}, 3, 0.8, (int[]){47, 57, 38}); /* wine: 47.2 56.8 38.4, 142 in all */
    check_stratified((int[]){50, 50, 50}, 3, 0.8, (int[]){40, 40, 40});
    check_stratified((int[]){5, 5, 5}, 3, 0.5, (int[]){3, 3, 2});       /* equal remainders: the lower classes */
    check_stratified((int[]){60, 35, 5}, 3, 0.8, (int[]){48, 28, 4});   /* whole products, however they round */
    check_stratified((int[]){3, 0, 97}, 3, 0.1, (int[]){0, 0, 10});
}
END_TEST

START_TEST(stratified_split_comes_mixed) {
    Dataset *d = counted((int[]){50, 50}, 2), *a, *b;
    split(data_split_stratified, d, 0, &a, &b);
    int first_half = 0;
    for (int i = 0; i < 40; i++) first_half += (int)a->y->i64[i];
    ck_assert(first_half > 8 && first_half < 32);
}
END_TEST

START_TEST(split_with_an_empty_side_is_a_wrong_call) {
    Dataset *a, *b;
    data_split_random(numbered(5, 0), _i ? 0.05 : 1, 0, &a, &b);
}
END_TEST
START_TEST(stratified_without_classes_is_a_wrong_call) {
    Dataset *a, *b;
    data_split_stratified(numbered(5, 0), 0.8, 0, &a, &b);
}
END_TEST

/* --- Standardisation ---------------------------------------------------------------------------------------------- */

START_TEST(standardised_columns) {
    Tensor *x = t_keep(t_tensor(((real[]){1, 7, 0.1, 2, 7, 0.1, 3, 7, 0.1, 4, 7, 0.1}), 4, 3));
    Dataset *train = owned(dataset_new("train", x, t_keep(t_zeros(4, 1)), 0));
    Tensor  *one = t_keep(t_tensor(((real[]){2.5, 8, 0.1}), 1, 3));
    Dataset *test = owned(dataset_new("test", one, t_keep(t_zeros(1, 1)), 0));
    Standardizer *s = standardizer_fit(train);
    ck_assert_int_eq(s->n, 3);
    ck_assert_double_eq_tol(s->mean[0], 2.5, 1e-15);
    ck_assert_double_eq_tol(s->std[0], sqrt(1.25), 1e-15); /* of the population: divided by n */
    ck_assert(s->std[1] == 1 && s->std[2] == 1);           /* constant columns */
    standardizer_apply(s, train);
    standardizer_apply(s, test);
    double mean = 0, square = 0;
    for (int i = 0; i < 4; i++) mean += (double)x->data[3 * i], square += pow((double)x->data[3 * i], 2);
    ck_assert_double_eq_tol(mean, 0, 8 * REAL_EPSILON);
    ck_assert_double_eq_tol(square / 4, 1, 8 * REAL_EPSILON);
    for (int i = 0; i < 4; i++) ck_assert(x->data[3 * i + 1] == 0 && fabs(x->data[3 * i + 2]) < 2 * (real)REAL_EPSILON);
    ck_assert(test->x->data[0] == 0 && test->x->data[1] == 1);
    standardizer_free(s);
}
END_TEST

/* The textbook formula E[x^2] - mean^2 has no digit left here, even in double. */
START_TEST(standardised_far_from_zero) {
    Dataset *d = numbered(4, 0);
    double   base = sizeof(real) == sizeof(double) ? 1e9 : 1e5;
    for (int i = 0; i < 4; i++) d->x->data[2 * i] = (real)(base + i);
    Standardizer *s = standardizer_fit(d);
    ck_assert_double_eq_tol(s->std[0], sqrt(1.25), 1e-6);
    standardizer_free(s);
}
END_TEST

START_TEST(standardising_other_columns_is_a_wrong_call) {
    Dataset *images = owned(dataset_new("images", t_keep(t_zeros(2, 1, 3, 3)), t_keep(t_zeros(2, 1)), 0));
    static Standardizer *s; /* nobody frees it, as the program ends in the next call but one */
    s = standardizer_fit(images);
    ck_assert_int_eq(s->n, 9);
    standardizer_apply(s, numbered(2, 0));
}
END_TEST

/* --- Describing --------------------------------------------------------------------------------------------------- */

/* What dataset_describe prints, by way of a file without a name. */
static void described(const Dataset *d, size_t parameters, char *text, size_t size) {
    FILE *file = tmpfile();
    ck_assert_ptr_nonnull(file);
    fflush(stdout);
    int saved = dup(STDOUT_FILENO);
    dup2(fileno(file), STDOUT_FILENO);
    dataset_describe(d, parameters);
    fflush(stdout);
    dup2(saved, STDOUT_FILENO);
    close(saved);
    rewind(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    fclose(file);
}

START_TEST(description) {
    char text[500];
    described(counted((int[]){15, 5}, 2), 2, text, sizeof text);
    ck_assert_str_eq(text, "numbered: 20 samples of shape (2), 2 classes\n"
                           "  class         samples   share\n"
                           "  0                  15   75.0%\n"
                           "  1                   5   25.0%\n");
    described(numbered(29, 0), 3, text, sizeof text);
    ck_assert_str_eq(text, "numbered: 29 samples of shape (2), numbers to predict\n"
                           "  warning: 3 parameters and 29 samples; the rule of thumb asks for 10 samples a parameter, "
                           "30\n");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("data");
    TCase *tests = tcase_create("data");
    tcase_add_checked_fixture(tests, NULL, free_owned);
    tcase_add_test(tests, subset);
    tcase_add_test(tests, classes_of_a_set);
    tcase_add_exit_test(tests, classes_outside_are_a_wrong_call, EXIT_WRONG_CALL);
    tcase_add_test(tests, samples_alone);
    tcase_add_test(tests, binary);
    tcase_add_exit_test(tests, binary_of_three_classes_is_a_wrong_call, EXIT_WRONG_CALL);
    tcase_add_exit_test(tests, subset_outside_is_a_wrong_call, EXIT_WRONG_CALL);
    tcase_add_exit_test(tests, label_outside_is_a_wrong_call, EXIT_WRONG_CALL);
    tcase_add_exit_test(tests, lengths_that_differ_are_a_wrong_call, EXIT_WRONG_CALL);
    tcase_add_exit_test(tests, data_of_a_step_is_a_wrong_call, EXIT_WRONG_CALL);
    tcase_add_test(tests, random_split);
    tcase_add_test(tests, stratified_split);
    tcase_add_test(tests, split_in_three);
    tcase_add_test(tests, stratified_split_comes_mixed);
    tcase_add_loop_exit_test(tests, split_with_an_empty_side_is_a_wrong_call, EXIT_WRONG_CALL, 0, 2);
    tcase_add_exit_test(tests, stratified_without_classes_is_a_wrong_call, EXIT_WRONG_CALL);
    tcase_add_test(tests, standardised_columns);
    tcase_add_test(tests, standardised_far_from_zero);
    tcase_add_exit_test(tests, standardising_other_columns_is_a_wrong_call, EXIT_WRONG_CALL);
    tcase_add_test(tests, description);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
