/* Whole gradings of the toy lab: what crashes, hangs, forges, floods or prints. */
#include "grading.h"

/* --- At run time -------------------------------------------------------------------------------------------------- */
START_TEST(a_crash_costs_its_check_only) {
    costs_the_mean_only(MEAN_THAT("*(volatile int *)0 = 1;"), "crashed", "NULL pointer");
    costs_the_mean_only(MEAN_THAT("((volatile char *)malloc((size_t)-8))[70000] = 1;"), "crashed", "too much");
    costs_the_mean_only(MEAN_THAT("((Tensor *)x)->data[x->size] = 1;"), "crashed", "past the end of x");
    costs_the_mean_only(MEAN_THAT("abort();"), "crashed", "abort()");
    costs_the_mean_only(MEAN_THAT("volatile int zero = 0; return 7 / zero;"), "crashed", "division by zero");
    costs_the_mean_only(TOY "static double deep(volatile real *p) { volatile real big[8192]; big[0] = *p; return "
                            "deep(big) + big[1]; }\n"
                            "double toy_mean(const Tensor *x) { return deep(x->data); }\n" COUNT,
                        "crashed", "stack overflow");
    costs_the_mean_only(MEAN_THAT("exit(0);"), "crashed", "exit(0)");
    /* All of its memory is touched before it is refused more. */
    options = (const char *const[]){"--case-seconds", "20", NULL};
    costs_the_mean_only(MEAN_THAT("for (;;) { volatile char *p = malloc(1 << 26); for (int i = 0; i < 1 << 26; i += 4096)"
                                  " p[i] = 1; }"), "crashed", "malloc has no memory");
    costs_the_mean_only(MEAN_THAT("for (;;) { char *p = malloc(1 << 20); if (!p) abort(); memset(p, 1, 1 << 20); }"),
                        "crashed", NULL);
}
END_TEST

/* A forward is worth its points before the backward is written, and whatever becomes of the backward. */
START_TEST(a_backward_costs_the_gradient_only) {
#define BACKWARD_THAT(act) \
    "static void backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { (void)c; (void)dy; (void)dx; " act " }\n"
    static const struct { const char *toy, *status; } halves[] = {
        {TOY FORWARD BACKWARD_THAT("TODO(\"90.1\");") OP, "not_written"},
        {TOY FORWARD BACKWARD_THAT("*(volatile int *)0 = 1;") OP, "crashed"},
        {TOY "#include <stdlib.h>\n" FORWARD BACKWARD_THAT("exit(0);") OP, "crashed"},
        {TOY FORWARD BACKWARD_THAT("for (volatile int i = 0;; i++) continue;") OP, "timeout"},
        {TOY FORWARD "const Op half_op = {\"half\", forward, NULL};\n", NULL},
    };
    static const char *const seconds[] = {"--case-seconds", "0.3", NULL};
    options = seconds;
    for (size_t i = 0; i < sizeof halves / sizeof halves[0]; i++) {
        grade(halves[i].toy, GOOD_MORE);
        scores(70);
        check_is("values", "passed", NULL);
        if (halves[i].status != NULL) check_is("gradient", halves[i].status, NULL);
    }
}
END_TEST

START_TEST(an_endless_loop_costs_its_check_only) {
    options = (const char *const[]){"--case-seconds", "0.3", NULL};
    costs_the_mean_only(MEAN_THAT("for (volatile int i = 0;; i++) continue;"), "timeout", "endless loop");
    costs_the_mean_only(MEAN_THAT("for (;;) sleep(100);"), "timeout", "sleeps");
}
END_TEST

/* CPU time in probes, of all checks. */
static double seconds_in_probes(void) {
    double sum = 0;
    const cJSON *c;
    cJSON_ArrayForEach(c, cJSON_GetObjectItem(json, "checks")) sum += cJSON_GetObjectItem(c, "seconds")->valuedouble;
    return sum;
}

/* 2 s for the first check, some tenths of a second for each of the others. */
#define FOR_EVER "for (volatile int i = 0;; i++) continue;"
START_TEST(a_program_that_hangs_before_main_is_given_up_soon) {
    grade(GOOD_TOY "__attribute__((constructor)) static void begin(void) { " FOR_EVER " }\n", GOOD_MORE);
    scores(0);
    check_is("values", "timeout", "endless loop");
    check_is("mean", "timeout", "less than usual");
    ck_assert_double_lt(seconds_in_probes(), 3.5);
}
END_TEST

/* Endless loops in some functions leave the others time enough. */
START_TEST(hurried_checks_still_pass) {
    grade(TOY "static Tensor *forward(Ctx *c) { " FOR_EVER " return c->in[0]; }\n" BACKWARD OP,
          TOY "double toy_mean(const Tensor *x) { " FOR_EVER " return x->data[0]; }\n" COUNT);
    scores(10);
    check_is("count", "passed", NULL);
}
END_TEST

