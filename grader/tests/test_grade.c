/* Whole gradings of the toy lab: right, unwritten, broken and hostile submissions. Run from the top folder. */
#include "scratch_folder.h"
#include <check.h>
#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* --- Running the grader ------------------------------------------------------------------------------------------- */
static char  *text;  /* what it wrote on standard output and error */
static cJSON *json;  /* its result */
static int    exit_status;

static char *read_file(const char *path) {
    FILE *f = fopen(path, "r");
    if (f == NULL) return NULL;
    char *bytes = calloc(1, 1 << 20);
    size_t n = fread(bytes, 1, (1 << 20) - 1, f);
    bytes[n] = '\0';
    fclose(f);
    return bytes;
}

static void write_file(const char *name, const char *content) {
    FILE *f = fopen(in_folder(name), "w");
    ck_assert_ptr_nonnull(f);
    fputs(content, f);
    fclose(f);
}

static void forget(void) {
    free(text);
    cJSON_Delete(json);
    text = NULL;
    json = NULL;
}

/* --code <code> --json ..., and the arguments that follow, ended by NULL. */
static void run_grader(const char *code, const char *const extra[]) {
    forget();
    const char *argv[32] = {
        TEST_GRADER, "--kit", TEST_KIT, "--cc", TEST_CC, "--code", code, "--json", in_folder("result.json")};
    int n = 9;
    for (int i = 0; extra != NULL && extra[i] != NULL; i++) argv[n++] = extra[i];
    remove(in_folder("result.json"));
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, in_folder("output"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    pid_t pid;
    ck_assert_int_eq(posix_spawn(&pid, argv[0], &actions, NULL, (char *const *)argv, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    int ended;
    ck_assert_int_eq(waitpid(pid, &ended, 0), pid);
    text = read_file(in_folder("output"));
    ck_assert_msg(WIFEXITED(ended), "the grader was ended by signal %d:\n%s", WTERMSIG(ended), text);
    exit_status = WEXITSTATUS(ended);
    char *bytes = read_file(in_folder("result.json"));
    json = bytes != NULL ? cJSON_Parse(bytes) : NULL;
    free(bytes);
    for (const unsigned char *p = (unsigned char *)text; *p != '\0'; p++)
        ck_assert_msg(*p == '\n' || (*p >= 0x20 && *p <= 0x7e), "byte %02x on the screen", *p);
    ck_assert_ptr_null(strstr(text, "REFSECRET"));
}

static const char *const *options;

/* Grades toy.c and more.c with these texts; NULL: the file is not there. */
static void grade(const char *toy, const char *more) {
    mkdir(in_folder("code"), 0755);
    remove(in_folder("code/toy.c"));
    remove(in_folder("code/more.c"));
    if (toy != NULL) write_file("code/toy.c", toy);
    if (more != NULL) write_file("code/more.c", more);
    run_grader(in_folder("code"), options);
    ck_assert_msg(json != NULL, "no result:\n%s", text);
}

static double number(const char *key) { return cJSON_GetObjectItem(json, key)->valuedouble; }

static const cJSON *check_named(const char *title) {
    const cJSON *c;
    cJSON_ArrayForEach(c, cJSON_GetObjectItem(json, "checks"))
        if (strcmp(cJSON_GetObjectItem(c, "title")->valuestring, title) == 0) return c;
    ck_abort_msg("no check %s", title);
}

static void check_is(const char *title, const char *status, const char *message) {
    const cJSON *c = check_named(title);
    const char *is = cJSON_GetObjectItem(c, "status")->valuestring;
    const char *said = cJSON_GetStringValue(cJSON_GetObjectItem(c, "message"));
    ck_assert_msg(strcmp(is, status) == 0, "%s is %s, not %s: %s", title, is, status, said);
    if (message != NULL)
        ck_assert_msg(said != NULL && strstr(said, message) != NULL, "%s: \"%s\" does not say \"%s\"", title, said,
                      message);
}

static void scores(double score) {
    ck_assert_msg(number("score") == score, "%g points, not %g:\n%s", number("score"), score, text);
    ck_assert_int_eq(exit_status, score == 100 ? 0 : 1);
}

static void says(const char *what) { ck_assert_msg(strstr(text, what) != NULL, "\"%s\" is not said:\n%s", what, text); }

/* --- Sources ------------------------------------------------------------------------------------------------------ */
#define TOY "#include \"toy.h\"\n"
#define FORWARD \
    "static Tensor *forward(Ctx *c) { Tensor *y = t_like(c->in[0]);\n" \
    "  for (size_t i = 0; i < y->size; i++) y->data[i] = c->in[0]->data[i] / 2; return y; }\n"
#define BACKWARD \
    "static void backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { (void)c;\n" \
    "  for (size_t i = 0; i < dy->size; i++) dx[0]->data[i] += dy->data[i] / 2; }\n"
#define OP "const Op half_op = {\"half\", forward, backward, false};\n"
#define GOOD_TOY TOY FORWARD BACKWARD OP
#define ZERO_TOY \
    TOY "static Tensor *forward(Ctx *c) { return t_zeros_like(c->in[0]); }\n" \
        "static void backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { (void)c; (void)dy; (void)dx; }\n" OP
#define MEAN                                                                                                           \
    "double toy_mean(const Tensor *x) { double s = 0; for (size_t i = 0; i < x->size; i++) s += x->data[i]; return s " \
    "/ (double)x->size; }\n"
#define COUNT "int toy_count(void) { static int n; return ++n; }\n"
#define GOOD_MORE TOY MEAN COUNT
#define ZERO_MORE TOY "double toy_mean(const Tensor *x) { (void)x; return 0; } int toy_count(void) { return 0; }\n"
#define MEAN_THAT(act) TOY "#include <unistd.h>\n#include <signal.h>\n#include <stdlib.h>\n#include <string.h>\n" \
    "#include <sys/socket.h>\n#include <fcntl.h>\n" \
    "double toy_mean(const Tensor *x) { (void)x; " act " return 0; }\n" COUNT

/* --- The plain cases ---------------------------------------------------------------------------------------------- */
START_TEST(the_solution_is_full) {
    run_grader("grader/tests/toy/solution", NULL);
    ck_assert_ptr_nonnull(json);
    scores(100);
    ck_assert(cJSON_IsTrue(cJSON_GetObjectItem(json, "complete")));
    ck_assert_str_eq(cJSON_GetObjectItem(json, "lab")->valuestring, "90_toy");
    ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(json, "sources")), 2);
    ck_assert_uint_eq(
        strlen(cJSON_GetObjectItem(cJSON_GetArrayItem(cJSON_GetObjectItem(json, "sources"), 0), "sha256")->valuestring),
        64);
    grade(GOOD_TOY, GOOD_MORE);
    scores(100);
}
END_TEST

START_TEST(the_stubs_are_zero_and_said_to_be_unwritten) {
    run_grader("grader/tests/toy/stubs", NULL);
    scores(0);
    check_is("values", "not_written", NULL);
    check_is("count", "not_written", NULL);
    says("not written yet");
}
END_TEST

START_TEST(zeros_are_zero) {
    for (int i = 0; i < 3; i++) {
        grade(ZERO_TOY, ZERO_MORE);
        scores(0);
    }
    check_is("gradient", "failed", "nothing has been added");
}
END_TEST

START_TEST(a_part_of_the_points) {
    grade(GOOD_TOY, TOY MEAN "int toy_count(void) { static int n; return ++n < 3 ? n : 7; }\n");
    ck_assert_double_eq_tol(number("score"), 90 + 20.0 / 3, 1e-9);
    check_is("count", "partial", "2 of 3");
    grade(TOY FORWARD "static void backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { (void)c;\n"
                      "  for (size_t i = 0; i < dy->size; i++) dx[0]->data[i] = dy->data[i] / 2; }\n" OP, GOOD_MORE);
    scores(70);
    check_is("gradient", "failed", "+=");
}
END_TEST

START_TEST(one_task_alone) {
    options = (const char *const[]){"--task", "9.2", NULL};
    grade(ZERO_TOY, GOOD_MORE);
    ck_assert_int_eq(exit_status, 0);
    ck_assert(number("score") == 40 && number("max") == 40);
}
END_TEST

static char *without_times(char *s) {
    for (char *p = strstr(s, " s, seed"); p != NULL && p > s && p[-1] != '('; p--) p[-1] = '#';
    return s;
}

START_TEST(a_seed_repeats_the_run) {
    options = (const char *const[]){"--seed", "77", NULL};
    grade(ZERO_TOY, ZERO_MORE);
    char *first = without_times(strdup(text));
    grade(ZERO_TOY, ZERO_MORE);
    ck_assert_str_eq(first, without_times(text));
    free(first);
    says("SEED=77 repeats this run");
}
END_TEST

/* --- Wrong calls -------------------------------------------------------------------------------------------------- */
START_TEST(wrong_calls_are_told_in_one_line) {
    static const struct { const char *code; const char *extra[3]; const char *said; } calls[] = {
        {"nowhere", {NULL}, "nowhere: No such file or directory"},
        {"grader/tests/toy/solution", {"--task", "9.9", NULL}, "its tasks are 9.1, 9.2"},
        {"grader/tests/toy/solution", {"--seed", "x", NULL}, "--seed x"},
        {"grader/tests/toy/solution", {"--device", "tpu", NULL}, "cpu or cuda"},
        {"grader/tests/toy/solution", {"--nonsense", NULL}, "nonsense"},
    };
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        run_grader(calls[i].code, calls[i].extra);
        ck_assert_msg(exit_status == 2, "call %zu ended with %d", i, exit_status);
        says(calls[i].said);
        ck_assert_ptr_null(json);
    }
}
END_TEST

