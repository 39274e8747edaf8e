/* The library on the second device: every op and every lab's twin gives the CPU's values and gradients there, and a
 * device that is not there is refused in a clear sentence. */
#include "cuda_plugin.h"
#include "ops_test.h"

/* --- The same expression on both devices -------------------------------------------------------------------------- */
enum { MAX_IN = 3 };

typedef Tensor *Expression(Tensor *a, Tensor *b, Tensor *c);
#define EXPRESSION(name, value)                                                                                        \
    static Tensor *name(Tensor *a, Tensor *b, Tensor *c) {                                                             \
        (void)a, (void)b, (void)c;                                                                                     \
        return value;                                                                                                  \
    }

typedef struct Outcome {
    Tensor *y, *grad[MAX_IN];
} Outcome;

static Outcome outcome(Expression *f, Device device, Tensor *const in[], Tensor *upstream) {
    Tensor *x[MAX_IN] = {0};
    for (int i = 0; i < MAX_IN; i++) {
        if (!in[i]) continue;
        x[i] = t_keep(t_to(in[i], device));
        if (x[i]->dtype == DTYPE_REAL) t_requires_grad(x[i]);
    }
    Outcome o = {.y = f(x[0], x[1], x[2])};
    ck_assert_int_eq(o.y->device, device);
    if (o.y->requires_grad) t_backward_from(o.y, t_to(upstream, device));
    for (int i = 0; i < MAX_IN; i++) o.grad[i] = x[i] ? x[i]->grad : NULL;
    return o;
}

static void check_close(Tensor *got, const Tensor *expected, const char *what) {
    ck_assert_msg(!got == !expected, "%s: only one device has it", what);
    if (!got) return;
    Tensor *here = t_to(got, DEV_CPU);
    ck_assert_msg(t_same_shape(here, expected) && here->dtype == expected->dtype, "%s: shape or dtype differ", what);
    ck_assert_msg(t_allclose(here, expected, 200 * REAL_EPSILON, 200 * REAL_EPSILON), "%s: values differ", what);
}

/* f of these inputs, NULL where there are fewer. */
static void check_expression(Expression *f, Tensor *a, Tensor *b, Tensor *c) {
    Tensor *in[MAX_IN] = {a, b, c}, *probe = f(a, b, c);
    Tensor *upstream = probe->dtype == DTYPE_REAL ? t_randn_shape(probe->ndim, probe->shape) : NULL;
    Outcome expected = outcome(f, DEV_CPU, in, upstream), got = outcome(f, DEV_CUDA, in, upstream);
    check_close(got.y, expected.y, "y");
    for (int i = 0; i < MAX_IN; i++) check_close(got.grad[i], expected.grad[i], "a gradient");
}

static Tensor *labels(int n, int classes) { return t_randint(0, classes, n); }
static Tensor *positive(Tensor *x) { return t_add(t_abs(x), 0.5); }

/* --- The library's ops -------------------------------------------------------------------------------------------- */
EXPRESSION(add, t_add(a, b))
EXPRESSION(sub, t_sub(t_sub(2, a), b))
EXPRESSION(mul, t_mul(t_mul(a, b), a))
EXPRESSION(divide, t_div(a, b))
EXPRESSION(power, t_pow(a, b))
EXPRESSION(maximum, t_maximum(t_maximum(a, b), 0))
EXPRESSION(scale, t_scale(a, -1.5))
EXPRESSION(greater, t_gt(a, b))
EXPRESSION(equal, t_eq(a, t_detach(a)))
EXPRESSION(negative, t_neg(a))
EXPRESSION(exponential, t_exp(a))
EXPRESSION(logarithm, t_log(a))
EXPRESSION(root, t_sqrt(a))
EXPRESSION(absolute, t_abs(a))
EXPRESSION(waves, t_mul(t_sin(a), t_cos(a)))
EXPRESSION(cast, t_cast(t_cast(a, DTYPE_INT64), DTYPE_REAL))
EXPRESSION(count, t_sum(t_lt(a, 0)))

