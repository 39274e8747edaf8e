/* two_devices.h: the same expression on the CPU and on the second device gives the same values and gradients. */
#pragma once
#include "cuda_plugin.h"
#include "ops_test.h"

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

static inline Outcome outcome(Expression *f, Device device, Tensor *const in[], Tensor *upstream) {
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

static inline void check_close(Tensor *got, const Tensor *expected, const char *what) {
    ck_assert_msg(!got == !expected, "%s: only one device has it", what);
    if (!got) return;
    Tensor *here = t_to(got, DEV_CPU);
    ck_assert_msg(t_same_shape(here, expected) && here->dtype == expected->dtype, "%s: shape or dtype differ", what);
    ck_assert_msg(t_allclose(here, expected, 200 * REAL_EPSILON, 200 * REAL_EPSILON), "%s: values differ", what);
}

/* f of these inputs, NULL where there are fewer. */
static inline void check_expression(Expression *f, Tensor *a, Tensor *b, Tensor *c) {
    Tensor *in[MAX_IN] = {a, b, c}, *probe = f(a, b, c);
    Tensor *upstream = probe->dtype == DTYPE_REAL ? t_randn_shape(probe->ndim, probe->shape) : NULL;
    Outcome expected = outcome(f, DEV_CPU, in, upstream), got = outcome(f, DEV_CUDA, in, upstream);
    check_close(got.y, expected.y, "y");
    for (int i = 0; i < MAX_IN; i++) check_close(got.grad[i], expected.grad[i], "a gradient");
}

static inline Tensor *labels(int n, int classes) { return t_randint(0, classes, n); }

/* Runs these tests where there is a GPU, real or emulated; status 0 where there is neither. */
static inline int run_on_two_devices(const char *name, TCase *tests) {
    Suite *s = suite_create(name);
    suite_add_tcase(s, tests);
    SRunner *r = srunner_create(s);
    tcase_set_timeout(tests, 60);
    if (choose_plugin() != PLUGIN_NONE) srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
