/* The twins of the linear layer and of its losses: values, gradients and refusals are those of the .c files. */
#include "linear.h"
#include "losses.h"
#include "tests/two_devices.h"

EXPRESSION(linear, f_linear(a, b, c))
EXPRESSION(mse, f_mse_loss(a, b))
EXPRESSION(l1, f_l1_loss(a, b))

START_TEST(same_on_both) {
    check_expression(linear, t_randn(7, 5), t_randn(3, 5), t_randn(3));
    check_expression(linear, t_randn(300, 4), t_randn(2, 4), t_randn(2));
    for (int rows = 1; rows <= 301; rows += 100) {
        Tensor *x = t_randn(rows, 10);
        check_expression(mse, x, t_randn(rows, 10), NULL);
        check_expression(l1, x, t_maximum(x, 0), NULL); /* equal in half of the places */
    }
}
END_TEST

START_TEST(shapes_that_do_not_fit) {
    expect("linear: x (2,3) has 3 columns, but W (4,2) takes 2", "in_features");
    f_linear(t_to(t_randn(2, 3), DEV_CUDA), t_to(t_randn(4, 2), DEV_CUDA), t_to(t_randn(4), DEV_CUDA));
}
END_TEST

START_TEST(a_pair_that_does_not_fit) {
    expect("mse_loss: prediction (3,1) and target (3) do not fit", "t_reshape");
    f_mse_loss(t_to(t_randn(3, 1), DEV_CUDA), t_to(t_randn(3), DEV_CUDA));
}
END_TEST

int main(void) {
    TCase *t = tcase_create("regression");
    tcase_add_test(t, same_on_both);
    tcase_add_exit_test(t, shapes_that_do_not_fit, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, a_pair_that_does_not_fit, EXIT_WRONG_CALL);
    return run_on_two_devices("regression on two devices", t);
}