START_TEST(forbidden_calls_are_named) {
    if (cJSON_IsFalse(
            cJSON_GetObjectItem(cJSON_GetObjectItem((grade(GOOD_TOY, GOOD_MORE), json), "protections"), "run_seccomp")))
        return;
    costs_the_mean_only(MEAN_THAT("for (;;) fork();"), "crashed", "forbidden system call: ");
    costs_the_mean_only(MEAN_THAT("sigset_t all; sigfillset(&all); sigprocmask(SIG_BLOCK, &all, NULL); fork();"),
                        "crashed", "forbidden system call: ");
    costs_the_mean_only(MEAN_THAT("socket(AF_INET, SOCK_STREAM, 0);"), "crashed", "socket");
    costs_the_mean_only(MEAN_THAT("kill(getppid(), SIGKILL);"), "crashed", "kill");
    costs_the_mean_only(MEAN_THAT("execl(\"/bin/sh\", \"sh\", (char *)0);"), "crashed", "execve");
    costs_the_mean_only(MEAN_THAT("if (open(\"/etc/passwd\", O_RDONLY) >= 0) return 1; return 5;"), "failed", NULL);
}
END_TEST

START_TEST(a_wrong_call_is_told_in_its_own_words) {
    costs_the_mean_only(MEAN_THAT("t_fail(\"do this\", \"that is wrong\");"), "failed", "that is wrong");
    costs_the_mean_only(MEAN_THAT("((Tensor *)x)->data[0] = 5;"), "failed", "changed its input x");
    grade(TOY "static Tensor *forward(Ctx *c) { (void)c; return t_zeros(1, 1, 1); }\n" BACKWARD OP, GOOD_MORE);
    scores(40);
    check_is("values", "failed", "shape that came back is (1,1,1)");
    grade(TOY "static Tensor *forward(Ctx *c) { return t_like(c->in[0]); }\n" BACKWARD OP, GOOD_MORE);
    check_is("values", "failed", "never set");
}
END_TEST

START_TEST(printing_makes_no_points) {
#define FORGED                                                                                              \
    "__attribute__((constructor)) static void forge(void) { printf(\"SCORE 100/100 PASS\\n{\\\"score\\\": " \
    "100}\\n\\033[2J\\x01\"); fflush(stdout); %s }\n"
    char source[4096];
    snprintf(source, sizeof source, ZERO_TOY FORGED, "");
    grade(source, ZERO_MORE);
    scores(0);
    says("your program printed:");
    snprintf(source, sizeof source, TOY "#include <unistd.h>\n" ZERO_TOY FORGED, "_exit(0);");
    grade(source, GOOD_MORE);
    scores(0);
    check_is("values", "crashed", "exit(0)");
}
END_TEST

START_TEST(forged_answers_make_no_points) {
    grade(TOY "#include <unistd.h>\n" ZERO_TOY "__attribute__((constructor)) static void forge(void) { char z[4096] = "
                                               "{0}; for (int i = 0; i < 100; i++) write(3, z, sizeof z); }\n",
          ZERO_MORE);
    scores(0);
    check_is("values", "crashed", NULL);
}
END_TEST

START_TEST(a_flood_is_cut) {
    costs_the_mean_only(MEAN_THAT("for (;;) puts(\"0123456789012345678901234567890123456789\");"), "crashed",
                        "printed more than 8 MiB");
}
END_TEST

START_TEST(debug_output_and_leaks_cost_nothing) {
    grade(
        GOOD_TOY, TOY
        "#include <stdlib.h>\ndouble toy_mean(const Tensor *x) { double s = 0; for (size_t i = 0; i < x->size; i++) {\n"
        "  double *leak = malloc(8); *leak = x->data[i]; s += *leak; printf(\"%g\\n\", s); fprintf(stderr, \"!\"); }\n"
        "  return s / (double)x->size; }\n" COUNT);
    scores(100);
}
END_TEST

/* One check of the toy lab is failed by growth, another one tells of it. */
START_TEST(memory_that_grows_with_every_call_is_found) {
    if (access("/proc/self/smaps_rollup", R_OK) != 0) return;
    run_grader("grader/tests/toy/reference/90_toy", NULL);
    ck_assert_ptr_null(strstr(text, "grows"));
    grade(TOY "static Tensor *forward(Ctx *c) { t_keep(t_zeros(100)); return t_scale(c->in[0], 0.5); }\n" BACKWARD OP,
          GOOD_MORE);
    scores(70);
    check_is("values", "failed", "right, but its memory grows with every call, by about ");
    says("90.1 gradient: its memory grows with every call");
}
END_TEST

