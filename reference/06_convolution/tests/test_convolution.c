/* Lab 6's reference, convolution and pooling: the lecture's worked example, and the loops against the product. */
#include "convolution.h"
#include "tests/gradient_test.h"

static const double close_to = sizeof(real) == sizeof(double) ? 1e-12 : 2e-5;

static void holds(const Tensor *x, int n, const double values[]) {
    ck_assert_uint_eq(x->size, (size_t)n);
    for (int i = 0; i < n; i++) ck_assert_double_eq_tol(x->data[i], values[i], close_to);
}

/* The slide's image and kernel. */
static Tensor *image(void) {
    return t_tensor(((real[]){1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0}), 1, 1, 5, 5);
}
static Tensor *cross(void) { return t_tensor(((real[]){1, 0, 1, 0, 1, 0, 1, 0, 1}), 1, 1, 3, 3); }
static Tensor *counting(void) { return t_tensor(((real[]){1, 2, 3, 4, 5, 6, 7, 8, 9}), 1, 1, 3, 3); }

START_TEST(convolution_of_the_lecture) {
    Tensor *b = t_zeros(1);
    for (int product = 0; product < 2; product++) {
#define CONV(W, stride, padding)                                                                                       \
    (product ? f_conv2d(image(), W, b, stride, padding, 1) : f_conv2d_loops(image(), W, b, stride, padding, 1))
        holds(CONV(cross(), 1, 0), 9, (double[]){4, 3, 4, 2, 4, 3, 2, 3, 4});
        holds(CONV(counting(), 1, 0), 9, (double[]){26, 35, 34, 20, 34, 33, 26, 31, 22}); /* not turned round */
        holds(CONV(cross(), 2, 0), 4, (double[]){4, 4, 2, 4});
        holds(CONV(cross(), 1, 1), 25,
               (double[]){2, 2, 3, 1, 1, 1, 4, 3, 4, 1, 1, 2, 4, 3, 3, 1, 2, 3, 4, 1, 0, 2, 2, 1, 1});
        holds(CONV(cross(), 2, 1), 9, (double[]){2, 3, 1, 1, 4, 3, 0, 2, 1});
#undef CONV
    }
}
END_TEST

START_TEST(gradients_of_the_lecture) {
    for (int product = 0; product < 2; product++)
        for (int squares = 0; squares < 2; squares++) {
            Tensor *x = t_requires_grad(image()), *W = t_requires_grad(cross()), *b = t_requires_grad(t_zeros(1));
            Tensor *y = product ? f_conv2d(x, W, b, 1, 0, 1) : f_conv2d_loops(x, W, b, 1, 0, 1);
            t_backward(squares ? t_scale(t_sum(t_mul(y, y)), 0.5) : t_sum(y));
            if (squares) {
                holds(W->grad, 9, (double[]){22, 23, 19, 14, 25, 21, 14, 19, 19});
                continue;
            }
            holds(W->grad, 9, (double[]){6, 7, 6, 4, 7, 7, 4, 6, 6});
            holds(x->grad, 25,
                   (double[]){1, 1, 2, 1, 1, 1, 2, 3, 2, 1, 2, 3, 5, 3, 2, 1, 2, 3, 2, 1, 1, 1, 2, 1, 1});
            ck_assert_double_eq_tol(t_item(b->grad), 9, close_to);
        }
}
END_TEST

static int between(Rng *rng, int low, int high) { return low + (int)rng_below(rng, (uint64_t)(high - low + 1)); }

static void same(const Tensor *a, const Tensor *b) {
    ck_assert(t_same_shape(a, b));
    ck_assert(t_allclose(a, b, close_to, close_to));
}

