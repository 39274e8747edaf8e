/* Whole models: how they print, their keys, files, and the lectures' numbers on training. */
#include "softmax.h"
#include "../../common/tests/scratch.h"
#include <check.h>

static void expect_print(const Module *m, const char *expected) {
    char  text[2048] = "";
    FILE *to = fmemopen(text, sizeof text, "w");
    nn_fprint(to, m);
    fclose(to);
    ck_assert_str_eq(text, expected);
}

START_TEST(shallow_network_prints) {
    Module *m = nn_container("ShallowNN");
    nn_add(m, "regressor", nn_sequential(nn_linear(1, 2000), nn_relu_inplace(), nn_linear(2000, 1)));
    expect_print(m, "ShallowNN(\n"
                    "  (regressor): Sequential(\n"
                    "    (0): Linear(in_features=1, out_features=2000, bias=True)\n"
                    "    (1): ReLU(inplace=True)\n"
                    "    (2): Linear(in_features=2000, out_features=1, bias=True)\n"
                    "  )\n"
                    ")\n");
    ck_assert_uint_eq(nn_parameter_count(m), 6001);
    nn_free(m);
}
END_TEST

START_TEST(parameter_counts) {
    const struct { int sizes[4], n; size_t count;
    } nets[] = {{{2, 1}, 2, 3},           {{2, 3, 1}, 3, 13},    {{2, 10, 1}, 3, 41},
                {{2, 10, 10, 1}, 4, 151}, {{1, 5, 2, 1}, 4, 25}, {{1, 1000, 1}, 3, 3001}};
    for (size_t i = 0; i < sizeof nets / sizeof nets[0]; i++) {
        Module *m = nn_container("net");
        for (int l = 1; l < nets[i].n; l++) {
            char name[12];
            snprintf(name, sizeof name, "%d", l);
            nn_add(m, name, nn_linear(nets[i].sizes[l - 1], nets[i].sizes[l]));
        }
        ck_assert_uint_eq(nn_parameter_count(m), nets[i].count);
        nn_free(m);
    }
}
END_TEST

START_TEST(keys_are_torchs) {
    Module     *m = neural_network(4, 3, 2);
    int         n;
    StateEntry *state = nn_state(m, &n);
    const char *const keys[] = {"linear_relu_stack.0.weight", "linear_relu_stack.0.bias", "linear_relu_stack.2.weight",
                                "linear_relu_stack.2.bias", "linear_relu_stack.4.weight", "linear_relu_stack.4.bias"};
    ck_assert_int_eq(n, 6);
    for (int i = 0; i < 6; i++) ck_assert_str_eq(state[i].key, keys[i]);
    ck_assert(state[0].tensor->shape[0] == 3 && state[0].tensor->shape[1] == 4); /* (out, in) */
    free(state);
    nn_free(m);
}
END_TEST

START_TEST(saved_and_loaded_bit_by_bit) {
    t_manual_seed(1);
    Module *a = neural_network(5, 4, 3), *b = neural_network(5, 4, 3);
    Tensor *x = t_randn(2, 5);
    ck_assert(!t_equal(nn_forward(a, x), nn_forward(b, x)));
    const char *path = scratch_path("model.safetensors");
    ck_assert_msg(nn_save(a, path), "%s", t_error());
    ck_assert_msg(nn_load(b, path), "%s", t_error());
    ck_assert(memcmp(nn_parameters(a)->data, nn_parameters(b)->data, nn_parameters(a)->size * sizeof(real)) == 0);
    ck_assert(t_equal(nn_forward(a, x), nn_forward(b, x)));
    nn_free(a);
    nn_free(b);
}
END_TEST

START_TEST(another_shape_is_rejected) {
    Module *a = neural_network(5, 4, 3), *b = neural_network(5, 4, 2);
    Tensor *before = t_keep(nn_parameters(b)->tensors[0]);
    const char *path = scratch_path("model.safetensors");
    ck_assert(nn_save(a, path) && !nn_load(b, path));
    ck_assert_ptr_nonnull(strstr(t_error(), "linear_relu_stack.4.weight"));
    ck_assert_ptr_nonnull(strstr(t_error(), "linear_relu_stack.4.bias"));
    ck_assert_ptr_null(strstr(t_error(), "linear_relu_stack.0"));
    ck_assert(t_equal(before, nn_parameters(b)->tensors[0]));
    t_free(before);
    nn_free(a);
    nn_free(b);
}
END_TEST

/* x W^T + b for the batch at once, and sample by sample. */
START_TEST(batch_equals_one_by_one) {
    t_manual_seed(2);
    Module *m = neural_network(3, 7, 4);
    Tensor *X = t_randn(9, 3), *Y = nn_forward(m, X);
    for (int i = 0; i < 9; i++)
        ck_assert(t_allclose(nn_forward(m, t_slice(X, 0, i, i + 1)), t_slice(Y, 0, i, i + 1), 1e-4, 1e-6));
    nn_free(m);
}
END_TEST

