/* Lab 3's reference against the lectures' worked numbers. */
#include "softmax.h"
#include <check.h>
#include <string.h>

static const double eps = sizeof(real) == sizeof(double) ? 1e-8 : 2e-6; /* the numbers are printed with eight digits */

static void expect(const Tensor *x, int n, const double values[]) {
    ck_assert_uint_eq(x->size, (size_t)n);
    for (int i = 0; i < n; i++) ck_assert_double_eq_tol(x->data[i], values[i], eps);
}

static Tensor *z(void) { return t_tensor(((real[]){0.1, 1, 5}), 1, 3); }
static Tensor *label(int64_t t) { return t_tensor_int64(((int64_t[]){t}), 1); }

START_TEST(softmax_of_the_lecture) {
    expect(f_softmax(z()), 3, (double[]){0.00725956, 0.01785564, 0.97488480});
    expect(f_softmax(t_add(z(), 1000)), 3, (double[]){0.00725956, 0.01785564, 0.97488480});
    expect(f_softmax(t_tensor(((real[]){0.1, 1, 5}), 3)), 3, (double[]){0.00725956, 0.01785564, 0.97488480});
}
END_TEST

START_TEST(log_softmax_of_the_lecture) {
    const double lse = 5.0254359674;
    expect(f_log_softmax(z()), 3, (double[]){0.1 - lse, 1 - lse, 5 - lse});
    expect(f_log_softmax(t_tensor(((real[]){0, -2000}), 2)), 2, (double[]){0, -2000});
}
END_TEST

START_TEST(cross_entropy_of_the_lecture) {
    const double loss[] = {4.92543597, 4.02543597, 0.02543597};
    const double twice[] = {1.53521851, 1.52462243, 0.56759327}; /* softmax applied twice */
    for (int t = 0; t < 3; t++) {
        ck_assert_double_eq_tol(t_item(f_cross_entropy(z(), label(t))), loss[t], eps);
        ck_assert_double_eq_tol(t_item(f_cross_entropy(f_softmax(z()), label(t))), twice[t], eps);
    }
    Tensor *x = t_requires_grad(z());
    t_backward(f_cross_entropy(x, label(2)));
    expect(x->grad, 3, (double[]){0.00725956, 0.01785564, -0.02511520});
}
END_TEST

START_TEST(untrained_is_ln_c) {
    const double ln_c[] = {0.69314718, 1.09861229, 2.30258509};
    const int    classes[] = {2, 3, 10};
    for (int i = 0; i < 3; i++)
        ck_assert_double_eq_tol(t_item(f_cross_entropy(t_zeros(1, classes[i]), label(1))), ln_c[i], eps);
}
END_TEST

START_TEST(bce_of_the_lecture) {
    const double p[] = {0.9, 0.2, 0.5, 0.01};
    Tensor      *logits = t_zeros(4), *y = t_tensor(((real[]){1, 0, 1, 1}), 4);
    for (int i = 0; i < 4; i++) logits->data[i] = (real)log(p[i] / (1 - p[i]));
    ck_assert_double_eq_tol(t_item(f_bce_with_logits(logits, y)), 1.40670536, eps);
    Tensor *far = t_tensor(((real[]){100, -100}), 2);
    ck_assert_double_eq_tol(t_item(f_bce_with_logits(far, t_tensor(((real[]){0, 0}), 2))), 50, 1e-5);
    ck_assert_double_eq_tol(t_item(f_bce_with_logits(far, t_tensor(((real[]){1, 0}), 2))), 0, eps);
}
END_TEST

static double bce_of(double z, double y) {
    return t_item(f_bce_with_logits(t_tensor(((real[]){(real)z}), 1), t_tensor(((real[]){(real)y}), 1)));
}

START_TEST(bce_of_infinite_logits) {
    ck_assert(bce_of(INFINITY, 1) == 0 && bce_of(-INFINITY, 0) == 0);
    ck_assert(bce_of(INFINITY, 0) == INFINITY && bce_of(-INFINITY, 1) == INFINITY && bce_of(INFINITY, 0.5) == INFINITY);
    ck_assert(isnan(bce_of(NAN, 0)) && isnan(bce_of(NAN, 1)) && isnan(bce_of(1, NAN)));
    Tensor *z = t_requires_grad(t_tensor(((real[]){INFINITY, -INFINITY}), 2));
    t_backward(f_bce_with_logits(z, t_tensor(((real[]){1, 1}), 2)));
    ck_assert(z->grad->data[0] == 0 && z->grad->data[1] == -0.5);
}
END_TEST

