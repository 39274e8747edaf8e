/* The twins of convolution and pooling: values, gradients and refusals are those of the .c files. */
#include "convolution.h"
#include "tests/two_devices.h"

EXPRESSION(plain, f_conv2d(a, b, c, 1, 0, 1))
EXPRESSION(wide, f_conv2d(a, b, c, 2, 1, 2))
EXPRESSION(loops, f_conv2d_loops(a, b, c, 3, 2, 1))
EXPRESSION(fast, t_conv2d(a, b, c, 2, 1, 2))
EXPRESSION(fast_twice, t_add(t_conv2d(a, b, c, 1, 1, 1), t_conv2d(a, b, c, 1, 1, 1)))
EXPRESSION(max, f_max_pool2d(a, 2, 2, 0, 0))
EXPRESSION(max_overlapping, f_max_pool2d(a, 3, 2, 1, 1))
EXPRESSION(max_fast, t_max_pool2d(a, 2, 2, 0, false))
EXPRESSION(max_fast_overlapping, t_max_pool2d(a, 3, 2, 1, true))
EXPRESSION(average, f_avg_pool2d(a, 3, 2, 1, 1, 1))
EXPRESSION(average_inside, f_avg_pool2d(a, 3, 2, 1, 1, 0))
EXPRESSION(average_gaps, f_avg_pool2d(a, 2, 3, 0, 0, 1))
EXPRESSION(mean, f_global_avg_pool(a))

START_TEST(convolutions) {
    for (int n = 1; n <= 3; n++) {
        Tensor *x = t_randn(n, 3, 9, 11), *W = t_randn(4, 3, 3, 2), *b = t_randn(4);
        check_expression(plain, x, W, b);
        check_expression(wide, x, W, b);
        check_expression(loops, x, W, b);
        check_expression(fast, x, W, b);
        check_expression(fast_twice, x, W, b);
    }
    check_expression(plain, t_randn(6, 1, 12, 12), t_randn(2, 1, 5, 5), t_randn(2));
}
END_TEST

START_TEST(nan_is_the_maximum) {
    Tensor *x = t_zeros(1, 1, 5, 5);
    x->data[6] = (real)NAN;
    for (int fast = 0; fast < 2; fast++) {
        Tensor       *there = t_to(x, DEV_CUDA);
        const Tensor *y = t_to(fast ? t_max_pool2d(there, 2, 2, 0, false) : f_max_pool2d(there, 2, 2, 0, 0), DEV_CPU);
        ck_assert(isnan(y->data[0]) && y->data[1] == 0 && y->data[2] == 0 && y->data[3] == 0);
    }
}
END_TEST

START_TEST(poolings) {
    Tensor *x = t_randn(2, 3, 8, 11), *ties = t_cast(t_gt(t_randn(2, 3, 8, 11), 0), DTYPE_REAL);
    Expression *const all[] = {max, max_overlapping, max_fast, max_fast_overlapping, average, average_inside,
                               average_gaps, mean};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        check_expression(all[i], x, NULL, NULL);
        check_expression(all[i], ties, NULL, NULL);
    }
}
END_TEST

START_TEST(channels_that_do_not_fit) {
    expect("conv2d: x (1,2,5,5) has 2 channels, but W (4,3,3,3) takes 3", "the same number of channels");
    f_conv2d(t_named(t_to(t_randn(1, 2, 5, 5), DEV_CUDA), "x"), t_named(t_to(t_randn(4, 3, 3, 3), DEV_CUDA), "W"),
             t_to(t_randn(4), DEV_CUDA), 1, 0, 1);
}
END_TEST

int main(void) {
    TCase *t = tcase_create("convolution");
    tcase_add_test(t, convolutions);
    tcase_add_test(t, poolings);
    tcase_add_test(t, nan_is_the_maximum);
    tcase_add_exit_test(t, channels_that_do_not_fit, EXIT_WRONG_CALL);
    return run_on_two_devices("convolution on two devices", t);
}
