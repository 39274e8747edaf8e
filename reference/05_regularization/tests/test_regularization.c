/* Lab 5 against the lectures' worked numbers: dropout, first weights, penalties, early stopping. */
#include "regularization.h"
#include "tests/ops_test.h"

static const double eps = sizeof(real) == sizeof(double) ? 1e-9 : 1e-6;

/* --- Dropout ------------------------------------------------------------------------------------------------------ */
/* Of 3, 2, 5, 1 with p = 0.5 the kept ones are doubled; for seeds with the mask 1, 0, 1, 0 that is 6, 0, 10, 0. */
START_TEST(dropout_of_four_numbers) {
    Tensor *x = t_tensor(REALS(3, 2, 5, 1), 4);
    bool    seen = false;
    for (uint64_t seed = 0; seed < 200; seed++) {
        t_manual_seed(seed);
        const Tensor *u = t_rand_like(x);
        t_manual_seed(seed);
        const Tensor *y = f_dropout(x, 0.5, true);
        for (int i = 0; i < 4; i++) ck_assert(y->data[i] == (u->data[i] < (real)0.5 ? 0 : 2 * x->data[i]));
        seen |= t_equal(y, t_tensor(REALS(6, 0, 10, 0), 4));
    }
    ck_assert(seen);
    Rng before = *t_generator();
    ck_assert(t_equal(f_dropout(x, 0.5, false), x));
    ck_assert_mem_eq(&before, t_generator(), sizeof before);
}
END_TEST

START_TEST(dropout_keeps_the_mean) {
    enum { DRAWS = 100000 };
    t_manual_seed(5);
    Tensor *x = t_full(3, DRAWS), *y = f_dropout(x, 0.5, true);
    ck_assert_double_eq_tol(t_item(t_mean(y)), 3, 0.03);
    ck_assert_double_eq_tol(active_share(y), 0.5, 0.01);
}
END_TEST

/* The gradient passes where x has passed, by the same factor; another use draws another mask. */
START_TEST(dropout_gradient) {
    t_manual_seed(1);
    Tensor *x = t_requires_grad(t_ones(1000)), *y = f_dropout(x, 0.25, true), *z = f_dropout(x, 0.25, true);
    ck_assert(!t_equal(y, z));
    t_backward_from(y, t_ones(1000));
    ck_assert(t_equal(x->grad, y));
    t_backward_from(f_dropout(x, 0.25, false), t_ones(1000));
    ck_assert(t_allclose(x->grad, t_add(y, 1), 0, 1e-6));
}
END_TEST

START_TEST(drop_connect) {
    t_manual_seed(3);
    Module *m = nn_drop_connect(40, 30, 0.25);
    Tensor *W = nn_find(m, "weight"), *b = nn_find(m, "bias"), *x = t_randn(5, 40);
    nn_eval(m);
    ck_assert(t_equal(nn_forward(m, x), f_linear(x, W, b)));
    nn_train(m);
    t_manual_seed(4);
    Tensor *u = t_rand_like(W);
    t_manual_seed(4);
    Tensor *y = nn_forward(m, x), *masked = t_masked_fill(t_div(W, 0.75), t_lt(u, 0.25), 0);
    ck_assert(t_allclose(y, f_linear(x, masked, b), 1e-5, 1e-5));
    t_backward_from(y, t_ones(5, 30));
    for (size_t i = 0; i < W->size; i++) ck_assert((W->grad->data[i] == 0) == (u->data[i] < (real)0.25));
    nn_free(m);
}
END_TEST

START_TEST(all_dropped) {
    expect("nn_dropout: p = 1, not in [0,1)", "dropped");
    nn_dropout(1);
}
END_TEST

/* --- First weights ------------------------------------------------------------------------------------------------ */
static double std_of(Initializer init, int out, int in) {
    t_step();
    Tensor *W = t_zeros(out, in);
    init(W);
    return sqrt(t_item(t_mean(t_mul(W, W))));
}

static void expect_std(double got, double expected) { ck_assert_double_eq_tol(got, expected, 0.05 * expected); }

START_TEST(initial_deviations) {
    t_manual_seed(0);
    expect_std(std_of(init_lecun, 512, 784), 0.0357143);
    expect_std(std_of(init_he, 512, 784), 0.0505076);
    expect_std(std_of(init_glorot, 512, 784), 0.0392837);
    expect_std(std_of(init_lecun, 512, 512), 0.0441942);
    expect_std(std_of(init_he, 512, 512), 0.0625);
    expect_std(std_of(init_lecun, 100, 2000), 0.0223607);
    expect_std(std_of(init_he, 100, 2000), 0.0316228);
    Tensor *W = t_zeros(512, 784), *x = t_randn(64, 784);
    init_normal(W, 1);
    Tensor *z = t_matmul(x, t_transpose(W));
    expect_std(sqrt(t_item(t_mean(t_mul(z, z)))), 28);
    init_uniform(W, 0.5);
    ck_assert(t_item(t_max(t_abs(W))) <= 0.5);
    expect_std(sqrt(t_item(t_mean(t_mul(W, W)))), 0.5 / sqrt(3));
}
END_TEST

