/* Ops that move elements: reshape, permute, cat, slice, gather, one_hot, and leaving the tape. */
#include "ops_test.h"

static Tensor *counted(void) { return t_tensor(REALS(0, 1, 2, 3, 4, 5), 2, 3); }

START_TEST(the_same_elements) {
    Tensor *x = counted();
    ASSERT_REALS(t_reshape(x, 3, 2), "(3,2)", 0, 1, 2, 3, 4, 5);
    ASSERT_REALS(t_reshape(x, -1), "(6)", 0, 1, 2, 3, 4, 5);
    ASSERT_REALS(t_reshape(x, 1, -1, 2), "(1,3,2)", 0, 1, 2, 3, 4, 5);
    ASSERT_REALS(t_flatten(t_reshape(x, 2, 1, 3)), "(2,3)", 0, 1, 2, 3, 4, 5);
    ASSERT_REALS(t_flatten_at(T_HERE("flatten"), t_reshape(x, 2, 1, 3), 0), "(6)", 0, 1, 2, 3, 4, 5);
    ASSERT_REALS(t_squeeze(t_reshape(x, 1, 2, 1, 3, 1)), "(2,3)", 0, 1, 2, 3, 4, 5);
    ASSERT_REALS(t_squeeze(t_full(7, 1, 1)), "()", 7);
    ck_assert_ptr_eq(t_flatten(x), x); /* rows already: nothing is copied */
    ASSERT_REALS(t_flatten(t_reshape(x, 1, 2, 3)), "(1,6)", 0, 1, 2, 3, 4, 5);
    ASSERT_REALS(t_unsqueeze(x, 0), "(1,2,3)", 0, 1, 2, 3, 4, 5);
    ASSERT_REALS(t_unsqueeze(x, 1), "(2,1,3)", 0, 1, 2, 3, 4, 5);
    ASSERT_REALS(t_unsqueeze(x, -1), "(2,3,1)", 0, 1, 2, 3, 4, 5);
    ASSERT_INTS(t_unsqueeze(t_scalar_int64(4), 0), "(1)", 4);
}
END_TEST

START_TEST(another_order) {
    Tensor *x = counted();
    ASSERT_REALS(t_transpose(x), "(3,2)", 0, 3, 1, 4, 2, 5);
    ASSERT_INTS(t_transpose(t_reshape(t_arange(4), 2, 2)), "(2,2)", 0, 2, 1, 3);
    ASSERT_TRUTHS(t_transpose(t_gt(x, 1)), "(3,2)", 0, 1, 0, 1, 1, 1);
    ASSERT_REALS(t_permute(x, 1, 0), "(3,2)", 0, 3, 1, 4, 2, 5);
    ASSERT_REALS(t_permute(x, 0, -1), "(2,3)", 0, 1, 2, 3, 4, 5);
    /* (H,W,C) to (C,H,W), as of an image file */
    Tensor *image = t_reshape(t_arange(12), 2, 2, 3);
    ASSERT_INTS(t_permute(image, 2, 0, 1), "(3,2,2)", 0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11);
    Tensor *x4 = t_permute(t_reshape(t_arange(24), 2, 3, 2, 2), 3, 1, 0, 2);
    for (int a = 0; a < 2; a++)
        for (int b = 0; b < 3; b++)
            for (int c = 0; c < 2; c++)
                for (int d = 0; d < 2; d++) ck_assert(t_at(x4, a, b, c, d) == ((c * 3 + b) * 2 + d) * 2 + a);
}
END_TEST

START_TEST(large_transposition) {
    Tensor *x = t_reshape(t_arange(70 * 45), 70, 45), *y = t_transpose(x);
    for (int i = 0; i < 45; i++)
        for (int j = 0; j < 70; j++) ck_assert_int_eq(y->i64[i * 70 + j], j * 45 + i);
    ck_assert(t_equal(t_transpose(y), x));
}
END_TEST

START_TEST(grown) {
    ASSERT_REALS(t_broadcast_to(t_tensor(REALS(1, 2), 2, 1), 2, 3), "(2,3)", 1, 1, 1, 2, 2, 2);
    ASSERT_REALS(t_broadcast_to(t_tensor(REALS(1, 2), 2), 2, 2), "(2,2)", 1, 2, 1, 2);
    ASSERT_INTS(t_broadcast_to(t_scalar_int64(5), 1, 3), "(1,3)", 5, 5, 5);
}
END_TEST

START_TEST(joined) {
    Tensor *x = counted(), *y = t_full(9, 2, 1);
    ASSERT_REALS(t_cat(1, x, y), "(2,4)", 0, 1, 2, 9, 3, 4, 5, 9);
    ASSERT_REALS(t_cat(-1, y, x, y), "(2,5)", 9, 0, 1, 2, 9, 9, 3, 4, 5, 9);
    ASSERT_REALS(t_cat(0, x, t_full(7, 1, 3)), "(3,3)", 0, 1, 2, 3, 4, 5, 7, 7, 7);
    ASSERT_INTS(t_cat(0, t_arange(2), t_arange(0), t_arange(1)), "(3)", 0, 1, 0);
}
END_TEST