/* --- What does not compile ---------------------------------------------------------------------------------------- */
START_TEST(a_missing_file_costs_its_tasks_only) {
    grade(NULL, GOOD_MORE);
    scores(40);
    says("toy.c: is missing");
    check_is("values", "compile_error", NULL);
    grade(GOOD_TOY, NULL);
    scores(60);
}
END_TEST

START_TEST(an_error_is_shown_with_its_line) {
    grade(TOY "\nint broken(void) { return 1 }\n", GOOD_MORE);
    scores(40);
    says("/code/toy.c:3:");
    says("error: expected ';'");
    check_is("gradient", "compile_error", "toy.c:3");
}
END_TEST

START_TEST(undeclared_undefined_and_doubled) {
    grade(GOOD_TOY, TOY "double toy_mean(const Tensor *x) { return helper(x); }\n" COUNT);
    scores(60);
    says("more.c:2:");
    grade(GOOD_TOY,
          TOY "double helper(const Tensor *x);\ndouble toy_mean(const Tensor *x) { return helper(x); }\n" COUNT);
    scores(60);
    says("uses helper, which is defined nowhere");
    grade(GOOD_TOY "int main(void) { return 0; }\n", GOOD_MORE);
    scores(40);
    says("defines main()");
    grade(GOOD_TOY, GOOD_MORE "Tensor *t_keep(const Tensor *x) { (void)x; return NULL; }\n");
    scores(60);
    says("defines t_keep");
    grade(GOOD_TOY "char wide[3000000000u]; char *widest(void) { return wide; }\n", GOOD_MORE);
    scores(40);
    check_is("values", "compile_error", "cannot be linked");
    grade(GOOD_TOY, GOOD_MORE "char wide[3000000000u]; char *widest(void) { return wide; }\n");
    scores(60);
}
END_TEST

