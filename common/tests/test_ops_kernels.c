/* Kernels that no op shows alone: the optimisers' passes, memory, scattering. */
#include "cpu_private.h"
#include "ops_test.h"

enum { N = 37 }; /* a vector loop and a rest */

START_TEST(sgd_step) {
    real p[N], g[N], v[N];
    for (int i = 0; i < N; i++) p[i] = (real)i, g[i] = (real)(0.5 - 0.1 * i), v[i] = (real)(0.01 * i);
    cpu_kernels.sgd(N, p, g, v, (real)0.1, (real)0.9, (real)0.05);
    for (int i = 0; i < N; i++) {
        double velocity = 0.9 * 0.01 * i + (0.5 - 0.1 * i) + 0.05 * i;
        ck_assert_double_eq_tol(v[i], velocity, 40 * REAL_EPSILON);
        ck_assert_double_eq_tol(p[i], i - 0.1 * velocity, 80 * REAL_EPSILON);
    }
}
END_TEST

START_TEST(sgd_without_momentum_needs_no_velocity) {
    real         p[] = {1, 2, 3}, g[] = {10, 20, -30};
    const double expected[] = {-0.05, -0.1, 5.85};
    cpu_kernels.sgd(3, p, g, NULL, (real)0.1, 0, (real)0.5);
    for (int i = 0; i < 3; i++) ck_assert_double_eq_tol(p[i], expected[i], 16 * REAL_EPSILON);
}
END_TEST

START_TEST(adam_step) {
    real p[N], g[N], m[N] = {0}, v[N] = {0};
    for (int i = 0; i < N; i++) p[i] = (real)i, g[i] = (real)(i % 2 ? 0.3 : -4);
    cpu_kernels.adam(N, p, g, m, v, (real)0.01, (real)0.9, (real)0.999, (real)1e-8, 0, 1 - (real)0.9, 1 - (real)0.999);
    for (int i = 0; i < N; i++) { /* the first step is lr against the gradient, whatever its size */
        double slope = i % 2 ? 0.3 : -4;
        ck_assert_double_eq_tol(m[i], 0.1 * slope, 8 * REAL_EPSILON);
        ck_assert_double_eq_tol(v[i] / (0.001 * slope * slope), 1, 1e-3 * (sizeof(real) == 4) + 1e-12);
        ck_assert_double_eq_tol(p[i], i - (slope > 0 ? 0.01 : -0.01), 60 * REAL_EPSILON + 1e-9);
    }
}
END_TEST

START_TEST(adam_second_step_with_decay) {
    real         p[] = {2}, g[] = {(real)0.5}, m[] = {(real)0.2}, v[] = {(real)0.04};
    const double slope = 0.5 + 0.1 * 2, m1 = 0.9 * 0.2 + 0.1 * slope, v1 = 0.99 * 0.04 + 0.01 * slope * slope;
    cpu_kernels.adam(1, p, g, m, v, (real)0.1, (real)0.9, (real)0.99, (real)1e-3, (real)0.1, (real)0.19, (real)0.0199);
    ck_assert_double_eq_tol(p[0], 2 - 0.1 * (m1 / 0.19) / (sqrt(v1 / 0.0199) + 1e-3),
                            1e-5 * (sizeof(real) == 4) + 1e-14);
}
END_TEST

START_TEST(memory) {
    real *x = cpu_kernels.alloc(100 * sizeof *x), *y = cpu_kernels.alloc(0);
    ck_assert(x && y && (uintptr_t)x % 64 == 0);
    cpu_kernels.fill(x, 100, 3);
    ck_assert(x[0] == 3 && x[99] == 3);
    cpu_kernels.axpy(100, 2, x, x);
    ck_assert(x[50] == 9);
    cpu_kernels.zero(x, 99 * sizeof *x);
    ck_assert(x[98] == 0 && x[99] == 9);
    cpu_kernels.release(x);
    cpu_kernels.release(y);
}
END_TEST

START_TEST(strides_of_all_kinds) {
    real x[24], y[24];
    for (int i = 0; i < 24; i++) x[i] = (real)i;
    /* a broadcast axis in the middle */
    cpu_kernels.gather_strided(sizeof(real), 3, (int[]){2, 3, 2}, (size_t[]){1, 0, 4}, x, y);
    real expected[] = {0, 4, 0, 4, 0, 4, 1, 5, 1, 5, 1, 5};
    ck_assert(memcmp(y, expected, sizeof expected) == 0);
    real dx[6] = {1, 1, 1, 1, 1, 1};
    cpu_kernels.scatter_strided(3, (int[]){2, 3, 2}, (size_t[]){1, 0, 4}, expected, dx);
    ck_assert(dx[0] == 1 && dx[4] == 13 && dx[1] == 4 && dx[5] == 16 && dx[2] == 1);
    cpu_kernels.gather_strided(sizeof(real), 3, (int[]){2, 0, 2}, (size_t[]){1, 1, 4}, x, y);
    cpu_kernels.gather_strided(sizeof(real), 3, (int[]){0, 3, 2}, (size_t[]){1, 8, 3}, x + 9, y);
    cpu_kernels.scatter_strided(3, (int[]){0, 3, 2}, (size_t[]){1, 8, 3}, x + 9, y);
    ck_assert(memcmp(y, expected, sizeof expected) == 0); /* nothing to do */
    cpu_kernels.gather_strided(sizeof(real), 0, NULL, NULL, x + 7, y);
    ck_assert(y[0] == 7 && y[1] == 4);
}
END_TEST

START_TEST(sums_are_taken_in_double) {
    enum { MANY = 1000003 };
    real *x = malloc(MANY * sizeof *x);
    for (int i = 0; i < MANY; i++) x[i] = (real)0.1;
    ck_assert_double_eq_tol(cpu_sum(MANY, x) / (MANY * (double)x[0]), 1, 1e-11);
    free(x);
}
END_TEST

int main(void) {
    TCase *t = tcase_create("kernels");
    tcase_add_test(t, sgd_step);
    tcase_add_test(t, sgd_without_momentum_needs_no_velocity);
    tcase_add_test(t, adam_step);
    tcase_add_test(t, adam_second_step_with_decay);
    tcase_add_test(t, memory);
    tcase_add_test(t, strides_of_all_kinds);
    tcase_add_test(t, sums_are_taken_in_double);
    return run_cases(t, "ops_kernels");
}
