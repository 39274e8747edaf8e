/* The library's max pooling and batch norm against labs 5 and 6: the same numbers, and the same bits for every number of
 * threads. */
#include "activations.h"
#include "convolution.h"
#include "norm.h"
#include "team.h"
#include "team_private.h"
#include <check.h>
#include <stdlib.h>

static const double close_to = sizeof(real) == sizeof(double) ? 1e-12 : 2e-5;
static Rng          rng;

static int between(int low, int high) { return low + (int)rng_below(&rng, (uint64_t)(high - low + 1)); }

static void agree(const Tensor *a, const Tensor *b, double tolerance, int shape, const char *what) {
    ck_assert(t_same_shape(a, b));
    for (size_t i = 0; i < b->size; i++) {
        const double off = fabs((double)a->data[i] - (double)b->data[i]);
        if (!(off <= tolerance * (1 + fabs((double)b->data[i]))))
            ck_abort_msg("shape %d: %s is %.17g at %zu, not %.17g", shape, what, (double)a->data[i], i,
                         (double)b->data[i]);
    }
}

/* Whole numbers, so that many are equal: the first of them counts. Every second one is used twice. */
START_TEST(max_pooling) {
    rng = rng_new(6, 3);
    for (int shape = 0; shape < 200; shape++) {
        t_step();
        const int kernel = between(1, 4), stride = shape % 3 ? kernel : between(1, 4), ceil_mode = between(0, 1);
        const int padding = shape % 4 ? 0 : between(0, kernel / 2);
        const int H = kernel + between(0, 9), W = kernel + between(0, shape % 5 ? 9 : 40);
        Tensor   *values = t_randint(-3, 4, between(1, 3), between(1, 3), H, W), *made[2], *grad[2], *dy = NULL;
        for (int fast = 0; fast < 2; fast++) {
            Tensor *x = t_requires_grad(t_clone(t_cast(values, DTYPE_REAL)));
            for (int use = 0; use < 1 + shape % 2; use++) {
                Tensor *y = made[fast] = fast ? t_max_pool2d(x, kernel, stride, padding, ceil_mode)
                                              : f_max_pool2d(x, kernel, stride, padding, ceil_mode);
                if (!dy) dy = t_randn_shape(y->ndim, y->shape);
                t_backward_from(y, dy);
            }
            grad[fast] = x->grad;
        }
        agree(made[1], made[0], 0, shape, "y");
        agree(grad[1], grad[0], close_to, shape, "dx");
    }
}
END_TEST

/* A window with a NaN in it gives NaN, whatever its size, and no other does. */
START_TEST(nan_is_the_maximum) {
    rng = rng_new(6, 5);
    for (int shape = 0; shape < 200; shape++) {
        t_step();
        const int kernel = between(1, 4), stride = shape % 2 ? 2 : between(1, 4), ceil_mode = between(0, 1);
        const int padding = shape % 3 ? 0 : between(0, kernel / 2);
        Tensor   *x = t_randn(1, 2, kernel + between(0, 9), kernel + between(0, 40));
        for (int i = 0; i < 3; i++) x->data[rng_below(&rng, x->size)] = (real)NAN;
        Tensor *fast = t_max_pool2d(x, kernel, stride, padding, ceil_mode);
        Tensor *y = f_max_pool2d(x, kernel, stride, padding, ceil_mode), *mean = t_add(f_avg_pool2d(x, kernel, stride,
                    padding, ceil_mode, 0), 0);
        for (size_t i = 0; i < y->size; i++) {
            const bool broken = isnan(mean->data[i]); /* a sum has no way to lose a NaN */
            ck_assert_msg(isnan(y->data[i]) == broken && isnan(fast->data[i]) == broken, "shape %d at %zu", shape, i);
            ck_assert(broken || y->data[i] == fast->data[i]);
        }
        t_requires_grad(x);
        t_backward(t_sum(t_max_pool2d(x, kernel, stride, padding, ceil_mode)));
        ck_assert_double_eq(t_item(t_sum(x->grad)), (double)y->size); /* all of dy has gone somewhere */
    }
}
END_TEST

typedef struct Normalised {
    Tensor *y, *mean, *var, *grad[3];
} Normalised;

typedef enum How { FAST = 1, RELU = 2 } How;

static Normalised normalise(How how, bool training, Tensor *const in[], const Tensor *dy, int uses) {
    const int  C = in[1]->shape[0];
    Normalised n = {.mean = t_full(0.3, C), .var = t_full(1.7, C)};
    Tensor    *x[3];
    for (int i = 0; i < 3; i++) x[i] = t_requires_grad(t_clone(in[i]));
    for (int use = 0; use < uses; use++) {
        if (how == (FAST | RELU)) n.y = t_batch_norm_relu(x[0], x[1], x[2], n.mean, n.var, training, 1e-5, 0.1);
        else if (how == FAST) n.y = t_batch_norm(x[0], x[1], x[2], n.mean, n.var, training, 1e-5, 0.1);
        else n.y = f_batch_norm(x[0], x[1], x[2], n.mean, n.var, training, 1e-5, 0.1);
        if (how == RELU) n.y = f_relu(n.y);
        t_backward_from(n.y, dy);
    }
    for (int i = 0; i < 3; i++) n.grad[i] = x[i]->grad;
    return n;
}

