/* The matrix products, of which a program uses one or two, each against sums in long double. */
#include "gemm_private.h"
#include "ops_test.h"
#include "team.h"
#include <sys/mman.h>
#include <unistd.h>

typedef void (*Gemm)(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, real beta, real *c);
/* It has one form only. */
static void narrow(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, real beta, real *c) {
    if (!trans_a && trans_b) cpu_gemm_narrow(m, n, k, a, b, beta, c);
    else cpu_gemm_loops(trans_a, trans_b, m, n, k, a, b, beta, c);
}

/* The last one is skipped where the processor lacks what it needs. */
static const struct {
    const char *name;
    Gemm        gemm;
} gemms[] = {{"the table's", cpu_gemm},
             {"loops", cpu_gemm_loops},
             {"BLAS", cpu_gemm_blas},
             {"tiled", cpu_gemm_tiled},
             {"narrow", narrow},
             {"on matrix units", cpu_gemm_amx}};
static int number_of_gemms(void) { return cpu_has_amx() ? 6 : 5; }
#define GEMMS number_of_gemms()

typedef void (*GemmInParts)(int parts, bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b,
                            real beta, real *c);
static const GemmInParts in_parts[] = {cpu_gemm_in_parts, cpu_gemm_blas_in_parts, cpu_gemm_amx_in_parts};

static uint64_t state = 1;
static real     uniform(void) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (real)((double)(state >> 11) * 0x1p-52 - 1);
}
static real *numbers(size_t n) {
    real *x = malloc((n + 1) * sizeof *x);
    for (size_t i = 0; i < n; i++) x[i] = uniform();
    return x;
}

/* What A B + beta `before` is, and the sum of the magnitudes of what it is a sum of. */
typedef struct Truth {
    int          m, n, k;
    long double *sum, *magnitude;
} Truth;

static Truth truth_of(bool ta, bool tb, int m, int n, int k, const real *a, const real *b, real beta,
                      const real *before) {
    const size_t size = (size_t)(m * n) * sizeof(long double);
    Truth        t = {m, n, k, malloc(size), malloc(size)};
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++) {
            long double sum = beta == 0 ? 0 : (long double)beta * before[i * n + j], magnitude = fabsl(sum);
            for (int l = 0; l < k; l++) {
                long double term = (long double)(ta ? a[l * m + i] : a[i * k + l]) * (tb ? b[j * k + l] : b[l * n + j]);
                sum += term;
                magnitude += fabsl(term);
            }
            t.sum[i * n + j] = sum;
            t.magnitude[i * n + j] = magnitude;
        }
    return t;
}

static void forget(Truth t) { free(t.sum), free(t.magnitude); }

/* The bound of any order of summation, (k + 2) u times the sum of the magnitudes, and u more for products that are made
 * of parts. */
static void compare(const char *name, const Truth *t, const char *what, const real *c) {
    for (int i = 0; i < t->m * t->n; i++) {
        long double error = fabsl(c[i] - t->sum[i]), bound = (t->k + 3) * REAL_EPSILON * t->magnitude[i];
        if (!(error <= bound)) /* an assertion for each of a million would take most of the time */
            ck_abort_msg("%s (%d,%d,%d) %s: c[%d,%d] is off by %Lg, bound %Lg", name, t->m, t->n, t->k, what, i / t->n,
                         i % t->n, error, bound);
    }
}

static const int sizes[][3] = {{1, 1, 1},    {1, 8, 2},     {4, 8, 2},    {8, 4, 2},     {7, 5, 3},
                               {6, 16, 4},   {6, 32, 8},    {13, 33, 17}, {12, 1, 50},   {1, 50, 30},
                               {50, 1, 31},  {31, 29, 1},   {97, 65, 5},  {100, 300, 7}, {5, 7, 300},
                               {98, 258, 3}, {97, 33, 258}, {5, 513, 70}, {193, 17, 64}, {40, 36, 1100},
                               {176, 80, 33}, {40, 70, 300}, {36, 66, 1060}, {18, 20, 2060}};

