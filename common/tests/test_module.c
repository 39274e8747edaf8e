/* Modules: what they print, hold, run and save; and the block that their parameters lie in. */
#include "device.h"
#include "gradlab.h"
#include "scratch.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

/* --- Layers for the tests ----------------------------------------------------------------------------------------- */
/* y = x Wᵀ + b. */
static Tensor *linear_forward(Module *m, Tensor *x) {
    Tensor *W = m->parameters[0].tensor, *b = m->parameters[1].tensor;
    return t_add(t_matmul(x, t_transpose(W)), b);
}

static void linear_repr(const Module *m, char *text, size_t size) {
    snprintf(text, size, "in_features=%d, out_features=%d, bias=True", m->args.i[0], m->args.i[1]);
}

static Module *linear(int in, int out) {
    static const ModuleType type = {.name = "Linear", .forward = linear_forward, .extra_repr = linear_repr};
    Module *m = nn_module(&type);
    m->args = (Args){.i = {in, out}};
    Tensor *W = nn_register_parameter(m, "weight", t_own(DTYPE_REAL, DEV_CPU, 2, (int[]){out, in}));
    Tensor *b = nn_register_parameter(m, "bias", t_own(DTYPE_REAL, DEV_CPU, 1, &out));
    t_fill_uniform(W, t_generator(), -1, 1);
    t_fill_uniform(b, t_generator(), -1, 1);
    return m;
}

static Tensor *relu_forward(Module *m, Tensor *x) {
    (void)m;
    return t_maximum(x, 0);
}

static void relu_repr(const Module *m, char *text, size_t size) {
    if (m->args.i[0]) snprintf(text, size, "inplace=True");
}

static Module *relu(bool in_place) {
    static const ModuleType type = {.name = "ReLU", .forward = relu_forward, .extra_repr = relu_repr};
    Module *m = nn_module(&type);
    m->args.i[0] = in_place;
    return m;
}

/* Counts what it has seen: a layer with buffers of two dtypes. */
static Tensor *counter_forward(Module *m, Tensor *x) {
    if (m->training) m->buffers[1].tensor->i64[0]++;
    return x;
}

static Module *counter(int n) {
    static const ModuleType type = {.name = "Counter", .forward = counter_forward};
    Module *m = nn_module(&type);
    Tensor *mean = nn_register_buffer(m, "running_mean", t_own(DTYPE_REAL, DEV_CPU, 1, &n));
    for (int i = 0; i < n; i++) mean->data[i] = (real)i;
    nn_register_buffer(m, "num_batches_tracked", t_own(DTYPE_INT64, DEV_CPU, 0, NULL))->i64[0] = 0;
    return m;
}

static Module *broken(void) {
    static const ModuleType type = {.name = "Broken"};
    return nn_module(&type);
}

static Tensor *null_forward(Module *m, Tensor *x) { return (void)m, (void)x, NULL; }

static Module *returns_null(void) {
    static const ModuleType type = {.name = "Null", .forward = null_forward};
    return nn_module(&type);
}

static Module *network(void) {
    Module *m = nn_container("NeuralNetwork");
    nn_add(m, "flatten", nn_flatten());
    nn_add(m, "linear_relu_stack",
           nn_sequential(linear(784, 512), relu(false), linear(512, 512), relu(false), linear(512, 10)));
    return m;
}

static Module *small(void) {
    Module *m = nn_container("Small");
    nn_add(m, "stack", nn_sequential(linear(3, 5), relu(false), counter(5), linear(5, 2)));
    return m;
}

static const char *printed(const Module *m) {
    static char text[2048];
    FILE *to = fmemopen(text, sizeof text, "w");
    nn_fprint(to, m);
    fclose(to);
    return text;
}