static void same_norm(const Normalised *a, const Normalised *b, double tolerance, int shape) {
    static const char *const names[] = {"dx", "dgamma", "dbeta"};
    agree(a->y, b->y, tolerance, shape, "y");
    agree(a->mean, b->mean, tolerance, shape, "the running mean");
    agree(a->var, b->var, tolerance, shape, "the running variance");
    for (int i = 0; i < 3; i++) agree(a->grad[i], b->grad[i], 10 * tolerance, shape, names[i]);
}

START_TEST(batch_norm) {
    rng = rng_new(6, 4);
    for (int shape = 0; shape < 90; shape++) {
        t_step();
        const int N = between(2, 9), C = between(1, 6), relu = shape / 3 % 2 ? RELU : 0;
        Tensor   *x = shape % 3 ? t_randn(N, C, between(1, 9), between(1, shape % 5 ? 9 : 40)) : t_randn(N, C);
        Tensor   *in[] = {t_add(x, 2), t_randn(C), t_randn(C)}, *dy = t_randn_shape(x->ndim, x->shape);
        const Normalised slow = normalise(relu, shape % 2, in, dy, 1 + shape / 2 % 2);
        const Normalised fast = normalise(FAST | relu, shape % 2, in, dy, 1 + shape / 2 % 2);
        same_norm(&fast, &slow, close_to, shape);
    }
}
END_TEST

/* In a Sequential a norm and the ReLU behind it are one; a norm and anything else are two. */
START_TEST(a_norm_and_its_relu_go_together) {
    Module *m[] = {nn_sequential(nn_batch_norm2d(3), nn_relu(), nn_max_pool2d(2)), nn_batch_norm2d(3)};
    Tensor *x = t_randn(4, 3, 6, 6), *in[2], *y[2];
    for (int i = 0; i < 2; i++) {
        in[i] = t_requires_grad(t_clone(x));
        y[i] = nn_forward(m[i], in[i]);
    }
    ck_assert_str_eq(y[0]->ctx->in[0]->ctx->op->name, "batch_norm_relu");
    ck_assert_str_eq(y[1]->ctx->op->name, "batch_norm");
    y[1] = f_max_pool2d(f_relu(y[1]), 2, 2, 0, false);
    agree(y[0], y[1], 0, 0, "y");
    for (int i = 0; i < 2; i++) t_backward(t_sum(t_mul(y[i], y[i])));
    agree(in[0]->grad, in[1]->grad, close_to, 0, "dx");
    const Module *norm = m[0]->children[0].module;
    ck_assert_int_eq(norm->buffers[2].tensor->i64[0], 1);
    for (int i = 0; i < 2; i++) agree(norm->buffers[i].tensor, m[1]->buffers[i].tensor, 0, i, "a running statistic");
    for (int i = 0; i < 2; i++) nn_free(m[i]);
}
END_TEST

START_TEST(nan_goes_through_batch_norm) {
    Tensor *x = t_randn(2, 3, 5, 7), *in[] = {x, t_ones(3), t_zeros(3)}, *dy = t_randn(2, 3, 5, 7);
    x->data[40] = (real)NAN; /* in channel 1 */
    for (int training = 0; training < 2; training++) {
        const Normalised slow = normalise(RELU, training, in, dy, 1);
        const Normalised fast = normalise(FAST | RELU, training, in, dy, 1);
        for (size_t i = 0; i < x->size; i++) {
            ck_assert_int_eq(isnan(slow.y->data[i]) != 0, training ? i / 35 % 3 == 1 : i == 40);
            ck_assert_int_eq(isnan(fast.y->data[i]) != 0, isnan(slow.y->data[i]) != 0);
        }
    }
}
END_TEST

START_TEST(bits_do_not_depend_on_threads) {
    static const int threads[] = {1, 2, 3, 5};
    Tensor          *x = t_randn(7, 10, 12, 12), *in[] = {x, t_randn(10), t_randn(10)}, *dy = t_randn(7, 10, 12, 12);
    Normalised       first;
    Tensor          *pooled = NULL, *grad = NULL;
    team_set_sharing(SHARE_ALWAYS);
    for (int t = 0; t < 4; t++) {
        t_set_num_threads(threads[t]);
        const Normalised n = normalise(FAST | RELU, true, in, dy, 1);
        Tensor          *of = t_requires_grad(t_clone(x)), *y = t_max_pool2d(of, 3, 2, 1, false);
        t_backward_from(y, t_slice(t_slice(dy, 2, 0, y->shape[2]), 3, 0, y->shape[3]));
        if (t == 0) first = n, pooled = y, grad = of->grad;
        same_norm(&n, &first, 0, t);
        agree(y, pooled, 0, t, "y");
        agree(of->grad, grad, 0, t, "dx");
    }
}
END_TEST

int main(void) {
    Suite *s = suite_create("fast layers");
    TCase *t = tcase_create("fast layers");
    tcase_set_timeout(t, 60);
    suite_add_tcase(s, t);
    tcase_add_test(t, max_pooling);
    tcase_add_test(t, nan_is_the_maximum);
    tcase_add_test(t, batch_norm);
    tcase_add_test(t, a_norm_and_its_relu_go_together);
    tcase_add_test(t, nan_goes_through_batch_norm);
    tcase_add_test(t, bits_do_not_depend_on_threads);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
