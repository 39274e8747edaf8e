/* Lab 0's reference against the lectures' worked numbers. */
#include "activations.h"
#include "tensors.h"
#include <check.h>

static const double eps = sizeof(real) == sizeof(double) ? 1e-8 : 2e-6; /* the numbers are printed with eight digits */

static void expect(const Tensor *x, int n, const double values[]) {
    ck_assert_uint_eq(x->size, (size_t)n);
    for (int i = 0; i < n; i++) ck_assert_double_eq_tol(x->data[i], values[i], eps);
}

/* --- Indices and shapes ------------------------------------------------------------------------------------------- */
START_TEST(strides_and_indices) {
    const int shape[] = {2, 3, 4}, last[] = {1, 2, 3};
    size_t    stride[3];
    strides_of(3, shape, stride);
    ck_assert(stride[0] == 12 && stride[1] == 4 && stride[2] == 1);
    ck_assert_uint_eq(flat_index(3, shape, last), 23);
    for (size_t i = 0; i < 24; i++) {
        int index[3];
        multi_index(3, shape, i, index);
        ck_assert_uint_eq(flat_index(3, shape, index), i);
        ck_assert_uint_eq((size_t)index[0] * 12 + (size_t)index[1] * 4 + (size_t)index[2], i);
    }
    ck_assert_uint_eq(flat_index(0, NULL, NULL), 0);
}
END_TEST

START_TEST(shapes_broadcast) {
    int n, s[T_MAX_NDIM];
    ck_assert(broadcast_shape(2, (int[]){2, 3}, 1, (int[]){3}, &n, s) && n == 2 && s[0] == 2 && s[1] == 3);
    ck_assert(broadcast_shape(2, (int[]){4, 1}, 1, (int[]){5}, &n, s) && n == 2 && s[0] == 4 && s[1] == 5);
    ck_assert(broadcast_shape(2, (int[]){6, 1}, 3, (int[]){7, 1, 5}, &n, s) && n == 3);
    ck_assert(s[0] == 7 && s[1] == 6 && s[2] == 5);
    ck_assert(broadcast_shape(0, NULL, 0, NULL, &n, s) && n == 0);
    ck_assert(!broadcast_shape(2, (int[]){2, 3}, 1, (int[]){2}, &n, s));
    ck_assert(strstr(t_error(), "3") && strstr(t_error(), "2"));
}
END_TEST

/* Against the library's own addition. */
START_TEST(addition_broadcasts) {
    Tensor *a = t_tensor(((real[]){3, 2, 5, 1}), 4), *b = t_tensor(((real[]){1, 7, 4, 2}), 4);
    expect(broadcast_add(a, b), 4, (double[]){4, 9, 9, 3});
    t_manual_seed(1);
    Tensor *pairs[][2] = {{t_randn(2, 3), t_randn(3)},    {t_randn(4, 1), t_randn(5)},
                          {t_randn(6, 1), t_randn(7, 1, 5)}, {t_scalar(2), t_randn(2, 2)},
                          {t_scalar(2), t_scalar(3)},        {t_randn(1, 3), t_randn(2, 1, 1, 3)}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        ck_assert(t_equal(broadcast_add(pairs[i][0], pairs[i][1]), t_add(pairs[i][0], pairs[i][1])));
}
END_TEST

START_TEST(sum_of_unfitting_shapes) { broadcast_add(t_zeros(2, 3), t_zeros(2)); }
END_TEST

/* --- Products ----------------------------------------------------------------------------------------------------- */
START_TEST(products_of_the_lecture) {
    Tensor *W = t_tensor(((real[]){1, 2, 3}), 1, 3), *X = t_tensor(((real[]){3, 2, 5, 1, 7, 4}), 2, 3);
    expect(linear_each(X, W), 2, (double[]){22, 27});
    expect(linear_once(X, W), 2, (double[]){22, 27});
    expect(matmul_loops(W, t_transpose(X)), 2, (double[]){22, 27});
    expect(matmul_blas(W, t_transpose(X)), 2, (double[]){22, 27});
    Tensor *a = t_tensor(((real[]){2, 7, 6, 4, 6, 5}), 1, 6), *b = t_tensor(((real[]){0, 4, 0, 3, 8, 4}), 6, 1);
    expect(matmul_loops(a, b), 1, (double[]){108});
}
END_TEST

START_TEST(all_products_agree) {
    const int sizes[][3] = {{1, 1, 1}, {3, 5, 4}, {1, 7, 9}, {40, 33, 50}};
    t_manual_seed(2);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const int *n = sizes[i];
        Tensor    *A = t_randn(n[0], n[1]), *B = t_randn(n[1], n[2]), *C = t_matmul(A, B), *W = t_transpose(B);
        ck_assert(t_allclose(matmul_loops(A, B), C, 0, 200 * REAL_EPSILON));
        ck_assert(t_allclose(matmul_blas(A, B), C, 0, 200 * REAL_EPSILON));
        ck_assert(t_allclose(linear_each(A, W), C, 0, 200 * REAL_EPSILON));
        ck_assert(t_allclose(linear_once(A, W), C, 0, 200 * REAL_EPSILON));
    }
}
END_TEST

