/* The twins of softmax and of the losses of classifiers: values, gradients and refusals are those of softmax.c. And
 * whose twins they are: another Op of the same name does not get them. */
#include "softmax.h"
#include "tests/two_devices.h"

EXPRESSION(softmax, f_softmax(a))
EXPRESSION(log_softmax, f_log_softmax(a))
EXPRESSION(cross_entropy, f_cross_entropy(a, b))
EXPRESSION(bce, f_bce_with_logits(a, t_detach(t_cast(t_gt(a, 0.1), DTYPE_REAL))))

START_TEST(same_on_both) {
    for (int rows = 1; rows <= 301; rows += 100) {
        Tensor *logits = t_mul(t_randn(rows, 10), 3);
        check_expression(softmax, logits, NULL, NULL);
        check_expression(log_softmax, logits, NULL, NULL);
        check_expression(cross_entropy, logits, labels(rows, 10), NULL);
        check_expression(bce, logits, NULL, NULL);
    }
    check_expression(softmax, t_randn(5), NULL, NULL);
    check_expression(log_softmax, t_randn(4, 1), NULL, NULL);
}
END_TEST

START_TEST(large_logits) {
    Tensor *far = t_tensor(((real[]){1000, -1000, 0, -1000, 1000, 1000}), 2, 3);
    far = t_requires_grad(t_keep(t_to(far, DEV_CUDA)));
    Tensor *p = f_softmax(far), *log_p = f_log_softmax(far);
    ck_assert(t_at(p, 0, 0) == 1 && t_at(p, 0, 1) == 0 && t_at(p, 1, 1) == 0.5);
    ck_assert(t_at(log_p, 0, 1) == -2000);
    Tensor *L = f_cross_entropy(far, t_to(t_tensor_int64(((int64_t[]){0, 0}), 2), DEV_CUDA));
    ck_assert_double_eq_tol(t_item(L), (2000 + log(2.0)) / 2, 1000 * REAL_EPSILON);
    t_backward(L);
    ck_assert(t_at(far->grad, 1, 0) == -0.5 && t_at(far->grad, 1, 1) == 0.25);

    Tensor *z = t_to(t_tensor(((real[]){100, -100}), 2), DEV_CUDA), *y = t_to(t_zeros(2), DEV_CUDA);
    ck_assert_double_eq_tol(t_item(f_bce_with_logits(z, y)), 50, 100 * REAL_EPSILON);
}
END_TEST

START_TEST(label_out_of_range) {
    expect("cross_entropy: label 3 of sample 1, but there are 3 classes", "labels run from 0 to C-1");
    f_cross_entropy(t_to(t_randn(2, 3), DEV_CUDA), t_to(t_tensor_int64(((int64_t[]){0, 3}), 2), DEV_CUDA));
}
END_TEST

START_TEST(no_axis_of_classes) {
    expect("has no axis to run over", "(N,C) or (C)");
    f_softmax(t_to(t_scalar(1), DEV_CUDA));
}
END_TEST

START_TEST(targets_that_require_a_gradient) {
    expect("bce_with_logits: no gradient goes to the targets", "t_detach");
    Tensor *y = t_requires_grad(t_keep(t_to(t_zeros(2), DEV_CUDA)));
    f_bce_with_logits(t_to(t_randn(2), DEV_CUDA), y);
}
END_TEST

/* --- Whose twins they are ----------------------------------------------------------------------------------------- */
START_TEST(a_twin_belongs_to_its_op) {
    const Op mine = softmax_op; /* of the same name and functions, as a student's may be */
    ck_assert(dev_runs(DEV_CUDA, &softmax_op) && !dev_runs(DEV_CUDA, &mine));
    ck_assert(dev_runs(DEV_CPU, &mine));
    expect("error: softmax has no code for cuda:0: write its twin in a .cu file beside its .c file "
           "(common/cuda/README.md shows how), or leave DEVICE out\n", NULL);
    t_apply(&mine, t_to(t_randn(2, 3), DEV_CUDA));
}
END_TEST

START_TEST(code_is_named) {
    char  text[2000] = "";
    FILE *to = fmemopen(text, sizeof text, "w"), *out = stdout;
    stdout = to;
    dev_print_code(DEV_CUDA);
    stdout = out;
    fclose(to);
    ck_assert_ptr_nonnull(strstr(text, ": the library's operations\n"));
    ck_assert_ptr_nonnull(strstr(text, "  reference/02_regression/linear.cu: linear_op\n"));
    ck_assert_ptr_nonnull(strstr(text, "  reference/03_softmax/softmax.cu: softmax_op, log_softmax_op, "));
}
END_TEST

int main(void) {
    TCase *t = tcase_create("softmax");
    tcase_add_test(t, same_on_both);
    tcase_add_test(t, large_logits);
    tcase_add_exit_test(t, label_out_of_range, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, no_axis_of_classes, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, targets_that_require_a_gradient, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, a_twin_belongs_to_its_op, EXIT_WRONG_CALL);
    tcase_add_test(t, code_is_named);
    return run_on_two_devices("softmax on two devices", t);
}
