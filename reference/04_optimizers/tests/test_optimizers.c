/* Lab 4's reference against worked numbers. */
#include "linear.h"
#include "losses.h"
#include "optimizers.h"
#include "regression.h"
#include <check.h>
#include <stdlib.h>

static const double eps = sizeof(real) == sizeof(double) ? 1e-8 : 2e-6;

static void expect(const Tensor *x, int n, const double values[], double tolerance) {
    ck_assert_uint_eq(x->size, (size_t)n);
    for (int i = 0; i < n; i++)
        ck_assert_msg(fabs(x->data[i] - values[i]) <= tolerance, "[%d] is %.10g, not %.10g", i, (double)x->data[i],
                      values[i]);
}

/* --- The lecture's parabola (theta - 2)^2 ------------------------------------------------------------------------- */
static Tensor *parabola(Tensor *theta) {
    Tensor *d = t_sub(theta, 2);
    return t_sum(t_mul(d, d));
}

static Tensor *start(void) { return t_tensor(((real[]){0.25}), 1); }

START_TEST(descent_on_a_parabola) {
    expect(descend(parabola, start(), 0.97, 6), 7,
           (double[]){0.25, 3.645, 0.4537, 3.453522, 0.633689, 3.284332, 0.792728}, 2e-6);
    expect(descend(parabola, start(), 0.5, 1), 2, (double[]){0.25, 2}, 0);
    expect(descend(parabola, start(), 1, 4), 5, (double[]){0.25, 3.75, 0.25, 3.75, 0.25}, 0);
    expect(descend(parabola, start(), 0.1, 0), 1, (double[]){0.25}, 0);
    ck_assert(fabs(descend(parabola, start(), 0.99, 2000)->data[2000] - 2) < 1e-5);
    ck_assert(fabs(descend(parabola, start(), 1.01, 2000)->data[2000] - 2) > 1e6);
}
END_TEST

START_TEST(five_steps_of_each_method) {
    static const struct {
        const OptimType *type;
        OptimArgs        args;
        int              n;
        double           path[6];
    } methods[] = {
        {&sgd_type, {.lr = 0.1}, 6, {0.25, 0.6, 0.88, 1.104, 1.2832, 1.42656}},
        {&sgd_type, {.lr = 0.1, .weight_decay = 0.5}, 4, {0.25, 0.5875, 0.840625, 1.03046875}},
        {&momentum_type, {.lr = 0.1, .momentum = 0.9}, 6, {0.25, 0.6, 1.195, 1.8915, 2.54005, 3.015735}},
        {&adagrad_type, {.lr = 0.1, .eps = 1e-10}, 6, {0.25, 0.35, 0.41860129, 0.47353938, 0.52038911, 0.56173717}},
        {&rmsprop_type, {.lr = 0.1, .alpha = 0.99, .eps = 1e-8}, 6,
         {0.25, 1.25, 1.64559386, 1.83023963, 1.91878131, 1.9613173}},
        {&adam_type, {.lr = 0.1, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8}, 6,
         {0.25, 0.35, 0.44980351, 0.5492616, 0.64821084, 0.74647255}},
        {&adam_type, {.lr = 0.1, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8, .weight_decay = 0.5}, 3,
         {0.25, 0.35, 0.44972575}},
        {&adamw_type, {.lr = 0.1, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8, .weight_decay = 0.5}, 3,
         {0.25, 0.3375, 0.42045851}},
    };
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        expect(optimizer_path(parabola, start(), methods[i].type, methods[i].args, methods[i].n - 1), methods[i].n,
               methods[i].path, fmax(eps, 1e-7));
}
END_TEST

START_TEST(moments_of_adam) {
    OptimArgs args = {.lr = 0.1, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8};
    const double g[] = {1, 1, -1}, m[] = {0.1, 0.19, 0.071}, v[] = {0.001, 0.001999, 0.002997001};
    const double corrected[] = {1, 1, 0.26199262};
    real p = 0, first = 0, second = 0;
    for (int t = 1; t <= 3; t++) {
        const double before = p;
        const real   slope = (real)g[t - 1];
        args.t = t;
        adam_type.prepare(&args);
        adam_type.step(&args, 1, &p, &slope, (real *[]){&first, &second});
        ck_assert_double_eq_tol(first, m[t - 1], eps / 10);
        ck_assert_double_eq_tol(second, v[t - 1], eps / 10);
        ck_assert_double_eq_tol(before - p, 0.1 * corrected[t - 1], eps); /* v / (1 - beta2^t) is 1 all the time */
    }
}
END_TEST

/* Two weights with gradients of 10 and 0.1. The L2 of Adam adds the same to both, and the large one hardly feels it;
 * AdamW shrinks both by the same factor. */