START_TEST(element_by_element) {
    Tensor *x = t_randn(5, 7), *row = t_randn(7), *column = t_randn(5, 1), *one = t_randn(1);
    Tensor *others[] = {t_randn(5, 7), row, column, one, t_randn(3, 5, 7)};
    for (int i = 0; i < 5; i++) {
        check_expression(add, x, others[i], NULL);
        check_expression(sub, x, others[i], NULL);
        check_expression(mul, x, others[i], NULL);
        check_expression(divide, x, positive(others[i]), NULL);
        check_expression(power, positive(x), others[i], NULL);
        check_expression(maximum, x, others[i], NULL);
        check_expression(greater, x, others[i], NULL);
    }
    check_expression(add, row, column, NULL);
    check_expression(equal, x, NULL, NULL);
    check_expression(scale, x, NULL, NULL);
    check_expression(negative, x, NULL, NULL);
    check_expression(exponential, x, NULL, NULL);
    check_expression(logarithm, positive(x), NULL, NULL);
    check_expression(root, positive(x), NULL, NULL);
    check_expression(absolute, x, NULL, NULL);
    check_expression(waves, x, NULL, NULL);
    check_expression(cast, t_mul(x, 3), NULL, NULL);
    check_expression(count, x, NULL, NULL);
}
END_TEST

EXPRESSION(matmul, t_matmul(a, b))
EXPRESSION(matmul_transposed, t_matmul(t_transpose(a), b))
EXPRESSION(dot, t_dot(a, b))

START_TEST(products) {
    check_expression(matmul, t_randn(4, 6), t_randn(6, 5), NULL);
    check_expression(matmul, t_randn(4, 6), t_randn(6), NULL);
    check_expression(matmul, t_randn(6), t_randn(6, 3), NULL);
    check_expression(matmul, t_randn(3, 4, 6), t_randn(3, 6, 2), NULL);
    check_expression(matmul_transposed, t_randn(6, 4), t_randn(6, 5), NULL);
    check_expression(dot, t_randn(9), t_randn(9), NULL);
}
END_TEST

EXPRESSION(reshape, t_reshape(a, 4, -1))
EXPRESSION(flatten, t_flatten(a))
EXPRESSION(squeeze, t_squeeze(t_unsqueeze(a, 1)))
EXPRESSION(permute, t_permute(a, 2, 0, 1))
EXPRESSION(broadcast, t_broadcast_to(a, 5, 4, 3))
EXPRESSION(cat, t_cat(1, a, b, a))
EXPRESSION(slice, t_slice(a, 1, 1, T_END))
EXPRESSION(select_first, t_select(a, 1))
EXPRESSION(gather, t_gather(a, b))
EXPRESSION(index_select, t_index_select(a, b))
EXPRESSION(clone, t_clone(a))
EXPRESSION(one_hot, t_one_hot(a, 6))

START_TEST(shapes_and_places) {
    Tensor *x = t_randn(2, 4, 3);
    check_expression(reshape, x, NULL, NULL);
    check_expression(flatten, x, NULL, NULL);
    check_expression(squeeze, x, NULL, NULL);
    check_expression(permute, x, NULL, NULL);
    check_expression(broadcast, t_randn(4, 1), NULL, NULL);
    check_expression(cat, x, t_randn(2, 1, 3), NULL);
    check_expression(slice, x, NULL, NULL);
    check_expression(select_first, x, NULL, NULL);
    check_expression(gather, t_randn(8, 5), labels(8, 5), NULL);
    check_expression(index_select, t_randn(4, 3), labels(9, 4), NULL);
    check_expression(clone, x, NULL, NULL);
    check_expression(one_hot, labels(7, 6), NULL, NULL);
}
END_TEST

EXPRESSION(sum, t_sum(a))
EXPRESSION(mean, t_mean(a))
EXPRESSION(largest, t_max(a))
EXPRESSION(argmax, t_argmax(a))
EXPRESSION(variance, t_var(a))
EXPRESSION(sum_axis, t_sum_axis(a, 1))
EXPRESSION(mean_axis, t_mean_axis(a, 0))
EXPRESSION(max_axis, t_max_axis(a, -1))
EXPRESSION(var_axis, t_var_axis(a, 1, 0))
EXPRESSION(argmax_axis, t_argmax_axis(a, 2))
EXPRESSION(standardised, t_div(t_sub(a, t_mean_keep(a, 0)), t_sqrt(t_add(t_sum_keep(t_mul(a, a), 0), 1))))

START_TEST(reductions) {
    Expression *const all[] = {sum,       mean,     largest,  argmax,      variance,     sum_axis,
                               mean_axis, max_axis, var_axis, argmax_axis, standardised};
    Tensor *x = t_randn(3, 50, 4);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) check_expression(all[i], x, NULL, NULL);
    check_expression(mean, t_randn(40, 1000), NULL, NULL);
}
END_TEST

/* --- The labs' twins: on the CPU as the formula in ops, on the device under the op's name ------------------------- */
static const Op sigmoid_op = {.name = "sigmoid"}, tanh_op = {.name = "tanh"}, relu_op = {.name = "relu"},
                leaky_relu_op = {.name = "leaky_relu"}, elu_op = {.name = "elu"};