START_TEST(product_of_unfitting_shapes) { matmul_blas(t_zeros(2, 3), t_zeros(2, 3)); }
END_TEST
START_TEST(layer_of_unfitting_shapes) { linear_once(t_zeros(2, 3), t_zeros(3, 2)); }
END_TEST

START_TEST(device_idiom) {
    ck_assert(pick_device(true) == DEV_CUDA && pick_device(false) == DEV_CPU);
    Tensor *x = t_requires_grad(t_tensor(((real[]){-1, 2}), 2)), *y = run_on(DEV_CPU, &relu_op, x);
    t_backward(t_sum(y));
    expect(y, 2, (double[]){0, 2});
    expect(x->grad, 2, (double[]){0, 1});
}
END_TEST

/* --- The scalar engine -------------------------------------------------------------------------------------------- */
static Value *f_of(Value *x, Value *y) { return value_add(value_mul(x, x), y); }
static Value *g_of(Value *x, Value *y) { return value_mul(x, value_add(y, value_leaf(3))); }

START_TEST(gradients_of_the_lecture) {
    Value *x = value_leaf(2), *y = value_leaf(3), *f = f_of(x, y);
    value_backward(f);
    ck_assert(f->data == 7 && x->grad == 4 && y->grad == 1);
    Value *u = value_leaf(2), *v = value_leaf(3), *g = g_of(u, v);
    value_backward(g);
    ck_assert(g->data == 12 && u->grad == 6 && v->grad == 2);
}
END_TEST

START_TEST(gradients_accumulate) {
    Value *x = value_leaf(2), *y = value_leaf(3);
    value_backward(f_of(x, y));
    value_backward(g_of(x, y));
    ck_assert(x->grad == 10 && y->grad == 3);
}
END_TEST

START_TEST(one_gradient_is_zeroed) {
    Value *x = value_leaf(2), *y = value_leaf(3);
    value_backward(f_of(x, y));
    value_zero_grad(x);
    ck_assert(x->grad == 0 && y->grad == 1);
    value_backward(g_of(x, y));
    ck_assert(x->grad == 6 && y->grad == 3);
}
END_TEST

START_TEST(chain_rule) {
    Value *w = value_leaf(2), *x = value_pow(w, 2), *y = value_add(x, value_leaf(3)), *z = value_pow(y, 2);
    value_backward(z);
    ck_assert_double_eq_tol(z->data, 49, eps);
    ck_assert_double_eq_tol(w->grad, 56, 10 * eps);
}
END_TEST

START_TEST(a_leaf_by_itself) {
    Value *x = value_leaf(5);
    value_backward(x);
    ck_assert(x->grad == 1);
}
END_TEST

