/* The team: every part is done once, whoever asks and however busy the machine is. */
#include "team.h"
#include "team_private.h"
#include "error.h"
#include <check.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct Tally {
    int        parts;
    atomic_int done[T_MAX_THREADS];
} Tally;

static void count(void *context, int part, int parts) {
    Tally *t = context;
    ck_assert_int_eq(parts, t->parts);
    ck_assert(part >= 0 && part < parts);
    atomic_fetch_add(&t->done[part], 1);
}

static void run_and_check(int parts) {
    Tally t = {.parts = parts};
    team_run(parts, count, &t);
    for (int i = 0; i < T_MAX_THREADS; i++) ck_assert_int_eq(t.done[i], i < parts);
}

START_TEST(each_part_once) {
    for (int round = 0; round < 2000; round++) run_and_check(1 + round % 5);
    run_and_check(T_MAX_THREADS);
}
END_TEST

/* Jobs that come after the workers have gone to sleep. */
START_TEST(after_a_rest) {
    for (int round = 0; round < 20; round++) {
        run_and_check(3);
        nanosleep(&(struct timespec){.tv_nsec = 2 * 1000 * 1000}, NULL);
    }
}
END_TEST

/* Two parts each of which waits until the other has begun: one thread alone would wait for ever. */
static void meet(void *begun, int part, int parts) {
    (void)part;
    atomic_fetch_add((atomic_int *)begun, 1);
    while (atomic_load((atomic_int *)begun) < parts) sched_yield();
}

static void meet_once(int parts) {
    atomic_int begun = 0;
    team_set_sharing(SHARE_ALWAYS); /* however late the others may be */
    team_run(parts, meet, &begun);
    ck_assert_int_eq(begun, parts);
}

START_TEST(parts_are_done_at_the_same_time) {
    for (int round = 0; round < 100; round++) meet_once(2);
    for (int round = 0; round < 5; round++) {
        nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
        meet_once(2);
    }
}
END_TEST

/* What the parts write is there when team_run returns. */
static void square(void *context, int part, int parts) {
    double     *x = context;
    const Share s = team_share(1000, 16, part, parts);
    for (size_t i = s.begin; i < s.end; i++) x[i] *= x[i];
}

START_TEST(results_are_seen) {
    double x[1000];
    for (int round = 0; round < 500; round++) {
        for (int i = 0; i < 1000; i++) x[i] = i + round;
        team_run(3, square, x);
        for (int i = 0; i < 1000; i++) ck_assert(x[i] == (double)(i + round) * (i + round));
    }
}
END_TEST

static void nest(void *context, int part, int parts) {
    (void)part, (void)parts;
    run_and_check(3);
    atomic_fetch_add((atomic_int *)context, 1);
}

START_TEST(a_job_within_a_part) {
    atomic_int outer = 0;
    for (int round = 0; round < 100; round++) team_run(2, nest, &outer);
    ck_assert_int_eq(outer, 200);
    run_and_check(2);
}
END_TEST

static void *many_jobs(void *unused) {
    (void)unused;
    for (int round = 0; round < 500; round++) run_and_check(2 + round % 2);
    return NULL;
}

START_TEST(two_callers) {
    pthread_t other;
    ck_assert_int_eq(pthread_create(&other, NULL, many_jobs, NULL), 0);
    many_jobs(NULL);
    pthread_join(other, NULL);
}
END_TEST

/* All workers have begun before the fork: a thread that is being started may hold a lock of the sanitizer's, which the
 * child would wait for without an end. */
START_TEST(children_have_a_team_of_their_own) {
    meet_once(3);
    const pid_t child = fork();
    if (child == 0) {
        alarm(60);
        meet_once(2);
        for (int round = 0; round < 100; round++) run_and_check(3);
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    run_and_check(3);
}
END_TEST

/* --- Shares ------------------------------------------------------------------------------------------------------- */
START_TEST(shares_cover_all) {
    static const size_t sizes[] = {0, 1, 11, 12, 13, 24, 100, 785};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (int parts = 1; parts <= 4; parts++) {
            size_t next = 0;
            for (int part = 0; part < parts; part++) {
                const Share s = team_share(sizes[i], 12, part, parts);
                ck_assert_uint_eq(s.begin, next);
                ck_assert(s.end >= s.begin && (s.begin % 12 == 0 || s.begin == sizes[i]));
                next = s.end;
            }
            ck_assert_uint_eq(next, sizes[i]);
        }
}
END_TEST

/* --- How many ----------------------------------------------------------------------------------------------------- */
START_TEST(number_of_threads) {
    unsetenv("GRADLAB_THREADS");
    ck_assert_int_ge(t_num_threads(), 1);
    t_set_num_threads(3);
    ck_assert_int_eq(t_num_threads(), 3);
    ck_assert_int_eq(team_parts(1e6), 3);
    ck_assert_int_eq(team_parts(1), 1);
    ck_assert_int_eq(team_parts(50), 1); /* nobody is awake to share it with */
}
END_TEST

START_TEST(the_environment_says) {
    setenv("GRADLAB_THREADS", "5", 1);
    ck_assert_int_eq(t_num_threads(), 5);
    setenv("GRADLAB_THREADS", "7", 1);
    ck_assert_int_eq(t_num_threads(), 5); /* it is asked once */
}
END_TEST

static void no_threads(void) { t_set_num_threads(0); }
static void too_many(void) { t_set_num_threads(T_MAX_THREADS + 1); }
static void not_a_number(void) { setenv("GRADLAB_THREADS", "many", 1), t_num_threads(); }
static void none_by_environment(void) { setenv("GRADLAB_THREADS", "0", 1), t_num_threads(); }
static void (*const wrong_calls[])(void) = {no_threads, too_many, not_a_number, none_by_environment};

START_TEST(wrong_call) { wrong_calls[_i](); }
END_TEST

int main(void) {
    Suite *s = suite_create("team");
    TCase *t = tcase_create("team");
    suite_add_tcase(s, t);
    tcase_add_test(t, each_part_once);
    tcase_add_test(t, after_a_rest);
    tcase_add_test(t, parts_are_done_at_the_same_time);
    tcase_add_test(t, results_are_seen);
    tcase_add_test(t, a_job_within_a_part);
    tcase_add_test(t, two_callers);
    tcase_add_test(t, children_have_a_team_of_their_own);
    tcase_add_test(t, shares_cover_all);
    tcase_add_test(t, number_of_threads);
    tcase_add_test(t, the_environment_says);
    tcase_add_loop_exit_test(t, wrong_call, EXIT_WRONG_CALL, 0, 4);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
