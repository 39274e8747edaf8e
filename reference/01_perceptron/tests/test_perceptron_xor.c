/* Lab 1's reference against the lectures' worked numbers and against finite differences: two layers. */
#include "activations.h"
#include "perceptron.h"
#include <check.h>

static const double eps = sizeof(real) == sizeof(double) ? 1e-12 : 1e-6;

static TwoLayer network(int features, int hidden, int outputs) {
    return (TwoLayer){t_zeros(hidden, features), t_zeros(hidden), t_zeros(outputs, hidden), t_zeros(outputs)};
}

/* All rows of a truth table. */
static Tensor *rows(int inputs) {
    Tensor *x = t_zeros(1 << inputs, inputs);
    for (int r = 0; r < 1 << inputs; r++)
        for (int i = 0; i < inputs; i++) x->data[r * inputs + i] = r >> (inputs - 1 - i) & 1;
    return x;
}

START_TEST(gates_of_any_number_of_inputs) {
    for (int D = 1; D <= 4; D++) {
        const int last = (1 << D) - 1;
        Tensor   *x = rows(D), *w = t_zeros(D), *b = t_zeros(1);
        and_gate(w, b);
        Tensor *o = threshold_unit(w, b, x);
        for (int r = 0; r <= last; r++) ck_assert(o->data[r] == (r == last));
        or_gate(w, b);
        o = threshold_unit(w, b, x);
        for (int r = 0; r <= last; r++) ck_assert(o->data[r] == (r > 0));
    }
    Tensor *w = t_zeros(1), *b = t_zeros(1);
    not_gate(w, b);
    Tensor *o = threshold_unit(w, b, rows(1));
    ck_assert(o->data[0] == 1 && o->data[1] == 0);
}
END_TEST

START_TEST(xor_of_threshold_units) {
    const TwoLayer net = network(2, 2, 1);
    const Dataset *d = data_xor();
    xor_gate(&net);
    Tensor *hidden = t_zeros(4, 2);
    for (int j = 0; j < 2; j++) {
        const Tensor *o = threshold_unit(t_select(net.W1, j), t_reshape(t_select(net.b1, j), 1), d->x);
        for (int n = 0; n < 4; n++) hidden->data[2 * n + j] = o->data[n];
    }
    ck_assert(t_equal(threshold_unit(t_select(net.W2, 0), net.b2, hidden), d->y));
}
END_TEST

/* The lecture's exact network: h1 = relu(x1 + x2), h2 = relu(x1 + x2 - 1), y = h1 - 2 h2. */
START_TEST(xor_of_relus) {
    const Dataset *d = data_xor();
    Tensor        *sum = t_sum_keep(d->x, 1);
    Tensor        *y = t_sub(f_relu(sum), t_mul(2, f_relu(t_sub(sum, 1))));
    ck_assert(t_equal(y, d->y));
}
END_TEST

START_TEST(forward_by_hand) {
    const TwoLayer net = network(2, 2, 1);
    memcpy(net.W1->data, (real[]){1, 2, -1, 0}, 4 * sizeof(real));
    memcpy(net.b1->data, (real[]){-1, 0.5}, 2 * sizeof(real));
    memcpy(net.W2->data, (real[]){2, -3}, 2 * sizeof(real));
    net.b2->data[0] = (real)0.25;
    const Activations a = two_layer_forward(&net, t_tensor(((real[]){1, 1, 0, 0.5}), 2, 2));
    const double      h[] = {tanh(2.0), tanh(-0.5), tanh(0.0), tanh(0.5)};
    for (int i = 0; i < 4; i++) ck_assert_double_eq_tol(a.h->data[i], h[i], eps);
    for (int n = 0; n < 2; n++)
        ck_assert_double_eq_tol(a.y->data[n], 1 / (1 + exp(-(2 * h[2 * n] - 3 * h[2 * n + 1] + 0.25))), eps);
}
END_TEST

START_TEST(loss_and_decisions) {
    Tensor *y = t_tensor(((real[]){0.5, 0.25, 1, 0}), 4, 1), *t = data_boolean(5)->y; /* 1, 0, 1, 0 */
    ck_assert_double_eq_tol(two_layer_loss(y, t), (0.25 + 0.0625) / 4, eps);
    ck_assert_int_eq(two_layer_correct(y, t), 4); /* 0.5 counts as 1 */
    ck_assert_int_eq(two_layer_correct(y, t_zeros(4, 1)), 2);
    Tensor *two = t_reshape(y, 2, 2);
    ck_assert_double_eq_tol(two_layer_loss(two, t_zeros(2, 2)), (0.25 + 0.0625 + 1) / 4, eps);
}
END_TEST

typedef struct Problem {
    TwoLayer net;
    Tensor  *x, *t;
} Problem;

static Problem problem(int n, int features, int hidden, int outputs) {
    Problem p = {network(features, hidden, outputs), t_zeros(n, features), t_zeros(n, outputs)};
    Rng     rng = rng_new(3, 0);
    two_layer_init(&p.net, &rng);
    t_fill_normal(p.x, &rng, 0, 1);
    t_fill_uniform(p.t, &rng, 0, 1);
    return p;
}

