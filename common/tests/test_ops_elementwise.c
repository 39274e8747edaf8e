/* Ops element by element: values, broadcasting, promotion. */
#include "ops_test.h"

START_TEST(vectorised_addition) {
    Tensor *a = t_tensor(REALS(3, 2, 5, 1), 4), *b = t_tensor(REALS(1, 7, 4, 2), 4);
    ASSERT_REALS(t_add(a, b), "(4)", 4, 9, 9, 3);
    ASSERT_REALS(t_mean(t_pow(t_sub(a, b), 2)), "()", 7.75);
    ASSERT_REALS(t_mean(t_abs(t_sub(a, b))), "()", 2.25);
    ASSERT_REALS(t_dot(a, b), "()", 39);
}
END_TEST

START_TEST(two_operands) {
    Tensor *a = t_tensor(REALS(-2, 0.5, 3, 4), 4), *b = t_tensor(REALS(4, 0.5, -1, 2), 4);
    ASSERT_REALS(t_sub(a, b), "(4)", -6, 0, 4, 2);
    ASSERT_REALS(t_mul(a, b), "(4)", -8, 0.25, -3, 8);
    ASSERT_REALS(t_div(a, b), "(4)", -0.5, 1, -3, 2);
    ASSERT_REALS(t_pow(a, b), "(4)", 16, sqrt(0.5), 1.0 / 3, 16);
    ASSERT_REALS(t_maximum(a, b), "(4)", 4, 0.5, 3, 4);
    ASSERT_REALS(t_scale(a, -2), "(4)", 4, -1, -6, -8);
    ASSERT_TRUTHS(t_eq(a, b), "(4)", 0, 1, 0, 0);
    ASSERT_TRUTHS(t_ne(a, b), "(4)", 1, 0, 1, 1);
    ASSERT_TRUTHS(t_lt(a, b), "(4)", 1, 0, 0, 0);
    ASSERT_TRUTHS(t_le(a, b), "(4)", 1, 1, 0, 0);
    ASSERT_TRUTHS(t_gt(a, b), "(4)", 0, 0, 1, 1);
    ASSERT_TRUTHS(t_ge(a, b), "(4)", 0, 1, 1, 1);
}
END_TEST

/* An Op's inputs are const, and may be operands as they are. */
START_TEST(const_operands) {
    const Tensor *a = t_tensor(REALS(1, 2), 2), *b = t_tensor(REALS(3, 5), 2);
    ASSERT_REALS(t_sub(b, a), "(2)", 2, 3);
    ASSERT_REALS(t_add(a, 1), "(2)", 2, 3);
    ASSERT_TRUTHS(t_gt(a, b), "(2)", 0, 0);
}
END_TEST

START_TEST(one_operand) {
    Tensor *x = t_tensor(REALS(-4, 0, 1, 2.25), 4), *p = t_abs(x);
    ASSERT_REALS(t_neg(x), "(4)", 4, 0, -1, -2.25);
    ASSERT_REALS(p, "(4)", 4, 0, 1, 2.25);
    ASSERT_REALS(t_exp(x), "(4)", exp(-4.0), 1, exp(1.0), exp(2.25));
    ASSERT_REALS(t_log(p), "(4)", log(4.0), -INFINITY, 0, log(2.25));
    ASSERT_REALS(t_sqrt(p), "(4)", 2, 0, 1, 1.5);
    ASSERT_REALS(t_sin(x), "(4)", sin(-4.0), 0, sin(1.0), sin(2.25));
    ASSERT_REALS(t_cos(x), "(4)", cos(-4.0), 1, cos(1.0), cos(2.25));
}
END_TEST

