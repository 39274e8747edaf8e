/* The library's convolution against both forms of lab 6: the same numbers for every shape, the same bits for every
 * number of threads, and no memory asked for in a step. */
#include "convolution.h"
#include "device.h"
#include "lenet.h"
#include "optimizers.h"
#include "softmax.h"
#include "team.h"
#include "team_private.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

static const double close_to = sizeof(real) == sizeof(double) ? 1e-12 : 1e-5;
static Rng          rng;

static int between(int low, int high) { return low + (int)rng_below(&rng, (uint64_t)(high - low + 1)); }

typedef struct Drawn {
    int     stride, padding, dilation;
    Tensor *in[3], *dy; /* x, W, b */
} Drawn;

/* Shapes around the sizes of vectors and tiles, and those of length 1; and some with enough images to fill vectors. */
static Drawn draw(int i) {
    const bool one = i % 5 == 0;
    const int  N = i % 7 == 0 ? between(15, 35) : between(1, 4), C = between(1, i % 3 ? 3 : 9);
    const int  F = between(1, i % 3 ? 7 : 50);
    const int  KH = one ? 1 : between(1, 4), KW = one ? 1 : between(1, 4);
    Drawn      d = {.stride = between(1, 3), .padding = one ? 0 : between(0, 3), .dilation = between(1, 3)};
    if (i % 10 == 0) d.stride = 1; /* kernels of 1x1 that see the image as it lies */
    const int H = d.dilation * (KH - 1) + between(1, 8), W = d.dilation * (KW - 1) + between(1, i % 4 ? 8 : 40);
    d.in[0] = t_randn(N, C, H, W);
    d.in[1] = t_randn(F, C, KH, KW);
    d.in[2] = t_randn(F);
    return d;
}

typedef enum Form { LOOPS, PRODUCT, FAST, FORMS } Form;

/* What one form makes of it: y, and three gradients, to which it adds when it has been used twice. */
typedef struct Made {
    Tensor *y, *grad[3];
} Made;

static Made make(Form form, Drawn *d, int uses) {
    Made    m;
    Tensor *x[3];
    for (int i = 0; i < 3; i++) x[i] = t_requires_grad(t_clone(d->in[i]));
    for (int use = 0; use < uses; use++) {
        if (form == LOOPS) m.y = f_conv2d_loops(x[0], x[1], x[2], d->stride, d->padding, d->dilation);
        else if (form == PRODUCT) m.y = f_conv2d(x[0], x[1], x[2], d->stride, d->padding, d->dilation);
        else m.y = t_conv2d(x[0], x[1], x[2], d->stride, d->padding, d->dilation);
        if (!d->dy) d->dy = t_randn_shape(m.y->ndim, m.y->shape);
        t_backward_from(m.y, d->dy);
    }
    for (int i = 0; i < 3; i++) m.grad[i] = x[i]->grad;
    return m;
}

/* The error of each element, as a share of what the sums behind it may come to. */
static void agree(const Tensor *a, const Tensor *b, int shape, const char *what) {
    double largest = 1;
    ck_assert(t_same_shape(a, b));
    for (size_t i = 0; i < b->size; i++) largest = fmax(largest, fabs((double)b->data[i]));
    for (size_t i = 0; i < b->size; i++) {
        const double off = fabs((double)a->data[i] - (double)b->data[i]);
        if (!(off <= close_to * largest)) ck_abort_msg("shape %d: %s is off by %g at %zu", shape, what, off, i);
    }
}

START_TEST(all_forms_agree) {
    static const char *const names[] = {"dx", "dW", "db"};
    rng = rng_new(6, 2);
    for (int shape = 0; shape < 200; shape++) {
        t_step();
        Drawn      d = draw(shape);
        const int  uses = 1 + shape % 2;
        const Made fast = make(FAST, &d, uses);
        for (Form form = LOOPS; form < FAST; form++) {
            const Made m = make(form, &d, uses);
            agree(fast.y, m.y, shape, "y");
            for (int i = 0; i < 3; i++) agree(fast.grad[i], m.grad[i], shape, names[i]);
        }
    }
}
END_TEST

