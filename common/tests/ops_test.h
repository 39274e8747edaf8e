/* ops_test.h: what the tests of the ops share: comparison with hand-worked numbers, and listening to a wrong call. */
#pragma once
#include "gradlab.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

#define REALS(...) ((real[]){__VA_ARGS__})
#define INTS(...) ((int64_t[]){__VA_ARGS__})

static inline double element_at(const Tensor *x, size_t i) {
    return x->dtype == DTYPE_REAL ? (double)x->data[i] : x->dtype == DTYPE_INT64 ? (double)x->i64[i] : x->u8[i];
}

static inline void check_values(int line, const Tensor *x, DType dtype, const char *shape, size_t n,
                                const double expected[]) {
    ck_assert_msg(x->dtype == dtype, "line %d: dtype %s", line, t_dtype_name(x->dtype));
    ck_assert_msg(strcmp(t_shape_text(x), shape) == 0, "line %d: shape %s", line, t_shape_text(x));
    ck_assert_msg(x->size == n, "line %d: %zu elements", line, x->size);
    for (size_t i = 0; i < n; i++) {
        double got = element_at(x, i), e = expected[i];
        double room = dtype == DTYPE_REAL ? 8 * REAL_EPSILON * fmax(1, fabs(e)) : 0;
        bool   same = isnan(e) ? isnan(got) : got == e || fabs(got - e) <= room;
        ck_assert_msg(same, "line %d: element %zu is %.17g, not %.17g", line, i, got, e);
    }
}

/* x has this dtype, this shape "(2,3)" and these values, to a few roundings. */
#define ASSERT_TENSOR(x, dtype, shape, ...)                                                                            \
    check_values(__LINE__, x, dtype, shape, sizeof((double[]){__VA_ARGS__}) / sizeof(double), (double[]){__VA_ARGS__})
#define ASSERT_REALS(x, shape, ...) ASSERT_TENSOR(x, DTYPE_REAL, shape, __VA_ARGS__)
#define ASSERT_INTS(x, shape, ...) ASSERT_TENSOR(x, DTYPE_INT64, shape, __VA_ARGS__)
#define ASSERT_TRUTHS(x, shape, ...) ASSERT_TENSOR(x, DTYPE_UINT8, shape, __VA_ARGS__)

/* --- Wrong calls: run in a test that expects EXIT_WRONG_CALL ------------------------------------------------------ */
static const char *expected_message, *expected_help;

static inline void compare_message(int status, const char *message) {
    bool right = strstr(message, expected_message) && (!expected_help || strstr(message, expected_help));
    if (!right)
        fprintf(stderr, "expected: %s\n help: %s\ngot: %s", expected_message, expected_help ? expected_help : "",
                message);
    exit(right ? status : 99);
}

/* The next wrong call is to say this; `help` may be NULL. */
static inline void expect(const char *message, const char *help) {
    expected_message = message;
    expected_help = help;
    t_on_fatal(compare_message);
}

static inline int run_cases(TCase *cases, const char *name) {
    Suite *suite = suite_create(name);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
