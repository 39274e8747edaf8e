/* Lab 5's norms: the lectures' worked numbers, all shapes by the library's own operations, gradients by differences. */
#include "norm.h"
#include "regularization.h"
#include "tests/gradient_test.h"

static const double eps = sizeof(real) == sizeof(double) ? 1e-8 : 2e-6; /* the numbers are printed with eight digits */

static void expect_values(const Tensor *x, int n, const double values[]) {
    ck_assert_uint_eq(x->size, (size_t)n);
    for (int i = 0; i < n; i++) ck_assert_double_eq_tol(x->data[i], values[i], eps);
}
#define EXPECT(x, ...) expect_values(x, sizeof((double[]){__VA_ARGS__}) / sizeof(double), (double[]){__VA_ARGS__})

static Tensor *numbers(void) { return t_tensor(REALS(3, 2, 5, 1), 4, 1); }

/* Batch norm of 3, 2, 5, 1: mean 2.75, biased variance 2.1875, unbiased variance 2.9166667. */
START_TEST(batch_norm_of_four_numbers) {
    Module *m = nn_batch_norm1d(1);
    nn_train(m);
    EXPECT(nn_forward(m, numbers()), 0.16903046, -0.50709139, 1.52127418, -1.18321325);
    EXPECT(nn_find(m, "running_mean"), 0.275);
    EXPECT(nn_find(m, "running_var"), 1.19166667);
    ck_assert_int_eq(nn_find(m, "num_batches_tracked")->i64[0], 1);
    nn_eval(m);
    for (int again = 0; again < 2; again++)
        EXPECT(nn_forward(m, numbers()), 2.49624546, 1.58019208, 4.32835223, 0.66413871);
    EXPECT(nn_find(m, "running_mean"), 0.275);
    EXPECT(nn_find(m, "running_var"), 1.19166667);
    ck_assert_int_eq(nn_find(m, "num_batches_tracked")->i64[0], 1);
    nn_free(m);
}
END_TEST

START_TEST(gradients_of_four_numbers) {
    Module *m = nn_batch_norm1d(1);
    nn_train(m);
    Tensor *gamma = nn_find(m, "weight"), *beta = nn_find(m, "bias"), *x = t_requires_grad(numbers());
    gamma->data[0] = 2;
    beta->data[0] = 0.5;
    t_backward_from(nn_forward(m, x), t_tensor(REALS(1, 0, 0, 0), 4, 1));
    EXPECT(x->grad, 1.00452395, -0.30908441, -0.42499049, -0.27044905);
    EXPECT(gamma->grad, 0.16903046);
    EXPECT(beta->grad, 1);
    nn_free(m);
}
END_TEST

/* --- The same by operations of the library, for every shape ------------------------------------------------------- */
static Tensor *batch_norm_by_ops(Tensor *x, Tensor *gamma, Tensor *beta) {
    const int C = x->shape[1];
    Tensor   *z = x->ndim == 2 ? t_reshape(x, x->shape[0], C, 1) : t_reshape(x, x->shape[0], C, -1);
    Tensor   *normal = t_div(t_sub(z, t_mean_axes_keep(z, 0, 2)), t_sqrt(t_add(t_var_axes_keep(z, 0, 0, 2), 1e-5)));
    Tensor   *y = t_add(t_mul(normal, t_reshape(gamma, C, 1)), t_reshape(beta, C, 1));
    return t_reshape_at(T_HERE("y"), y, x->ndim, x->shape);
}

static Tensor *layer_norm_by_ops(Tensor *x, Tensor *gamma, Tensor *beta) {
    Tensor *centred = t_sub(x, t_mean_keep(x, -1));
    Tensor *var = t_var_axes_keep(x, 0, -1);
    return t_add(t_mul(t_div(centred, t_sqrt(t_add(var, 1e-5))), gamma), beta);
}

