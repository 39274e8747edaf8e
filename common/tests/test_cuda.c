/* The library on the second device: every op gives the CPU's values and gradients there, and a device that is not there
 * is refused in a clear sentence. The labs' twins are tested beside them. */
#include "two_devices.h"

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
EXPRESSION(where, t_where(t_gt(a, 0), a, b))
EXPRESSION(where_numbers, t_where(t_gt(a, 0), 1.5, -2))
EXPRESSION(masked, t_masked_fill(a, t_lt(a, 0), 0.25))
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
        check_expression(where, x, others[i], NULL);
    }
    check_expression(add, row, column, NULL);
    check_expression(equal, x, NULL, NULL);
    check_expression(where_numbers, x, NULL, NULL);
    check_expression(masked, x, NULL, NULL);
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

EXPRESSION(nll, t_nll_loss(a, b))
EXPRESSION(hinge, t_multi_margin_loss(a, b))
EXPRESSION(bce, t_binary_cross_entropy(t_maximum(0, t_sub(1, t_abs(a))), t_cast(t_gt(b, 0), DTYPE_REAL)))

START_TEST(losses) {
    check_expression(nll, t_randn(8, 5), labels(8, 5), NULL);
    check_expression(hinge, t_randn(8, 5), labels(8, 5), NULL);
    check_expression(bce, t_randn(8, 5), t_randn(8, 5), NULL);
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
EXPRESSION(sum_axes, t_sum_axes(a, 0, 2))
EXPRESSION(mean_axes, t_mean_axes_keep(a, 2, 0))
EXPRESSION(var_axes, t_var_axes(a, 1, 0, 2))
EXPRESSION(standardised, t_div(t_sub(a, t_mean_keep(a, 0)), t_sqrt(t_add(t_sum_keep(t_mul(a, a), 0), 1))))

START_TEST(reductions) {
    Expression *const all[] = {sum,      mean,        largest,      argmax,   variance,  sum_axis, mean_axis, max_axis,
                               var_axis, argmax_axis, standardised, sum_axes, mean_axes, var_axes};
    Tensor *x = t_randn(3, 50, 4);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) check_expression(all[i], x, NULL, NULL);
    check_expression(mean, t_randn(40, 1000), NULL, NULL);
}
END_TEST

START_TEST(no_twin) {
    static const Op op = {.name = "bent"};
    expect("error: bent has no code for cuda:0: ", NULL);
    t_apply(&op, t_to(t_ones(2), DEV_CUDA));
}
END_TEST

START_TEST(two_devices_in_one_op) { t_add(t_to(t_ones(2), DEV_CUDA), t_ones(2)); }
END_TEST

/* The emulated GPU closes its memory to the host. */
START_TEST(the_host_touches_it) {
    Tensor *x = t_to(t_ones(2), DEV_CUDA);
    expect(": the host touches 0x", "t_to(x, DEV_CPU)");
    x->data[1] = 3;
}
END_TEST

/* --- A module there and back -------------------------------------------------------------------------------------- */
static Tensor *counted_forward(Module *m, Tensor *x) {
    return t_add(t_mul(x, m->parameters[0].tensor), m->buffers[0].tensor);
}

/* Batch norm's buffers: running means are real, the count of batches is int64. */
START_TEST(buffers_go_there_and_back) {
    static const ModuleType type = {"Counted", counted_forward, NULL};
    Module *inner = nn_module(&type), *m = nn_sequential(inner);
    nn_register_parameter(inner, "weight", t_keep(t_randn(3)));
    nn_register_buffer(inner, "running_mean", t_keep(t_randn(3)));
    nn_register_buffer(inner, "num_batches_tracked", t_keep(t_scalar_int64(INT64_C(1) << 40)));
    Tensor *x = t_randn(4, 3), *y = nn_forward(m, x);
    Tensor *weight = t_keep(inner->parameters[0].tensor), *mean = t_keep(inner->buffers[0].tensor);
    for (int round = 0; round < 2; round++) {
        nn_to(m, DEV_CUDA);
        ck_assert_int_eq(inner->parameters[0].tensor->device, DEV_CUDA);
        for (int b = 0; b < 2; b++) ck_assert_int_eq(inner->buffers[b].tensor->device, DEV_CUDA);
        ck_assert(inner->buffers[1].tensor->dtype == DTYPE_INT64);
        ck_assert(t_item(inner->buffers[1].tensor) == 0x1p40);
        ck_assert(t_equal(t_to(nn_forward(m, t_to(x, DEV_CUDA)), DEV_CPU), y));
        nn_to(m, DEV_CPU);
        ck_assert(t_equal(inner->parameters[0].tensor, weight) && t_equal(inner->buffers[0].tensor, mean));
        ck_assert_int_eq(inner->buffers[1].tensor->device, DEV_CPU);
        ck_assert_int_eq(inner->buffers[1].tensor->i64[0], INT64_C(1) << 40);
        ck_assert(t_equal(nn_forward(m, x), y));
    }
    t_free(weight);
    t_free(mean);
    nn_free(m);
}
END_TEST

/* --- Training ----------------------------------------------------------------------------------------------------- */
static Tensor *linear_forward(Module *m, Tensor *x) {
    return t_add(t_matmul(x, t_transpose(m->parameters[0].tensor)), m->parameters[1].tensor);
}

static const ModuleType linear_type = {"Linear", linear_forward, NULL};

static Tensor *cross_entropy(Tensor *x, Tensor *target) {
    Tensor *centred = t_sub(x, t_detach(t_max_keep(x, -1)));
    Tensor *log_p = t_sub(centred, t_log(t_sum_keep(t_exp(centred), -1)));
    return t_neg(t_mean(t_gather(log_p, target)));
}

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
        t_backward(cross_entropy(nn_forward(m, x), target));
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

START_TEST(the_same_mask_on_both) {
    t_manual_seed(5);
    Tensor *here = t_rand_like(t_ones(3, 1001));
    t_manual_seed(5);
    Tensor *there = t_rand_like(t_to(t_ones(3, 1001), DEV_CUDA));
    ck_assert_int_eq(there->device, DEV_CUDA);
    ck_assert(t_equal(here, t_to(there, DEV_CPU)));
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
        tcase_add_test(t, losses);
        tcase_add_test(t, buffers_go_there_and_back);
        tcase_add_test(t, reductions);
        tcase_add_exit_test(t, no_twin, EXIT_WRONG_CALL);
        tcase_add_exit_test(t, own_optimiser_has_no_twin, EXIT_WRONG_CALL);
        tcase_add_exit_test(t, moved_since_the_forward, EXIT_WRONG_CALL);
        tcase_add_exit_test(t, two_devices_in_one_op, EXIT_WRONG_CALL);
        if (plugin == PLUGIN_EMULATED) tcase_add_exit_test(t, the_host_touches_it, EXIT_WRONG_CALL);
        tcase_add_test(t, training);
        tcase_add_test(t, the_same_mask_on_both);
        tcase_add_test(t, printed);
    }
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