START_TEST(loops_and_product_agree) {
    Rng rng = rng_new(6, 1);
    for (int shape = 0; shape < 200; shape++) {
        t_step();
        const int N = between(&rng, 1, 3), C = between(&rng, 1, 4), F = between(&rng, 1, 5);
        const int KH = between(&rng, 1, 4), KW = between(&rng, 1, 4), stride = between(&rng, 1, 3);
        const int padding = between(&rng, 0, 3), dilation = between(&rng, 1, 3);
        const int H = dilation * (KH - 1) + 1 + between(&rng, 0, 7), W = dilation * (KW - 1) + 1 + between(&rng, 0, 7);
        Tensor   *x = t_randn(N, C, H, W), *K = t_randn(F, C, KH, KW), *b = t_randn(F), *y[2], *in[2][3], *dy = NULL;
        for (int product = 0; product < 2; product++) {
            Tensor **of = in[product];
            of[0] = t_requires_grad(t_clone(x));
            of[1] = t_requires_grad(t_clone(K));
            of[2] = t_requires_grad(t_clone(b));
            y[product] = product ? f_conv2d(of[0], of[1], of[2], stride, padding, dilation)
                                 : f_conv2d_loops(of[0], of[1], of[2], stride, padding, dilation);
            if (!dy) dy = t_randn_shape(y[0]->ndim, y[0]->shape);
            t_backward_from(y[product], dy);
        }
        same(y[1], y[0]);
        for (int i = 0; i < 3; i++) same(in[1][i]->grad, in[0][i]->grad);
    }
}
END_TEST

/* <im2col(x), c> = <x, col2im(c)>: each is the other's transpose. */
START_TEST(col2im_is_the_transpose_of_im2col) {
    const ConvShape s = {.C = 2, .H = 7, .W = 6, .KH = 3, .KW = 2, .stride = 2, .padding = 1, .dilation = 2,
                         .OH = conv_size(7, 3, 2, 1, 2), .OW = conv_size(6, 2, 2, 1, 2)};
    Tensor *x = t_randn(s.C, s.H, s.W), *c = t_randn(s.C * s.KH * s.KW, s.OH * s.OW), *columns = t_like(c);
    Tensor *back = t_zeros(s.C, s.H, s.W);
    im2col(&s, x->data, columns->data);
    col2im(&s, c->data, back->data);
    ck_assert_double_eq_tol(t_item(t_sum(t_mul(columns, c))), t_item(t_sum(t_mul(x, back))), 10 * close_to);
}
END_TEST

/* Shift the image, and the answer shifts: convolution is equivariant, not invariant. */
START_TEST(equivariance) {
    Tensor *x = t_zeros(1, 1, 9, 9), *shifted = t_zeros(1, 1, 9, 9), *W = t_randn(2, 1, 3, 3), *b = t_randn(2);
    for (int i = 2; i < 5; i++)
        for (int j = 2; j < 5; j++) {
            x->data[i * 9 + j] = (real)(i + 3 * j);
            shifted->data[(i + 1) * 9 + j + 2] = (real)(i + 3 * j);
        }
    const Tensor *y = f_conv2d(x, W, b, 1, 1, 1), *moved = f_conv2d(shifted, W, b, 1, 1, 1);
    for (int f = 0; f < 2; f++)
        for (int i = 0; i < 8; i++)
            for (int j = 0; j < 7; j++)
                ck_assert_double_eq_tol(moved->data[(f * 9 + i + 1) * 9 + j + 2], y->data[(f * 9 + i) * 9 + j], close_to);
}
END_TEST

static Tensor *corner(void) { return t_tensor(((real[]){1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1}), 1, 1, 4, 4); }

START_TEST(pooling_of_the_lecture) {
    Tensor *x = t_requires_grad(corner()), *y = f_max_pool2d(x, 2, 2, 0, 0);
    holds(y, 4, (double[]){1, 1, 0, 1});
    t_backward(t_sum(y));
    holds(x->grad, 16, (double[]){1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0});
    x = t_requires_grad(corner());
    y = f_avg_pool2d(x, 2, 2, 0, 0, 1);
    holds(y, 4, (double[]){0.75, 0.75, 0, 1});
    t_backward(t_sum(y));
    for (int i = 0; i < 16; i++) ck_assert_double_eq_tol(x->grad->data[i], 0.25, close_to);
    Tensor *conv = t_tensor(((real[]){4, 3, 4, 2, 4, 3, 2, 3, 4}), 1, 1, 3, 3);
    holds(f_max_pool2d(conv, 2, 1, 0, 0), 4, (double[]){4, 4, 4, 4});
    holds(f_avg_pool2d(conv, 2, 1, 0, 0, 1), 4, (double[]){3.25, 3.5, 2.75, 3.5});
}
END_TEST