START_TEST(decay_in_adam_and_beside_it) {
    for (int coupled = 0; coupled < 2; coupled++) {
        const OptimType *type = coupled ? &adam_type : &adamw_type;
        real with[] = {1, 1}, without[] = {1, 1}, m[4] = {0}, v[4] = {0};
        const real g[2][2] = {{10, (real)0.1}, {-8, (real)-0.08}};
        for (int t = 1; t <= 2; t++)
            for (int decay = 0; decay < 2; decay++) {
                OptimArgs args = {.lr = 0.01, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8, .t = t,
                                  .weight_decay = decay ? 0.1 : 0};
                type->prepare(&args);
                type->step(&args, 2, decay ? with : without, g[t - 1], (real *[]){m + 2 * decay, v + 2 * decay});
            }
        const double large = without[0] - with[0], small = without[1] - with[1];
        if (coupled) ck_assert(fabs(small) > 20 * fabs(large));
        else ck_assert_double_eq_tol(large, small, 1e-5);
    }
}
END_TEST

/* --- How large a rate may be -------------------------------------------------------------------------------------- */
static Tensor *column(double first, double last, int n) { return t_reshape(t_linspace(first, last, n), n, 1); }

static Tensor *design, *target;
static Tensor *mean_squared_error(Tensor *w) { return f_mse_loss(t_matmul(design, w), target); }

/* The lecture's y = 3x + 2 on two grids: the same minimum, curvatures of 0.8 and 2, and of 0.5041 and 12.6959. */
START_TEST(two_surfaces_of_one_minimum) {
    const struct { double first, last, loss, constant, slope, rate;
    } sets[] = {{-1, 1, 7.6, -4, -2.4, 1}, {0, 4, 78.4, -16, -41.6, 0.157531}};
    for (int i = 0; i < 2; i++) {
        design = polynomial_features(column(sets[i].first, sets[i].last, 11), 1);
        target = t_matmul(design, t_tensor(((real[]){2, 3}), 2));
        ck_assert_double_eq_tol(t_item(mean_squared_error(t_zeros(2))), sets[i].loss, 20 * eps);
        Tensor *path = descend(mean_squared_error, t_zeros(2), 0.01, 1);
        ck_assert_double_eq_tol(path->data[2], -0.01 * sets[i].constant, eps);
        ck_assert_double_eq_tol(path->data[3], -0.01 * sets[i].slope, eps);
        ck_assert_double_eq_tol(largest_rate(design), sets[i].rate, 1e-6);
        for (int above = 0; above < 2; above++) {
            const int steps = 2000;
            path = descend(mean_squared_error, t_zeros(2), (above ? 1.01 : 0.99) * sets[i].rate, steps);
            const double off = fabs(path->data[2 * steps] - 2) + fabs(path->data[2 * steps + 1] - 3);
            ck_assert_msg(above ? off > 1e6 : off < 1e-4, "set %d, above %d: off by %g", i, above, off);
        }
    }
}
END_TEST

/* Standardising makes the bends alike: from one rate for feet and another for pounds to one for all. */
START_TEST(raw_and_standardised) {
    Dataset *cars = data_named("mtcars");
    Tensor  *pounds = t_scale(t_clone(cars->x), 1000);
    Tensor  *raw = polynomial_features(pounds, 1);
    Tensor  *z = polynomial_features(standardize(standardize_fit(pounds), pounds), 1);
    ck_assert_double_eq_tol(largest_rate(z), 1, 1e-5);
    double squares = 0; /* of the two eigenvalues, whose sum is the trace, one is all but nothing */
    for (size_t i = 0; i < pounds->size; i++) squares += (double)pounds->data[i] * pounds->data[i];
    ck_assert_double_eq_tol(largest_rate(raw) * (squares / cars->n + 1), 1, 1e-5);
    dataset_free(cars);
}
END_TEST

/* --- Around an optimiser ------------------------------------------------------------------------------------------ */
static Tensor *mse(Tensor *prediction, Tensor *t) { return f_mse_loss(prediction, t); }

static Module *one_weight(double w) {
    Module *m = nn_linear(1, 1);
    m->parameters[0].tensor->data[0] = (real)w;
    m->parameters[1].tensor->data[0] = 0;
    return m;
}

static double gradient_of(Module *m) { return m->parameters[0].tensor->grad->data[0]; }

/* x 0.5 on four samples: the gradient of all at once is -9.75, and so is that of micro-batches. */
START_TEST(accumulation) {
    Tensor *x = t_tensor(((real[]){3, 2, 5, 1}), 4, 1), *t = t_tensor(((real[]){1, 7, 4, 2}), 4, 1);
    Module *m = one_weight(0.5);
    double  whole = NAN;
    for (int k = 1; k <= 4; k++) {
        nn_zero_grad(m);
        const double L = accumulate(x, t, k, m, mse);
        if (k == 1) whole = L;
        ck_assert_double_eq_tol(gradient_of(m), -9.75, 10 * eps);
        ck_assert_double_eq_tol(L, whole, 10 * eps);
    }
    accumulate(x, t, 2, m, mse);
    ck_assert_double_eq_tol(gradient_of(m), -19.5, 20 * eps); /* on top of what was there */
    nn_free(m);
}
END_TEST