START_TEST(against_sums) {
    int  m = sizes[_i][0], n = sizes[_i][1], k = sizes[_i][2];
    real betas[] = {0, 1, (real)-0.5};
    for (int variant = 0; variant < 12; variant++) {
        bool   ta = variant & 1, tb = variant & 2;
        real   beta = betas[variant / 4];
        real  *a = numbers((size_t)(m * k)), *b = numbers((size_t)(k * n)), *before = numbers((size_t)(m * n));
        size_t bytes = (size_t)(m * n) * sizeof(real);
        Truth  truth = truth_of(ta, tb, m, n, k, a, b, beta, before);
        char   what[32];
        snprintf(what, sizeof what, "%d%d beta %g", ta, tb, (double)beta);
        for (int g = 0; g < GEMMS; g++) {
            real *c = malloc(bytes);
            if (beta == 0)
                for (int i = 0; i < m * n; i++) c[i] = NAN; /* must not be read */
            else memcpy(c, before, bytes);
            gemms[g].gemm(ta, tb, m, n, k, a, b, beta, c);
            compare(gemms[g].name, &truth, what, c);
            free(c);
        }
        forget(truth);
        free(a);
        free(b);
        free(before);
    }
}
END_TEST

START_TEST(bias_in_each_row) {
    int m = sizes[_i][0], n = sizes[_i][1], k = sizes[_i][2];
    for (int variant = 0; variant < 4; variant++) {
        bool  ta = variant & 1, tb = variant & 2;
        real *a = numbers((size_t)(m * k)), *b = numbers((size_t)(k * n)), *bias = numbers((size_t)n);
        real *rows = malloc((size_t)(m * n) * sizeof *rows), *c = malloc((size_t)(m * n) * sizeof *c);
        for (int i = 0; i < m * n; i++) {
            rows[i] = bias[i % n];
            c[i] = NAN; /* must not be read */
        }
        Truth truth = truth_of(ta, tb, m, n, k, a, b, 1, rows);
        cpu_gemm_bias(ta, tb, m, n, k, a, b, bias, c);
        compare("with a bias", &truth, variant & 1 ? "A transposed" : "A as it is", c);
        forget(truth);
        real *all[] = {a, b, bias, rows, c};
        for (int i = 0; i < 5; i++) free(all[i]);
    }
}
END_TEST

START_TEST(nothing_to_multiply) {
    for (int g = 0; g < GEMMS; g++) {
        real c[] = {NAN, NAN, NAN, NAN}, one = 1;
        gemms[g].gemm(false, false, 2, 2, 0, &one, &one, 0, c);
        ck_assert_msg(c[0] == 0 && c[3] == 0, "%s", gemms[g].name);
        c[1] = 5;
        gemms[g].gemm(false, false, 2, 2, 0, &one, &one, 1, c);
        ck_assert_msg(c[1] == 5, "%s", gemms[g].name);
        gemms[g].gemm(false, false, 0, 2, 2, &one, &one, 0, c);
        gemms[g].gemm(true, true, 2, 0, 2, &one, &one, 0, c);
        ck_assert_msg(c[1] == 5, "%s", gemms[g].name);
    }
}
END_TEST

START_TEST(large_product_of_nothing_through_the_table) {
    real *none = numbers(1), *c = numbers(40 * 40);
    cpu_gemm(false, false, 40, 40, 0, none, none, 0, c);
    for (int i = 0; i < 40 * 40; i++) ck_assert(c[i] == 0);
    free(none);
    free(c);
}
END_TEST

