/* How many threads a team has, and when its work is better done by one: without the clock, and with control groups that
 * are files of the test. */
#include "cgroup.h"
#include "scratch.h"
#include "team.h"
#include "team_private.h"
#include <check.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>

/* --- Control groups ----------------------------------------------------------------------------------------------- */
static void make_folder(const char *name) { ck_assert_int_eq(mkdir(scratch_path(name), 0755), 0); }

static void write_file(const char *name, const char *text) {
    FILE *f = fopen(scratch_path(name), "w");
    ck_assert(f && fputs(text, f) >= 0 && fclose(f) == 0);
}

static int quota(const char *own) {
    write_file("own", own);
    char root[600];
    snprintf(root, sizeof root, "%s", scratch_path("."));
    return team_quota(root, scratch_path("own"));
}

START_TEST(no_group_no_limit) {
    ck_assert_int_eq(team_quota(scratch_path("none"), scratch_path("none either")), INT_MAX);
    ck_assert_int_eq(quota("0::/\n"), INT_MAX);
    ck_assert_int_eq(quota("nonsense\n\n:::\n"), INT_MAX);
    ck_assert_int_ge(team_processors(), 1);
}
END_TEST

START_TEST(version_2) {
    write_file("cpu.max", "max 100000\n");
    ck_assert_int_eq(quota("0::/\n"), INT_MAX);
    write_file("cpu.max", "300000 100000\n");
    ck_assert_int_eq(quota("0::/\n"), 3);
    ck_assert_int_eq(quota("0::/of/the/host/only\n"), 3);
    write_file("cpu.max", "250000 100000\n");
    ck_assert_int_eq(quota("0::/\n"), 2);
    write_file("cpu.max", "20000 100000\n");
    ck_assert_int_eq(quota("0::/\n"), 1);
}
END_TEST

START_TEST(version_2_the_least_on_the_way_up) {
    make_folder("a");
    make_folder("a/b");
    write_file("cpu.max", "800000 100000\n");
    write_file("a/cpu.max", "400000 100000\n");
    write_file("a/b/cpu.max", "600000 100000\n");
    ck_assert_int_eq(quota("0::/a/b\n"), 4);
    write_file("a/b/cpu.max", "100000 50000\n");
    ck_assert_int_eq(quota("0::/a/b\n"), 2);
    ck_assert_int_eq(quota("0::/a\n"), 4);
}
END_TEST

START_TEST(version_1) {
    make_folder("cpu");
    make_folder("cpu/a");
    write_file("cpu/cpu.cfs_period_us", "100000\n");
    write_file("cpu/cpu.cfs_quota_us", "-1\n");
    write_file("cpu/a/cpu.cfs_period_us", "50000\n");
    write_file("cpu/a/cpu.cfs_quota_us", "200000\n");
    ck_assert_int_eq(quota("5:memory:/a\n1:cpu:/\n"), INT_MAX);
    ck_assert_int_eq(quota("5:memory:/\n4:cpuacct,cpu:/a\n0::/\n"), 4);
    ck_assert_int_eq(quota("4:cpu,cpuacct:/a\n"), 4);
    ck_assert_int_eq(quota("4:cpuset,cpuacct:/a\n"), INT_MAX);
}
END_TEST

/* Of another controller: its folder, and not the one of processors' time. */
static double bytes_of(const char *folder) {
    double bytes[2];
    return cgroup_numbers(folder, "memory.max", bytes) > 0 ? bytes[0] : INFINITY;
}

START_TEST(another_controller) {
    char root[1000];
    quota("4:memory,hugetlb:/a\n3:cpu:/b\n");
    snprintf(root, sizeof root, "%.900s", scratch_path("."));
    ck_assert(isinf(cgroup_least(root, scratch_path("own"), "memory", bytes_of, bytes_of)));
    make_folder("memory");
    make_folder("memory/a");
    write_file("memory/a/memory.max", "3000000000\n");
    write_file("memory/memory.max", "max\n");
    ck_assert(cgroup_least(root, scratch_path("own"), "memory", bytes_of, bytes_of) == 3e9);
    write_file("memory/memory.max", "2000000000\n");
    ck_assert(cgroup_least(root, scratch_path("own"), "memory", bytes_of, bytes_of) == 2e9);
}
END_TEST

