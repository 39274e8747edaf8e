/* Sets of images that are drawn larger, or moved. */
#include "ops.h"
#include "owned.h"
#include <check.h>

/* Two images of two channels of 2 x 3 pixels: 0 .. 5, 6 .. 11, and so on. */
static Dataset *images(void) {
    Tensor *x = t_own(DTYPE_REAL, DEV_CPU, T_SHAPE(2, 2, 2, 3));
    for (int i = 0; i < 24; i++) x->data[i] = (real)i;
    return owned(dataset_new("images", x, t_keep(t_arange(2)), 2));
}

static void check_pixels(const Tensor *x, size_t from, int n, const real expected[]) {
    for (int i = 0; i < n; i++)
        ck_assert_msg(x->data[from + (size_t)i] == expected[i], "pixel %d is %g, not %g", i,
                      (double)x->data[from + (size_t)i], (double)expected[i]);
}

static Tensor *same(Tensor *x, Rng *rng, void *data) { return (void)rng, (void)data, x; }

START_TEST(doubled) {
    Dataset *d = images();
    d->transform = (Transform){.apply = same};
    const Dataset *large = owned(dataset_doubled(d));
    ck_assert_str_eq(t_shape_text(large->x), "(2,2,4,6)");
    ck_assert(large->classes == 2 && large->y->i64[1] == 1 && large->transform.apply == same);
    const real first[] = {0,   0.5, 1, 1.5, 2, 2,   1.5, 2, 2.5, 3,   3.5, 3.5,
                          3,   3.5, 4, 4.5, 5, 5,   3,   3.5, 4, 4.5, 5,   5};
    check_pixels(large->x, 0, 24, first);
    ck_assert(large->x->data[24] == 6 && large->x->data[95] == 23); /* nothing of the next channel or image comes in */
}
END_TEST

START_TEST(moved) {
    Dataset *d = images();
    d->transform = (Transform){.apply = same};
    const Dataset *there = owned(dataset_moved(d, 1, -2));
    ck_assert_str_eq(t_shape_text(there->x), "(2,2,2,3)");
    ck_assert(there->y->i64[1] == 1 && there->transform.apply == same);
    check_pixels(there->x, 0, 12, (const real[]){0, 0, 0, 2, 0, 0, 0, 0, 0, 8, 0, 0});
    check_pixels(owned(dataset_moved(d, -1, 1))->x, 18, 6, (const real[]){0, 21, 22, 0, 0, 0});
    check_pixels(owned(dataset_moved(d, 0, 0))->x, 0, 24, d->x->data);
    check_pixels(owned(dataset_moved(d, 7, 0))->x, 6, 6, (const real[]){0, 0, 0, 0, 0, 0});
}
END_TEST

static Dataset *table(void) { return owned(dataset_new("table", t_keep(t_zeros(2, 3)), t_keep(t_arange(2)), 2)); }
START_TEST(a_table_has_no_images_to_double) { dataset_doubled(table()); }
END_TEST
START_TEST(a_table_has_no_images_to_move) { dataset_moved(table(), 1, 1); }
END_TEST

int main(void) {
    Suite *suite = suite_create("sets of images");
    TCase *tests = tcase_create("sets of images");
    tcase_add_checked_fixture(tests, NULL, free_owned);
    tcase_add_test(tests, doubled);
    tcase_add_test(tests, moved);
    tcase_add_exit_test(tests, a_table_has_no_images_to_double, EXIT_WRONG_CALL);
    tcase_add_exit_test(tests, a_table_has_no_images_to_move, EXIT_WRONG_CALL);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