/* -log p of a sample of class 1, and of one of class 0 that got 1 - p. */
START_TEST(penalties_of_the_lecture) {
    const double p[] = {0.99, 0.9, 0.5, 0.1, 0.01};
    const double penalty[] = {0.01005034, 0.10536052, 0.69314718, 2.30258509, 4.60517019};
    for (int i = 0; i < 5; i++) {
        Tensor *z = t_full(log(p[i] / (1 - p[i])), 1);
        ck_assert_double_eq_tol(t_item(f_bce_with_logits(z, t_ones(1))), penalty[i], 10 * eps);
        ck_assert_double_eq_tol(t_item(f_bce_with_logits(t_neg(z), t_zeros(1))), penalty[i], 10 * eps);
    }
    ck_assert(t_item(f_bce_with_logits(t_full(800, 1), t_ones(1))) == 0); /* p = 1 */
}
END_TEST

/* The wines of two classes: logistic regression ends where the lecture's does. */
START_TEST(logistic_regression_of_the_lecture) {
    Dataset      *wine = data_named("wine2");
    Standardizer *s = standardizer_fit(wine);
    standardizer_apply(s, wine);
    standardizer_free(s);
    Module    *m = nn_linear(2, 1);
    Optimizer *adam = optim_adam(nn_parameters(m), 0.05);
    for (int step = 0; step < 3000; step++) {
        t_step();
        t_backward(f_bce_with_logits(nn_forward(m, wine->x), wine->y));
        optim_step(adam);
        optim_zero_grad(adam);
    }
    Tensor *z = nn_forward(m, wine->x);
    ck_assert_double_eq_tol(t_item(f_bce_with_logits(z, wine->y)), 0.0758470, 1e-6);
    ck_assert_double_eq_tol(binary_accuracy(z, wine->y), 124.0 / 130, 1e-12);
    ck_assert_double_eq_tol(t_at(nn_find(m, "weight"), 0, 0), -4.80914, 1e-3);
    ck_assert_double_eq_tol(t_at(nn_find(m, "weight"), 0, 1), -3.94254, 1e-3);
    ck_assert_double_eq_tol(t_item(nn_find(m, "bias")), 0.56576, 1e-3);
    optim_free(adam);
    nn_free(m);
    dataset_free(wine);
}
END_TEST

START_TEST(accuracy_of_two_classes) {
    Tensor *z = t_tensor(((real[]){0.25, -3, 0, 0, 2}), 5, 1), *y = t_tensor(((real[]){1, 0, 0, 1, 0}), 5, 1);
    ck_assert_double_eq_tol(binary_accuracy(z, y), 0.6, 1e-12);
}
END_TEST

START_TEST(kl_is_cross_entropy_for_one_hot) {
    Tensor *q = f_softmax(z());
    ck_assert_double_eq_tol(kl_divergence(one_hot(label(1), 3), q), 4.02543597, eps);
    ck_assert_double_eq_tol(kl_divergence(q, q), 0, eps);
}
END_TEST

START_TEST(decisions) {
    Tensor *x = t_tensor(((real[]){1, 3, 3, -5, -4, -4.5, 0, 0, 0}), 3, 3);
    Tensor *labels = t_tensor_int64(((int64_t[]){1, 1, 2}), 3), *best = argmax_rows(x);
    ck_assert(best->i64[0] == 1 && best->i64[1] == 1 && best->i64[2] == 0);
    ck_assert_double_eq_tol(accuracy(x, labels), 2.0 / 3, eps);
    Tensor *m = confusion_matrix(best, labels, 3);
    ck_assert(m->i64[4] == 2 && m->i64[6] == 1 && t_item(t_sum(m)) == 3);
}
END_TEST