START_TEST(a_function_that_was_taken_out_counts_as_unwritten) {
    grade(GOOD_TOY, TOY COUNT);
    scores(70);
    says("does not define toy_mean");
    check_is("mean", "not_written", NULL);
}
END_TEST

/* The reference must not be within the compiler's reach, nor must anything else that is not the toolchain or the
 * kit. */
static void reads_nothing(const char *box) {
    static const char *option[] = {"--compile-box", NULL, NULL};
    option[1] = box;
    options = option;
    char here[PATH_MAX], source[3 * PATH_MAX];
    ck_assert_ptr_nonnull(getcwd(here, sizeof here));
    const char *const forms[] = {"#include \"%s/grader/tests/toy/solution/toy.c\"\n",
                                 "__asm__(\".include \\\"%s/grader/tests/toy/solution/toy.c\\\"\");\n",
                                 "#include \"../../../../../../../../%s/grader/tests/toy/solution/toy.c\"\n",
                                 "#include \"/etc/passwd\" /* %s */\n"};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        snprintf(source, sizeof source, forms[i], here);
        grade(source, GOOD_MORE);
        const char *kind = cJSON_GetObjectItem(cJSON_GetObjectItem(json, "protections"), "compile_box")->valuestring;
        if (strcmp(kind, "rlimits") == 0) return; /* neither box works here, which the result says */
        scores(40);
        check_is("values", "compile_error", NULL);
        ck_assert_ptr_null(strstr(text, "root:"));
    }
    char *all = read_file(in_folder("result.json"));
    ck_assert_ptr_null(strstr(all, "REFSECRET"));
    free(all);
}

