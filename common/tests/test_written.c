/* Values that backward reads are those of the forward: what the library overwrites in between is found out, and nothing
 * else is. */
#include "ops_test.h"
#include <unistd.h>

/* --- A model of one parameter w (2,2) and a bias b (2), all 2; gradients of 1 ------------------------------------- */
static const ModuleType pair_type = {.name = "Pair"};
static Module          *m;
static Tensor          *w, *b;
static Optimizer       *o;

static void make_model(void) {
    t_debug(0);
    m = nn_module(&pair_type);
    w = nn_register_parameter(m, "w", t_keep(t_full(2, 2, 2)));
    b = nn_register_parameter(m, "b", t_keep(t_full(2, 2)));
    o = optim_sgd(nn_parameters(m), 1, 0, 0);
}

static void free_model(void) {
    optim_free(o);
    nn_free(m);
}

/* One step of the optimiser, as if a backward had just been. */
static void step_parameters(void) {
    for (int i = 0; i < m->n_parameters; i++) {
        Tensor *p = m->parameters[i].tensor;
        p->grad = p->grad_memory;
        for (size_t j = 0; j < p->size; j++) p->grad->data[j] = 1;
    }
    optim_step(o);
    optim_zero_grad(o);
}

/* --- What is found out -------------------------------------------------------------------------------------------- */
static void step_in_between(void) {
    Tensor *L = t_sum(t_mul(w, w));
    step_parameters();
    expect("backward of mul: w (2,2) has changed since the forward: optim_step has written to it\n   in  t_mul(w, w)",
           "call t_backward before optim_step, or run the forward again after it\n");
    t_backward(L);
}

/* The first loss has been walked back, and its step changes what the second one still needs. */
static void step_after_the_first_loss(void) {
    Tensor *x = t_requires_grad(t_ones(1, 2)), *first = t_sum(t_matmul(x, w)), *second = t_sum(t_matmul(x, w));
    t_backward(first);
    optim_step(o);
    expect("backward of matmul: w (2,2) has changed", "before optim_step");
    t_backward(second);
}

static void step_of_what_is_detached(void) {
    Tensor *L = t_sum(t_mul(t_requires_grad(t_ones(2, 2)), t_detach(w)));
    step_parameters();
    expect("backward of mul: w (2,2) has changed", NULL);
    t_backward(L);
}

static void file_loaded(void) {
    char path[] = "/tmp/gradlab-written-XXXXXX";
    close(mkstemp(path));
    ck_assert(nn_save(m, path));
    Tensor *L = t_sum(t_mul(w, w));
    ck_assert(nn_load(m, path));
    unlink(path);
    expect("w (2,2) has changed since the forward: nn_load has written to it", "before nn_load");
    t_backward(L);
}

static DataLoader *numbers(void) { return data_loader(data_line(6, 0, 0), .batch_size = 2); }

static void next_batch(void) {
    Tensor     *x, *y;
    DataLoader *loader = numbers();
    ck_assert(data_next(loader, &x, &y));
    Tensor *L = t_sum(t_mul(x, t_requires_grad(t_ones(2, 1))));
    ck_assert(data_next(loader, &x, &y));
    expect("backward of mul: input 0 (2,1) has changed since the forward: data_next has written to it",
           "t_keep(x) makes a copy that stays");
    t_backward(L);
}

static void next_targets(void) {
    Tensor     *x, *y;
    DataLoader *loader = numbers();
    ck_assert(data_next(loader, &x, &y));
    Tensor *L = t_sum(t_pow(t_requires_grad(t_ones(2, 1)), y));
    ck_assert(data_next(loader, &x, &y));
    expect("backward of pow: input 1 (2,1) has changed", NULL);
    t_backward(L);
}

/* An Op that says nothing about what it reads, and one that saves a parameter. */
static Tensor *same_forward(Ctx *c) {
    Tensor *y = t_like(c->in[0]);
    memcpy(y->data, c->in[0]->data, y->size * sizeof(real));
    c->saved[3] = c->args.i[0] ? w : NULL;
    return y;
}
static void same_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    (void)c;
    for (size_t i = 0; i < dy->size; i++) dx[0]->data[i] += dy->data[i];
}
static const Op same_op = {"same", same_forward, same_backward};

static void own_op(void) {
    Tensor *L = t_sum(t_apply(&same_op, b));
    step_parameters();
    expect("backward of same: b (2) has changed", NULL);
    t_backward(L);
}