static double loss_of(const Problem *p) { return two_layer_loss(two_layer_forward(&p->net, p->x).y, p->t); }

static void expect_slopes(const Problem *p, Tensor *parameter, const Tensor *gradient) {
    const bool   exact = sizeof(real) == sizeof(double);
    const double h = exact ? 1e-5 : 1e-2, allowed = exact ? 1e-9 : 1e-4;
    ck_assert(t_same_shape(parameter, gradient));
    for (size_t i = 0; i < parameter->size; i++) {
        const real old = parameter->data[i];
        parameter->data[i] = old + (real)h;
        const double above = loss_of(p);
        parameter->data[i] = old - (real)h;
        const double below = loss_of(p);
        parameter->data[i] = old;
        ck_assert_double_eq_tol(gradient->data[i], (above - below) / (2 * h), allowed);
    }
}

START_TEST(backward_is_the_slope) {
    const Problem     p = problem(5, 3, 4, 2);
    const Activations a = two_layer_forward(&p.net, p.x);
    const TwoLayer    gradient = two_layer_backward(&p.net, p.x, &a, p.t);
    expect_slopes(&p, p.net.W1, gradient.W1);
    expect_slopes(&p, p.net.b1, gradient.b1);
    expect_slopes(&p, p.net.W2, gradient.W2);
    expect_slopes(&p, p.net.b2, gradient.b2);
}
END_TEST

START_TEST(a_step_goes_downhill) {
    const Problem p = problem(6, 2, 3, 1);
    for (int i = 0; i < 20; i++) {
        const double before = loss_of(&p);
        ck_assert_double_eq_tol(two_layer_step(&p.net, p.x, p.t, 0.5), before, eps);
        ck_assert(loss_of(&p) < before);
    }
}
END_TEST

START_TEST(the_first_parameters_have_their_range) {
    const TwoLayer net = network(4, 64, 9);
    Rng            rng = rng_new(1, 0);
    two_layer_init(&net, &rng);
    const Tensor *p[] = {net.W1, net.b1, net.W2, net.b2};
    const double  range[] = {0.5, 0.5, 0.125, 0.125};
    for (int i = 0; i < 4; i++) {
        double largest = 0;
        for (size_t j = 0; j < p[i]->size; j++) largest = fmax(largest, fabs((double)p[i]->data[j]));
        ck_assert(largest <= range[i] && largest > 0.6 * range[i]);
    }
}
END_TEST

/* Two hidden units get stuck in about one start of three; starting again solves it, whatever the seed. */
START_TEST(xor_is_solved_from_every_seed) {
    const Dataset *d = data_xor();
    const TwoLayer net = network(2, 2, 1);
    int            again = 0;
    for (uint64_t seed = 0; seed < 20; seed++) {
        Rng       rng = rng_new(seed, 0);
        const int starts = two_layer_solve(&net, d->x, d->y, 2, 500, 30, &rng);
        ck_assert_int_ge(starts, 1);
        ck_assert_int_eq(two_layer_correct(two_layer_forward(&net, d->x).y, d->y), 4);
        again += starts > 1;
    }
    ck_assert_int_ge(again, 1);
}
END_TEST

START_TEST(eight_hidden_units_need_one_start) {
    const Dataset *d = data_xor();
    const TwoLayer net = network(2, 8, 1);
    for (uint64_t seed = 0; seed < 20; seed++) {
        Rng rng = rng_new(seed, 0);
        ck_assert_int_eq(two_layer_solve(&net, d->x, d->y, 2, 500, 1, &rng), 1);
    }
}
END_TEST

START_TEST(what_cannot_be_solved_is_given_up) {
    const TwoLayer net = network(2, 2, 1);
    Tensor        *x = t_zeros(2, 2), *t = t_tensor(((real[]){0, 1}), 2, 1); /* one point, two answers */
    Rng            rng = rng_new(0, 0);
    ck_assert_int_eq(two_layer_solve(&net, x, t, 1, 10, 3, &rng), 0);
}
END_TEST

int main(void) {
    Suite *s = suite_create("perceptron_xor");
    TCase *t = tcase_create("two layers");
    suite_add_tcase(s, t);
    tcase_add_test(t, gates_of_any_number_of_inputs);
    tcase_add_test(t, xor_of_threshold_units);
    tcase_add_test(t, xor_of_relus);
    tcase_add_test(t, forward_by_hand);
    tcase_add_test(t, loss_and_decisions);
    tcase_add_test(t, backward_is_the_slope);
    tcase_add_test(t, a_step_goes_downhill);
    tcase_add_test(t, the_first_parameters_have_their_range);
    tcase_add_test(t, xor_is_solved_from_every_seed);
    tcase_add_test(t, eight_hidden_units_need_one_start);
    tcase_add_test(t, what_cannot_be_solved_is_given_up);

    SRunner *runner = srunner_create(s);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