START_TEST(joined_with_a_constant) {
    Tensor *x = t_requires_grad(t_zeros(1, 2)), *y = t_requires_grad(t_zeros(1, 2));
    t_backward_from(t_cat(0, x, t_ones(2, 2), y), t_tensor(REALS(1, 2, 3, 4, 5, 6, 7, 8), 4, 2));
    ASSERT_REALS(x->grad, "(1,2)", 1, 2);
    ASSERT_REALS(y->grad, "(1,2)", 7, 8);
}
END_TEST

START_TEST(cut_out) {
    Tensor *x = counted();
    ASSERT_REALS(t_slice(x, 1, 1, 3), "(2,2)", 1, 2, 4, 5);
    ASSERT_REALS(t_slice(x, 0, 1, T_END), "(1,3)", 3, 4, 5);
    ASSERT_REALS(t_slice(x, -1, 0, -1), "(2,2)", 0, 1, 3, 4);
    ASSERT_REALS(t_slice(x, 1, -2, T_END), "(2,2)", 1, 2, 4, 5);
    ASSERT_REALS(t_slice(x, 0, 0, 64), "(2,3)", 0, 1, 2, 3, 4, 5);
    ck_assert_str_eq(t_shape_text(t_slice(x, 1, 2, 1)), "(2,0)");
    ASSERT_REALS(t_select(x, 1), "(3)", 3, 4, 5);
    ASSERT_REALS(t_select(x, -2), "(3)", 0, 1, 2);
    ASSERT_REALS(t_select(t_select(x, 1), 2), "()", 5);
}
END_TEST

START_TEST(by_index) {
    Tensor *x = counted();
    ASSERT_REALS(t_gather(x, t_tensor_int64(INTS(2, 0), 2)), "(2)", 2, 3);
    ASSERT_REALS(t_index_select(x, t_tensor_int64(INTS(1, 1, 0), 3)), "(3,3)", 3, 4, 5, 3, 4, 5, 0, 1, 2);
    ASSERT_INTS(t_index_select(t_tensor_int64(INTS(7, 8, 9), 3), t_tensor_int64(INTS(2, 0), 2)), "(2)", 9, 7);
    ASSERT_REALS(t_one_hot(t_tensor_int64(INTS(2, 0), 2), 3), "(2,3)", 0, 0, 1, 1, 0, 0);
    Tensor *bytes = t_cast(t_tensor_int64(INTS(1, 0), 2), DTYPE_UINT8);
    ASSERT_REALS(t_one_hot(bytes, 2), "(2,2)", 0, 1, 1, 0);
    ASSERT_REALS(t_gather(x, bytes), "(2)", 1, 3);
}
END_TEST

START_TEST(repeated_rows_add_up) {
    Tensor *x = t_requires_grad(counted());
    t_backward_from(t_index_select(x, t_tensor_int64(INTS(1, 1, 0), 3)),
                    t_tensor(REALS(1, 2, 3, 10, 20, 30, 5, 5, 5), 3, 3));
    ASSERT_REALS(x->grad, "(2,3)", 5, 5, 5, 11, 22, 33);
}
END_TEST

START_TEST(detached) {
    Tensor *x = t_requires_grad(counted()), *y = t_mul(x, 1), *d = t_detach(y);
    ck_assert_ptr_eq(d->data, y->data);
    ck_assert(!d->requires_grad && !d->ctx && y->requires_grad);
    t_backward(t_sum(t_mul(y, d))); /* d counts as a constant */
    ASSERT_REALS(x->grad, "(2,3)", 0, 1, 2, 3, 4, 5);
}
END_TEST

START_TEST(cloned) {
    Tensor *x = t_requires_grad(t_tensor(REALS(1, 2), 2)), *y = t_clone(x);
    ck_assert(y->data != x->data && t_equal(x, y));
    t_backward_from(y, t_tensor(REALS(5, 6), 2));
    ASSERT_REALS(x->grad, "(2)", 5, 6);
}
END_TEST

START_TEST(to_the_same_device) {
    Tensor *x = counted();
    ck_assert_ptr_eq(t_to(x, DEV_CPU), x);
}
END_TEST

int main(void) {
    TCase *t = tcase_create("shape");
    tcase_add_test(t, the_same_elements);
    tcase_add_test(t, another_order);
    tcase_add_test(t, large_transposition);
    tcase_add_test(t, grown);
    tcase_add_test(t, joined);
    tcase_add_test(t, joined_with_a_constant);
    tcase_add_test(t, cut_out);
    tcase_add_test(t, by_index);
    tcase_add_test(t, repeated_rows_add_up);
    tcase_add_test(t, detached);
    tcase_add_test(t, cloned);
    tcase_add_test(t, to_the_same_device);
    return run_cases(t, "ops_shape");
}