/* The inner value u belongs to both graphs, and twice to the second. */
START_TEST(shared_values_and_two_backwards) {
    Value *x = value_leaf(3), *u = value_mul(x, x), *f = value_add(u, x), *g = value_mul(u, value_add(u, u));
    value_backward(f);
    ck_assert(x->grad == 7 && u->grad == 1);
    value_backward(g); /* 2 x^4 */
    ck_assert(x->grad == 7 + 8 * 27 && u->grad == 4 * 9);
    value_backward(g);
    ck_assert(x->grad == 7 + 2 * 8 * 27);
}
END_TEST

START_TEST(deep_and_wide_graphs) {
    enum { LINKS = 100000 };
    Value *x = value_leaf(1), *step = value_leaf(0.25), *f = x;
    for (int i = 0; i < LINKS; i++) f = value_add(f, step);
    value_backward(f);
    ck_assert(f->data == 1 + 0.25 * LINKS && x->grad == 1 && step->grad == LINKS);
    value_zero_grad(x);
    Value *half = value_leaf(0.5), *g = x; /* 2^1000 ways from g to x */
    for (int i = 0; i < 1000; i++) g = value_mul(value_add(g, g), half);
    value_backward(g);
    ck_assert(g->data == 1 && x->grad == 1);
}
END_TEST

/* The same expression on the library's tape. */
START_TEST(engine_and_tape_agree) {
    Value *a = value_leaf(0.7), *b = value_leaf(-1.2), *c = value_add(value_mul(a, b), value_pow(a, 3));
    value_backward(value_mul(value_tanh(c), value_pow(a, -0.5)));
    Tensor *ta = t_requires_grad(t_scalar(0.7)), *tb = t_requires_grad(t_scalar(-1.2));
    Tensor *tc = t_add(t_mul(ta, tb), t_pow(ta, 3));
    t_backward(t_mul(f_tanh(tc), t_pow(ta, -0.5)));
    ck_assert_double_eq_tol(a->grad, t_item(ta->grad), 20 * REAL_EPSILON);
    ck_assert_double_eq_tol(b->grad, t_item(tb->grad), 20 * REAL_EPSILON);
}
END_TEST

/* --- Activations -------------------------------------------------------------------------------------------------- */
enum { POINTS = 7 };
static Tensor *points(void) { return t_requires_grad(t_tensor(((real[]){-2, -1, -0.5, 0, 0.5, 1, 2}), POINTS)); }

static void expect_activation(Tensor *x, Tensor *y, const double values[], const double slopes[]) {
    expect(y, POINTS, values);
    t_backward(t_sum(y));
    expect(x->grad, POINTS, slopes);
}

START_TEST(activations_of_the_lecture) {
    Tensor *x = points();
    expect_activation(x, f_sigmoid(x),
                      (double[]){.11920292, .26894142, .37754067, .5, .62245933, .73105858, .88079708},
                      (double[]){.10499359, .19661193, .23500371, .25, .23500371, .19661193, .10499359});
    x = points();
    expect_activation(x, f_tanh(x),
                      (double[]){-.96402758, -.76159416, -.46211716, 0, .46211716, .76159416, .96402758},
                      (double[]){.07065082, .41997434, .78644773, 1, .78644773, .41997434, .07065082});
    x = points();
    expect_activation(x, f_relu(x), (double[]){0, 0, 0, 0, .5, 1, 2}, (double[]){0, 0, 0, 0, 1, 1, 1});
    x = points();
    expect_activation(x, f_leaky_relu(x, 0.1), (double[]){-.2, -.1, -.05, 0, .5, 1, 2},
                      (double[]){.1, .1, .1, .1, 1, 1, 1});
    x = points();
    expect_activation(x, f_elu(x, 1), (double[]){-.86466472, -.63212056, -.39346934, 0, .5, 1, 2},
                      (double[]){.13533528, .36787944, .60653066, 1, 1, 1, 1});
}
END_TEST

START_TEST(activations_far_from_zero) {
    Tensor *x = t_tensor(((real[]){-1000, 1000}), 2);
    expect(f_sigmoid(x), 2, (double[]){0, 1});
    expect(f_tanh(x), 2, (double[]){-1, 1});
    expect(f_relu(x), 2, (double[]){0, 1000});
    expect(f_elu(x, 2), 2, (double[]){-2, 1000});
}
END_TEST