static const Op linear_op = {.name = "linear"}, softmax_op = {.name = "softmax"},
                log_softmax_op = {.name = "log_softmax"}, cross_entropy_op = {.name = "cross_entropy"},
                bce_op = {.name = "bce_with_logits"}, mse_op = {.name = "mse_loss"}, l1_op = {.name = "l1_loss"};

static bool here(const Tensor *x) { return x->device == DEV_CPU; }
static Tensor *log_softmax_of(Tensor *x) {
    Tensor *centred = t_sub(x, t_detach(t_max_keep(x, -1)));
    return t_sub(centred, t_log(t_sum_keep(t_exp(centred), -1)));
}
static Tensor *bce_of(Tensor *z, Tensor *y) {
    Tensor *rest = t_log(t_add(1, t_exp(t_neg(t_abs(z)))));
    return t_mean(t_add(t_sub(t_maximum(z, 0), t_mul(z, y)), rest));
}

static Tensor *tanh_of(Tensor *x) {
    Tensor *e = t_exp(t_mul(2, x));
    return t_div(t_sub(e, 1), t_add(e, 1));
}
/* x where it is above 0, else what `below` is there: 0 at 0. */
static Tensor *bent(Tensor *x, Tensor *below) { return t_add(t_maximum(x, 0), t_mul(t_lt(x, 0), below)); }
/* With a number: the slope, alpha. */
static Tensor *with_half(const Op *op, Tensor *x) {
    return t_apply_at(T_HERE("with_half"), op, (Args){.f = {0.5}}, 1, &x);
}

EXPRESSION(sigmoid, here(a) ? t_div(1, t_add(1, t_exp(t_neg(a)))) : t_apply(&sigmoid_op, a))
EXPRESSION(hyperbolic, here(a) ? tanh_of(a) : t_apply(&tanh_op, a))
EXPRESSION(leaky_relu, here(a) ? bent(a, t_mul(0.5, a)) : with_half(&leaky_relu_op, a))
EXPRESSION(elu, here(a) ? bent(a, t_mul(0.5, t_sub(t_exp(a), 1))) : with_half(&elu_op, a))
EXPRESSION(relu, here(a) ? t_maximum(a, 0) : t_apply(&relu_op, a))
EXPRESSION(linear, here(a) ? t_add(t_matmul(a, t_transpose(b)), c) : t_apply(&linear_op, a, b, c))
EXPRESSION(softmax, here(a) ? t_exp(log_softmax_of(a)) : t_apply(&softmax_op, a))
EXPRESSION(log_softmax, here(a) ? log_softmax_of(a) : t_apply(&log_softmax_op, a))
EXPRESSION(cross_entropy, here(a) ? t_neg(t_mean(t_gather(log_softmax_of(a), b))) : t_apply(&cross_entropy_op, a, b))
EXPRESSION(mse, here(a) ? t_mean(t_mul(t_sub(a, b), t_sub(a, b))) : t_apply(&mse_op, a, b))
EXPRESSION(l1, here(a) ? t_mean(t_abs(t_sub(a, b))) : t_apply(&l1_op, a, b))
EXPRESSION(bce, here(a) ? bce_of(a, t_gt(a, 0.1)) : t_apply(&bce_op, a, t_cast(t_gt(a, 0.1), DTYPE_REAL)))

START_TEST(twins) {
    Expression *activations[] = {sigmoid, hyperbolic, relu, leaky_relu, elu};
    for (int i = 0; i < 5; i++) check_expression(activations[i], t_randn(6, 9), NULL, NULL);
    check_expression(linear, t_randn(7, 5), t_randn(3, 5), t_randn(3));
    check_expression(linear, t_randn(300, 4), t_randn(2, 4), t_randn(2));
    for (int rows = 1; rows <= 301; rows += 100) {
        Tensor *logits = t_mul(t_randn(rows, 10), 3);
        check_expression(softmax, logits, NULL, NULL);
        check_expression(log_softmax, logits, NULL, NULL);
        check_expression(cross_entropy, logits, labels(rows, 10), NULL);
        check_expression(bce, logits, NULL, NULL);
        check_expression(mse, logits, t_randn(rows, 10), NULL);
        check_expression(l1, logits, t_maximum(logits, 0), NULL); /* equal in half of the places */
    }
    check_expression(softmax, t_randn(5), NULL, NULL);
    check_expression(log_softmax, t_randn(4, 1), NULL, NULL);
}
END_TEST

