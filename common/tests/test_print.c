/* Tensors on paper: every string here is torch's own. */
#include "gradlab.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

/* What t_print writes, without the end of the line. */
static char *printed(const Tensor *x) {
    char  *text;
    size_t length;
    FILE  *to = open_memstream(&text, &length);
    t_fprint(to, x);
    fclose(to);
    ck_assert_uint_gt(length, 0);
    ck_assert_int_eq(text[length - 1], '\n');
    text[length - 1] = '\0';
    return text;
}

static void check_print(const Tensor *x, const char *expected) {
    char *text = printed(x);
    ck_assert_str_eq(text, expected);
    free(text);
}

#define REALS(...) t_tensor(((real[]){__VA_ARGS__}), (int)(sizeof((real[]){__VA_ARGS__}) / sizeof(real)))
#define INTS(...) t_tensor_int64(((int64_t[]){__VA_ARGS__}), (int)(sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t)))

START_TEST(scalars_and_rows) {
    check_print(t_scalar_int64(108), "tensor(108)");
    check_print(t_scalar(4), "tensor(4.)");
    check_print(t_scalar(NAN), "tensor(nan)");
    check_print(INTS(2, 7, 6, 4, 6, 5), "tensor([2, 7, 6, 4, 6, 5])");
    check_print(REALS(0.1, 1, 5), "tensor([0.1000, 1.0000, 5.0000])");
    check_print(REALS(1, 999.5), "tensor([  1.0000, 999.5000])");
}
END_TEST

START_TEST(brackets_nest_and_columns_align) {
    check_print(t_tensor(((real[]){1.5, -2, 0, 100}), 2, 2),
                "tensor([[  1.5000,  -2.0000],\n        [  0.0000, 100.0000]])");
    check_print(t_tensor_int64(((int64_t[]){-1, 20, 300, 4}), 2, 2), "tensor([[ -1,  20],\n        [300,   4]])");
    check_print(t_tensor(((real[]){0, 1, 2, 3, 4, 5, 6, 7}), 2, 2, 2),
                "tensor([[[0., 1.],\n         [2., 3.]],\n\n        [[4., 5.],\n         [6., 7.]]])");
}
END_TEST

START_TEST(scientific_where_four_decimals_say_too_little) {
    check_print(REALS(1e-5, 1), "tensor([1.0000e-05, 1.0000e+00])");
    check_print(REALS(1, 2000), "tensor([1.0000e+00, 2.0000e+03])");
    check_print(REALS(3e9), "tensor([3.0000e+09])");
    check_print(REALS(0, 1e-5), "tensor([0.0000e+00, 1.0000e-05])");
}
END_TEST

START_TEST(what_is_no_number) {
    check_print(REALS(NAN, INFINITY, 1.5, -INFINITY), "tensor([   nan,    inf, 1.5000,   -inf])");
    check_print(REALS(-NAN, 0), "tensor([nan, 0.])");
    check_print(REALS(1, INFINITY), "tensor([1., inf])");
    check_print(REALS(0, -0.0), "tensor([0., -0.])");
}
END_TEST

START_TEST(long_rows_wrap) {
    check_print(t_arange(30), "tensor([ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17,\n"
                              "        18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29])");
}
END_TEST

START_TEST(above_a_thousand_the_middle_is_left_out) {
    check_print(t_arange(1001), "tensor([   0,    1,    2,  ...,  998,  999, 1000])");
    check_print(t_ones(40, 30), "tensor([[1., 1., 1.,  ..., 1., 1., 1.],\n"
                                "        [1., 1., 1.,  ..., 1., 1., 1.],\n"
                                "        [1., 1., 1.,  ..., 1., 1., 1.],\n"
                                "        ...,\n"
                                "        [1., 1., 1.,  ..., 1., 1., 1.],\n"
                                "        [1., 1., 1.,  ..., 1., 1., 1.],\n"
                                "        [1., 1., 1.,  ..., 1., 1., 1.]])");
    Tensor *x = t_zeros(2, 1000);
    x->data[500] = 1e-7; /* not printed, so it does not decide the format */
    check_print(x, "tensor([[0., 0., 0.,  ..., 0., 0., 0.],\n        [0., 0., 0.,  ..., 0., 0., 0.]])");
    char *text = printed(t_ones(1000));
    ck_assert_ptr_null(strstr(text, "..."));
    free(text);
}
END_TEST

START_TEST(suffixes) {
    check_print(t_requires_grad(REALS(1, 2)), "tensor([1., 2.], requires_grad=True)");
    check_print(t_copy_of((uint8_t[]){1, 255}, DTYPE_UINT8, T_SHAPE(2)), "tensor([  1, 255], dtype=torch.uint8)");
    check_print(t_requires_grad(t_full(0.5, 7)),
                "tensor([0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000],\n       requires_grad=True)");
    check_print(t_zeros(0), "tensor([])");
    check_print(t_zeros(2, 0), "tensor([], size=(2, 0))");
}
END_TEST

START_TEST(results_print_without_requires_grad) {
    Tensor *x = t_named(t_requires_grad(REALS(1, 2)), "x"), *y = t_add(x, x);
    ck_assert(y->requires_grad);
    check_print(y, "tensor([2., 4.])");
}
END_TEST

/* What t_print prints, in a sentence: two at once. */
START_TEST(text_in_a_sentence) {
    Tensor *a = t_tensor_int64(((int64_t[]){2, 7, 6, 4, 6, 5}), 6);
    Tensor *b = t_tensor_int64(((int64_t[]){0, 4, 0, 3, 8, 4}), 6);
    char    sentence[256];
    snprintf(sentence, sizeof sentence, "The dot product between %s and %s is %s", t_text(a), t_text(b),
             t_text(t_dot(a, b)));
    ck_assert_str_eq(sentence, "The dot product between tensor([2, 7, 6, 4, 6, 5]) and tensor([0, 4, 0, 3, 8, 4]) is "
                               "tensor(108)");
    ck_assert_str_eq(t_text(t_maximum(a, 0)), "tensor([2, 7, 6, 4, 6, 5])"); /* ReLU of integers gives integers */
    for (int i = 0; i < 20; i++) ck_assert_str_eq(t_text(t_scalar(4)), "tensor(4.)");
}
END_TEST

/* The lecture's way there and back: one memory, seen as an array and as a tensor. */
START_TEST(array_and_back) {
    int64_t c[] = {1, 2, 3};
    Tensor *d = t_from_array(c, DTYPE_INT64, T_SHAPE(3));
    ck_assert_str_eq(t_text(d), "tensor([1, 2, 3])");
    ck_assert_ptr_eq(d->i64, c);
    d->i64[0] = 9;
    ck_assert_int_eq(c[0], 9);
}
END_TEST

START_TEST(device_suffix) {
    if (!dev_available(DEV_CUDA)) return;
    check_print(t_to(REALS(1, 2), DEV_CUDA), "tensor([1., 2.], device='cuda:0')");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("print");
    TCase *tests = tcase_create("print");
    tcase_add_test(tests, scalars_and_rows);
    tcase_add_test(tests, brackets_nest_and_columns_align);
    tcase_add_test(tests, scientific_where_four_decimals_say_too_little);
    tcase_add_test(tests, what_is_no_number);
    tcase_add_test(tests, long_rows_wrap);
    tcase_add_test(tests, above_a_thousand_the_middle_is_left_out);
    tcase_add_test(tests, suffixes);
    tcase_add_test(tests, results_print_without_requires_grad);
    tcase_add_test(tests, text_in_a_sentence);
    tcase_add_test(tests, array_and_back);
    tcase_add_test(tests, device_suffix);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