/* The same numbers at another address, or again, give the same bits. */
START_TEST(alignment_makes_no_difference) {
    enum { M = 37, N = 45, K = 61, SHIFTS = 5 };
    real *a = numbers(M * K), *b = numbers(K * N), *first = numbers(M * N);
    real *room_a = numbers(M * K + 16), *room_b = numbers(K * N + 16), *room_c = numbers(M * N + 16);
    for (int g = 0; g < GEMMS; g++)
        for (int variant = 0; variant < 4; variant++) {
            bool ta = variant & 1, tb = variant & 2;
            gemms[g].gemm(ta, tb, M, N, K, a, b, 0, first);
            for (int shift = 0; shift < SHIFTS; shift++) {
                memcpy(room_a + shift, a, M * K * sizeof *a);
                memcpy(room_b + 2 * shift, b, K * N * sizeof *b);
                gemms[g].gemm(ta, tb, M, N, K, room_a + shift, room_b + 2 * shift, 0, room_c + 3 * shift);
                ck_assert_msg(memcmp(room_c + 3 * shift, first, M * N * sizeof *first) == 0, "%s", gemms[g].name);
            }
        }
    real *all[] = {a, b, first, room_a, room_b, room_c};
    for (int i = 0; i < 6; i++) free(all[i]);
}
END_TEST

/* The largest and smallest numbers that leave the sums in range, and neighbours of every size. */
START_TEST(exponents_of_all_sizes) {
    enum { M = 33, N = 35, K = 70 };
    for (int g = 0; g < GEMMS; g++) {
        real *a = numbers(M * K), *b = numbers(K * N), *c = numbers(M * N);
        for (int i = 0; i < M * K; i++) a[i] = ldexp(a[i], i % 7 * 15 - 45);
        for (int i = 0; i < K * N; i++) b[i] = ldexp(b[i], i % 5 * 15 - 30);
        gemms[g].gemm(false, false, M, N, K, a, b, 0, c);
        Truth truth = truth_of(false, false, M, N, K, a, b, 0, NULL);
        compare(gemms[g].name, &truth, "of all sizes", c);
        forget(truth);
        free(a);
        free(b);
        free(c);
    }
}
END_TEST

START_TEST(infinities_and_nan_stay_in_their_row) {
    enum { M = 37, N = 33, K = 40 };
    static const real special[] = {INFINITY, -INFINITY, NAN};
    for (int g = 0; g < GEMMS; g++) {
        real *a = numbers(M * K), *b = numbers(K * N), *c = numbers(M * N);
        a[3 * K + 5] = special[_i];
        gemms[g].gemm(false, false, M, N, K, a, b, 0, c);
        for (int i = 0; i < M * N; i++) ck_assert_msg(isfinite(c[i]) == (i / N != 3), "%s: %d", gemms[g].name, i);
        free(a);
        free(b);
        free(c);
    }
}
END_TEST

/* Memory that ends where no page follows, or begins where none comes before. */
static real *at_a_border(size_t n, bool end) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE), pages = (n * sizeof(real) + page - 1) / page;
    char        *room = mmap(NULL, (pages + 2) * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert(room != MAP_FAILED && mprotect(room + page, pages * page, PROT_READ | PROT_WRITE) == 0);
    real *x = (real *)(void *)(end ? room + (pages + 1) * page - n * sizeof(real) : room + page);
    for (size_t i = 0; i < n; i++) x[i] = uniform();
    return x;
}

START_TEST(nothing_outside_is_touched) {
    static const int shapes[][3] = {{33, 35, 33}, {64, 32, 32}, {45, 48, 70}, {97, 33, 47}, {2, 3, 5}};
    for (int s = 0; s < 5; s++)
        for (int variant = 0; variant < 8; variant++) {
            const int m = shapes[s][0], n = shapes[s][1], k = shapes[s][2];
            real     *a = at_a_border((size_t)(m * k), variant & 4), *b = at_a_border((size_t)(k * n), variant & 4);
            real     *c = at_a_border((size_t)(m * n), variant & 4);
            for (int g = 0; g < GEMMS; g++) gemms[g].gemm(variant & 1, variant & 2, m, n, k, a, b, 1, c);
        }
}
END_TEST