START_TEST(twins_at_the_edges) {
    Tensor *zero = t_requires_grad(t_keep(t_to(t_zeros(3), DEV_CUDA)));
    t_backward(t_sum(t_apply(&relu_op, zero)));
    ck_assert(t_at(zero->grad, 0) == 0);
    t_backward(t_sum(with_half(&leaky_relu_op, zero)));
    ck_assert(t_at(zero->grad, 0) == 0.5);
    t_backward(t_sum(with_half(&elu_op, zero)));
    ck_assert(t_at(zero->grad, 0) == 1.5);

    Tensor *far = t_tensor(((real[]){1000, -1000, 0, -1000, 1000, 1000}), 2, 3);
    far = t_requires_grad(t_keep(t_to(far, DEV_CUDA)));
    Tensor *p = t_apply(&softmax_op, far), *log_p = t_apply(&log_softmax_op, far);
    ck_assert(t_at(p, 0, 0) == 1 && t_at(p, 0, 1) == 0 && t_at(p, 1, 1) == 0.5);
    ck_assert(t_at(log_p, 0, 1) == -2000);
    Tensor *L = t_apply(&cross_entropy_op, far, t_to(t_tensor_int64(((int64_t[]){0, 0}), 2), DEV_CUDA));
    ck_assert_double_eq_tol(t_item(L), (2000 + log(2.0)) / 2, 1000 * REAL_EPSILON);
    t_backward(L);
    ck_assert(t_at(far->grad, 1, 0) == -0.5 && t_at(far->grad, 1, 1) == 0.25);

    Tensor *z = t_to(t_tensor(((real[]){100, -100}), 2), DEV_CUDA), *y = t_to(t_tensor(((real[]){0, 0}), 2), DEV_CUDA);
    ck_assert_double_eq_tol(t_item(t_apply(&bce_op, z, y)), 50, 100 * REAL_EPSILON);
}
END_TEST

START_TEST(label_out_of_range) {
    t_apply(&cross_entropy_op, t_to(t_randn(2, 3), DEV_CUDA), t_to(t_tensor_int64(((int64_t[]){0, 3}), 2), DEV_CUDA));
}
END_TEST

START_TEST(shapes_that_do_not_fit) {
    t_apply(&linear_op, t_to(t_randn(2, 3), DEV_CUDA), t_to(t_randn(4, 2), DEV_CUDA), t_to(t_randn(4), DEV_CUDA));
}
END_TEST

START_TEST(no_twin) {
    static const Op op = {.name = "not in the plugin"};
    t_apply(&op, t_to(t_ones(2), DEV_CUDA));
}
END_TEST

START_TEST(two_devices_in_one_op) { t_add(t_to(t_ones(2), DEV_CUDA), t_ones(2)); }
END_TEST

/* --- Training ----------------------------------------------------------------------------------------------------- */
static Tensor *linear_forward(Module *m, Tensor *x) {
    return linear(x, m->parameters[0].tensor, m->parameters[1].tensor);
}

static const ModuleType linear_type = {"Linear", linear_forward, NULL};

/* The weights after some steps of a small classifier; counts what the steps after the third have allocated. */
static Tensor *trained(Device device, bool adam, uint64_t *allocations) {
    t_manual_seed(3);
    Module *m = nn_module(&linear_type);
    nn_register_parameter(m, "weight", t_keep(t_randn(4, 6)));
    nn_register_parameter(m, "bias", t_keep(t_randn(4)));
    Tensor *x = t_keep(t_to(t_randn(64, 6), device)), *target = t_keep(t_to(labels(64, 4), device));
    nn_to(m, device);
    Params    *params = nn_parameters(m);
    Optimizer *optimizer = adam ? optim_adam(params, 0.05) : optim_sgd(params, 0.1, 0.9, 0.01);
    for (int step = 0; step < 10; step++) {
        t_step();
        if (step == 3) *allocations = t_allocations;
        optim_zero_grad(optimizer);
        t_backward(cross_entropy(nn_forward(m, x), target, NULL));
        optim_step(optimizer);
    }
    *allocations = t_allocations - *allocations;
    Tensor *weights = t_keep(t_to(t_detach(params->tensors[0]), DEV_CPU));
    optim_free(optimizer);
    nn_free(m);
    t_free(x);
    t_free(target);
    return weights;
}