/* As torch counts: nn.AvgPool2d(3, 2, 1, ceil_mode=True) of 0..15 as 4x4, with and without the padding. */
START_TEST(average_counts_as_torch) {
    Tensor *x = t_reshape(t_cast(t_arange(16), DTYPE_REAL), 1, 1, 4, 4);
    ck_assert_int_eq(pool_size(4, 3, 2, 1, true), 3);
    holds(f_avg_pool2d(x, 3, 2, 1, 1, 0), 9, (double[]){2.5, 4, 5, 8.5, 10, 11, 12.5, 14, 15});
    holds(f_avg_pool2d(x, 3, 2, 1, 1, 1), 9,
           (double[]){10 / 9.0, 24 / 9.0, 10 / 6.0, 51 / 9.0, 10, 33 / 6.0, 25 / 6.0, 7, 15 / 4.0});
}
END_TEST

START_TEST(pool_sizes) {
    ck_assert_int_eq(pool_size(5, 2, 2, 0, false), 2);
    ck_assert_int_eq(pool_size(5, 2, 2, 0, true), 3);
    ck_assert_int_eq(pool_size(4, 2, 3, 1, true), 2); /* 3 would begin behind image and padding */
    ck_assert_int_eq(conv_size(28, 5, 1, 2, 1), 28);
    ck_assert_int_eq(conv_size(7, 3, 2, 1, 2), 3);
}
END_TEST

static Tensor *max_padded(Tensor *const in[]) { return f_max_pool2d(in[0], 3, 2, 1, 1); }
static Tensor *average_padded(Tensor *const in[]) { return f_avg_pool2d(in[0], 3, 2, 1, 1, 1); }
static Tensor *average_inside(Tensor *const in[]) { return f_avg_pool2d(in[0], 3, 2, 1, 1, 0); }
static Tensor *global(Tensor *const in[]) { return f_global_avg_pool(in[0]); }
static Tensor *product(Tensor *const in[]) { return f_conv2d(in[0], in[1], in[2], 2, 1, 1); }
START_TEST(gradients_are_slopes) {
    const Function all[] = {max_padded, average_padded, average_inside, global};
    const double   most = sizeof(real) == sizeof(double) ? 1e-8 : 2e-3;
    for (int f = 0; f < 4; f++)
        ck_assert_double_lt(gradient_error(all[f], 1, (Tensor *[]){drawn(4, (int[]){2, 2, 5, 6}, -2, 2, 0.3)}), most);
    Tensor *in[] = {t_randn(2, 2, 5, 4), t_randn(3, 2, 3, 2), t_randn(3)};
    ck_assert_double_lt(gradient_error(product, 3, in), 5 * most);
}
END_TEST

START_TEST(channels_do_not_fit) { f_conv2d(t_zeros(1, 2, 5, 5), t_zeros(4, 3, 3, 3), t_zeros(4), 1, 0, 1); }
END_TEST
START_TEST(kernel_too_large) { f_conv2d_loops(t_zeros(1, 1, 2, 5), t_zeros(1, 1, 3, 3), t_zeros(1), 1, 0, 1); }
END_TEST
START_TEST(padding_too_wide) { f_max_pool2d(t_zeros(1, 1, 5, 5), 2, 2, 2, 0); }
END_TEST

int main(void) {
    Suite *s = suite_create("convolution");
    TCase *t = tcase_create("convolution");
    tcase_set_timeout(t, 60);
    suite_add_tcase(s, t);
    tcase_add_test(t, convolution_of_the_lecture);
    tcase_add_test(t, gradients_of_the_lecture);
    tcase_add_test(t, loops_and_product_agree);
    tcase_add_test(t, col2im_is_the_transpose_of_im2col);
    tcase_add_test(t, equivariance);
    tcase_add_test(t, pooling_of_the_lecture);
    tcase_add_test(t, average_counts_as_torch);
    tcase_add_test(t, pool_sizes);
    tcase_add_test(t, gradients_are_slopes);
    tcase_add_exit_test(t, channels_do_not_fit, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, kernel_too_large, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, padding_too_wide, EXIT_WRONG_CALL);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