START_TEST(nan_goes_through) {
    Tensor *x = t_tensor(((real[]){NAN, -1, 2, -INFINITY, INFINITY}), 5);
    Tensor *y[] = {f_relu(x), f_leaky_relu(x, 0.5), f_elu(x, 1), f_sigmoid(x), f_tanh(x)};
    for (int i = 0; i < 5; i++) {
        ck_assert(isnan(y[i]->data[0]));
        for (int j = 1; j < 5; j++) ck_assert(!isnan(y[i]->data[j]));
    }
    ck_assert(y[0]->data[1] == 0 && y[0]->data[2] == 2 && y[0]->data[3] == 0 && y[0]->data[4] == INFINITY);
}
END_TEST

START_TEST(relu_leaves_positive_numbers_alone) {
    Tensor *a = t_tensor(((real[]){2, 7, 6, 4, 6, 5}), 6), *b = t_tensor(((real[]){0, 4, 0, 3, 8, 4}), 6);
    ck_assert(t_equal(f_relu(a), a));
    ck_assert(t_item(t_dot(a, b)) == 108 && t_item(t_max(b)) == 8 && t_item(t_argmax(b)) == 4);
}
END_TEST

static void expect_print(Module *m, const char *expected) {
    char  text[128] = "";
    FILE *to = fmemopen(text, sizeof text, "w");
    nn_fprint(to, m);
    fclose(to);
    ck_assert_str_eq(text, expected);
    nn_free(m);
}

START_TEST(activations_as_layers) {
    expect_print(nn_sigmoid(), "Sigmoid()\n");
    expect_print(nn_tanh(), "Tanh()\n");
    expect_print(nn_relu(), "ReLU()\n");
    expect_print(nn_relu_inplace(), "ReLU(inplace=True)\n");
    expect_print(nn_leaky_relu(0.1), "LeakyReLU(negative_slope=0.1)\n");
    expect_print(nn_elu(1), "ELU(alpha=1.0)\n");
    Module *m = nn_leaky_relu(0.1);
    expect(nn_forward(m, t_tensor(((real[]){-2, 3}), 2)), 2, (double[]){-.2, 3});
    nn_free(m);
}
END_TEST

/* --- The gradient check ------------------------------------------------------------------------------------------- */
static double sum_of_cubes(const Tensor *x, const void *context) {
    double sum = 0;
    for (size_t i = 0; i < x->size; i++) sum += pow((double)x->data[i], 3);
    return sum * *(const double *)context;
}

/* Of x^3 the central difference is 3 x^2 + h^2. */
START_TEST(central_differences) {
    Tensor      *x = t_tensor(((real[]){1, -2, 0}), 3), *before = t_keep(x);
    const double twice = 2, tolerance = sizeof(real) == sizeof(double) ? 1e-12 : 1e-5;
    Tensor      *g = numerical_gradient(sum_of_cubes, &twice, x, 0.25);
    ck_assert_double_eq_tol(g->data[0], 2 * (3 + 0.0625), tolerance);
    ck_assert_double_eq_tol(g->data[1], 2 * (12 + 0.0625), tolerance);
    ck_assert_double_eq_tol(g->data[2], 2 * 0.0625, tolerance);
    ck_assert(t_equal(x, before));
    t_free(before);
}
END_TEST

START_TEST(errors_of_gradients) {
    Tensor *a = t_tensor(((real[]){3, 4}), 2), *zero = t_zeros(2);
    ck_assert(gradient_error(a, a) == 0 && gradient_error(zero, zero) == 0);
    ck_assert_double_eq_tol(gradient_error(a, zero), 1, eps);
    ck_assert_double_eq_tol(gradient_error(a, t_tensor(((real[]){-3, -4}), 2)), 2, eps);
    ck_assert_double_eq_tol(gradient_error(a, t_tensor(((real[]){3, 1}), 2)), 0.6, eps);
    Tensor *broken = t_tensor(((real[]){3, NAN}), 2);
    ck_assert(isnan(gradient_error(broken, a)) && isnan(gradient_error(a, broken)));
}
END_TEST