START_TEST(fans) {
    const Fans linear = fans_of(t_zeros(512, 784)), conv = fans_of(t_zeros(16, 3, 5, 4));
    ck_assert(linear.in == 784 && linear.out == 512 && conv.in == 60 && conv.out == 320);
}
END_TEST

START_TEST(weights_of_a_model) {
    Module *m = regularized_mlp(3, (int[]){50, 100, 2}, true, 0.5);
    init_weights(m, init_he);
    ck_assert(t_equal(nn_find(m, "0.bias"), t_zeros(100)) && t_equal(nn_find(m, "4.bias"), t_zeros(2)));
    ck_assert(t_equal(nn_find(m, "1.weight"), t_ones(100)));
    Tensor *W = nn_find(m, "0.weight");
    expect_std(sqrt(t_item(t_mean(t_mul(W, W)))), 0.2);
    nn_free(m);
}
END_TEST

/* With random weights and biases of 0 one half of the hidden units is active, in every layer. */
START_TEST(half_of_the_units_are_active) {
    t_manual_seed(7);
    Tensor *h = t_randn(100, 64);
    for (int layer = 0; layer < 3; layer++) {
        Tensor *W = t_zeros(400, h->shape[1]);
        init_he(W);
        h = f_relu(t_matmul(h, t_transpose(W)));
        ck_assert_double_eq_tol(active_share(h), 0.5, 0.05);
    }
}
END_TEST

/* --- Penalties ---------------------------------------------------------------------------------------------------- */
START_TEST(penalties) {
    Tensor *w = t_requires_grad(t_tensor(REALS(3, -4, 0, 0.5), 4));
    Tensor *L1 = l1_penalty(w, 0.1), *L2 = l2_penalty(w, 0.1);
    ck_assert_double_eq_tol(t_item(L1), 0.75, eps);
    t_backward(L1);
    ASSERT_REALS(w->grad, "(4)", 0.1, -0.1, 0, 0.1);
    t_forget_grad(w);
    ck_assert_double_eq_tol(t_item(L2), 2.525, eps);
    t_backward(L2);
    ASSERT_REALS(w->grad, "(4)", 0.6, -0.8, 0, 0.1);
}
END_TEST

/* Weight decay 0.5 on a weight 3 with learning rate 0.1 and no loss gives 2.85, and so does the L2 penalty that it
 * stands for. */
START_TEST(weight_decay_is_l2) {
    ck_assert_double_eq(weight_decay_of(0.25), 0.5);
    for (int decay = 0; decay < 2; decay++) {
        Module    *m = nn_linear(1, 1);
        Optimizer *sgd = optim_sgd(nn_parameters(m), 0.1, 0, decay ? 0.5 : 0);
        nn_find(m, "weight")->data[0] = 3;
        Tensor *nothing = t_mul(t_sum(nn_find(m, "weight")), 0);
        t_backward(decay ? nothing : penalized(nothing, m, 0, 0.25));
        optim_step(sgd);
        ck_assert_double_eq_tol(nn_find(m, "weight")->data[0], 2.85, eps);
        optim_free(sgd);
        nn_free(m);
    }
}
END_TEST

START_TEST(penalties_leave_biases_out) {
    Module *m = regularized_mlp(3, (int[]){2, 3, 1}, true, 0);
    Tensor *W = nn_find(m, "0.weight"), *V = nn_find(m, "3.weight");
    const double l1 = t_item(t_sum(t_abs(W))) + t_item(t_sum(t_abs(V)));
    const double l2 = t_item(t_sum(t_mul(W, W))) + t_item(t_sum(t_mul(V, V)));
    ck_assert_double_eq_tol(t_item(penalized(t_scalar(1), m, 0.1, 0.01)), 1 + 0.1 * l1 + 0.01 * l2, 10 * eps);
    nn_free(m);
}
END_TEST

/* Lasso against ridge on one weight: min (w - a)^2 / 2 + lambda |w| is at the proximal point; with lambda w^2 it is at
 * a / (1 + 2 lambda), which is never 0. */
START_TEST(proximal_step) {
    Tensor *w = t_tensor(REALS(1, 0.2, -1, -0.2, 0, 0.3, NAN), 7);
    prox_l1(w, 1, 0.3);
    ASSERT_REALS(w, "(7)", 0.7, 0, -0.7, 0, 0, 0, NAN);
    Tensor *v = t_tensor(REALS(1, 0.2), 2);
    prox_l1(v, 0.1, 3);
    ASSERT_REALS(v, "(2)", 0.7, 0);
    for (int step = 0; step < 200; step++) {
        t_step();
        Tensor *x = t_requires_grad(v), *d = t_sub(x, t_tensor(REALS(1, 1), 2));
        t_backward(t_add(t_mul(t_sum(t_mul(d, d)), 0.5), l2_penalty(x, 0.3)));
        for (int i = 0; i < 2; i++) v->data[i] -= (real)0.1 * v->grad->data[i];
        t_forget_grad(v);
    }
    ck_assert_double_eq_tol(v->data[0], 0.625, eps);
}
END_TEST