/* --- Printing ----------------------------------------------------------------------------------------------------- */
START_TEST(prints_as_torch) {
    Module *m = network();
    ck_assert_str_eq(printed(m), "NeuralNetwork(\n"
                                 "  (flatten): Flatten(start_dim=1, end_dim=-1)\n"
                                 "  (linear_relu_stack): Sequential(\n"
                                 "    (0): Linear(in_features=784, out_features=512, bias=True)\n"
                                 "    (1): ReLU()\n"
                                 "    (2): Linear(in_features=512, out_features=512, bias=True)\n"
                                 "    (3): ReLU()\n"
                                 "    (4): Linear(in_features=512, out_features=10, bias=True)\n"
                                 "  )\n"
                                 ")\n");
    ck_assert_uint_eq(nn_parameter_count(m), 669706);
    nn_free(m);

    Module *shallow = nn_container("ShallowNN");
    nn_add(shallow, "regressor", nn_sequential(linear(1, 2000), relu(true), linear(2000, 1)));
    ck_assert_str_eq(printed(shallow), "ShallowNN(\n"
                                       "  (regressor): Sequential(\n"
                                       "    (0): Linear(in_features=1, out_features=2000, bias=True)\n"
                                       "    (1): ReLU(inplace=True)\n"
                                       "    (2): Linear(in_features=2000, out_features=1, bias=True)\n"
                                       "  )\n"
                                       ")\n");
    ck_assert_uint_eq(nn_parameter_count(shallow), 6001);
    nn_free(shallow);
    Module *leaf = relu(false);
    ck_assert_str_eq(printed(leaf), "ReLU()\n");
    nn_free(leaf);
}
END_TEST

/* --- Running ------------------------------------------------------------------------------------------------------ */
START_TEST(children_run_in_order) {
    Module *m = small();
    Tensor *x = t_randn(4, 3), *y = nn_forward(m, x);
    Module *stack = m->children[0].module;
    Tensor *h = linear_forward(stack->children[0].module, x);
    Tensor *expected = linear_forward(stack->children[3].module, t_maximum(h, 0));
    ck_assert(t_equal(y, expected));
    Module *flatten = nn_flatten();
    ck_assert_str_eq(t_shape_text(nn_forward(flatten, t_zeros(2, 3, 4))), "(2,12)");
    nn_free(flatten);
    nn_free(m);
}
END_TEST

START_TEST(train_and_eval_reach_all) {
    Module *m = small(), *leaf = m->children[0].module->children[2].module;
    Tensor *seen = nn_find(m, "stack.2.num_batches_tracked");
    ck_assert(m->training && leaf->training);
    nn_forward(m, t_zeros(1, 3));
    ck_assert_int_eq(seen->i64[0], 1);
    nn_eval(m);
    ck_assert(!m->training && !leaf->training);
    nn_forward(m, t_zeros(1, 3));
    ck_assert_int_eq(seen->i64[0], 1);
    nn_train(m);
    ck_assert(m->training && leaf->training);
    nn_free(m);
}
END_TEST

/* --- Wrong calls: each ends the program with EXIT_WRONG_CALL ------------------------------------------------------ */
static void twice_the_same_name(void) { nn_add(nn_add(nn_container("A"), "x", relu(false))->parent, "x", relu(false)); }
static void a_name_with_a_dot(void) { nn_add(nn_container("A"), "x.y", relu(false)); }
static void an_empty_name(void) { nn_add(nn_container("A"), "", relu(false)); }
static void a_long_name(void) { nn_add(nn_container("A"), "abcdefghijklmnopqrstuvwxyzabcdef", relu(false)); }
static void two_parents(void) { nn_add(nn_container("B"), "x", nn_add(nn_container("A"), "x", relu(false))); }
static void its_own_child(void) {
    Module *a = nn_container("A");
    nn_add(nn_add(a, "b", nn_container("B")), "a", a);
}
static void freeing_a_child(void) { nn_free(nn_add(nn_container("A"), "x", relu(false))); }
static void no_child_of_that_name(void) { nn_replace(small(), "none", relu(false)); }
static void an_optimiser_of_the_old_module(void) {
    Module    *m = nn_sequential(linear(3, 2), linear(2, 4));
    Optimizer *o = optim_sgd(nn_parameters(m), 0.1, 0, 0);
    nn_replace(m, "1", linear(2, 4));
    optim_step(o);
}
static void a_null_child(void) { nn_sequential(relu(false), NULL); }
static void no_forward(void) { nn_forward(broken(), t_zeros(1)); }
static void null_model(void) { nn_forward(NULL, t_zeros(1)); }
static void null_input(void) { nn_forward(small(), NULL); }
static void no_children(void) { nn_forward(nn_container("Empty"), t_zeros(1)); }
static void forward_of_null(void) { nn_forward(nn_sequential(relu(false), returns_null()), t_zeros(1)); }
static void parameter_of_a_step(void) {
    t_step();
    nn_register_parameter(relu(false), "w", t_zeros(2));
}
static void integer_parameter(void) { nn_register_parameter(relu(false), "w", t_own(DTYPE_INT64, DEV_CPU, 0, NULL)); }
static void one_tensor_twice(void) {
    Module *a = linear(1, 1), *b = relu(false);
    nn_register_parameter(b, "tied", a->parameters[0].tensor);
    nn_parameters(nn_sequential(a, b));
}
static void assigning_another_shape(void) { nn_assign(linear(2, 3)->parameters[0].tensor, t_zeros(2, 3)); }
static void assigning_another_dtype(void) {
    nn_assign(counter(3)->buffers[0].tensor, t_tensor_int64(((int64_t[]){1, 2, 3}), 3));
}
static void part_of_a_block_moves(void) {
    Module *m = small();
    nn_parameters(m);
    nn_to(m->children[0].module, DEV_CPU);
}

