/* Reductions and products: values, accuracy, ties. */
#include "ops_test.h"

static Tensor *table(void) { return t_tensor(REALS(1, 5, 3, 4, 2, 6), 2, 3); }

START_TEST(the_lectures_reductions) {
    Tensor *a = t_tensor_int64(INTS(2, 7, 6, 4, 6, 5), 6), *b = t_tensor_int64(INTS(0, 4, 0, 3, 8, 4), 6);
    ASSERT_INTS(t_dot(a, b), "()", 108);
    ASSERT_INTS(t_maximum(a, 0), "(6)", 2, 7, 6, 4, 6, 5);
    ASSERT_INTS(t_max(b), "()", 8);
    ASSERT_INTS(t_argmax(b), "()", 4);
}
END_TEST

START_TEST(the_lectures_matrix_of_samples) {
    Tensor *W = t_tensor(REALS(1, 2, 3), 1, 3), *X = t_tensor(REALS(3, 2, 5, 1, 7, 4), 2, 3);
    ASSERT_REALS(t_matmul(W, t_transpose(X)), "(1,2)", 22, 27);
}
END_TEST

START_TEST(the_lectures_chain) {
    Tensor *w = t_requires_grad(t_scalar(2));
    Tensor *y = t_add(t_mul(w, w), 3), *z = t_mul(y, y);
    ASSERT_REALS(z, "()", 49);
    t_backward(z);
    ASSERT_REALS(w->grad, "()", 56);
}
END_TEST

/* A sum times 1/n is not 1 for n = 41, 47, 55, ...; a sum divided by n is. */
START_TEST(the_mean_of_ones_is_one) {
    for (int n = 1; n <= 1000; n++) {
        t_step();
        ck_assert_msg(t_item(t_mean(t_full_shape(1, 1, &n))) == 1, "n = %d", n);
    }
    ASSERT_REALS(t_var_axis(t_tensor(REALS(0, 2, 2, 2), 2, 2), 0, 0), "(2)", 1, 0);
}
END_TEST

START_TEST(over_all_and_over_an_axis) {
    Tensor *x = table();
    ASSERT_REALS(t_sum(x), "()", 21);
    ASSERT_REALS(t_sum_axis(x, 0), "(3)", 5, 7, 9);
    ASSERT_REALS(t_sum_axis(x, 1), "(2)", 9, 12);
    ASSERT_REALS(t_sum_axis(x, -1), "(2)", 9, 12);
    ASSERT_REALS(t_sum_keep(x, 0), "(1,3)", 5, 7, 9);
    ASSERT_REALS(t_sum_at(T_HERE("sum"), x, T_ALL, true), "(1,1)", 21);
    ASSERT_REALS(t_mean(x), "()", 3.5);
    ASSERT_REALS(t_mean_axis(x, 0), "(3)", 2.5, 3.5, 4.5);
    ASSERT_REALS(t_mean_keep(x, 1), "(2,1)", 3, 4);
    ASSERT_REALS(t_max(x), "()", 6);
    ASSERT_REALS(t_max_axis(x, 0), "(3)", 4, 5, 6);
    ASSERT_REALS(t_max_keep(x, 1), "(2,1)", 5, 6);
    ASSERT_INTS(t_argmax(x), "()", 5);
    ASSERT_INTS(t_argmax_axis(x, 0), "(3)", 1, 0, 1);
    ASSERT_INTS(t_argmax_axis(x, 1), "(2)", 1, 2);
    Tensor *deep = t_cast(t_reshape(t_arange(24), 2, 3, 4), DTYPE_REAL);
    ASSERT_REALS(t_sum_axis(deep, 1), "(2,4)", 12, 15, 18, 21, 48, 51, 54, 57);
    ASSERT_REALS(t_max_axis(deep, 1), "(2,4)", 8, 9, 10, 11, 20, 21, 22, 23);
    ASSERT_REALS(t_sum(t_scalar(5)), "()", 5);
}
END_TEST

/* Two images of two channels of 1 x 2 pixels: channel 0 holds 1, 2, 5, 6, channel 1 holds 3, 4, 7, 8. */
static Tensor *images(void) { return t_tensor(REALS(1, 2, 3, 4, 5, 6, 7, 8), 2, 2, 1, 2); }

