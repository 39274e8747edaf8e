/* Kernels that no op shows alone: memory, scattering, sums. */
#include "cpu_private.h"
#include "ops_test.h"

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
    tcase_add_test(t, memory);
    tcase_add_test(t, strides_of_all_kinds);
    tcase_add_test(t, sums_are_taken_in_double);
    return run_cases(t, "ops_kernels");
}
