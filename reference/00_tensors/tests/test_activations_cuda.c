/* The twins of the activations: values and gradients are those of activations.c. */
#include "activations.h"
#include "tests/two_devices.h"

EXPRESSION(sigmoid, f_sigmoid(a))
EXPRESSION(hyperbolic, f_tanh(a))
EXPRESSION(relu, f_relu(a))
EXPRESSION(leaky_relu, f_leaky_relu(a, 0.5))
EXPRESSION(elu, f_elu(a, 0.5))

START_TEST(same_on_both) {
    Expression *all[] = {sigmoid, hyperbolic, relu, leaky_relu, elu};
    for (int i = 0; i < 5; i++) {
        check_expression(all[i], t_randn(6, 9), NULL, NULL);
        check_expression(all[i], t_tensor(((real[]){1000, -1000, 0}), 3), NULL, NULL);
    }
}
END_TEST

START_TEST(slopes_at_zero) {
    Tensor *zero = t_requires_grad(t_keep(t_to(t_zeros(3), DEV_CUDA)));
    t_backward(t_sum(f_relu(zero)));
    ck_assert(t_at(zero->grad, 0) == 0);
    t_backward(t_sum(f_leaky_relu(zero, 0.5)));
    ck_assert(t_at(zero->grad, 0) == 0.5);
    t_backward(t_sum(f_elu(zero, 0.5)));
    ck_assert(t_at(zero->grad, 0) == 1.5);
}
END_TEST

START_TEST(nan_goes_through) {
    const Tensor *y = t_to(f_relu(t_to(t_tensor(((real[]){NAN, -1, 2}), 3), DEV_CUDA)), DEV_CPU);
    ck_assert(isnan(y->data[0]) && y->data[1] == 0 && y->data[2] == 2);
}
END_TEST

START_TEST(integers) {
    expect("relu: x (2) holds integers", "t_cast");
    f_relu(t_to(t_tensor_int64(((int64_t[]){1, 2}), 2), DEV_CUDA));
}
END_TEST

int main(void) {
    TCase *t = tcase_create("activations");
    tcase_add_test(t, same_on_both);
    tcase_add_test(t, slopes_at_zero);
    tcase_add_test(t, nan_goes_through);
    tcase_add_exit_test(t, integers, EXIT_WRONG_CALL);
    return run_on_two_devices("activations on two devices", t);
}
