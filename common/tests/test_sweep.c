/* Many runs at a time: every one is done once, with its own numbers; what was interrupted goes on. */
#include "experiment.h"
#include "scratch.h"
#include "sweep.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RUNS = 23, VALUES = 3 };

typedef struct Context {
    int   fails; /* the run that ends its process; -1: none */
    FILE *log;   /* a byte for each run that was done, whichever process did it */
} Context;

static void key(char *text, size_t size, int run, const void *data) {
    (void)data;
    snprintf(text, size, "run %d", run);
}

static void work(int run, double values[], const void *data) {
    const Context *c = data;
    if (run == c->fails) _exit(7);
    ck_assert_int_eq((int)write(fileno(c->log), "x", 1), 1);
    values[0] = run;
    values[1] = run % 5 == 0 ? NAN : 1.0 / (run + 1);
    values[2] = getpid();
}

static void begin(void) {
    static char out[1024];
    snprintf(out, sizeof out, "%s", scratch_path("sweep"));
    experiment_begin_with(3, (char *[]){"experiment", "--out", out, NULL}, "00_test", NULL, 0, NULL);
}

static long sweep(const Context *c, int jobs, double values[RUNS * VALUES]) {
    sweep_run(&(Sweep){.name = "test", .runs = RUNS, .values = VALUES, .key = key, .run = work, .data = c,
                       .jobs = jobs}, values);
    return (long)lseek(fileno(c->log), 0, SEEK_END);
}

static void check_values(const double values[RUNS * VALUES]) {
    for (int run = 0; run < RUNS; run++) {
        const double *v = values + run * VALUES;
        ck_assert(v[0] == run);
        ck_assert(run % 5 == 0 ? isnan(v[1]) : v[1] == 1.0 / (run + 1));
    }
}

START_TEST(each_run_once) {
    double values[RUNS * VALUES];
    begin();
    const Context c = {-1, tmpfile()};
    ck_assert_int_eq(sweep(&c, _i, values), RUNS);
    check_values(values);
    ck_assert_int_eq(values[2] == getpid(), _i == 1);
    ck_assert(access(experiment_path("test.part"), F_OK) != 0);
    fclose(c.log);
}
END_TEST

/* After a program that has ended in the middle; the last line of the file is not whole. */
START_TEST(goes_on) {
    double values[RUNS * VALUES];
    begin();
    const Context broken = {11, tmpfile()}, whole = {-1, broken.log};
    const pid_t   pid = fork();
    if (pid == 0) sweep(&broken, 1, values);
    int status;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 7);
    FILE *part = fopen(experiment_path("test.part"), "a");
    ck_assert_ptr_nonnull(part);
    fputs("run 11\t11\t0.0", part);
    fclose(part);
    ck_assert_int_eq(sweep(&whole, 3, values), RUNS); /* each of them once, by one or by the other */
    check_values(values);
    ck_assert(values[10 * VALUES + 2] == pid && values[11 * VALUES + 2] != pid);
    fclose(whole.log);
}
END_TEST

/* Ends with the status of the run; what was finished before is kept. */
START_TEST(a_run_fails) {
    double values[RUNS * VALUES];
    begin();
    const Context c = {11, tmpfile()};
    sweep(&c, 2, values);
}
END_TEST

int main(void) {
    Suite *s = suite_create("sweep");
    TCase *t = tcase_create("sweep");
    suite_add_tcase(s, t);
    tcase_add_unchecked_fixture(t, scratch_make, scratch_remove);
    tcase_add_loop_test(t, each_run_once, 0, 4);
    tcase_add_test(t, goes_on);
    tcase_add_exit_test(t, a_run_fails, 7);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    const int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