START_TEST(the_reference_is_out_of_reach_in_bubblewrap) { reads_nothing("bubblewrap"); }
END_TEST
START_TEST(the_reference_is_out_of_reach_in_landlock) { reads_nothing("landlock"); }
END_TEST

START_TEST(every_compile_box_grades) {
    static const char *option[] = {"--compile-box", NULL, NULL};
    const char *const boxes[] = {"bubblewrap", "landlock", "rlimits"};
    for (int i = 0; i < 3; i++) {
        option[1] = boxes[i];
        options = option;
        grade(GOOD_TOY, GOOD_MORE);
        scores(100);
    }
}
END_TEST

START_TEST(a_compiler_bomb_is_stopped) {
    grade("#include __FILE__\n", GOOD_MORE);
    scores(40);
    grade("__attribute__((section(\".data\"))) int a[1 << 28] = {1};\n" GOOD_TOY, GOOD_MORE);
    scores(40);
}
END_TEST

/* --- At run time -------------------------------------------------------------------------------------------------- */
static void costs_the_mean_only(const char *more, const char *status, const char *message) {
    grade(GOOD_TOY, more);
    scores(70);
    check_is("mean", status, message);
    check_is("count", "passed", NULL);
}

START_TEST(a_crash_costs_its_check_only) {
    costs_the_mean_only(MEAN_THAT("*(volatile int *)0 = 1;"), "crashed", "NULL pointer");
    costs_the_mean_only(MEAN_THAT("((Tensor *)x)->data[x->size] = 1;"), "crashed", "past the end of x");
    costs_the_mean_only(MEAN_THAT("abort();"), "crashed", "abort()");
    costs_the_mean_only(MEAN_THAT("volatile int zero = 0; return 7 / zero;"), "crashed", "division by zero");
    costs_the_mean_only(TOY "static double deep(volatile double *p) { volatile double big[4096]; big[0] = *p; return "
                            "deep(big) + big[1]; }\n"
                            "double toy_mean(const Tensor *x) { return deep(x->data); }\n" COUNT,
                        "crashed", "stack overflow");
    costs_the_mean_only(MEAN_THAT("exit(0);"), "crashed", "exit(0)");
    /* All of its memory is touched before it is refused more. */
    options = (const char *const[]){"--case-seconds", "20", NULL};
    costs_the_mean_only(MEAN_THAT("for (;;) { char *p = malloc(1 << 20); if (!p) abort(); memset(p, 1, 1 << 20); }"),
                        "crashed", NULL);
}
END_TEST