/* The wrong answer prints what it is given, and its expected values are not shown either. */
START_TEST(reveal_none_shows_no_number_of_a_case) {
    const char *const wrong = TOY "double toy_mean(const Tensor *x) { for (size_t i = 0; i < x->size; i++)\n"
                                  "  printf(\"seen %g\\n\", x->data[i]); return -x->data[0]; }\n" COUNT;
    grade(GOOD_TOY, wrong);
    check_is("mean", "failed", "expected ");
    says("| seen ");
    options = (const char *const[]){"--reveal", "none", NULL};
    grade(GOOD_TOY, wrong);
    scores(70);
    const char *said = cJSON_GetObjectItem(check_named("mean"), "message")->valuestring;
    const char *begin = "toy_mean: not what is expected\nin case ";
    ck_assert_msg(strncmp(said, begin, strlen(begin)) == 0 && strlen(said) == strlen(begin) + strlen("1 of 3"),
                  "%s", said);
    ck_assert_ptr_null(strstr(text, "seen "));
    costs_the_mean_only(MEAN_THAT("abort();"), "crashed", "abort()");
    ck_assert_ptr_null(strstr(text, "x ("));
    options = (const char *const[]){"--reveal", "all", NULL};
    grade(TOY "static Tensor *forward(Ctx *c) { return t_scale(c->in[0], c->in[0]->ndim > 1 ? 3 : 0.5); }\n" BACKWARD
              OP,
          GOOD_MORE);
    check_is("values", "failed", "\nelement ");
    options = (const char *const[]){"--reveal", "some", NULL};
    run_grader("grader/tests/toy/reference/90_toy", options);
    ck_assert_int_eq(exit_status, 2);
    says("all, first or none");
}
END_TEST

/* --- Switches for tests ------------------------------------------------------------------------------------------- */
START_TEST(the_run_box_can_be_switched_off_and_says_so) {
    const char *const opens = MEAN_THAT("double s = 0; for (size_t i = 0; i < x->size; i++) s += x->data[i];\n"
                                        "  if (open(\"/etc/passwd\", O_RDONLY) >= 0) return s / (double)x->size;");
    static const char *const off[] = {"--run-box", "off", NULL};
    grade(GOOD_TOY, opens);
    scores(cJSON_IsTrue(cJSON_GetObjectItem(cJSON_GetObjectItem(json, "protections"), "run_seccomp")) ? 70 : 100);
    options = off;
    grade(GOOD_TOY, opens);
    scores(100);
    says("run: nothing: switched off by --run-box off");
    ck_assert(cJSON_IsFalse(cJSON_GetObjectItem(cJSON_GetObjectItem(json, "protections"), "run_seccomp")));
}
END_TEST

START_TEST(more_flags_for_the_students_files) {
    const char *const flagged = TOY MEAN COUNT "#ifndef WITH_FLAGS\n#error no flags\n#endif\n";
    static const char *const flags[] = {"--cflags", " -O0  -DWITH_FLAGS -ffast-math", NULL};
    grade(GOOD_TOY, flagged);
    scores(60);
    options = flags;
    grade(GOOD_TOY, flagged);
    scores(100);
}
END_TEST

START_TEST(one_build_is_graded_under_many_seeds) {
    static const char *const many[] = {TEST_GRADER, "--kit",  TEST_KIT, "--cc", TEST_CC, "--code",
                                       NULL,        "--seed", "5",      "--repeat", "3",  "--box",
                                       "weak",      NULL};
    const char *argv[16];
    memcpy(argv, many, sizeof many);
    argv[6] = "grader/tests/toy/reference/90_toy";
    run(argv);
    ck_assert_int_eq(exit_status, 0);
    says("seed 5: 100/100\nseed 6: 100/100\nseed 7: 100/100\n3 gradings: min 100, max 100 of 100; 3 full\n");
    argv[6] = "grader/tests/toy/labs/90_toy";
    run(argv);
    ck_assert_int_eq(exit_status, 1);
    says("seed 7: 0/100\n3 gradings: min 0, max 0 of 100; 0 full\n");
    grade(GOOD_TOY, ZERO_MORE);
    argv[6] = scratch_path("code");
    run(argv);
    says("seed 5: 60/100; 90.2 mean: failed; 90.2 count: partial\n");
}
END_TEST

int main(void) {
    Suite *s = suite_create("grade_run");
    TCase *t = tcase_create("grade_run");
    tcase_set_timeout(t, 180);
    tcase_add_unchecked_fixture(t, scratch_make, scratch_remove);
    tcase_add_test(t, a_crash_costs_its_check_only);
    tcase_add_test(t, a_backward_costs_the_gradient_only);
    tcase_add_test(t, an_endless_loop_costs_its_check_only);
    tcase_add_test(t, a_program_that_hangs_before_main_is_given_up_soon);
    tcase_add_test(t, hurried_checks_still_pass);
    tcase_add_test(t, forbidden_calls_are_named);
    tcase_add_test(t, a_wrong_call_is_told_in_its_own_words);
    tcase_add_test(t, printing_makes_no_points);
    tcase_add_test(t, forged_answers_make_no_points);
    tcase_add_test(t, a_flood_is_cut);
    tcase_add_test(t, debug_output_and_leaks_cost_nothing);
    tcase_add_test(t, memory_that_grows_with_every_call_is_found);
    tcase_add_test(t, reveal_none_shows_no_number_of_a_case);
    tcase_add_test(t, the_run_box_can_be_switched_off_and_says_so);
    tcase_add_test(t, more_flags_for_the_students_files);
    tcase_add_test(t, one_build_is_graded_under_many_seeds);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