START_TEST(out_of_range_is_said_in_the_value) {
    Tensor *x = t_tensor(REALS(-1, INFINITY, NAN), 3);
    ASSERT_REALS(t_sqrt(x), "(3)", NAN, INFINITY, NAN);
    ASSERT_REALS(t_log(x), "(3)", NAN, INFINITY, NAN);
    ASSERT_REALS(t_div(t_tensor(REALS(1, 0, -1), 3), 0), "(3)", INFINITY, NAN, -INFINITY);
    ASSERT_REALS(t_maximum(x, 0), "(3)", 0, INFINITY, NAN);
    ASSERT_REALS(t_maximum(0, x), "(3)", 0, INFINITY, NAN);
    ASSERT_TRUTHS(t_eq(x, x), "(3)", 1, 1, 0);
}
END_TEST

START_TEST(broadcasting) {
    Tensor *m = t_tensor(REALS(1, 2, 3, 4, 5, 6), 2, 3), *row = t_tensor(REALS(10, 20, 30), 3);
    Tensor *column = t_tensor(REALS(100, 200), 2, 1);
    ASSERT_REALS(t_add(m, row), "(2,3)", 11, 22, 33, 14, 25, 36);
    ASSERT_REALS(t_sub(row, m), "(2,3)", 9, 18, 27, 6, 15, 24);
    ASSERT_REALS(t_add(m, column), "(2,3)", 101, 102, 103, 204, 205, 206);
    ASSERT_REALS(t_add(column, row), "(2,3)", 110, 120, 130, 210, 220, 230);
    ASSERT_REALS(t_add(t_reshape(m, 2, 1, 3), column), "(2,2,3)", 101, 102, 103, 201, 202, 203, 104, 105, 106, 204, 205,
                 206);
    ASSERT_REALS(t_mul(m, t_ones(1, 1, 1, 1)), "(1,1,2,3)", 1, 2, 3, 4, 5, 6);
    ASSERT_REALS(t_add(t_scalar(1), t_scalar(2)), "()", 3);
    ASSERT_TRUTHS(t_gt(m, t_tensor(REALS(2, 4, 4), 3)), "(2,3)", 0, 0, 0, 1, 1, 1);
    /* no two axes can be walked as one */
    Tensor *a = t_reshape(t_arange(4), 2, 1, 2, 1), *b = t_reshape(t_arange(4), 1, 2, 1, 2);
    ASSERT_INTS(t_add(t_mul(a, 10), b), "(2,2,2,2)", 0, 1, 10, 11, 2, 3, 12, 13, 20, 21, 30, 31, 22, 23, 32, 33);
}
END_TEST

START_TEST(gradients_of_broadcast_operands_are_sums) {
    Tensor *x = t_requires_grad(t_tensor(REALS(1, 2, 3, 4, 5, 6), 2, 3)), *b = t_requires_grad(t_zeros(3));
    Tensor *s = t_requires_grad(t_scalar(2));
    t_backward_from(t_mul(t_add(x, b), s), t_tensor(REALS(1, 2, 3, 10, 20, 30), 2, 3));
    ASSERT_REALS(x->grad, "(2,3)", 2, 4, 6, 20, 40, 60);
    ASSERT_REALS(b->grad, "(3)", 22, 44, 66);
    ASSERT_REALS(s->grad, "()", 1 + 4 + 9 + 40 + 100 + 180);
}
END_TEST

START_TEST(a_million_broadcast_gradients) {
    Tensor *x = t_full(0.1, 1000, 1000), *s = t_requires_grad(t_scalar(1));
    t_backward(t_sum(t_mul(x, s)));
    ck_assert_double_eq_tol(t_item(s->grad) / 1e5, 1, sizeof(real) == 4 ? 4 * REAL_EPSILON : 1e-10);
}
END_TEST

START_TEST(an_operand_twice) {
    Tensor *x = t_requires_grad(t_tensor(REALS(3, -2), 2));
    t_backward_from(t_mul(x, x), t_ones(2));
    ASSERT_REALS(x->grad, "(2)", 6, -4);
    t_zero_grad(x);
    t_backward_from(t_sub(x, x), t_ones(2));
    ASSERT_REALS(x->grad, "(2)", 0, 0);
    t_zero_grad(x);
    t_backward_from(t_maximum(x, x), t_ones(2));
    ASSERT_REALS(x->grad, "(2)", 1, 1);
}
END_TEST