START_TEST(clipping) {
    Module *m = nn_sequential(nn_linear(1, 1), nn_linear(1, 1));
    Params *p = nn_parameters(m);
    for (int i = 0; i < p->n; i++) t_forget_grad(p->tensors[i]);
    p->tensors[3]->requires_grad = false;
    t_backward(t_add(t_scale(t_sum(p->tensors[0]), 3), t_scale(t_sum(p->tensors[2]), -4)));
    ck_assert(!p->tensors[3]->grad);
    ck_assert_double_eq_tol(clip_grad_norm(p, 6), 5, eps);
    ck_assert(p->tensors[0]->grad->data[0] == 3 && p->tensors[2]->grad->data[0] == -4);
    ck_assert_double_eq_tol(clip_grad_norm(p, 1), 5, eps);
    ck_assert_double_eq_tol(p->tensors[0]->grad->data[0], 0.6 - 1.2e-7, eps);
    ck_assert_double_eq_tol(p->tensors[2]->grad->data[0], -0.8 + 1.6e-7, eps);
    nn_free(m);
}
END_TEST

/* Values of torch's StepLR, CosineAnnealingLR and LinearLR. */
START_TEST(schedules) {
    ck_assert(step_rate(0.4, 0, 3, 0.5) == 0.4 && step_rate(0.4, 2, 3, 0.5) == 0.4);
    ck_assert(step_rate(0.4, 3, 3, 0.5) == 0.2 && step_rate(0.4, 8, 3, 0.5) == 0.1);
    ck_assert_double_eq_tol(cosine_rate(0.1, 0.02, 0, 10), 0.1, 1e-15);
    ck_assert_double_eq_tol(cosine_rate(0.1, 0.02, 5, 10), 0.06, 1e-15);
    ck_assert_double_eq_tol(cosine_rate(0.1, 0, 3, 12), 0.0853553390593274, 1e-15);
    ck_assert(cosine_rate(0.1, 0.02, 10, 10) == 0.02 && cosine_rate(0.1, 0.02, 99, 10) == 0.02);
    ck_assert_double_eq_tol(warmup_rate(0.1, 0, 5), 0.02, 1e-15);
    ck_assert(warmup_rate(0.1, 4, 5) == 0.1 && warmup_rate(0.1, 50, 5) == 0.1 && warmup_rate(0.1, 0, 0) == 0.1);
}
END_TEST

/* Batches of N in any order are gradient descent. */
START_TEST(an_epoch_of_one_batch) {
    Tensor    *x = t_tensor(((real[]){3, 2, 5, 1}), 4, 1), *t = t_tensor(((real[]){1, 7, 4, 2}), 4, 1);
    Module    *m = one_weight(0.5);
    Optimizer *o = optim_sgd(nn_parameters(m), 0.1, 0, 0);
    Rng        rng = rng_new(3, 0);
    ck_assert_double_eq_tol(sgd_epoch(x, t, 4, &rng, m, mse, o), (0.25 + 36 + 2.25 + 2.25) / 4, 10 * eps);
    ck_assert_double_eq_tol(m->parameters[0].tensor->data[0], 0.5 + 0.975, 10 * eps);
    optim_free(o);
    nn_free(m);
}
END_TEST

/* An epoch has ceil(N / batch) steps, whatever the size of the data set; each sees its own samples. */
START_TEST(an_epoch_sees_each_sample_once) {
    Tensor    *x = t_reshape(t_linspace(1, 7, 7), 7, 1), *none = t_zeros(7, 1);
    Module    *m = one_weight(1);
    Optimizer *o = optim_sgd(nn_parameters(m), 0, 0, 0);
    Rng        rng = rng_new(4, 0);
    ck_assert_double_eq_tol(sgd_epoch(x, none, 3, &rng, m, mse, o), (1 + 4 + 9 + 16 + 25 + 36 + 49) / 7.0, 100 * eps);
    optim_free(o);
    nn_free(m);
}
END_TEST

int main(void) {
    Suite *s = suite_create("optimizers");
    TCase *t = tcase_create("optimizers");
    suite_add_tcase(s, t);
    tcase_add_test(t, descent_on_a_parabola);
    tcase_add_test(t, five_steps_of_each_method);
    tcase_add_test(t, moments_of_adam);
    tcase_add_test(t, decay_in_adam_and_beside_it);
    tcase_add_test(t, two_surfaces_of_one_minimum);
    tcase_add_test(t, raw_and_standardised);
    tcase_add_test(t, accumulation);
    tcase_add_test(t, clipping);
    tcase_add_test(t, schedules);
    tcase_add_test(t, an_epoch_of_one_batch);
    tcase_add_test(t, an_epoch_sees_each_sample_once);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    const int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