static void saved_parameter(void) {
    Tensor *x = t_requires_grad(t_ones(3)), *L = t_sum(t_apply_at(T_HERE("same"), &same_op, (Args){.i = {1}}, 1, &x));
    step_parameters();
    expect("backward of same: w (2,2) has changed", NULL);
    t_backward(L);
}

static void (*const found_out[])(void) = {step_in_between, step_after_the_first_loss, step_of_what_is_detached,
                                          file_loaded,     next_batch,                next_targets,
                                          own_op,          saved_parameter};
START_TEST(overwritten) {
    t_step();
    found_out[_i]();
}
END_TEST

/* --- What is none of backward's business -------------------------------------------------------------------------- */
/* The weights of a first layer, and a bias, are not read: the gradients of the forward's values come out. */
START_TEST(not_read) {
    t_step();
    Tensor *x = t_tensor(((real[]){1, 2, 3, 4}), 2, 2), *L = t_sum(t_add(t_matmul(x, w), b));
    step_parameters();
    ck_assert(w->data[0] == 1 && b->data[0] == 1);
    t_backward(L);
    ASSERT_REALS(w->grad, "(2,2)", 4, 4, 6, 6);
    ASSERT_REALS(b->grad, "(2)", 2, 2);
}
END_TEST

START_TEST(other_models_and_loaders) {
    t_step();
    Tensor     *x, *y;
    DataLoader *train = numbers(), *test = numbers();
    ck_assert(data_next(train, &x, &y));
    Tensor *L = t_sum(t_mul(t_mul(x, x), t_requires_grad(t_ones(2, 1))));
    Module *other = nn_module(&pair_type);
    Tensor *v = nn_register_parameter(other, "v", t_keep(t_ones(2)));
    Optimizer *sgd = optim_sgd(nn_parameters(other), 1, 0, 0);
    v->grad = v->grad_memory;
    optim_step(sgd);
    ck_assert(data_next(test, &x, &y));
    t_backward(L);
    optim_free(sgd);
    nn_free(other);
}
END_TEST

START_TEST(before_the_forward) {
    for (int step = 0; step < 3; step++) {
        t_step();
        step_parameters();
        t_backward(t_sum(t_mul(w, w)));
        ck_assert(w->grad->data[3] == 2 * w->data[3]);
    }
}
END_TEST

/* The end of an epoch writes to nothing. */
START_TEST(end_of_an_epoch) {
    Tensor     *x, *y, *next;
    DataLoader *loader = data_loader(data_line(2, 0, 0), .batch_size = 2);
    t_step();
    ck_assert(data_next(loader, &x, &y));
    Tensor *L = t_sum(t_mul(x, t_requires_grad(t_ones(2, 1))));
    ck_assert(!data_next(loader, &next, &next));
    t_backward(L);
}
END_TEST

/* --- Each op says truly what it reads ----------------------------------------------------------------------------- */
static Tensor *index_of_rows;

static Tensor *f_add(Tensor *x, Tensor *z) { return t_add(x, z); }
static Tensor *f_sub(Tensor *x, Tensor *z) { return t_sub(x, z); }
static Tensor *f_mul(Tensor *x, Tensor *z) { return t_mul(x, z); }
static Tensor *f_div(Tensor *x, Tensor *z) { return t_div(x, z); }
static Tensor *f_pow(Tensor *x, Tensor *z) { return t_pow(x, z); }
static Tensor *f_maximum(Tensor *x, Tensor *z) { return t_maximum(x, z); }
static Tensor *f_matmul(Tensor *x, Tensor *z) { return t_matmul(x, z); }
static Tensor *f_cat(Tensor *x, Tensor *z) { return t_cat(1, x, z); }
static Tensor *f_neg(Tensor *x, Tensor *z) { return (void)z, t_neg(x); }
static Tensor *f_exp(Tensor *x, Tensor *z) { return (void)z, t_exp(x); }
static Tensor *f_log(Tensor *x, Tensor *z) { return (void)z, t_log(x); }
static Tensor *f_sqrt(Tensor *x, Tensor *z) { return (void)z, t_sqrt(x); }
static Tensor *f_abs(Tensor *x, Tensor *z) { return (void)z, t_abs(x); }
static Tensor *f_sin(Tensor *x, Tensor *z) { return (void)z, t_sin(x); }
static Tensor *f_cos(Tensor *x, Tensor *z) { return (void)z, t_cos(x); }
static Tensor *f_scale(Tensor *x, Tensor *z) { return (void)z, t_scale(x, 3); }
static Tensor *f_reshape(Tensor *x, Tensor *z) { return (void)z, t_reshape(x, 1, 4); }
static Tensor *f_transpose(Tensor *x, Tensor *z) { return (void)z, t_transpose(x); }
static Tensor *f_broadcast_to(Tensor *x, Tensor *z) { return (void)z, t_broadcast_to(x, 3, 2, 2); }
static Tensor *f_slice(Tensor *x, Tensor *z) { return (void)z, t_slice(x, 0, 0, 1); }
static Tensor *f_select(Tensor *x, Tensor *z) { return (void)z, t_select(x, 1); }
static Tensor *f_sum(Tensor *x, Tensor *z) { return (void)z, t_sum_axis(x, 0); }
static Tensor *f_mean(Tensor *x, Tensor *z) { return (void)z, t_mean_axis(x, 1); }
static Tensor *f_max(Tensor *x, Tensor *z) { return (void)z, t_max_axis(x, 1); }
static Tensor *f_var(Tensor *x, Tensor *z) { return (void)z, t_var_axis(x, 1, 1); }
static Tensor *f_gather(Tensor *x, Tensor *z) { return (void)z, t_gather(x, index_of_rows); }
static Tensor *f_index_select(Tensor *x, Tensor *z) { return (void)z, t_index_select(x, index_of_rows); }

