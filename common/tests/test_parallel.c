/* t_parallel: every sample once, in parts that do not depend on the number of threads; no tensors within. */
#include "gradlab.h"
#include "ops_test.h"
#include "team_private.h"
#include <sched.h>
#include <stdatomic.h>

enum { MOST = 1000 };

typedef struct Record {
    atomic_int seen[MOST];
    int        begin[T_MAX_PARTS], end[T_MAX_PARTS];
    atomic_int calls;
} Record;

static void record(void *context, int part, int begin, int end) {
    Record *r = context;
    for (int i = begin; i < end; i++) atomic_fetch_add(&r->seen[i], 1);
    r->begin[part] = begin;
    r->end[part] = end;
    atomic_fetch_add(&r->calls, 1);
}

static void check_parts(int n) {
    Record r = {0};
    t_parallel(n, record, &r);
    int parts = t_parallel_parts(n);
    ck_assert_int_eq(parts, n < T_MAX_PARTS ? n : T_MAX_PARTS);
    ck_assert_int_eq(r.calls, parts);
    for (int i = 0; i < MOST; i++) ck_assert_int_eq(r.seen[i], i < n);
    for (int part = 0; part < parts; part++) {
        ck_assert_int_eq(r.begin[part], part ? r.end[part - 1] : 0);
        int length = r.end[part] - r.begin[part];
        ck_assert(n / parts <= length && length <= n / parts + 1);
    }
}

START_TEST(each_sample_once) {
    static const int sizes[] = {0, 1, 2, 15, 16, 17, 64, 999, 1000};
    for (int threads = 1; threads <= 3; threads++) {
        t_set_num_threads(threads);
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) check_parts(sizes[i]);
    }
    ck_assert_int_eq(t_parallel_parts(-3), 0);
    t_parallel(-3, record, NULL);
}
END_TEST

/* Sums of terms of very different size: another order of additions gives other bits. */
typedef struct Sum {
    const real *x;
    real        of_part[T_MAX_PARTS];
} Sum;

static void add(void *context, int part, int begin, int end) {
    Sum *s = context;
    for (int i = begin; i < end; i++) s->of_part[part] += s->x[i];
}

static real sum_of(const real *x, int n) {
    Sum  s = {.x = x};
    real sum = 0;
    t_parallel(n, add, &s);
    for (int part = 0; part < t_parallel_parts(n); part++) sum += s.of_part[part];
    return sum;
}

START_TEST(the_same_bits_for_any_number_of_threads) {
    real x[MOST], first = 0;
    for (int i = 0; i < MOST; i++) x[i] = (real)(sin(i) * pow(10, i % 12));
    for (int threads = 1; threads <= 7; threads++) {
        t_set_num_threads(threads);
        for (int round = 0; round < 50; round++) {
            real sum = sum_of(x, MOST);
            if (threads == 1 && round == 0) first = sum;
            ck_assert_mem_eq(&sum, &first, sizeof sum);
        }
    }
}
END_TEST

/* Each of two parts waits for the other to begin: one thread alone would wait for ever. */
static void meet(void *begun, int part, int begin, int end) {
    (void)part, (void)begin, (void)end;
    atomic_fetch_add((atomic_int *)begun, 1);
    while (atomic_load((atomic_int *)begun) < 2) sched_yield();
}

START_TEST(two_threads_work_at_the_same_time) {
    atomic_int begun = 0;
    t_set_num_threads(2);
    t_parallel(2, meet, &begun);
}
END_TEST

static void nest(void *context, int part, int begin, int end) {
    (void)context, (void)part, (void)begin, (void)end;
    check_parts(37);
}

START_TEST(a_loop_within_a_loop) {
    t_set_num_threads(3);
    for (int round = 0; round < 50; round++) t_parallel(8, nest, NULL);
    ck_assert_uint_eq(t_zeros(4)->size, 4); /* the arena is open again */
}
END_TEST

static void greedy(void *context, int part, int begin, int end) {
    (void)context, (void)part, (void)begin, (void)end;
    t_zeros(3);
}

START_TEST(no_tensor_within) {
    t_step();
    expect("a tensor is made in a loop that threads share", "make it before the loop");
    t_set_num_threads(1 + _i);
    t_parallel(5, greedy, NULL);
}
END_TEST

static void nest_greedy(void *context, int part, int begin, int end) {
    (void)part, (void)begin, (void)end;
    t_parallel(3, record, context);
    t_zeros(3);
}

/* The inner loop ends, and the outer one still refuses. */
START_TEST(no_tensor_after_an_inner_loop) {
    Record r = {0};
    expect("a tensor is made in a loop that threads share", NULL);
    t_set_num_threads(1);
    t_parallel(1, nest_greedy, &r);
}
END_TEST

int main(void) {
    team_set_sharing(SHARE_ALWAYS); /* also on a busy machine */
    TCase *t = tcase_create("parallel");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, each_sample_once);
    tcase_add_test(t, the_same_bits_for_any_number_of_threads);
    tcase_add_test(t, two_threads_work_at_the_same_time);
    tcase_add_test(t, a_loop_within_a_loop);
    tcase_add_loop_exit_test(t, no_tensor_within, EXIT_WRONG_CALL, 0, 3);
    tcase_add_exit_test(t, no_tensor_after_an_inner_loop, EXIT_WRONG_CALL);
    return run_cases(t, "parallel");
}
