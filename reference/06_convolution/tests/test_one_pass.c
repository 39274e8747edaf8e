/* Convolution, ReLU and max pooling in one pass, as modules ask for it where no gradient is wanted: the same bits as one
 * by one. */
#include "activations.h"
#include "convolution.h"
#include "lenet.h"
#include "team.h"
#include "team_private.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

static Rng rng;

static int between(int low, int high) { return low + (int)rng_below(&rng, (uint64_t)(high - low + 1)); }

static void same_bits(const Tensor *a, const Tensor *b) {
    ck_assert_msg(t_same_shape(a, b), "%s instead of %s", t_shape_text(a), t_shape_text(b));
    ck_assert_mem_eq(a->data, b->data, a->size * sizeof(real));
}

/* Two convolutions side by side, whose outputs are of one size: the second has a kernel larger by 2, and 1 more around.
 */
typedef struct Drawn {
    Tensor    *x;
    ConvBranch branch[2];
    int        pool[4];
} Drawn;

static Drawn draw(void) {
    const int N = between(1, 3), C = between(1, 5), stride = between(1, 2), padding = between(0, 2);
    const int kernel = between(1, 3), pool = between(1, 3);
    Drawn     d = {.x = t_randn(N, C, between(7, 12), between(7, 40)),
                   .pool = {pool, between(1, 3), between(0, pool / 2), between(0, 1)}};
    for (int i = 0; i < 2; i++) {
        const int F = between(1, 19);
        d.branch[i] = (ConvBranch){t_randn(F, C, kernel + 2 * i, kernel + 2 * i), t_randn(F), stride, padding + i};
    }
    return d;
}

static Tensor *one_by_one(const Drawn *d, int n, bool pooled) {
    Tensor *part[2];
    for (int i = 0; i < n; i++) {
        const ConvBranch *b = &d->branch[i];
        part[i] = f_relu(t_conv2d(d->x, b->W, b->b, b->stride, b->padding, 1));
    }
    Tensor *y = n == 1 ? part[0] : t_cat(1, part[0], part[1]);
    if (pooled && d->pool[0] == 0) return f_global_avg_pool(y);
    return pooled ? t_max_pool2d(y, d->pool[0], d->pool[1], d->pool[2], d->pool[3]) : y;
}

START_TEST(the_same_bits) {
    rng = rng_new(6, 9);
    team_set_sharing(SHARE_ALWAYS);
    for (int i = 0; i < 60; i++) {
        t_step();
        Drawn d = draw();
        if (i % 4 == 3) d.pool[0] = 0; /* the mean of each channel */
        t_set_num_threads(1 + i % 3);
        for (int n = 1; n <= 2; n++)
            for (int pooled = 0; pooled < 2; pooled++) {
                const Tensor *y = t_conv2d_relu(d.x, n, d.branch, pooled ? d.pool : NULL);
                ck_assert_ptr_nonnull(y);
                same_bits(y, one_by_one(&d, n, pooled));
            }
    }
}
END_TEST

START_TEST(nan_goes_through) {
    rng = rng_new(6, 10);
    for (int i = 0; i < 30; i++) {
        t_step();
        const Drawn d = draw();
        d.x->data[rng_below(&rng, d.x->size)] = (real)NAN;
        const Tensor *y = t_conv2d_relu(d.x, 1, d.branch, d.pool), *apart = one_by_one(&d, 1, true);
        for (size_t j = 0; j < y->size; j++) ck_assert(isnan(y->data[j]) == isnan(apart->data[j]));
    }
}
END_TEST

/* Where it is not for it, it says so. */
START_TEST(not_with_gradients_nor_for_sizes_that_do_not_fit) {
    Tensor    *x = t_randn(1, 2, 6, 6), *W = t_randn(3, 2, 3, 3), *b = t_randn(3);
    ConvBranch one = {W, b, 1, 1}, two[2] = {one, {W, b, 1, 0}};
    ck_assert_ptr_nonnull(t_conv2d_relu(x, 1, &one, NULL));
    ck_assert_ptr_null(t_conv2d_relu(x, 2, two, NULL)); /* 6x6 and 4x4 */
    ck_assert_ptr_null(t_conv2d_relu(x, 1, &one, (int[]){7, 1, 0, 0}));
    ck_assert_ptr_null(t_conv2d_relu(t_randn(1, 3, 6, 6), 1, &one, NULL));
    ck_assert_ptr_null(t_conv2d_relu(x, 1, &(ConvBranch){W, b, 0, 1}, NULL));
    t_requires_grad(b);
    ck_assert_ptr_null(t_conv2d_relu(x, 1, &one, NULL));
    t_no_grad();
    ck_assert_ptr_nonnull(t_conv2d_relu(x, 1, &one, NULL));
}
END_TEST

/* A network gives the same with a tape, which keeps the operations apart, and without. */
START_TEST(modules_ask_for_it) {
    Module *m = lenet5(1, 28, 10);
    t_step();
    Tensor       *x = t_randn(3, 1, 28, 28);
    const Tensor *with = nn_forward(m, x);
    t_no_grad();
    const size_t before = t_arena_used();
    const Tensor *without = nn_forward(m, x);
    same_bits(with, without);
    ck_assert_uint_lt(t_arena_used() - before, (size_t)3 * 6 * 28 * 28 * sizeof(real)); /* the first convolution's */
    nn_free(m);
}
END_TEST

int main(void) {
    Suite *s = suite_create("one pass");
    TCase *t = tcase_create("one pass");
    suite_add_tcase(s, t);
    tcase_add_test(t, the_same_bits);
    tcase_add_test(t, nan_goes_through);
    tcase_add_test(t, not_with_gradients_nor_for_sizes_that_do_not_fit);
    tcase_add_test(t, modules_ask_for_it);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