static Tensor *batch_norm(Tensor *x, Tensor *gamma, Tensor *beta) {
    const int C = x->shape[1];
    return f_batch_norm(x, gamma, beta, t_zeros(C), t_ones(C), true, 1e-5, 0.1);
}
static Tensor *layer_norm(Tensor *x, Tensor *gamma, Tensor *beta) { return f_layer_norm(x, gamma, beta, 1e-5); }

typedef Tensor *(*Norm)(Tensor *x, Tensor *gamma, Tensor *beta);

static void check_same(Norm ours, Norm theirs, Tensor *x, int features) {
    Tensor *in[] = {t_requires_grad(x), t_requires_grad(t_randn(features)), t_requires_grad(t_randn(features))};
    Tensor *dy = t_randn_shape(x->ndim, x->shape), *grad[3];
    Tensor *y = ours(in[0], in[1], in[2]), *z = theirs(in[0], in[1], in[2]);
    ck_assert(t_allclose(y, z, 0, 100 * REAL_EPSILON));
    t_backward_from(y, dy);
    for (int i = 0; i < 3; i++) {
        grad[i] = in[i]->grad;
        t_forget_grad(in[i]);
    }
    t_backward_from(z, dy);
    for (int i = 0; i < 3; i++) ck_assert(t_allclose(grad[i], in[i]->grad, 200 * REAL_EPSILON, 800 * REAL_EPSILON));
}

START_TEST(all_shapes) {
    t_manual_seed(2);
    check_same(batch_norm, batch_norm_by_ops, t_randn(5, 3), 3);
    check_same(batch_norm, batch_norm_by_ops, t_randn(4, 3, 6), 3);
    check_same(batch_norm, batch_norm_by_ops, t_randn(3, 4, 2, 5), 4);
    check_same(batch_norm, batch_norm_by_ops, t_randn(1, 2, 3, 3), 2);
    check_same(layer_norm, layer_norm_by_ops, t_randn(5, 4), 4);
    check_same(layer_norm, layer_norm_by_ops, t_randn(7), 7);
    check_same(layer_norm, layer_norm_by_ops, t_randn(2, 3, 5), 5);
}
END_TEST

/* A mean that is large beside the deviation costs no digits: E[x^2] - E[x]^2 would lose all of them. */
START_TEST(far_from_zero) {
    Tensor *x = t_tensor(REALS(10003, 10002, 10005, 10001), 4, 1), *row = t_reshape(x, 1, 4);
    Tensor *y = batch_norm(x, t_ones(1), t_zeros(1)), *z = layer_norm(row, t_ones(4), t_zeros(4));
    EXPECT(y, 0.16903046, -0.50709139, 1.52127418, -1.18321325);
    EXPECT(z, 0.16903046, -0.50709139, 1.52127418, -1.18321325);
}
END_TEST

/* --- Gradients by differences ------------------------------------------------------------------------------------- */
static Tensor *f_training(Tensor *const in[]) { return batch_norm(in[0], in[1], in[2]); }
static Tensor *f_evaluation(Tensor *const in[]) {
    const int C = in[1]->shape[0];
    return f_batch_norm(in[0], in[1], in[2], t_full(0.2, C), t_full(1.5, C), false, 1e-5, 0.1);
}
static Tensor *f_layer(Tensor *const in[]) { return layer_norm(in[0], in[1], in[2]); }

START_TEST(differences) {
    Tensor *images[] = {drawn(4, (int[]){3, 2, 2, 2}, -2, 2, 0.25), drawn(1, (int[]){2}, 0.5, 2, 0.5),
                        drawn(1, (int[]){2}, -1, 1, 0.5)};
    Tensor *rows[] = {drawn(2, (int[]){5, 3}, -2, 2, 0.25), drawn(1, (int[]){3}, 0.5, 2, 0.5),
                      drawn(1, (int[]){3}, -1, 1, 0.5)};
    ck_assert_double_le(gradient_error(f_training, 3, images), gradient_tolerance());
    ck_assert_double_le(gradient_error(f_evaluation, 3, images), gradient_tolerance());
    ck_assert_double_le(gradient_error(f_layer, 3, rows), gradient_tolerance());
}
END_TEST

