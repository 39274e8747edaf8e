/* The twins of lab 5: values, gradients, running statistics and refusals are those of the .c files. */
#include "regularization.h"
#include "tests/two_devices.h"
#include <math.h>

/* The mask of a use is the same on both devices: the seed is set anew before each. */
static Tensor *seeded(Tensor *x, double p, bool training) {
    t_manual_seed(5);
    return f_dropout(x, p, training);
}
EXPRESSION(dropout, seeded(a, 0.3, true))
EXPRESSION(dropout_evaluation, seeded(a, 0.3, false))

static Tensor *drop_connect_seeded(Tensor *x, Tensor *W, Tensor *b) {
    t_manual_seed(5);
    return f_drop_connect(x, W, b, 0.3, true);
}
EXPRESSION(drop_connect, drop_connect_seeded(a, b, c))

static Tensor *normalised(Tensor *x, Tensor *gamma, Tensor *beta, bool training) {
    Tensor *mean = t_to(t_full(0.2, gamma->shape[0]), x->device), *var = t_to(t_full(1.5, gamma->shape[0]), x->device);
    return f_batch_norm(x, gamma, beta, mean, var, training, 1e-5, 0.1);
}
EXPRESSION(batch_norm, normalised(a, b, c, true))
EXPRESSION(batch_norm_evaluation, normalised(a, b, c, false))
static Tensor *normalised_fast(Tensor *x, Tensor *gamma, Tensor *beta, bool training) {
    Tensor *mean = t_to(t_full(0.2, gamma->shape[0]), x->device), *var = t_to(t_full(1.5, gamma->shape[0]), x->device);
    return t_batch_norm(x, gamma, beta, mean, var, training, 1e-5, 0.1);
}
EXPRESSION(fast_batch_norm, normalised_fast(a, b, c, true))
EXPRESSION(fast_batch_norm_evaluation, normalised_fast(a, b, c, false))
static Tensor *normalised_relu(Tensor *x, Tensor *gamma, Tensor *beta) {
    Tensor *mean = t_to(t_full(0.2, gamma->shape[0]), x->device), *var = t_to(t_full(1.5, gamma->shape[0]), x->device);
    return t_batch_norm_relu(x, gamma, beta, mean, var, true, 1e-5, 0.1);
}
EXPRESSION(batch_norm_relu, normalised_relu(a, b, c))
EXPRESSION(layer_norm, f_layer_norm(a, b, c, 1e-5))

START_TEST(same_on_both) {
    check_expression(dropout, t_randn(70, 9), NULL, NULL);
    check_expression(dropout_evaluation, t_randn(7, 9), NULL, NULL);
    check_expression(drop_connect, t_randn(5, 7), t_randn(3, 7), t_randn(3));
    check_expression(batch_norm, t_randn(50, 3), t_randn(3), t_randn(3));
    check_expression(batch_norm, t_randn(4, 3, 5, 6), t_randn(3), t_randn(3));
    check_expression(batch_norm_evaluation, t_randn(4, 3, 5), t_randn(3), t_randn(3));
    check_expression(fast_batch_norm, t_randn(4, 3, 5, 6), t_randn(3), t_randn(3));
    check_expression(fast_batch_norm_evaluation, t_randn(4, 3, 5), t_randn(3), t_randn(3));
    check_expression(batch_norm_relu, t_randn(4, 3, 5, 6), t_randn(3), t_randn(3));
    check_expression(layer_norm, t_randn(40, 6), t_randn(6), t_randn(6));
    check_expression(layer_norm, t_randn(2, 3, 6), t_randn(6), t_randn(6));
}
END_TEST

START_TEST(nan_goes_through) {
    Tensor *x = t_randn(4, 3, 5), *gamma = t_randn(3), *beta = t_randn(3);
    x->data[7] = (real)NAN; /* in channel 1 */
    const real *y = t_host(normalised_relu(t_to(x, DEV_CUDA), t_to(gamma, DEV_CUDA), t_to(beta, DEV_CUDA)));
    for (size_t i = 0; i < x->size; i++) ck_assert_int_eq(isnan(y[i]) != 0, i / 5 % 3 == 1);
}
END_TEST

/* The buffers, their count, and early stopping, which copies them. */
START_TEST(a_model) {
    Module *here = nn_sequential(nn_linear(4, 6), nn_batch_norm1d(6));
    Module *there = nn_sequential(nn_linear(4, 6), nn_batch_norm1d(6));
    for (int i = 0; i < 2; i++)
        memcpy(nn_find(there, i ? "0.bias" : "0.weight")->data, nn_find(here, i ? "0.bias" : "0.weight")->data,
               (i ? 6 : 24) * sizeof(real));
    nn_to(there, DEV_CUDA);
    nn_train(here);
    nn_train(there);
    Tensor       *x = t_randn(9, 4);
    EarlyStopping e = early_stopping_begin(there, 1, 0);
    for (int step = 0; step < 2; step++) {
        Tensor *y = nn_forward(here, x), *z = nn_forward(there, t_to(x, DEV_CUDA));
        check_close(z, y, "y");
        if (step == 0) early_stopping_update(&e, 1);
    }
    check_close(nn_find(there, "1.running_mean"), nn_find(here, "1.running_mean"), "running_mean");
    check_close(nn_find(there, "1.running_var"), nn_find(here, "1.running_var"), "running_var");
    Tensor *count = nn_find(there, "1.num_batches_tracked");
    ck_assert(t_item(count) == 2);
    early_stopping_restore(&e);
    ck_assert(t_item(count) == 1);
    t_backward(penalized(t_sum(nn_forward(there, t_to(x, DEV_CUDA))), there, 0.1, 0.1));
    t_backward(penalized(t_sum(nn_forward(here, x)), here, 0.1, 0.1));
    ck_assert(t_allclose(gradient_norms(there), gradient_norms(here), 1e-4, 1e-5));
    early_stopping_end(&e);
    nn_free(here);
    nn_free(there);
}
END_TEST

START_TEST(a_batch_of_one) {
    expect("batch_norm: expected more than 1 value per channel when training", "at least 2");
    Module *m = nn_batch_norm1d(3);
    nn_to(m, DEV_CUDA);
    nn_forward(m, t_to(t_randn(1, 3), DEV_CUDA));
}
END_TEST

START_TEST(prox_on_a_gpu) {
    expect("prox_l1: w (3) is not on the CPU", "nn_to");
    prox_l1(t_named(t_to(t_randn(3), DEV_CUDA), "w"), 1, 1);
}
END_TEST

int main(void) {
    TCase *t = tcase_create("regularization");
    tcase_add_test(t, same_on_both);
    tcase_add_test(t, nan_goes_through);
    tcase_add_test(t, a_model);
    tcase_add_exit_test(t, a_batch_of_one, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, prox_on_a_gpu, EXIT_WRONG_CALL);
    return run_on_two_devices("regularization on two devices", t);
}