static Tensor *(*const functions[])(Tensor *, Tensor *) = {
    f_add,   f_sub,     f_mul,       f_div,          f_pow,   f_maximum, f_matmul, f_cat,  f_neg,
    f_exp,   f_log,     f_sqrt,      f_abs,          f_sin,   f_cos,     f_scale,  f_sum,  f_mean,
    f_max,   f_var,     f_transpose, f_broadcast_to, f_slice, f_select,  f_gather, f_index_select,
    f_reshape};

/* The gradient of operand `i`, with the values of operand `disturbed` replaced after the forward; -1: of none. *says is
 * whether the op says that it reads that operand. */
static void gradient(int f, int i, int disturbed, real result[4], bool *says) {
    t_step();
    Tensor *in[] = {t_tensor(((real[]){0, 2, 1.5, 3}), 2, 2), t_tensor(((real[]){1.25, 0.75, 2.5, 1}), 2, 2)};
    index_of_rows = t_tensor_int64(((int64_t[]){1, 0}), 2);
    t_requires_grad(in[i]);
    Tensor *y = functions[f](in[0], in[1]), *dy = t_like(y);
    for (size_t j = 0; j < dy->size; j++) dy->data[j] = (real)(j + 1);
    const Ctx *c = y->ctx;
    *says = disturbed >= 0 && (!c->op->reads || c->op->reads(c, i, disturbed));
    static const real others[] = {-3, 0.25, -0.5, -7};
    if (disturbed >= 0) memcpy(c->in[disturbed]->data, others, sizeof others);
    t_backward_from(y, dy);
    memcpy(result, in[i]->grad->data, 4 * sizeof(real));
}

static int operands(int f) {
    t_step();
    Tensor *x = t_requires_grad(t_ones(2, 2)), *z = t_ones(2, 2);
    index_of_rows = t_tensor_int64(((int64_t[]){1, 0}), 2);
    const Ctx *c = functions[f](x, z)->ctx;
    return c->n_in == 2 && c->in[1] == z ? 2 : 1;
}

START_TEST(reads) {
    const int n = operands(_i);
    for (int i = 0; i < n; i++)
        for (int disturbed = 0; disturbed < n; disturbed++) {
            real right[4], got[4];
            bool says;
            gradient(_i, i, -1, right, &says);
            gradient(_i, i, disturbed, got, &says);
            bool same = memcmp(right, got, sizeof right) == 0;
            ck_assert_msg(same != says, "function %d: gradient %d %s operand %d, and the op says otherwise", _i, i,
                          same ? "does not depend on" : "depends on", disturbed);
        }
}
END_TEST

int main(void) {
    TCase *t = tcase_create("written");
    tcase_add_checked_fixture(t, make_model, free_model);
    tcase_add_loop_exit_test(t, overwritten, EXIT_WRONG_CALL, 0, (int)(sizeof found_out / sizeof found_out[0]));
    tcase_add_test(t, not_read);
    tcase_add_test(t, other_models_and_loaders);
    tcase_add_test(t, before_the_forward);
    tcase_add_test(t, end_of_an_epoch);
    tcase_add_loop_test(t, reads, 0, (int)(sizeof functions / sizeof functions[0]));
    return run_cases(t, "written");
}