/* Mean squared error of w x, w = 0.5, on x = (3,2,5,1), t = (1,7,4,2): micro-batches add up, so their losses are
 * divided. */
static double weight_gradient(int parts, double divisor) {
    Tensor *w = t_requires_grad(t_scalar(0.5));
    Tensor *x = t_tensor(((real[]){3, 2, 5, 1}), 4), *t = t_tensor(((real[]){1, 7, 4, 2}), 4);
    for (int p = 0; p < parts; p++) {
        const int n = 4 / parts;
        Tensor   *d = t_sub(t_mul(w, t_slice(x, 0, p * n, p * n + n)), t_slice(t, 0, p * n, p * n + n));
        t_backward(t_div(t_mean(t_mul(d, d)), divisor));
    }
    return t_item(w->grad);
}
START_TEST(accumulated_gradients) {
    ck_assert_double_eq_tol(weight_gradient(1, 1.0), -9.75, 1e-5);
    ck_assert_double_eq_tol(weight_gradient(2, 1.0), -19.5, 1e-5);
    ck_assert_double_eq_tol(weight_gradient(2, 2.0), -9.75, 1e-5);
}
END_TEST

/* Against the loops of the definition, with gradients that already hold something. */
START_TEST(linear_and_its_gradients) {
    t_manual_seed(3);
    const int N = 5, in = 3, out = 4;
    Tensor *x = t_requires_grad(t_randn(N, in)), *W = t_requires_grad(t_randn(out, in)),
           *b = t_requires_grad(t_randn(out));
    Tensor   *y = f_linear(x, W, b), *dy = t_randn(N, out);
    for (int twice = 0; twice < 2; twice++) t_backward_from(f_linear(x, W, b), dy);
    const double tol = 100 * REAL_EPSILON;
    for (int n = 0; n < N; n++)
        for (int j = 0; j < out; j++) {
            double sum = t_at(b, j);
            for (int i = 0; i < in; i++) sum += t_at(x, n, i) * t_at(W, j, i);
            ck_assert_double_eq_tol(t_at(y, n, j), sum, tol);
        }
    for (int j = 0; j < out; j++) {
        double db = 0;
        for (int n = 0; n < N; n++) db += 2 * t_at(dy, n, j);
        ck_assert_double_eq_tol(t_at(b->grad, j), db, tol);
        for (int i = 0; i < in; i++) {
            double dW = 0;
            for (int n = 0; n < N; n++) dW += 2 * t_at(dy, n, j) * t_at(x, n, i);
            ck_assert_double_eq_tol(t_at(W->grad, j, i), dW, tol);
        }
    }
    for (int n = 0; n < N; n++)
        for (int i = 0; i < in; i++) {
            double dx = 0;
            for (int j = 0; j < out; j++) dx += 2 * t_at(dy, n, j) * t_at(W, j, i);
            ck_assert_double_eq_tol(t_at(x->grad, n, i), dx, tol);
        }
}
END_TEST

START_TEST(relu_is_flat_at_zero) {
    Tensor *x = t_requires_grad(t_tensor(((real[]){-2, 0, 3}), 3)), *y = f_relu(x);
    t_backward_from(y, t_tensor(((real[]){5, 6, 7}), 3));
    ck_assert(t_equal(y, t_tensor(((real[]){0, 0, 3}), 3)) && t_equal(x->grad, t_tensor(((real[]){0, 0, 7}), 3)));
}
END_TEST

START_TEST(columns_do_not_fit) { nn_forward(neural_network(4, 3, 2), t_zeros(2, 5)); }
END_TEST
START_TEST(no_inputs) { nn_linear(0, 3); }
END_TEST

int main(void) {
    Suite *s = suite_create("models");
    TCase *t = tcase_create("models"), *files = tcase_create("files");
    suite_add_tcase(s, t);
    suite_add_tcase(s, files);
    tcase_add_test(t, shallow_network_prints);
    tcase_add_test(t, parameter_counts);
    tcase_add_test(t, keys_are_torchs);
    tcase_add_test(t, batch_equals_one_by_one);
    tcase_add_test(t, accumulated_gradients);
    tcase_add_test(t, linear_and_its_gradients);
    tcase_add_test(t, relu_is_flat_at_zero);
    tcase_add_exit_test(t, columns_do_not_fit, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, no_inputs, EXIT_WRONG_CALL);
    tcase_add_unchecked_fixture(files, scratch_make, scratch_remove);
    tcase_add_test(files, saved_and_loaded_bit_by_bit);
    tcase_add_test(files, another_shape_is_rejected);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