/* --- Whether sharing pays ----------------------------------------------------------------------------------------- */
/* So many jobs of two parts, as long as these; the rest that the last verdict gave. */
static double after_jobs(Gain *g, int jobs, double worked, double waited) {
    double last = 0;
    for (int i = 0; i < jobs; i++) {
        const double rest = gain_judge(g, 2, worked, waited);
        if (rest > 0) last = rest;
    }
    return last;
}

START_TEST(equal_parts_are_shared) {
    Gain g = {0};
    ck_assert(after_jobs(&g, 10000, 3e-6, 2e-5) == 0); /* a small job: the time of a join itself */
    ck_assert(after_jobs(&g, 10000, 1e-4, 4e-5) == 0);
    ck_assert(after_jobs(&g, 100, 1e-2, 4e-3) == 0);
}
END_TEST

START_TEST(a_slice_that_is_lost_now_and_then_changes_nothing) {
    Gain g = {0};
    for (int i = 0; i < 100; i++) {
        ck_assert(gain_judge(&g, 2, 1e-4, 4e-3) == 0);
        ck_assert(after_jobs(&g, 200, 1e-4, 0) == 0);
    }
}
END_TEST

START_TEST(others_that_come_late_rest_longer_each_time) {
    Gain   g = {0};
    double before = 0;
    for (int i = 0; i < 5; i++) {
        const double rest = after_jobs(&g, 5, 1e-4, 4e-3);
        ck_assert_msg(rest > 1.5 * before, "%g after %g", rest, before);
        before = rest;
    }
    for (int i = 0; i < 20; i++) before = after_jobs(&g, 5, 1e-4, 4e-3);
    ck_assert(before >= 1 && before <= 5);
    ck_assert(after_jobs(&g, 2000, 1e-4, 0) == 0); /* quiet again */
    ck_assert(after_jobs(&g, 5, 1e-4, 4e-3) < before / 2);
}
END_TEST

/* Of eight threads the others bring more than one that is late can lose. */
START_TEST(more_threads_bear_more_waiting) {
    Gain of_two = {0}, of_eight = {0};
    ck_assert(gain_judge(&of_two, 2, 1e-2, 2e-2) > 0);
    ck_assert(gain_judge(&of_eight, 8, 1e-2, 2e-2) == 0);
    ck_assert(gain_judge(&of_eight, 8, 1e-2, 1e-1) > 0);
}
END_TEST

/* --- Who does the parts ------------------------------------------------------------------------------------------- */
static pthread_t  caller;
static atomic_int done, by_the_caller;

static void count(void *context, int part, int parts) {
    (void)context, (void)parts;
    for (int i = 0; part == 0 && i < 100; i++) sched_yield(); /* whoever else would take a part has the time */
    done++;
    by_the_caller += pthread_equal(pthread_self(), caller) != 0;
}

START_TEST(one_that_rests_does_nothing) {
    caller = pthread_self();
    t_set_num_threads(3);
    team_set_sharing(SHARE_NEVER);
    ck_assert_int_eq(team_parts(1e6), 1);
    for (int round = 0; round < 200; round++) team_run(3, count, NULL);
    ck_assert_int_eq(done, 600);
    ck_assert_int_eq(by_the_caller, 600);
    team_set_sharing(SHARE_ALWAYS);
    ck_assert_int_eq(team_parts(1e6), 3);
}
END_TEST

int main(void) {
    Suite *s = suite_create("team_limits");
    TCase *groups = tcase_create("groups"), *t = tcase_create("sharing");
    tcase_add_checked_fixture(groups, scratch_make, scratch_remove);
    tcase_add_test(groups, no_group_no_limit);
    tcase_add_test(groups, version_2);
    tcase_add_test(groups, version_2_the_least_on_the_way_up);
    tcase_add_test(groups, version_1);
    tcase_add_test(groups, another_controller);
    suite_add_tcase(s, groups);
    tcase_add_test(t, equal_parts_are_shared);
    tcase_add_test(t, a_slice_that_is_lost_now_and_then_changes_nothing);
    tcase_add_test(t, others_that_come_late_rest_longer_each_time);
    tcase_add_test(t, more_threads_bear_more_waiting);
    tcase_add_test(t, one_that_rests_does_nothing);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
