/* where and masked_fill: the chosen side, its gradient, and nothing of the other side. */
#include "ops_test.h"

static Tensor *truths(void) { return t_gt(t_tensor(REALS(1, -1, 2, -2, 3, -3), 2, 3), 0); }

START_TEST(values) {
    Tensor *cond = truths(), *a = t_tensor(REALS(1, 2, 3, 4, 5, 6), 2, 3);
    ASSERT_REALS(t_where(cond, a, t_neg(a)), "(2,3)", 1, -2, 3, -4, 5, -6);
    ASSERT_REALS(t_where(cond, a, 0), "(2,3)", 1, 0, 3, 0, 5, 0);
    ASSERT_REALS(t_where(cond, 0.5, a), "(2,3)", 0.5, 2, 0.5, 4, 0.5, 6);
    ASSERT_INTS(t_where(cond, 7, -7), "(2,3)", 7, -7, 7, -7, 7, -7);
    ASSERT_INTS(t_where(cond, t_arange(3), 9), "(2,3)", 0, 9, 2, 9, 1, 9);
    ASSERT_TRUTHS(t_where(cond, cond, t_eq(a, 2)), "(2,3)", 1, 1, 1, 0, 1, 0);
    ASSERT_REALS(t_where(cond, t_arange(3), t_scalar(0.5)), "(2,3)", 0, 0.5, 2, 0.5, 1, 0.5);
    /* any byte that is not 0 is true */
    uint8_t bytes[] = {2, 0, 255};
    ASSERT_INTS(t_where(t_copy_of(bytes, DTYPE_UINT8, 1, (int[]){3}), 1, 0), "(3)", 1, 0, 1);
}
END_TEST

START_TEST(all_three_broadcast) {
    Tensor *row = t_tensor(REALS(1, 2, 3), 3), *column = t_tensor(REALS(10, 20), 2, 1);
    ASSERT_REALS(t_where(truths(), row, column), "(2,3)", 1, 10, 3, 20, 2, 20);
    ASSERT_REALS(t_where(t_gt(row, 1), row, column), "(2,3)", 10, 2, 3, 20, 2, 3);
    ASSERT_REALS(t_where(t_gt(column, 15), row, row), "(2,3)", 1, 2, 3, 1, 2, 3);
    ASSERT_REALS(t_where(t_gt(column, 15), row, 0), "(2,3)", 0, 0, 0, 1, 2, 3);
    ASSERT_REALS(t_where(t_gt(t_scalar(1), 0), row, column), "(2,3)", 1, 2, 3, 1, 2, 3);
    ASSERT_REALS(t_where(t_gt(column, 15), 1.5, 2.5), "(2,1)", 2.5, 1.5);
    ck_assert_str_eq(t_shape_text(t_where(t_gt(t_zeros(0, 3), 0), row, 0)), "(0,3)");
}
END_TEST

/* 0 times a NaN, in the values or from upstream, would be NaN. */
START_TEST(nothing_of_the_other_side) {
    Tensor *x = t_requires_grad(t_tensor(REALS(4, 0, -1, 9), 4));
    ASSERT_REALS(t_where(t_gt(x, 0), t_sqrt(x), t_scale(x, 3)), "(4)", 2, 0, -3, 3);
    Tensor *bad = t_requires_grad(t_tensor(REALS(NAN, INFINITY, 1, 1), 4));
    Tensor *dy = t_tensor(REALS(1, NAN, 10, INFINITY), 4);
    t_backward_from(t_where(t_lt(t_arange(4), 2), x, bad), dy);
    ASSERT_REALS(x->grad, "(4)", 1, NAN, 0, 0);
    ASSERT_REALS(bad->grad, "(4)", 0, 0, 10, INFINITY);
}
END_TEST

START_TEST(gradients_are_summed_where_a_side_broadcasts) {
    Tensor *row = t_requires_grad(t_tensor(REALS(1, 2, 3), 3)), *number = t_requires_grad(t_scalar(5));
    t_backward_from(t_where(truths(), row, number), t_tensor(REALS(1, 2, 4, 8, 16, 32), 2, 3));
    ASSERT_REALS(row->grad, "(3)", 1, 16, 4);
    ASSERT_REALS(number->grad, "()", 42);
    Tensor *both = t_requires_grad(t_tensor(REALS(1, 2, 3), 3));
    t_backward_from(t_where(truths(), both, both), t_tensor(REALS(1, 2, 4, 8, 16, 32), 2, 3));
    ASSERT_REALS(both->grad, "(3)", 9, 18, 36);
}
END_TEST

START_TEST(masked) {
    Tensor *x = t_requires_grad(t_tensor(REALS(1, 2, 3, 4, 5, 6), 2, 3)), *last = t_eq(t_arange(3), 2);
    Tensor *y = t_masked_fill(x, last, -INFINITY);
    ASSERT_REALS(y, "(2,3)", 1, 2, -INFINITY, 4, 5, -INFINITY);
    t_backward_from(y, t_ones(2, 3));
    ASSERT_REALS(x->grad, "(2,3)", 1, 1, 0, 1, 1, 0);
    ASSERT_INTS(t_masked_fill(t_arange(3), last, 8), "(3)", 0, 1, 8);
}
END_TEST

enum { CASES = 6 };
START_TEST(wrong_calls) {
    Tensor *x = t_named(t_zeros(2, 3), "x"), *cond = t_named(t_gt(x, 0), "cond");
    switch (_i) {
    case 0:
        expect("where: x (2,3) is torch.float", "t_gt(x, 0)");
        t_where(x, 1.0, 2.0);
        break;
    case 1:
        expect("where: a (2) and b (2,3) do not fit together", "t_unsqueeze(a, 1), of shape (2,1)");
        t_where(cond, t_zeros(2), t_zeros(2, 3));
        break;
    case 2:
        expect("where: cond (2,3) and a and b together (4) do not fit together", "in each axis the lengths are equal");
        t_where(cond, t_zeros(4), 0);
        break;
    case 3:
        expect("a is NULL", NULL);
        t_where_at(T_HERE("t_where(cond, NULL, x)"), cond, NULL, x);
        break;
    case 4:
        expect("masked_fill: the mask (2,3) does not grow to row (3)", "or 1");
        t_masked_fill(t_named(t_zeros(3), "row"), cond, 0);
        break;
    case 5:
        expect("masked_fill: mask (2,3) is torch.int64, not torch.uint8", NULL);
        t_masked_fill(x, t_cast(t_zeros(2, 3), DTYPE_INT64), 0);
        break;
    }
    ck_abort_msg("case %d ends without an error", _i);
}
END_TEST

int main(void) {
    TCase *t = tcase_create("where");
    tcase_add_test(t, values);
    tcase_add_test(t, all_three_broadcast);
    tcase_add_test(t, nothing_of_the_other_side);
    tcase_add_test(t, gradients_are_summed_where_a_side_broadcasts);
    tcase_add_test(t, masked);
    tcase_add_loop_exit_test(t, wrong_calls, EXIT_WRONG_CALL, 0, CASES);
    return run_cases(t, "ops_where");
}