static void (*const wrong_calls[])(void) = {
    twice_the_same_name, a_name_with_a_dot, an_empty_name, a_long_name, two_parents, its_own_child, freeing_a_child,
    a_null_child, no_forward, null_model, null_input, no_children, forward_of_null, parameter_of_a_step,
    integer_parameter, one_tensor_twice, assigning_another_shape, assigning_another_dtype, part_of_a_block_moves,
    no_child_of_that_name, an_optimiser_of_the_old_module,
};
enum { WRONG_CALLS = sizeof wrong_calls / sizeof wrong_calls[0] };

START_TEST(wrong_call) { wrong_calls[_i](); }
END_TEST

static _Noreturn void expect_path(int status, const char *message) {
    bool good = status == EXIT_WRONG_CALL && strstr(message, "Null (1) returned NULL");
    exit(good ? EXIT_SUCCESS : EXIT_FAILURE);
}

START_TEST(null_output_is_named) {
    t_on_fatal(expect_path);
    forward_of_null();
    exit(EXIT_FAILURE);
}
END_TEST

/* --- The block ---------------------------------------------------------------------------------------------------- */
static void check_block(const Module *m, const Params *p) {
    size_t offset = 0;
    ck_assert_uint_eq((uintptr_t)p->data % 64, 0);
    ck_assert_uint_eq((uintptr_t)p->grad % 64, 0);
    for (int i = 0; i < p->n; i++) {
        const Tensor *x = p->tensors[i];
        ck_assert_ptr_eq(nn_find(m, p->names[i]), x);
        ck_assert_ptr_eq(x->data, p->data + offset);
        ck_assert_ptr_eq(x->grad->data, p->grad + offset);
        ck_assert(x->requires_grad && t_same_shape(x, x->grad));
        size_t end = offset + (x->size + 15) / 16 * 16;
        for (size_t j = offset + x->size; j < end; j++) ck_assert(p->data[j] == 0 && p->grad[j] == 0);
        offset = end;
    }
    ck_assert_uint_eq(p->size, offset);
}

START_TEST(parameters_become_one_block) {
    Module *m = small();
    Tensor *W = nn_find(m, "stack.0.weight"), *before = t_keep(W);
    t_backward(t_sum(nn_forward(m, t_ones(2, 3))));
    Tensor *slope = t_keep(W->grad);
    Params *p = nn_parameters(m);
    ck_assert_int_eq(p->n, 4);
    ck_assert_str_eq(p->names[0], "stack.0.weight");
    ck_assert_str_eq(p->names[3], "stack.3.bias");
    ck_assert_ptr_eq(p->tensors[0], W);
    ck_assert_ptr_eq(p->grad, p->data + p->size);
    ck_assert_str_eq(t_label(W, "x"), "stack.0.weight (5,3)");
    check_block(m, p);
    ck_assert(t_equal(W, before) && t_equal(W->grad, slope));

    uint64_t allocations = t_allocations;
    ck_assert_ptr_eq(nn_parameters(m), p);
    nn_zero_grad(m);
    ck_assert_uint_eq(t_allocations, allocations);
    ck_assert(!W->grad && !p->tensors[3]->grad);
    t_backward(t_sum(nn_forward(m, t_ones(2, 3))));
    ck_assert(t_equal(W->grad, slope));
    check_block(m, p);
    t_free(before);
    t_free(slope);
    nn_free(m);
}
END_TEST

