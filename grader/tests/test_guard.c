/* Memory that ends at a page which must not be touched: in a probe's first call, in later ones, and in the many of a
 * check for growing memory. */
#include "guard.h"
#include <check.h>
#include <math.h>
#include <signal.h>
#include <stddef.h>

enum { MANY = 200 }; /* more calls than those after which all is closed */

static Tensor *guarded(int n) { return guard_tensor(DTYPE_REAL, 1, (int[]){n}, "x"); }

static const int sizes[] = {1, 7, 511, 512, 513, 5000};
enum { SIZES = sizeof sizes / sizeof sizes[0] };

static void call_all_sizes(void) {
    for (int i = 0; i < SIZES; i++) guarded(sizes[i]);
    guard_release();
}

/* volatile: the access has to be made. */
static void touch(const Tensor *x, ptrdiff_t at) { *(volatile real *)(x->data + at) = 1; }

START_TEST(all_of_it_can_be_used_and_is_nan) {
    for (int call = 0; call < MANY; call++) {
        for (int i = 0; i < SIZES; i++) {
            const Tensor *x = guarded(sizes[i]);
            int numbers = 0;
            for (int k = 0; k < sizes[i]; k++) {
                numbers += !isnan(x->data[k]);
                x->data[k] = k;
            }
            ck_assert_int_eq(numbers, 0);
        }
        guard_release();
    }
}
END_TEST

/* _i counts a size and one of the first call, the second, and one that leaves memory open. */
static const int calls_before[] = {0, 1, MANY};
START_TEST(one_element_too_many) {
    for (int call = 0; call < calls_before[_i / SIZES]; call++) call_all_sizes();
    const Tensor *x = guarded(sizes[_i % SIZES]);
    touch(x, sizes[_i % SIZES]);
}
END_TEST

/* 512 doubles fill a page: what is in front of them is another's guard page, or the region's own. */
START_TEST(one_element_too_few) {
    for (int call = 0; call < calls_before[_i]; call++) call_all_sizes();
    if (_i > 0) guarded(sizes[0]), guarded(sizes[1]), guarded(sizes[2]);
    touch(guarded(512), -1);
}
END_TEST

/* Of 7 doubles the page begins long before the first one. */
START_TEST(what_is_written_before_the_start_is_told) {
    char text[200];
    const Tensor *x = guarded(7);
    guarded(5);
    ck_assert(!guard_written_before(text, sizeof text));
    touch(x, 0);
    ck_assert(!guard_written_before(text, sizeof text));
    touch(x, -2);
    ck_assert(guard_written_before(text, sizeof text));
    ck_assert_str_eq(text, "writes before the start of x (7): element -2");
    guard_release();
    guarded(7);
    ck_assert(!guard_written_before(text, sizeof text));
    guard_release();
}
END_TEST

START_TEST(whole_numbers_are_none_that_an_answer_has) {
    const Tensor *n = guard_tensor(DTYPE_INT64, 1, (int[]){3}, "n"), *u = guard_tensor(DTYPE_UINT8, 1, (int[]){3}, "u");
    ck_assert_int_eq(n->i64[1], (int64_t)0xa5a5a5a5a5a5a5a5);
    ck_assert_int_eq(u->u8[1], 0xa5);
    guard_release();
}
END_TEST

START_TEST(a_pointer_that_outlives_its_call) {
    guarded(10);
    real *data = guarded(10)->data;
    guard_release();
    if (_i == 1) guarded(10); /* the next call uses the memory of the first one's first tensor */
    *(volatile real *)data = 1;
}
END_TEST

START_TEST(calls_of_other_shapes) {
    for (int call = 0; call < 1500; call++) {
        const Tensor *x = guarded(1 + 512 * (call % 40)), *y = guarded(1 + call);
        touch(x, 0), touch(y, call);
        guard_release();
    }
    ck_assert_ptr_nonnull(guarded(14 << 20)); /* more than is reserved at once */
    guard_release();
    touch(guarded(14 << 20), (14 << 20) - 1);
}
END_TEST

START_TEST(the_element_is_named) {
    char text[200];
    const Tensor *x = guarded(10);
    ck_assert(guard_describe(x->data + 12, text, sizeof text));
    ck_assert_str_eq(text, "reads or writes past the end of x (10): element 12, and the last one is 9");
    ck_assert(!guard_describe(x->data, text, sizeof text));
    guard_release();
    ck_assert(!guard_describe(x->data + 12, text, sizeof text));
}
END_TEST

int main(void) {
    const int cases = SIZES * (int)(sizeof calls_before / sizeof calls_before[0]);
    Suite *s = suite_create("guard");
    TCase *t = tcase_create("guard");
    tcase_add_test(t, what_is_written_before_the_start_is_told);
    tcase_add_test(t, whole_numbers_are_none_that_an_answer_has);
    tcase_add_test(t, all_of_it_can_be_used_and_is_nan);
    tcase_add_loop_test_raise_signal(t, one_element_too_many, SIGSEGV, 0, cases);
    tcase_add_loop_test_raise_signal(t, one_element_too_few, SIGSEGV, 0, cases / SIZES);
    tcase_add_loop_test_raise_signal(t, a_pointer_that_outlives_its_call, SIGSEGV, 0, 2);
    tcase_add_test(t, calls_of_other_shapes);
    tcase_add_test(t, the_element_is_named);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
