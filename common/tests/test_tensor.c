/* Tensors: making, owning, looking, and what becomes of a step's memory. */
#include "gradlab.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

START_TEST(shapes_and_sizes) {
    Tensor *x = t_copy_of((int64_t[]){1, 2, 3, 4}, DTYPE_INT64, 2, (int[]){2, 2});
    ck_assert_int_eq(x->ndim, 2);
    ck_assert_uint_eq(x->size, 4);
    ck_assert_str_eq(t_size_text(x), "torch.Size([2, 2])");
    ck_assert_str_eq(t_shape_text(x), "(2,2)");
    ck_assert_str_eq(t_dtype_name(x->dtype), "torch.int64");
    char line[80];
    snprintf(line, sizeof line, "This tensor has %d dimensions of %s", x->ndim, t_size_text(x));
    ck_assert_str_eq(line, "This tensor has 2 dimensions of torch.Size([2, 2])");
    ck_assert_str_eq(t_size_text(t_scalar(2)), "torch.Size([])");
    ck_assert_str_eq(t_label(t_named(t_zeros(4, 8), "W1"), "x"), "W1 (4,8)");
    ck_assert_str_eq(t_label(t_zeros(3), "x"), "x (3)");
}
END_TEST

START_TEST(values) {
    Tensor *x = t_tensor(((real[]){1, 2, 3, 4, 5, 6}), 2, 3);
    ck_assert(t_at(x, 1, 2) == 6 && t_at(x, -1, 0) == 4);
    ck_assert(t_item(t_full(2.5, 1)) == 2.5);
    ck_assert(t_item(t_scalar_int64(108)) == 108);
    ck_assert(t_item(t_ones(1, 1)) == 1 && t_at(t_zeros(2), 1) == 0);
    Tensor *n = t_arange(4);
    ck_assert(n->dtype == DTYPE_INT64 && n->i64[3] == 3);
}
END_TEST

START_TEST(linspace_has_both_ends) {
    Tensor      *x = t_linspace(-1, 1, 1024);
    const double eps = 4 * REAL_EPSILON;
    ck_assert(x->data[0] == -1 && x->data[1023] == 1);
    ck_assert_double_eq_tol(x->data[511], -1.0 / 1023, eps);
    ck_assert_double_eq_tol(x->data[512], 1.0 / 1023, eps);
    ck_assert(x->data[511] == -x->data[512]);
    ck_assert(t_linspace(3, 5, 1)->data[0] == 3);
}
END_TEST

START_TEST(from_array_shares_memory) {
    int64_t c[] = {1, 2, 3};
    Tensor *d = t_from_array(c, DTYPE_INT64, 1, (int[]){3});
    c[1] = 20;
    ck_assert_int_eq(d->i64[1], 20);
    d->i64[2] = 30;
    ck_assert_int_eq(c[2], 30);
}
END_TEST

START_TEST(comparison) {
    Tensor *a = t_tensor(((real[]){1, 2, INFINITY}), 3), *b = t_tensor(((real[]){1, 2.001, INFINITY}), 3);
    ck_assert(t_equal(a, a) && !t_equal(a, b));
    ck_assert(t_allclose(a, b, 1e-2, 0) && !t_allclose(a, b, 1e-5, 0));
    Tensor *nan = t_tensor(((real[]){1, NAN, 3}), 3);
    ck_assert(!t_equal(nan, nan) && !t_allclose(nan, nan, 1, 1));
    ck_assert(!t_equal(t_zeros(2, 3), t_zeros(3, 2)));
}
END_TEST

START_TEST(kept_outlives_its_step) {
    Tensor *kept, *made;
    {
        t_step();
        made = t_full(7, 3);
        kept = t_keep(made);
        ck_assert(t_alive(made) && t_alive(kept));
    }
    ck_assert(!t_alive(made) && t_alive(kept));
    ck_assert(t_at(kept, 2) == 7);
    t_free(kept);
    t_free(NULL);
}
END_TEST

START_TEST(found_out_in_the_next_step) {
    Tensor *h = NULL;
    for (int i = 0; i < 2; i++) {
        t_step();
        if (i == 1) t_item(t_neg(h));
        h = t_named(t_ones(1), "h");
        t_ones(1);
    }
}
END_TEST

START_TEST(found_out_much_later_when_debugging) {
    t_debug(T_DEBUG_STEPS);
    Tensor *h = NULL;
    for (int i = 0; i < 10; i++) {
        t_step();
        if (i == 9) t_item(h);
        Tensor *made = t_ones(1);
        if (i == 0) h = made;
    }
}
END_TEST