START_TEST(training) {
    t_debug(0); /* debugging keeps the headers of all steps */
    for (int adam = 0; adam < 2; adam++) {
        uint64_t on_cpu, on_gpu;
        Tensor  *expected = trained(DEV_CPU, adam, &on_cpu), *got = trained(DEV_CUDA, adam, &on_gpu);
        ck_assert(t_allclose(got, expected, 2000 * REAL_EPSILON, 2000 * REAL_EPSILON));
        ck_assert_uint_eq(on_cpu, 0);
        ck_assert_uint_eq(on_gpu, 0);
        t_free(expected);
        t_free(got);
    }
}
END_TEST

/* It has the name of a method that has a twin, and is another one. */
static void own_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]) {
    (void)state;
    for (size_t i = 0; i < n; i++) p[i] -= (real)o->lr * g[i];
}

START_TEST(own_optimiser_has_no_twin) {
    static const OptimType own_type = {.name = "SGD", .step = own_step};
    Module *m = nn_module(&linear_type);
    nn_register_parameter(m, "weight", t_keep(t_ones(4, 6)));
    nn_to(m, DEV_CUDA);
    optim_new(&own_type, nn_parameters(m), .lr = 0.1);
}
END_TEST

/* The backward of + reads no values, but its gradient would be on another device. */
START_TEST(moved_since_the_forward) {
    Module *m = nn_module(&linear_type);
    Tensor *w = nn_register_parameter(m, "weight", t_keep(t_ones(4, 6)));
    Tensor *L = t_sum(t_add(w, t_ones(6)));
    nn_to(m, DEV_CUDA);
    expect("backward of add: weight (4,6) was on cpu in the forward, and is on cuda:0 now", "before nn_to");
    t_backward(L);
}
END_TEST

START_TEST(printed) {
    char  text[200] = "";
    FILE *to = fmemopen(text, sizeof text, "w");
    t_fprint(to, t_to(t_tensor(((real[]){1, 2}), 2), DEV_CUDA));
    fclose(to);
    ck_assert_ptr_nonnull(strstr(text, "device='cuda:0'"));
}
END_TEST

/* --- No such device ----------------------------------------------------------------------------------------------- */
static void forget_the_plugin(void) { setenv("GRADLAB_CUDA_PLUGIN", "/nowhere/libgradlab_cuda.so", 1); }

START_TEST(no_plugin) {
    forget_the_plugin();
    ck_assert(!dev_available(DEV_CUDA));
    ck_assert_ptr_nonnull(strstr(t_error(), "/nowhere/libgradlab_cuda.so"));
    ck_assert(dev_available(DEV_CPU));
}
END_TEST

START_TEST(to_no_device) {
    forget_the_plugin();
    t_to(t_ones(2), DEV_CUDA);
}
END_TEST

START_TEST(kernels_of_no_device) {
    forget_the_plugin();
    dev_kernels(DEV_CUDA);
}
END_TEST

START_TEST(no_gpu) {
    unsetenv("GRADLAB_CUDA_PLUGIN");
    ck_assert(!dev_available(DEV_CUDA));
    ck_assert_uint_gt(strlen(t_error()), 20);
}
END_TEST

int main(void) {
    Suite *s = suite_create("CUDA");
    TCase *t = tcase_create("CUDA");
    suite_add_tcase(s, t);
    SRunner   *r = srunner_create(s);
    CudaPlugin plugin = choose_plugin();
    tcase_set_timeout(t, 60);
    tcase_add_test(t, no_plugin);
    tcase_add_exit_test(t, to_no_device, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, kernels_of_no_device, EXIT_WRONG_CALL);
    if (plugin != PLUGIN_GPU) tcase_add_test(t, no_gpu);
    if (plugin != PLUGIN_NONE) {
        tcase_add_test(t, element_by_element);
        tcase_add_test(t, products);
        tcase_add_test(t, shapes_and_places);
        tcase_add_test(t, reductions);
        tcase_add_test(t, twins);
        tcase_add_test(t, twins_at_the_edges);
        tcase_add_exit_test(t, label_out_of_range, EXIT_WRONG_CALL);
        tcase_add_exit_test(t, shapes_that_do_not_fit, EXIT_WRONG_CALL);
        tcase_add_exit_test(t, no_twin, EXIT_WRONG_CALL);
        tcase_add_exit_test(t, own_optimiser_has_no_twin, EXIT_WRONG_CALL);
        tcase_add_exit_test(t, moved_since_the_forward, EXIT_WRONG_CALL);
        tcase_add_exit_test(t, two_devices_in_one_op, EXIT_WRONG_CALL);
        tcase_add_test(t, training);
        tcase_add_test(t, printed);
    }
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