START_TEST(over_several_axes) {
    Tensor *x = images();
    ASSERT_REALS(t_sum_axes(x, 0, 2, 3), "(2)", 14, 22);
    ASSERT_REALS(t_sum_axes_keep(x, 0, 2, 3), "(1,2,1,1)", 14, 22);
    ASSERT_REALS(t_sum_axes(x, -1, 1), "(2,1)", 10, 26);
    ASSERT_REALS(t_sum_axes(x, 2), "(2,2,2)", 1, 2, 3, 4, 5, 6, 7, 8);
    ASSERT_REALS(t_sum_axes(x, 0, 1, 2, 3), "()", 36);
    ASSERT_REALS(t_mean_axes(x, 3, 0, 2), "(2)", 3.5, 5.5);
    ASSERT_REALS(t_mean_axes_keep(x, 1, 2, 3), "(2,1,1,1)", 2.5, 6.5);
    ASSERT_REALS(t_var_axes(x, 0, 0, 2, 3), "(2)", 4.25, 4.25);
    ASSERT_REALS(t_var_axes_keep(x, 1, 0, 2, 3), "(1,2,1,1)", 17.0 / 3, 17.0 / 3);
    /* 16 a + 8 b + 4 c + 2 d + e, over a, c and e: 64 b + 16 d + 4 (16 + 4 + 1) */
    Tensor *deep = t_reshape(t_arange(32), 2, 2, 2, 2, 2);
    ASSERT_INTS(t_sum_axes(deep, 0, 2, 4), "(2,2)", 84, 100, 148, 164);
    ASSERT_INTS(t_sum_axes(t_gt(deep, 15), 0, 2, 4), "(2,2)", 4, 4, 4, 4);
    ASSERT_REALS(t_mean_axes(deep, 0, 2, 4), "(2,2)", 10.5, 12.5, 18.5, 20.5);
}
END_TEST

START_TEST(gradients_over_several_axes) {
    Tensor *x = t_requires_grad(images());
    t_backward_from(t_mean_axes(x, 0, 2, 3), t_tensor(REALS(2, -4), 2));
    ASSERT_REALS(x->grad, "(2,2,1,2)", 0.5, 0.5, -1, -1, 0.5, 0.5, -1, -1);
    t_zero_grad(x);
    t_backward_from(t_var_axes(x, 0, 0, 2, 3), t_tensor(REALS(2, 0), 2)); /* 2 (x - 3.5) / 4 each, twice */
    ASSERT_REALS(x->grad, "(2,2,1,2)", -2.5, -1.5, 0, 0, 1.5, 2.5, 0, 0);
}
END_TEST

START_TEST(variances) {
    Tensor *x = table();
    ASSERT_REALS(t_var(x), "()", 3.5);
    ASSERT_REALS(t_var_axis(x, 1, 1), "(2)", 4, 4);
    ASSERT_REALS(t_var_axis(x, 0, 0), "(3)", 2.25, 2.25, 2.25);
    ASSERT_REALS(t_var_axis(x, 0, 1), "(3)", 4.5, 4.5, 4.5);
    ASSERT_REALS(t_var(t_arange(4)), "()", 5.0 / 3);
    /* E[x^2] - E[x]^2 would lose all digits here */
    ASSERT_REALS(t_var(t_tensor(REALS(1e4, 1e4 + 1, 1e4 + 2), 3)), "()", 1);
}
END_TEST

START_TEST(integers_and_truths) {
    Tensor *x = t_tensor_int64(INTS(1, -5, 3, 4), 2, 2), *truths = t_ge(x, 1);
    ASSERT_INTS(t_sum(x), "()", 3);
    ASSERT_INTS(t_sum_axis(x, 0), "(2)", 4, -1);
    ASSERT_REALS(t_mean(x), "()", 0.75);
    ASSERT_INTS(t_sum(truths), "()", 3);
    ASSERT_REALS(t_mean(truths), "()", 0.75);
    ASSERT_TRUTHS(t_max(truths), "()", 1);
    ASSERT_INTS(t_argmax_axis(truths, 1), "(2)", 0, 0);
    ASSERT_INTS(t_sum(t_cast(t_full(200, 1000), DTYPE_UINT8)), "()", 200000);
}
END_TEST

START_TEST(ties_go_to_the_first) {
    Tensor *x = t_requires_grad(t_tensor(REALS(1, 7, 7, 2, 7, 2), 2, 3));
    ASSERT_INTS(t_argmax(x), "()", 1);
    ASSERT_INTS(t_argmax_axis(x, 0), "(3)", 1, 0, 0);
    t_backward(t_max(x));
    ASSERT_REALS(x->grad, "(2,3)", 0, 1, 0, 0, 0, 0);
    t_zero_grad(x);
    t_backward_from(t_max_axis(x, 1), t_tensor(REALS(3, 4), 2));
    ASSERT_REALS(x->grad, "(2,3)", 0, 3, 0, 0, 4, 0);
}
END_TEST

START_TEST(nan_wins) {
    Tensor *x = t_tensor(REALS(1, NAN, 3, NAN, 4, 5), 2, 3);
    ASSERT_REALS(t_max(x), "()", NAN);
    ASSERT_INTS(t_argmax(x), "()", 1);
    ASSERT_REALS(t_max_axis(x, 0), "(3)", NAN, NAN, 5);
    ASSERT_INTS(t_argmax_axis(x, 0), "(3)", 1, 0, 1);
    ASSERT_REALS(t_max(t_full(-INFINITY, 3)), "()", -INFINITY);
}
END_TEST