static Tensor *cube_forward(Ctx *c) {
    const Tensor *x = c->in[0];
    Tensor       *y = t_like(x);
    for (size_t i = 0; i < x->size; i++) y->data[i] = x->data[i] * x->data[i] * x->data[i];
    return y;
}
static void cube_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const real *x = c->in[0]->data;
    for (size_t i = 0; i < dy->size; i++) dx[0]->data[i] += 3 * x[i] * x[i] * dy->data[i];
}
static void cube_backward_wrong(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const real *x = c->in[0]->data;
    for (size_t i = 0; i < dy->size; i++) dx[0]->data[i] += (real)3.03 * x[i] * x[i] * dy->data[i];
}

START_TEST(right_and_wrong_backwards) {
    const Op right = {"cube", cube_forward, cube_backward};
    const Op wrong = {"cube", cube_forward, cube_backward_wrong};
    Tensor  *x = t_tensor(((real[]){0.5, -1.5, 1}), 3), *dy = t_tensor(((real[]){1, -2, 0.5}), 3);
    ck_assert(gradcheck(&(OpLoss){.op = &right, .dy = dy}, x, 0.01, 1e-3));
    ck_assert(!gradcheck(&(OpLoss){.op = &wrong, .dy = dy}, x, 0.01, 1e-3));
}
END_TEST

START_TEST(activations_pass_the_check) {
    t_manual_seed(3);
    const struct { const Op *op; double number;
    } ops[] = {{&sigmoid_op, 0}, {&tanh_op, 0}, {&relu_op, 0}, {&leaky_relu_op, 0.1}, {&elu_op, 1.5}};
    for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
        Tensor *x = t_randn(3, 5), *dy = t_randn(3, 5);
        for (size_t j = 0; j < x->size; j++) x->data[j] += (real)(x->data[j] > 0 ? 0.1 : -0.1); /* not across 0 */
        const OpLoss loss = {ops[i].op, {.f = {ops[i].number}}, dy};
        ck_assert_msg(gradcheck(&loss, x, 0.01, 1e-3), "%s", ops[i].op->name);
    }
}
END_TEST

int main(void) {
    Suite *s = suite_create("lab 0");
    TCase *t = tcase_create("lab 0");
    suite_add_tcase(s, t);
    tcase_add_test(t, strides_and_indices);
    tcase_add_test(t, shapes_broadcast);
    tcase_add_test(t, addition_broadcasts);
    tcase_add_exit_test(t, sum_of_unfitting_shapes, EXIT_WRONG_CALL);
    tcase_add_test(t, products_of_the_lecture);
    tcase_add_test(t, all_products_agree);
    tcase_add_exit_test(t, product_of_unfitting_shapes, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, layer_of_unfitting_shapes, EXIT_WRONG_CALL);
    tcase_add_test(t, device_idiom);
    tcase_add_test(t, gradients_of_the_lecture);
    tcase_add_test(t, gradients_accumulate);
    tcase_add_test(t, one_gradient_is_zeroed);
    tcase_add_test(t, chain_rule);
    tcase_add_test(t, a_leaf_by_itself);
    tcase_add_test(t, shared_values_and_two_backwards);
    tcase_add_test(t, deep_and_wide_graphs);
    tcase_add_test(t, engine_and_tape_agree);
    tcase_add_test(t, activations_of_the_lecture);
    tcase_add_test(t, activations_far_from_zero);
    tcase_add_test(t, nan_goes_through);
    tcase_add_test(t, relu_leaves_positive_numbers_alone);
    tcase_add_test(t, activations_as_layers);
    tcase_add_test(t, central_differences);
    tcase_add_test(t, errors_of_gradients);
    tcase_add_test(t, right_and_wrong_backwards);
    tcase_add_test(t, activations_pass_the_check);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
