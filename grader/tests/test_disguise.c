/* Digits in disguise: no sample is recognised by what a change of the pixels' order leaves the same. */
#include "data.h"
#include "disguise.h"
#include "ops.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { PIXELS = 64, CLASSES = 10, LOOKED_AT = 200 };

static int ascending(const void *a, const void *b) {
    const real x = *(const real *)a, y = *(const real *)b;
    return (x > y) - (x < y);
}

static Tensor *sorted_rows(const Tensor *x) {
    Tensor *y = t_clone((Tensor *)x);
    for (int n = 0; n < x->shape[0]; n++) qsort(y->data + n * PIXELS, PIXELS, sizeof(real), ascending);
    return y;
}

/* How many of the first samples are nearest to themselves as they were, of all samples, with their pixels sorted. */
static int recognised(const Tensor *before, const Tensor *after) {
    const Tensor *known = sorted_rows(before), *seen = sorted_rows(after);
    int count = 0;
    for (int n = 0; n < LOOKED_AT; n++) {
        int    nearest = -1;
        double least = INFINITY;
        for (int m = 0; m < before->shape[0]; m++) {
            double distance = 0;
            for (int i = 0; i < PIXELS; i++) {
                const double d = (double)seen->data[n * PIXELS + i] - known->data[m * PIXELS + i];
                distance += d * d;
            }
            if (distance < least) least = distance, nearest = m;
        }
        count += nearest == n;
    }
    return count;
}

START_TEST(sorted_pixels_tell_no_sample) {
    t_step();
    Dataset *digits = data_named("digits");
    ck_assert_ptr_nonnull(digits);
    Rng     rng = rng_new(1, 0);
    Tensor *x = t_clone(t_flatten(digits->x));
    ck_assert_int_ge(recognised(x, x), 190); /* a few digits are there twice: in another order all would be known */
    disguise_by_noise(x, 0.1, &rng);
    disguise_by_turning(x, &rng);
    ck_assert_int_le(recognised(t_flatten(digits->x), x), 4);
    dataset_free(digits);
}
END_TEST

START_TEST(turning_keeps_lengths_and_angles) {
    t_step();
    Rng     rng = rng_new(2, 0);
    Tensor *x = t_randn(5, PIXELS), *products = t_matmul(x, t_transpose(x));
    Tensor *y = t_clone(x);
    disguise_by_turning(y, &rng);
    const Tensor *after = t_matmul(y, t_transpose(y));
    for (size_t i = 0; i < products->size; i++) ck_assert_double_eq_tol(after->data[i], products->data[i], 1e-9);
    double moved = 0;
    for (size_t i = 0; i < x->size; i++) moved = fmax(moved, fabs(y->data[i] - x->data[i]));
    ck_assert_double_gt(moved, 0.5);
}
END_TEST

START_TEST(classes_keep_together_under_other_numbers) {
    t_step();
    Rng     rng = rng_new(3, 0);
    Tensor *before = t_arange(3 * CLASSES), *labels = t_arange(3 * CLASSES);
    for (int n = 0; n < 3 * CLASSES; n++) before->i64[n] = labels->i64[n] = n % CLASSES;
    disguise_classes(labels, CLASSES, &rng);
    int seen[CLASSES] = {0}, same = 0;
    for (int n = 0; n < 3 * CLASSES; n++) {
        ck_assert_int_eq(labels->i64[n], labels->i64[n % CLASSES]);
        seen[labels->i64[n]]++;
        same += labels->i64[n] == before->i64[n];
    }
    for (int c = 0; c < CLASSES; c++) ck_assert_int_eq(seen[c], 3);
    ck_assert_int_lt(same, 3 * CLASSES);
}
END_TEST

/* All positions of an image that no turn and no mirror leaves as it is; each keeps its pixels, and position 0 is itself. */
START_TEST(images_have_eight_positions) {
    t_step();
    Tensor *seen[8];
    for (int p = 0; p < 8; p++) {
        Tensor *x = t_zeros(2, 1, 3, 3);
        for (int i = 0; i < 18; i++) x->data[i] = i;
        disguise_by_position(x, p);
        ck_assert(t_item(t_sum(t_slice(x, 0, 0, 1))) == 36);
        ck_assert(t_equal(t_add(t_slice(x, 0, 0, 1), 9), t_slice(x, 0, 1, 2)));
        ck_assert((p == 0) == (x->data[0] == 0 && x->data[1] == 1));
        for (int other = 0; other < p; other++) ck_assert(!t_equal(x, seen[other]));
        seen[p] = x;
    }
}
END_TEST

int main(void) {
    Suite *s = suite_create("disguise");
    TCase *t = tcase_create("disguise");
    tcase_add_test(t, sorted_pixels_tell_no_sample);
    tcase_add_test(t, turning_keeps_lengths_and_angles);
    tcase_add_test(t, images_have_eight_positions);
    tcase_add_test(t, classes_keep_together_under_other_numbers);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