static Tensor *slope_of(Tensor *y, Tensor *x) {
    t_backward_from(y, t_full_shape(1, y->ndim, y->shape));
    return x->grad;
}

START_TEST(slopes_at_the_kinks) {
    Tensor *x = t_requires_grad(t_tensor(REALS(-1, 0, 1), 3));
    ASSERT_REALS(slope_of(t_abs(x), x), "(3)", -1, 0, 1);
    t_zero_grad(x);
    ASSERT_REALS(slope_of(t_maximum(x, 0), x), "(3)", 0, 1, 1);
    t_zero_grad(x);
    ASSERT_REALS(slope_of(t_maximum(0, x), x), "(3)", 0, 0, 1);
    t_zero_grad(x);
    ASSERT_REALS(slope_of(t_pow(x, 0), x), "(3)", 0, 0, 0);
    t_zero_grad(x);
    ASSERT_REALS(slope_of(t_pow(x, 3), x), "(3)", 3, 0, 3);
    Tensor *zero = t_requires_grad(t_zeros(1)), *root = t_requires_grad(t_zeros(1));
    ASSERT_REALS(slope_of(t_pow(zero, 1), zero), "(1)", 1);
    ASSERT_REALS(slope_of(t_sqrt(root), root), "(1)", INFINITY);
    Tensor *power = t_requires_grad(t_tensor(REALS(0, 2, -1), 3));
    ASSERT_REALS(slope_of(t_pow(t_zeros(3), power), power), "(3)", 0, 0, -INFINITY);
}
END_TEST

START_TEST(dtypes_are_promoted) {
    Tensor *r = t_tensor(REALS(0.5, 1.5), 2), *i = t_tensor_int64(INTS(3, -4), 2);
    Tensor *u = t_copy_of((uint8_t[]){200, 100}, DTYPE_UINT8, 1, (int[]){2});
    ASSERT_REALS(t_add(r, i), "(2)", 3.5, -2.5);
    ASSERT_REALS(t_mul(u, r), "(2)", 100, 150);
    ASSERT_INTS(t_add(u, u), "(2)", 400, 200);
    ASSERT_INTS(t_mul(i, u), "(2)", 600, -400);
    ASSERT_REALS(t_div(i, 2), "(2)", 1.5, -2);
    ASSERT_REALS(t_pow(i, 2), "(2)", 9, 16);
    ASSERT_INTS(t_add(i, 1), "(2)", 4, -3);
    ASSERT_REALS(t_add(i, 0.5), "(2)", 3.5, -3.5);
    ASSERT_REALS(t_add(r, 1), "(2)", 1.5, 2.5);
    ASSERT_REALS(t_sub(1, r), "(2)", 0.5, -0.5);
    ASSERT_INTS(t_neg(i), "(2)", -3, 4);
    ASSERT_INTS(t_neg(u), "(2)", -200, -100);
    ASSERT_INTS(t_abs(i), "(2)", 3, 4);
    ASSERT_INTS(t_maximum(i, 0), "(2)", 3, 0);
    ASSERT_REALS(t_exp(t_tensor_int64(INTS(0), 1)), "(1)", 1);
    ASSERT_REALS(t_scale(i, 0.5), "(2)", 1.5, -2);
    ASSERT_TRUTHS(t_eq(u, 100), "(2)", 0, 1);
    ASSERT_TRUTHS(t_lt(i, r), "(2)", 0, 1);
    /* beyond 2^53 integers stay exact */
    int64_t big = (INT64_C(1) << 60) + 1;
    ck_assert_int_eq(t_add(t_scalar_int64(big), 1)->i64[0], big + 1);
    ck_assert_int_eq(t_add(t_scalar_int64(INT64_MAX), 1)->i64[0], INT64_MIN);
}
END_TEST