static void same_bits(const Tensor *a, const Tensor *b) {
    ck_assert(t_same_shape(a, b));
    ck_assert_mem_eq(a->data, b->data, a->size * sizeof(real));
}

START_TEST(bits_do_not_depend_on_threads) {
    static const int sizes[][8] = {/* N, C, side, F, kernel, stride, padding, dilation */
                                   {9, 3, 17, 20, 3, 1, 1, 1}, {5, 6, 14, 16, 5, 1, 0, 1}, {20, 4, 11, 9, 3, 2, 1, 2},
                                   {7, 8, 10, 40, 1, 1, 0, 1}, {1, 2, 9, 3, 3, 1, 1, 1},
                                   {50, 6, 14, 16, 5, 1, 0, 1}, {66, 1, 12, 6, 5, 1, 2, 1}};
    static const int threads[] = {1, 2, 3, 5};
    team_set_sharing(SHARE_ALWAYS);
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        t_step();
        const int *n = sizes[k];
        Drawn      d = {n[5], n[6], n[7], {t_randn(n[0], n[1], n[2], n[2]), t_randn(n[3], n[1], n[4], n[4]),
                                           t_randn(n[3])}, NULL};
        Made       first;
        for (int t = 0; t < 4; t++) {
            t_set_num_threads(threads[t]);
            const Made m = make(FAST, &d, 1);
            if (t == 0) first = m;
            same_bits(m.y, first.y);
            for (int i = 0; i < 3; i++) same_bits(m.grad[i], first.grad[i]);
        }
    }
}
END_TEST

START_TEST(a_step_asks_for_no_memory) {
    Module    *m = lenet5(1, 28, 10);
    Tensor    *x = t_keep(t_rand(8, 1, 28, 28)), *labels = t_keep(t_randint(0, 10, 8));
    Optimizer *o = optim_adam(nn_parameters(m), 1e-3);
    uint64_t   before = 0;
    for (int step = 0; step < 4; step++) {
        t_step();
        t_backward(f_cross_entropy(nn_forward(m, x), labels));
        optim_step(o);
        optim_zero_grad(o);
        if (step == 1) before = t_allocations;
    }
    ck_assert_uint_eq(t_allocations, before);
    optim_free(o);
    nn_free(m);
    t_free(x);
    t_free(labels);
}
END_TEST

/* The work of a batch is what its threads and parts need, however many images it has: never all columns. */
START_TEST(work_is_bounded) {
    Conv2d s = {.N = 16, .C = 32, .H = 32, .W = 32, .F = 32, .KH = 3, .KW = 3, .stride = 1, .padding = 1, .dilation = 1,
                .OH = 32, .OW = 32};
    t_set_num_threads(2);
    const size_t few = cpu_kernels.conv2d_work(&s);
    s.N = 4096;
    ck_assert_uint_eq(cpu_kernels.conv2d_work(&s), few);
    ck_assert_uint_lt(few, (size_t)2 * 32 * 9 * 32 * 32 * sizeof(real)); /* two images' columns */
}
END_TEST

START_TEST(an_empty_batch) {
    Tensor *x = t_empty(DTYPE_REAL, 4, (int[]){0, 2, 5, 5}), *W = t_requires_grad(t_randn(3, 2, 3, 3));
    Tensor *y = t_conv2d(x, W, t_zeros(3), 1, 0, 1);
    ck_assert_str_eq(t_shape_text(y), "(0,3,3,3)");
    t_backward_from(y, t_like(y));
    for (size_t i = 0; i < W->size; i++) ck_assert(W->grad->data[i] == 0);
}
END_TEST

int main(void) {
    Suite *s = suite_create("fast convolution");
    TCase *t = tcase_create("fast convolution");
    tcase_set_timeout(t, 60);
    suite_add_tcase(s, t);
    tcase_add_test(t, all_forms_agree);
    tcase_add_test(t, bits_do_not_depend_on_threads);
    tcase_add_test(t, a_step_asks_for_no_memory);
    tcase_add_test(t, work_is_bounded);
    tcase_add_test(t, an_empty_batch);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