/* However many threads share it, every bit is the same. */
START_TEST(parts_make_no_difference) {
    static const int shapes[][3] = {{1, 1, 1},     {5, 3, 7},     {64, 512, 100}, {385, 33, 20}, {400, 97, 64},
                                    {61, 10, 401}, {300, 5, 820}, {140, 70, 530}, {30, 1100, 64}};
    const int        m = shapes[_i][0], n = shapes[_i][1], k = shapes[_i][2];
    size_t           count = (size_t)(m * n), bytes = count * sizeof(real);
    for (int variant = 0; variant < (cpu_has_amx() ? 36 : 24); variant++) {
        const GemmInParts gemm = in_parts[variant / 12];
        const real        betas[] = {0, 1, (real)0.5};

        bool  ta = variant & 1, tb = variant & 2;
        real  beta = betas[variant / 4 % 3];
        real *a = numbers((size_t)(m * k)), *b = numbers((size_t)(k * n)), *before = numbers(count);
        real *one = malloc(bytes), *more = malloc(bytes);
        memcpy(one, before, bytes);
        gemm(1, ta, tb, m, n, k, a, b, beta, one);
        Truth truth = truth_of(ta, tb, m, n, k, a, b, beta, before);
        compare("in one part", &truth, ta ? "A transposed" : "A as it is", one);
        forget(truth);
        for (int parts = 2; parts <= 5; parts++) {
            memcpy(more, before, bytes);
            gemm(parts, ta, tb, m, n, k, a, b, beta, more);
            ck_assert_msg(memcmp(more, one, bytes) == 0, "%d parts, (%d,%d,%d) %d%d", parts, m, n, k, ta, tb);
        }
        real *all[] = {a, b, before, one, more};
        for (int i = 0; i < 5; i++) free(all[i]);
    }
}
END_TEST

/* Through the table, with products large enough to be shared. */
START_TEST(threads_make_no_difference) {
    static const int shapes[][3] = {{300, 500, 300}, {1001, 11, 515}}; /* tiles; and a narrow one, of whole rows */
    const int        m = shapes[_i][0], n = shapes[_i][1], k = shapes[_i][2];
    const size_t     count = (size_t)(m * n);
    real *a = numbers((size_t)(m * k)), *b = numbers((size_t)(k * n)), *one = numbers(count), *more = numbers(count);
    t_set_num_threads(1);
    cpu_gemm(false, true, m, n, k, a, b, 0, one);
    for (int threads = 2; threads <= 3; threads++) {
        t_set_num_threads(threads);
        cpu_gemm(false, true, m, n, k, a, b, 0, more);
        ck_assert_msg(memcmp(more, one, count * sizeof *one) == 0, "%d threads, (%d,%d,%d)", threads, m, n, k);
    }
    real *all[] = {a, b, one, more};
    for (int i = 0; i < 4; i++) free(all[i]);
}
END_TEST

int main(void) {
    TCase *t = tcase_create("gemm");
    tcase_add_loop_test(t, against_sums, 0, (int)(sizeof sizes / sizeof sizes[0]));
    tcase_add_loop_test(t, bias_in_each_row, 0, (int)(sizeof sizes / sizeof sizes[0]));
    tcase_add_test(t, nothing_to_multiply);
    tcase_add_test(t, large_product_of_nothing_through_the_table);
    tcase_add_test(t, alignment_makes_no_difference);
    tcase_add_test(t, exponents_of_all_sizes);
    tcase_add_loop_test(t, infinities_and_nan_stay_in_their_row, 0, 3);
    tcase_add_test(t, nothing_outside_is_touched);
    tcase_add_loop_test(t, parts_make_no_difference, 0, 9);
    tcase_add_loop_test(t, threads_make_no_difference, 0, 2);
    if (!cpu_has_amx()) printf("skip: products on matrix units: %s\n",
                               sizeof(real) == sizeof(float) ? "no AMX here" : "they are for floats");
    return run_cases(t, "gemm");
}