START_TEST(the_network) {
    Module *m = neural_network(28 * 28, 512, 10);
    ck_assert_uint_eq(nn_parameter_count(m), 669706);
    char  text[1024] = "";
    FILE *to = fmemopen(text, sizeof text, "w");
    nn_fprint(to, m);
    fclose(to);
    ck_assert_str_eq(text, "NeuralNetwork(\n"
                           "  (flatten): Flatten(start_dim=1, end_dim=-1)\n"
                           "  (linear_relu_stack): Sequential(\n"
                           "    (0): Linear(in_features=784, out_features=512, bias=True)\n"
                           "    (1): ReLU()\n"
                           "    (2): Linear(in_features=512, out_features=512, bias=True)\n"
                           "    (3): ReLU()\n"
                           "    (4): Linear(in_features=512, out_features=10, bias=True)\n"
                           "  )\n"
                           ")\n");
    ck_assert(nn_find(m, "linear_relu_stack.0.weight") && nn_find(m, "linear_relu_stack.4.bias"));
    Tensor *logits = nn_forward(m, t_zeros(2, 1, 28, 28));
    ck_assert(logits->ndim == 2 && logits->shape[1] == 10);
    nn_free(m);
}
END_TEST

START_TEST(lines) {
    char line[LINE_SIZE];
    train_line(line, 2.3045871, 6464, 60000);
    ck_assert_str_eq(line, "loss: 2.304587 [ 6464/60000]");
    train_line(line, 0.5, 64, 60000);
    ck_assert_str_eq(line, "loss: 0.500000 [   64/60000]");
    test_lines(line, 0.6543, 0.789012345);
    ck_assert_str_eq(line, "Test Error: \n Accuracy: 65.4%, Avg loss: 0.789012 \n");
}
END_TEST

/* Five samples with losses 1, 1, 1, 1, 5 in batches of two: the lecture's mean of batch means is 7/3, not 9/5. */
static Tensor *given_loss(Tensor *logits, Tensor *labels) {
    (void)labels;
    return t_mean(logits);
}
static Tensor *identity(Module *m, Tensor *x) {
    (void)m;
    return x;
}
START_TEST(mean_of_batch_means) {
    static const ModuleType type = {"Identity", identity, NULL};
    Module     *m = nn_module(&type);
    Dataset *d = dataset_new("five", t_keep(t_tensor(((real[]){1, 1, 1, 1, 5}), 5, 1)),
                             t_keep(t_tensor_int64(((int64_t[]){0, 0, 0, 0, 0}), 5)), 1);
    DataLoader *loader = data_loader(d, .batch_size = 2);
    fclose(stdout);
    stdout = fopen("/dev/null", "w");
    const TestResult r = test_loop(loader, m, given_loss);
    ck_assert_double_eq_tol(r.loss, 7.0 / 3, eps);
    ck_assert(r.accuracy == 1);
    data_loader_free(loader);
    dataset_free(d);
    nn_free(m);
}
END_TEST

START_TEST(label_out_of_range) { f_cross_entropy(z(), label(3)); }
END_TEST
START_TEST(labels_of_another_length) { f_cross_entropy(z(), t_tensor_int64(((int64_t[]){0, 1}), 2)); }
END_TEST
START_TEST(targets_of_another_shape) { f_bce_with_logits(t_zeros(3), t_zeros(4)); }
END_TEST
/* The call is shown as it is written, and not with its macros expanded. */
static _Noreturn void look_for_the_call(int status, const char *message) {
    exit(strstr(message, "in  f_cross_entropy(t_neg(z()), label(3))\n") ? status : 1);
}
START_TEST(a_call_is_shown_as_written) {
    t_on_fatal(look_for_the_call);
    f_cross_entropy(t_neg(z()), label(3));
}
END_TEST

int main(void) {
    Suite *s = suite_create("softmax");
    TCase *t = tcase_create("softmax");
    suite_add_tcase(s, t);
    tcase_add_test(t, softmax_of_the_lecture);
    tcase_add_test(t, log_softmax_of_the_lecture);
    tcase_add_test(t, cross_entropy_of_the_lecture);
    tcase_add_test(t, untrained_is_ln_c);
    tcase_add_test(t, bce_of_the_lecture);
    tcase_add_test(t, bce_of_infinite_logits);
    tcase_add_test(t, penalties_of_the_lecture);
    tcase_add_test(t, logistic_regression_of_the_lecture);
    tcase_add_test(t, accuracy_of_two_classes);
    tcase_add_test(t, kl_is_cross_entropy_for_one_hot);
    tcase_add_test(t, decisions);
    tcase_add_test(t, the_network);
    tcase_add_test(t, lines);
    tcase_add_test(t, mean_of_batch_means);
    tcase_add_exit_test(t, label_out_of_range, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, labels_of_another_length, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, targets_of_another_shape, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, a_call_is_shown_as_written, EXIT_WRONG_CALL);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