START_TEST(zero_grad_without_a_block) {
    Module *m = small();
    t_backward(t_sum(nn_forward(m, t_ones(2, 3))));
    Tensor *b = nn_find(m, "stack.3.bias");
    ck_assert(b->grad->data[0] == 2);
    nn_zero_grad(m);
    ck_assert(!b->grad);
    nn_parameters(m); /* without gradients */
    t_backward(t_sum(nn_forward(m, t_ones(2, 3))));
    ck_assert(b->grad->data[0] == 2);
    check_block(m, nn_parameters(m));
    nn_free(m);
}
END_TEST

START_TEST(a_childs_block_becomes_a_part) {
    Module *child = linear(3, 2), *other = linear(2, 4);
    Params *part = nn_parameters(child);
    Tensor *W = t_keep(child->parameters[0].tensor);
    ck_assert(!part->part);
    Module *m = nn_sequential(other, child);
    Params *whole = nn_parameters(m);
    check_block(m, whole);
    check_block(child, part);
    ck_assert_ptr_eq(nn_parameters(child), part);
    ck_assert(part->part && part->data == whole->data + 16 + 16);
    ck_assert(t_equal(part->tensors[0], W));
    ck_assert_str_eq(part->names[0], "weight");
    /* Asked after its parent, and of a module between. */
    Params *first = nn_parameters(other);
    ck_assert(first->part && first->data == whole->data && first->n == 2);
    ck_assert_ptr_eq(nn_parameters(m), whole);
    t_free(W);
    nn_free(m);
}
END_TEST

START_TEST(a_model_that_grows_is_packed_again) {
    Module *m = nn_sequential(linear(3, 2));
    Params *p = nn_parameters(m), *child = nn_parameters(m->children[0].module);
    Tensor *W = t_keep(p->tensors[0]);
    p->grad[0] = 7;
    Module *added = nn_add(m, "1", linear(2, 2));
    Params *addeds = nn_parameters(added); /* asked before the whole */
    ck_assert_int_eq(p->n, 4);
    ck_assert(addeds->part);
    ck_assert_ptr_eq(nn_parameters(m), p);
    check_block(m, p);
    check_block(m->children[0].module, child);
    check_block(added, addeds);
    ck_assert(t_equal(p->tensors[0], W) && p->grad[0] == 7);
    nn_register_parameter(added, "scale", t_keep(t_ones(20)));
    nn_zero_grad(m); /* of the old tensors, before the block is made again */
    ck_assert(!p->tensors[0]->grad);
    nn_parameters(m);
    ck_assert_int_eq(p->n, 5);
    for (int i = 0; i < 4; i++) ck_assert(!p->tensors[i]->grad && p->tensors[i]->grad_memory->data[0] == 0);
    t_free(W);
    nn_free(m);
}
END_TEST

START_TEST(a_replaced_module_leaves_the_block) {
    Module *m = nn_sequential(linear(3, 2), linear(2, 4));
    Params *p = nn_parameters(m), *head = nn_parameters(m->children[1].module);
    Tensor *W = t_keep(p->tensors[0]);
    ck_assert(head->part);
    Module *added = nn_replace(m, "1", linear(2, 5));
    ck_assert_ptr_eq(m->children[1].module, added);
    ck_assert(added->parent == m && m->n_children == 2);
    ck_assert_int_eq(p->n, 4);
    check_block(m, p);
    ck_assert(t_equal(p->tensors[0], W) && p->tensors[2] == added->parameters[0].tensor);
    ck_assert_str_eq(p->names[2], "1.weight");
    ck_assert_int_eq((int)nn_parameter_count(m), 3 * 2 + 2 + 2 * 5 + 5);
    nn_replace(m, "0", nn_sequential(linear(3, 2))); /* before anybody has asked for the new one's parameters */
    ck_assert_str_eq(p->names[0], "0.0.weight");
    t_free(W);
    nn_free(m);
    m = nn_sequential(linear(3, 2));
    nn_replace(m, "0", relu(false)); /* without a block */
    ck_assert_int_eq((int)nn_parameter_count(m), 0);
    nn_free(m);
}
END_TEST

START_TEST(nothing_to_pack) {
    Module *m = relu(false);
    Params *p = nn_parameters(m);
    ck_assert_int_eq(p->n, 0);
    nn_zero_grad(m);
    nn_to(m, DEV_CPU);
    nn_free(m);
    nn_free(NULL);
    Module *empty = relu(false); /* a tensor without elements still has a place */
    nn_register_parameter(empty, "none", t_own(DTYPE_REAL, DEV_CPU, 1, (int[]){0}));
    ck_assert_uint_eq(nn_parameters(empty)->size, 16);
    nn_free(empty);
}
END_TEST