/* --- Modes -------------------------------------------------------------------------------------------------------- */
/* nn_eval on the outermost container reaches every layer; then a sample's outputs do not depend on its batch. */
START_TEST(modes_travel_through_containers) {
    Module *m = nn_container("Outer");
    nn_add(m, "inner", nn_sequential(nn_sequential(nn_linear(3, 4), nn_batch_norm1d(4)), nn_dropout(0.5)));
    Tensor *x = t_randn(6, 3), *first = t_slice(x, 0, 0, 1);
    nn_train(m);
    ck_assert(!t_equal(nn_forward(m, x), nn_forward(m, x)));
    nn_eval(m);
    Tensor *y = nn_forward(m, x);
    ck_assert(t_equal(nn_forward(m, x), y));
    ck_assert(t_allclose(nn_forward(m, first), t_slice(y, 0, 0, 1), 0, 100 * REAL_EPSILON));
    nn_train(m);
    ck_assert(!t_equal(nn_forward(m, x), y));
    nn_free(m);
}
END_TEST

START_TEST(keys_and_print_are_torchs) {
    Module *m = nn_sequential(nn_batch_norm1d(3), nn_layer_norm(3), nn_batch_norm2d(3));
    static const char *const keys[] = {"0.weight", "0.bias", "0.running_mean", "0.running_var",
                                       "0.num_batches_tracked", "1.weight", "1.bias", "2.running_var"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) ck_assert_msg(nn_find(m, keys[i]) != NULL, "%s", keys[i]);
    ck_assert_uint_eq(nn_parameter_count(m), 18);
    char  text[1024] = "";
    FILE *to = fmemopen(text, sizeof text, "w");
    nn_fprint(to, m);
    fclose(to);
    ck_assert_str_eq(text, "Sequential(\n"
                           "  (0): BatchNorm1d(3, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)\n"
                           "  (1): LayerNorm((3,), eps=1e-05, elementwise_affine=True)\n"
                           "  (2): BatchNorm2d(3, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)\n"
                           ")\n");
    nn_free(m);
}
END_TEST

START_TEST(a_batch_of_one) {
    expect("batch_norm: expected more than 1 value per channel when training, but x (1,3) has 1", "at least 2");
    nn_forward(nn_batch_norm1d(3), t_named(t_randn(1, 3), "x"));
}
END_TEST

START_TEST(a_batch_of_one_is_evaluated) {
    Module *m = nn_batch_norm1d(3), *images = nn_batch_norm2d(2);
    nn_eval(m);
    ck_assert_int_eq(nn_forward(m, t_randn(1, 3))->shape[1], 3);
    nn_forward(images, t_randn(1, 2, 2, 2)); /* four values a channel */
    nn_free(m);
    nn_free(images);
}
END_TEST

START_TEST(other_channels) {
    expect("batch_norm: x (4,2) and weight (3) do not fit", "axis 1");
    nn_forward(nn_batch_norm1d(3), t_randn(4, 2));
}
END_TEST
START_TEST(images_in_1d) {
    expect("BatchNorm1d: x (4,3,2,2) has 4 axes", "BatchNorm2d");
    nn_forward(nn_batch_norm1d(3), t_randn(4, 3, 2, 2));
}
END_TEST

int main(void) {
    TCase *t = tcase_create("norm");
    tcase_add_test(t, batch_norm_of_four_numbers);
    tcase_add_test(t, gradients_of_four_numbers);
    tcase_add_test(t, all_shapes);
    tcase_add_test(t, far_from_zero);
    tcase_add_test(t, differences);
    tcase_add_test(t, modes_travel_through_containers);
    tcase_add_test(t, keys_and_print_are_torchs);
    tcase_add_exit_test(t, a_batch_of_one, EXIT_WRONG_CALL);
    tcase_add_test(t, a_batch_of_one_is_evaluated);
    tcase_add_exit_test(t, other_channels, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, images_in_1d, EXIT_WRONG_CALL);
    return run_cases(t, "norm");
}