/* A forward is worth its points before the backward is written, and whatever becomes of the backward. */
START_TEST(a_backward_costs_the_gradient_only) {
#define BACKWARD_THAT(act) \
    "static void backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { (void)c; (void)dy; (void)dx; " act " }\n"
    static const struct { const char *toy, *status; } halves[] = {
        {TOY FORWARD BACKWARD_THAT("TODO(\"9.1\");") OP, "not_written"},
        {TOY FORWARD BACKWARD_THAT("*(volatile int *)0 = 1;") OP, "crashed"},
        {TOY "#include <stdlib.h>\n" FORWARD BACKWARD_THAT("exit(0);") OP, "crashed"},
        {TOY FORWARD BACKWARD_THAT("for (volatile int i = 0;; i++) continue;") OP, "timeout"},
        {TOY FORWARD "const Op half_op = {\"half\", forward, NULL, false};\n", NULL},
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

START_TEST(forbidden_calls_are_named) {
    if (cJSON_IsFalse(
            cJSON_GetObjectItem(cJSON_GetObjectItem((grade(GOOD_TOY, GOOD_MORE), json), "protections"), "run_seccomp")))
        return;
    costs_the_mean_only(MEAN_THAT("for (;;) fork();"), "crashed", "forbidden system call");
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
    ck_assert_str_eq(said, "toy_mean differs from what is expected\nin case 1 of 3");
    ck_assert_ptr_null(strstr(text, "seen "));
    costs_the_mean_only(MEAN_THAT("abort();"), "crashed", "abort()");
    ck_assert_ptr_null(strstr(text, "x ("));
    options = (const char *const[]){"--reveal", "all", NULL};
    grade(TOY "static Tensor *forward(Ctx *c) { return t_scale(c->in[0], c->in[0]->ndim > 1 ? 3 : 0.5); }\n" BACKWARD OP,
          GOOD_MORE);
    check_is("values", "failed", "\nelement ");
    options = (const char *const[]){"--reveal", "some", NULL};
    run_grader("grader/tests/toy/solution", options);
    ck_assert_int_eq(exit_status, 2);
    says("all, first or none");
}
END_TEST

/* --- Other -------------------------------------------------------------------------------------------------------- */
START_TEST(nothing_is_left_behind) {
    mkdir(in_folder("tmp"), 0777);
    chmod(in_folder("tmp"), 01777);
    setenv("TMPDIR", in_folder("tmp"), 1);
    grade(GOOD_TOY, GOOD_MORE);
    scores(100);
    ck_assert_msg(rmdir(in_folder("tmp")) == 0, "the scratch folder is not empty: %s", strerror(errno));
    unsetenv("TMPDIR");
}
END_TEST

int main(void) {
    Suite *s = suite_create("grade");
    TCase *t = tcase_create("grade");
    tcase_set_timeout(t, 180);
    tcase_add_unchecked_fixture(t, folder_make, folder_remove);
    tcase_add_test(t, the_solution_is_full);
    tcase_add_test(t, the_stubs_are_zero_and_said_to_be_unwritten);
    tcase_add_test(t, zeros_are_zero);
    tcase_add_test(t, a_part_of_the_points);
    tcase_add_test(t, one_task_alone);
    tcase_add_test(t, a_seed_repeats_the_run);
    tcase_add_test(t, wrong_calls_are_told_in_one_line);
    tcase_add_test(t, a_missing_file_costs_its_tasks_only);
    tcase_add_test(t, an_error_is_shown_with_its_line);
    tcase_add_test(t, undeclared_undefined_and_doubled);
    tcase_add_test(t, a_function_that_was_taken_out_counts_as_unwritten);
    tcase_add_test(t, the_reference_is_out_of_reach_in_bubblewrap);
    tcase_add_test(t, the_reference_is_out_of_reach_in_landlock);
    tcase_add_test(t, every_compile_box_grades);
    tcase_add_test(t, a_compiler_bomb_is_stopped);
    tcase_add_test(t, a_crash_costs_its_check_only);
    tcase_add_test(t, a_backward_costs_the_gradient_only);
    tcase_add_test(t, an_endless_loop_costs_its_check_only);
    tcase_add_test(t, forbidden_calls_are_named);
    tcase_add_test(t, a_wrong_call_is_told_in_its_own_words);
    tcase_add_test(t, printing_makes_no_points);
    tcase_add_test(t, forged_answers_make_no_points);
    tcase_add_test(t, a_flood_is_cut);
    tcase_add_test(t, debug_output_and_leaks_cost_nothing);
    tcase_add_test(t, reveal_none_shows_no_number_of_a_case);
    tcase_add_test(t, nothing_is_left_behind);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