START_TEST(integers_carry_no_gradient) {
    Tensor *x = t_requires_grad(t_tensor(REALS(1, 2), 2));
    ck_assert(!t_gt(x, 1)->requires_grad);
    ck_assert(!t_cast(x, DTYPE_INT64)->requires_grad);
    Tensor *masked = t_mul(x, t_gt(x, 1));
    ck_assert(masked->requires_grad);
    ASSERT_REALS(slope_of(masked, x), "(2)", 0, 1);
}
END_TEST

START_TEST(casts) {
    Tensor *x = t_tensor(REALS(-1.9, 2.9, 255, 0), 4);
    ck_assert_ptr_eq(t_cast(x, DTYPE_REAL), x);
    ASSERT_INTS(t_cast(x, DTYPE_INT64), "(4)", -1, 2, 255, 0);
    ASSERT_TRUTHS(t_cast(t_abs(x), DTYPE_UINT8), "(4)", 1, 2, 255, 0);
    ASSERT_REALS(t_cast(t_cast(t_abs(x), DTYPE_UINT8), DTYPE_REAL), "(4)", 1, 2, 255, 0);
    ASSERT_INTS(t_cast(t_cast(t_abs(x), DTYPE_UINT8), DTYPE_INT64), "(4)", 1, 2, 255, 0);
    ASSERT_TRUTHS(t_cast(t_arange(3), DTYPE_UINT8), "(3)", 0, 1, 2);
    Tensor *ends = t_cast(t_tensor(REALS(INFINITY, -INFINITY, NAN), 3), DTYPE_INT64);
    ck_assert(ends->i64[0] == INT64_MAX && ends->i64[1] == INT64_MIN && ends->i64[2] == 0);
}
END_TEST

START_TEST(nothing_is_recorded_under_no_grad) {
    Tensor *x = t_requires_grad(t_ones(2));
    {
        t_no_grad();
        Tensor *y = t_add(t_exp(x), t_mul(x, 2));
        ck_assert(!y->requires_grad && !y->ctx);
    }
    ck_assert(t_exp(x)->requires_grad);
}
END_TEST

START_TEST(tensors_without_elements) {
    Tensor *none = t_requires_grad(t_zeros(0, 3)), *row = t_requires_grad(t_ones(3));
    Tensor *y = t_mul(none, row);
    ck_assert_str_eq(t_shape_text(y), "(0,3)");
    t_backward(t_sum(y));
    ASSERT_REALS(row->grad, "(3)", 0, 0, 0);
    ck_assert_str_eq(t_shape_text(t_exp(none)), "(0,3)");
    ck_assert_str_eq(t_shape_text(t_gt(none, 1)), "(0,3)");
    ck_assert_str_eq(t_shape_text(t_add(none, t_zeros(1, 1))), "(0,3)");
}
END_TEST

int main(void) {
    TCase *t = tcase_create("elementwise");
    tcase_add_test(t, vectorised_addition);
    tcase_add_test(t, two_operands);
    tcase_add_test(t, const_operands);
    tcase_add_test(t, one_operand);
    tcase_add_test(t, out_of_range_is_said_in_the_value);
    tcase_add_test(t, broadcasting);
    tcase_add_test(t, gradients_of_broadcast_operands_are_sums);
    tcase_add_test(t, a_million_broadcast_gradients);
    tcase_add_test(t, an_operand_twice);
    tcase_add_test(t, slopes_at_the_kinks);
    tcase_add_test(t, dtypes_are_promoted);
    tcase_add_test(t, integers_carry_no_gradient);
    tcase_add_test(t, casts);
    tcase_add_test(t, nothing_is_recorded_under_no_grad);
    tcase_add_test(t, tensors_without_elements);
    return run_cases(t, "ops_elementwise");
}