/* --- Early stopping ----------------------------------------------------------------------------------------------- */
static const double losses[] = {1, 0.8, 0.7, 0.65, 0.66, 0.64, 0.67, 0.68, 0.69, 0.70};

/* The state of epoch k is k everywhere, running statistics included. */
static void check_stop(int patience, double min_delta, int stops, int best) {
    Module       *m = nn_sequential(nn_linear(2, 3), nn_batch_norm1d(3));
    EarlyStopping e = early_stopping_begin(m, patience, min_delta);
    int           epoch = 0;
    for (;; epoch++) {
        ck_assert_int_lt(epoch, 10);
        for (int i = 0; i < e.n; i++)
            for (size_t j = 0; j < e.state[i].tensor->size; j++)
                if (e.state[i].tensor->dtype == DTYPE_REAL) e.state[i].tensor->data[j] = (real)epoch;
                else e.state[i].tensor->i64[j] = epoch;
        if (early_stopping_update(&e, losses[epoch])) break;
    }
    ck_assert_int_eq(epoch, stops);
    ck_assert_int_eq(e.best_epoch, best);
    ck_assert_double_eq(e.best_loss, losses[best]);
    early_stopping_restore(&e);
    ck_assert(nn_find(m, "0.weight")->data[5] == best && nn_find(m, "1.running_var")->data[2] == best);
    ck_assert_int_eq(nn_find(m, "1.num_batches_tracked")->i64[0], best);
    early_stopping_end(&e);
    nn_free(m);
}

START_TEST(early_stopping) {
    check_stop(1, 0, 4, 3);
    check_stop(2, 0, 7, 5);
    check_stop(3, 0, 8, 5);
    check_stop(2, 0.02, 5, 3);
}
END_TEST

START_TEST(early_stopping_on_nan) {
    Module       *m = nn_linear(1, 1);
    EarlyStopping e = early_stopping_begin(m, 2, 0);
    ck_assert(!early_stopping_update(&e, NAN) && early_stopping_update(&e, NAN));
    ck_assert_int_eq(e.best_epoch, -1);
    early_stopping_end(&e);
    nn_free(m);
}
END_TEST

/* --- The network -------------------------------------------------------------------------------------------------- */
START_TEST(network_prints) {
    Module *m = regularized_mlp(3, (int[]){64, 128, 10}, true, 0.5);
    char    text[1024] = "";
    FILE   *to = fmemopen(text, sizeof text, "w");
    nn_fprint(to, m);
    fclose(to);
    ck_assert_str_eq(text, "Sequential(\n"
                           "  (0): Linear(in_features=64, out_features=128, bias=True)\n"
                           "  (1): BatchNorm1d(128, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)\n"
                           "  (2): ReLU()\n"
                           "  (3): Dropout(p=0.5, inplace=False)\n"
                           "  (4): Linear(in_features=128, out_features=10, bias=True)\n"
                           ")\n");
    nn_free(m);
}
END_TEST

/* Ten sigmoid layers: every one multiplies by a slope of at most 1/4, and 0.25^10 = 9.5e-7. */
START_TEST(gradients_vanish) {
    t_manual_seed(1);
    Module *m = nn_container("Deep");
    char    name[8];
    for (int i = 0; i < 20; i++) {
        snprintf(name, sizeof name, "%d", i);
        nn_add(m, name, i % 2 ? nn_sigmoid() : nn_linear(32, 32));
    }
    init_weights(m, init_lecun);
    ASSERT_REALS(gradient_norms(m), "(10)", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    t_backward(t_sum(nn_forward(m, t_randn(16, 32))));
    const Tensor *norms = gradient_norms(m), *g = nn_find(m, "18.weight")->grad;
    ck_assert_double_eq_tol(t_at(norms, 9), sqrt(t_item(t_sum(t_mul((Tensor *)g, (Tensor *)g)))), 1e-4);
    ck_assert(t_at(norms, 0) > 0 && t_at(norms, 0) < 1e-4 * t_at(norms, 9));
    nn_free(m);
}
END_TEST

int main(void) {
    TCase *t = tcase_create("regularization");
    tcase_add_test(t, dropout_of_four_numbers);
    tcase_add_test(t, dropout_keeps_the_mean);
    tcase_add_test(t, dropout_gradient);
    tcase_add_test(t, drop_connect);
    tcase_add_exit_test(t, all_dropped, EXIT_WRONG_CALL);
    tcase_add_test(t, initial_deviations);
    tcase_add_test(t, fans);
    tcase_add_test(t, weights_of_a_model);
    tcase_add_test(t, half_of_the_units_are_active);
    tcase_add_test(t, penalties);
    tcase_add_test(t, weight_decay_is_l2);
    tcase_add_test(t, penalties_leave_biases_out);
    tcase_add_test(t, proximal_step);
    tcase_add_test(t, early_stopping);
    tcase_add_test(t, early_stopping_on_nan);
    tcase_add_test(t, network_prints);
    tcase_add_test(t, gradients_vanish);
    return run_cases(t, "regularization");
}