START_TEST(steps_nest_and_reuse_memory) {
    size_t used = t_arena_used();
    for (int i = 0; i < 3; i++) {
        t_step();
        Tensor *x = t_full(i, 1000);
        {
            t_step();
            t_zeros(5000);
        }
        ck_assert(t_alive(x) && t_at(x, 999) == i);
    }
    ck_assert_uint_eq(t_arena_used(), used);
    uint64_t before = t_allocations;
    for (int i = 0; i < 100; i++) {
        t_step();
        t_zeros(1000);
        t_step_begin();
        t_zeros(5000);
        t_step_end();
    }
    ck_assert_uint_eq(t_allocations, before);
}
END_TEST

START_TEST(left_by_continue) {
    for (int i = 0; i < 20; i++) { /* deeper than steps can nest, if one stayed open */
        t_step();
        if (i % 2) continue;
        t_ones(3);
    }
}
END_TEST

START_TEST(poison_is_nan) {
    t_debug(T_DEBUG_POISON);
    Tensor *x = t_empty(DTYPE_REAL, 1, (int[]){4});
    ck_assert(isnan(x->data[0]) && isnan(x->data[3]));
}
END_TEST

START_TEST(null_is_named) { t_keep(NULL); }
END_TEST
START_TEST(item_of_many) { t_item(t_zeros(2, 3)); }
END_TEST
START_TEST(index_outside) { t_at(t_zeros(2, 3), 2, 0); }
END_TEST
START_TEST(freeing_a_steps_tensor) { t_free(t_zeros(2)); }
END_TEST
START_TEST(integers_need_no_grad) { t_requires_grad(t_arange(3)); }
END_TEST
START_TEST(too_many_axes) { t_zeros(1, 1, 1, 1, 1, 1, 1); }
END_TEST
START_TEST(too_many_elements) { t_empty(DTYPE_REAL, 3, (int[]){1 << 30, 1 << 30, 1 << 30}); }
END_TEST
START_TEST(written_later) { TODO("3.1"); }
END_TEST

static char said[4096];
static _Noreturn void listen_then_exit(int status, const char *message) {
    (void)status;
    exit(strstr(message, said) ? 0 : 1);
}
static void listen_for(const char *text) {
    snprintf(said, sizeof said, "%s", text);
    t_on_fatal(listen_then_exit);
}

START_TEST(message_shows_expression_and_line) {
    char text[512];
    snprintf(text, sizeof text, "error: t_item: W (2,3) has 6 elements; only one element is a number\n"
             "   in  t_item(loss)\n   at  test_tensor.c:%d (message_shows_expression_and_line", __LINE__ + 3);
    listen_for(text);
    Tensor *loss = t_named(t_zeros(2, 3), "W");
    t_item(loss);
}
END_TEST

START_TEST(message_of_a_lost_tensor) {
    listen_for("h (1) was made in a training step that has ended");
    Tensor *h;
    {
        t_step();
        h = t_named(t_ones(1), "h");
    }
    t_item(h);
}
END_TEST

START_TEST(world_errors_come_back) {
    ck_assert(!t_error_set("%s: no such file", "x.csv"));
    ck_assert_str_eq(t_error(), "x.csv: no such file");
    t_error_set("model: %s", t_error());
    ck_assert_str_eq(t_error(), "model: x.csv: no such file");
}
END_TEST

int main(void) {
    Suite *s = suite_create("tensor");
    TCase *t = tcase_create("tensor");
    suite_add_tcase(s, t);
    tcase_add_test(t, shapes_and_sizes);
    tcase_add_test(t, values);
    tcase_add_test(t, linspace_has_both_ends);
    tcase_add_test(t, from_array_shares_memory);
    tcase_add_test(t, comparison);
    tcase_add_test(t, kept_outlives_its_step);
    tcase_add_exit_test(t, found_out_in_the_next_step, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, found_out_much_later_when_debugging, EXIT_WRONG_CALL);
    tcase_add_test(t, steps_nest_and_reuse_memory);
    tcase_add_test(t, left_by_continue);
    tcase_add_test(t, poison_is_nan);
    tcase_add_exit_test(t, null_is_named, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, item_of_many, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, index_outside, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, freeing_a_steps_tensor, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, integers_need_no_grad, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, too_many_axes, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, too_many_elements, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, written_later, EXIT_NOT_WRITTEN);
    tcase_add_exit_test(t, message_shows_expression_and_line, 0);
    tcase_add_exit_test(t, message_of_a_lost_tensor, 0);
    tcase_add_test(t, world_errors_come_back);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