START_TEST(a_million_terms) {
    Tensor      *x = t_full(0.1, 1000, 1000);
    const double value = (double)x->data[0], room = sizeof(real) == 4 ? 2 * REAL_EPSILON : 1e-10; /* relative */
    ck_assert_double_eq_tol(t_item(t_sum(x)) / (1e6 * value), 1, room);
    ck_assert_double_eq_tol(t_item(t_mean(x)) / value, 1, room + 2 * REAL_EPSILON);
    Tensor *columns = t_sum_axis(x, 0), *tall = t_sum_axis(t_reshape(x, 500000, 2), 0);
    ck_assert_double_eq_tol(t_at(columns, 999) / (1e3 * value), 1, room);
    ck_assert_double_eq_tol(t_at(tall, 1) / (5e5 * value), 1, room);
}
END_TEST

START_TEST(over_nothing) {
    ASSERT_REALS(t_sum(t_zeros(0)), "()", 0);
    ASSERT_REALS(t_sum_axis(t_zeros(0, 2), 0), "(2)", 0, 0);
    ASSERT_REALS(t_mean(t_zeros(0)), "()", NAN);
    ck_assert_str_eq(t_shape_text(t_sum_axis(t_zeros(0, 2), 1)), "(0)");
    ck_assert_str_eq(t_shape_text(t_max_axis(t_zeros(0, 2), 1)), "(0)");
    ASSERT_REALS(t_sum_axes(t_zeros(0, 2, 3), 0, 2), "(2)", 0, 0);
    ASSERT_REALS(t_sum_axes(t_zeros(3, 2, 0), 0, 2), "(2)", 0, 0);
    ASSERT_REALS(t_mean_axes(t_zeros(3, 1, 0), 0, 2), "(1)", NAN);
}
END_TEST

START_TEST(products) {
    Tensor *a = t_tensor(REALS(1, 2, 3, 4, 5, 6), 2, 3), *b = t_tensor(REALS(1, 0, 2, 1, 0, 3), 3, 2);
    Tensor *v = t_tensor(REALS(1, -1, 2), 3);
    ASSERT_REALS(t_matmul(a, b), "(2,2)", 5, 11, 14, 23);
    ASSERT_REALS(t_matmul(a, v), "(2)", 5, 11);
    ASSERT_REALS(t_matmul(v, b), "(2)", -1, 5);
    ASSERT_REALS(t_matmul(v, v), "()", 6);
    ASSERT_REALS(t_dot(v, v), "()", 6);
    Tensor *pair = t_cat(0, t_unsqueeze(a, 0), t_unsqueeze(t_scale(a, 10), 0)), *twice = t_broadcast_to(b, 2, 3, 2);
    ASSERT_REALS(t_matmul(pair, twice), "(2,2,2)", 5, 11, 14, 23, 50, 110, 140, 230);
    ASSERT_INTS(t_matmul(t_cast(a, DTYPE_INT64), t_cast(b, DTYPE_INT64)), "(2,2)", 5, 11, 14, 23);
    ASSERT_INTS(t_matmul(t_cast(pair, DTYPE_INT64), t_cast(twice, DTYPE_UINT8)), "(2,2,2)", 5, 11, 14, 23, 50, 110, 140,
                230);
    ASSERT_REALS(t_matmul(t_cast(a, DTYPE_INT64), b), "(2,2)", 5, 11, 14, 23);
    ASSERT_REALS(t_matmul(t_zeros(2, 0), t_zeros(0, 2)), "(2,2)", 0, 0, 0, 0);
    ck_assert_str_eq(t_shape_text(t_matmul(t_zeros(0, 3), b)), "(0,2)");
}
END_TEST

int main(void) {
    TCase *t = tcase_create("reduce");
    tcase_add_test(t, the_lectures_reductions);
    tcase_add_test(t, the_lectures_matrix_of_samples);
    tcase_add_test(t, the_lectures_chain);
    tcase_add_test(t, the_mean_of_ones_is_one);
    tcase_add_test(t, over_all_and_over_an_axis);
    tcase_add_test(t, over_several_axes);
    tcase_add_test(t, gradients_over_several_axes);
    tcase_add_test(t, variances);
    tcase_add_test(t, integers_and_truths);
    tcase_add_test(t, ties_go_to_the_first);
    tcase_add_test(t, nan_wins);
    tcase_add_test(t, a_million_terms);
    tcase_add_test(t, over_nothing);
    tcase_add_test(t, products);
    return run_cases(t, "ops_reduce");
}