/* --- state_dict --------------------------------------------------------------------------------------------------- */
START_TEST(keys_in_printing_order) {
    static const char *const keys[] = {"stack.0.weight", "stack.0.bias", "stack.2.running_mean",
                                       "stack.2.num_batches_tracked", "stack.3.weight", "stack.3.bias"};
    Module     *m = small();
    int         n;
    StateEntry *entries = nn_state(m, &n);
    ck_assert_int_eq(n, 6);
    for (int i = 0; i < n; i++) ck_assert_str_eq(entries[i].key, keys[i]);
    ck_assert_ptr_eq(entries[2].tensor, nn_find(m, keys[2]));
    ck_assert_ptr_null(nn_find(m, "stack.0"));
    free(entries);
    nn_free(m);
}
END_TEST

START_TEST(saved_and_loaded) {
    Module *a = small(), *b = small();
    nn_find(a, "stack.2.num_batches_tracked")->i64[0] = (int64_t)1 << 60;
    nn_parameters(b); /* loading writes into the block */
    const char *path = scratch_path("model.safetensors");
    ck_assert_msg(nn_save(a, path), "%s", t_error());
    ck_assert_msg(nn_load(b, path), "%s", t_error());
    int         n;
    StateEntry *entries = nn_state(a, &n);
    for (int i = 0; i < n; i++) ck_assert(t_equal(entries[i].tensor, nn_find(b, entries[i].key)));
    check_block(b, nn_parameters(b));
    free(entries);
    nn_free(a);
    nn_free(b);
}
END_TEST

START_TEST(assigned) {
    Module *m = linear(3, 2);
    Tensor *values = t_tensor(((real[]){1, 2, 3, 4, 5, 6}), 2, 3);
    nn_parameters(m); /* the values go into the block */
    nn_assign(nn_find(m, "weight"), values);
    ck_assert(t_equal(nn_find(m, "weight"), values));
    check_block(m, nn_parameters(m));
    nn_free(m);
}
END_TEST

START_TEST(all_that_does_not_fit_is_listed) {
    Module *saved = nn_sequential(linear(3, 4), linear(4, 2));
    Module *m = nn_sequential(linear(3, 5), relu(false), linear(5, 2));
    const char *path = scratch_path("other.safetensors");
    ck_assert_msg(nn_save(saved, path), "%s", t_error());
    Tensor *before = t_keep(nn_find(m, "2.bias"));
    ck_assert(!nn_load(m, path));
    char expected[2048];
    const char *dtype = t_dtype_name(DTYPE_REAL);
    snprintf(expected, sizeof expected,
             "%s does not fit Sequential; missing: 2.weight, 2.bias; unexpected: 1.weight, 1.bias; of another shape or "
             "dtype: 0.weight is (4,3) %s in the file and (5,3) %s in the model, 0.bias is (4) %s in the file and (5) "
             "%s in the model", path, dtype, dtype, dtype, dtype);
    ck_assert_str_eq(t_error(), expected);
    ck_assert(t_equal(nn_find(m, "2.bias"), before));
    ck_assert(!nn_load(m, scratch_path("none.safetensors")));
    t_free(before);
    nn_free(saved);
    nn_free(m);
}
END_TEST

int main(void) {
    Suite *s = suite_create("module");
    TCase *t = tcase_create("module");
    suite_add_tcase(s, t);
    tcase_add_unchecked_fixture(t, scratch_make, scratch_remove);
    tcase_add_test(t, prints_as_torch);
    tcase_add_test(t, children_run_in_order);
    tcase_add_test(t, train_and_eval_reach_all);
    tcase_add_loop_exit_test(t, wrong_call, EXIT_WRONG_CALL, 0, WRONG_CALLS);
    tcase_add_exit_test(t, null_output_is_named, EXIT_SUCCESS);
    tcase_add_test(t, parameters_become_one_block);
    tcase_add_test(t, zero_grad_without_a_block);
    tcase_add_test(t, a_childs_block_becomes_a_part);
    tcase_add_test(t, a_model_that_grows_is_packed_again);
    tcase_add_test(t, a_replaced_module_leaves_the_block);
    tcase_add_test(t, nothing_to_pack);
    tcase_add_test(t, keys_in_printing_order);
    tcase_add_test(t, saved_and_loaded);
    tcase_add_test(t, assigned);
    tcase_add_test(t, all_that_does_not_fit_is_listed);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
