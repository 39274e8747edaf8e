/* Whole gradings of the toy lab under AddressSanitizer and UBSan. */
#include "grading.h"

/* Whether they can be had on this machine at all. */
static bool sanitizers_work(void) {
    static const char *const asked[] = {"--sanitize", "all", NULL}; /* for the caller's gradings, too */
    options = asked;
    grade(GOOD_TOY, GOOD_MORE);
    scores(100);
    const char *none = strstr(text, "could not be asked");
    if (none != NULL) says("could not be asked: they need"); /* where they can be had they run, or it is a fault */
    return none == NULL;
}

static const char *const by_themselves[] = {"--sanitize", "full", NULL};

#define MEAN_OF(code) \
    TOY "#include <stdlib.h>\n#include <string.h>\n" \
        "static volatile int ten = 10, zero; static real kept[10]; static double volatile sum;\n" \
        "static double f(const Tensor *x) { " code "; return sum; }\n" /* line 5 */                              \
        "double toy_mean(const Tensor *x) { double s = 0 * f(x);\n" \
        "for (size_t i = 0; i < x->size; i++) s += x->data[i]; return s / (double)x->size; }\n" COUNT

START_TEST(the_sanitizers_say_where_and_what) {
    static const struct { const char *code, *said; bool costs; } mistakes[] = {
        {MEAN_OF("real *row = malloc(10 * sizeof *row); for (int i = 0; i <= 10; i++) row[i] = 0; free(row)"),
         "more.c:5 writes past the end of a block of 80 bytes: index 10 of 10", true},
        {MEAN_OF("real row[10]; memset(row, 0, sizeof row); const real *p = row; sum = p[ten]"),
         "more.c:5 reads past the end of row: index 10 of 10", true},
        {MEAN_OF("real row[10]; memset(row, 0, sizeof row); const real *p = row; sum = p[zero - 1]"),
         "more.c:5 reads before the start of row: index -1 of 10", true},
        {MEAN_OF("const real *p = kept; sum = p[ten]"), "more.c:5 reads past the end of kept: index 10 of 10", true},
        {MEAN_OF("sum = kept[ten]"), "more.c:5: index 10 out of bounds for type", true},
        {MEAN_OF("real *p = calloc(10, 8); free(p); sum = p[3]"), "more.c:5 reads memory that has been freed", true},
        {MEAN_OF("memcpy(malloc(8 + zero), \"abcdefghijkl\", ten)"), "more.c:5 writes past the end of a block of 8",
         true},
        {MEAN_OF("const real *p; { real two[2] = {1, 2}; p = two; } sum = p[zero]"),
         "more.c:5 reads a local variable after the end of its block", true},
        {MEAN_OF("int n = 2147483647; n += ten; sum = 0 * n"), "more.c:5: signed integer overflow", false},
        {MEAN_OF("sum = 1 << (ten + 30)"), "more.c:5: shift exponent 40 is too large", false},
    };
    if (!sanitizers_work()) return;
    says("find nothing wrong in 4 checks");
    options = by_themselves;
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        grade(GOOD_TOY, mistakes[i].code);
        ck_assert_msg(strstr(text, mistakes[i].said) != NULL, "\"%s\" is not said of mistake %zu:\n%s",
                      mistakes[i].said, i, text);
        scores(mistakes[i].costs ? 99 : 100);
        if (mistakes[i].costs) check_is("mean", "partial", mistakes[i].said);
        if (mistakes[i].costs) says("finds memory errors. These tasks lose points:\n  90.2 mean and count");
    }
}
END_TEST

/* One place costs one point, in the task that comes first; and only a task that has all its points. */
START_TEST(a_memory_error_costs_one_point_once) {
    static const char overrun[] =
        TOY "static volatile int ten = 10;\n"
            "static Tensor *forward(Ctx *c) { Tensor *y = t_like(c->in[0]); real row[10]; row[ten - 1] = 0;\n"
            "  const real *p = row; volatile real luck = 0 * p[ten]; (void)luck;\n"
            "  for (size_t i = 0; i < y->size; i++) y->data[i] = c->in[0]->data[i] / 2; return y; }\n";
    char toy[4096];
    if (!sanitizers_work()) return;
    options = by_themselves;
    snprintf(toy, sizeof toy, "%s" BACKWARD OP, overrun);
    grade(toy, GOOD_MORE);
    scores(99);
    check_is("values", "partial", "toy.c:4 reads past the end of row: index 10 of 10. A memory error costs a point");
    check_is("gradient", "passed", NULL);
    snprintf(toy, sizeof toy, "%s%s", overrun,
             "static void backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { (void)c; (void)dy; (void)dx; }\n" OP);
    grade(toy, GOOD_MORE);
    scores(70);
    ck_assert_ptr_null(strstr(text, "toy.c:4"));
}
END_TEST

/* Nothing that is freed is used again at once, so that only a limit from outside bounds it. */
START_TEST(their_memory_is_bounded) {
    static const char eats[] =
        TOY "#include <fcntl.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\n"
            MEAN COUNT
            "__attribute__((constructor)) static void eat(void) { enum { MB = 1 << 20 }; char said[16];\n"
            "  if (open(\"/proc/self/maps\", O_RDONLY) < 0) return; /* the run box */\n"
            "  for (int n = 128; n <= 1 << 14; n += 128) { char *p = malloc(128 * MB); if (p == NULL) abort();\n"
            "    memset(p, n, 128 * MB); write(1, said, (size_t)snprintf(said, sizeof said, \"%d \", n)); } }\n";
    static const char *const boxes[] = {"bubblewrap", "landlock"};
    if (!sanitizers_work()) return;
    for (int i = 0; i < 2; i++) {
        const char *const in_box[] = {"--sanitize", "all", "--compile-box", boxes[i], NULL};
        options = in_box;
        grade(GOOD_TOY, eats);
        scores(100);
        const char *why = strstr(text, "could not be asked: 128 ");
        if (why == NULL) continue; /* not to be had in this box */
        int most = 0;
        for (const char *p = why + strlen("could not be asked: "); *p >= '0' && *p <= '9'; p = strchr(p, ' ') + 1)
            most = atoi(p);
        ck_assert_msg(most >= 512 && most < 1536, "%d MB", most);
    }
}
END_TEST

/* A training is looked at by its first calls. */
START_TEST(the_sanitizers_see_trainings_too) {
    if (!sanitizers_work()) return;
    says("find nothing wrong in 4 checks");
    grade(GOOD_TOY, TOY MEAN "static volatile int at = 3;\nint toy_count(void) {\n"
                    "static int n, kept[3]; static volatile int sum;\n"
                    "if (n == 1) { const int *p = kept; sum = p[at]; }\n return ++n; }\n");
    scores(100);
    says("90.2, count: more.c:6 reads past the end of kept: index 3 of 3");
}
END_TEST

/* And where it takes too long with them, the others are looked at all the same. */
START_TEST(a_training_that_is_too_slow_with_them_is_left_out) {
    if (!sanitizers_work()) return;
    grade(GOOD_TOY, TOY "#include <fcntl.h>\n" MEAN
                    "int toy_count(void) { static int n; if (open(\"/proc/self/maps\", O_RDONLY) >= 0)\n"
                    "  for (volatile int i = 0;; i = 1) continue;\n  return ++n; }\n");
    scores(100);
    says("90.2, count: too slow for AddressSanitizer and UBSan to look at");
    says("find nothing wrong in 3 checks");
}
END_TEST

START_TEST(after_a_crash_they_are_asked_by_themselves) {
    if (!sanitizers_work()) return;
    options = NULL;
    costs_the_mean_only(MEAN_OF("free((void *)x->data)"), "crashed", "\nmore.c:5 frees what malloc has not given");
    costs_the_mean_only(MEAN_OF("volatile real row[10], *p = row; for (int i = 0; i < 900 * ten; i++) p[i] = 1"),
                        "crashed", "\nmore.c:5 writes past the end of row: index 10 of 10");
    costs_the_mean_only(MEAN_OF("volatile char room[4000]; room[0] = 1; sum += f(x) + room[0]"), "crashed",
                        "stack overflow: endless recursion, or a local array that is too large, at more.c:5\n");
    ck_assert_ptr_null(strstr(text, "uses up the stack")); /* once is enough */
}
END_TEST

START_TEST(without_them_the_grade_is_the_same) {
    options = (const char *const[]){"--sanitize", "all", "--compile-box", "rlimits", NULL};
    grade(GOOD_TOY, GOOD_MORE);
    scores(100);
    says("could not be asked: they need bubblewrap or Landlock");
}
END_TEST

/* What runs with them is outside the run box: it must not do more there than in it. */
static void does_no_harm(const char *box) {
    const char *const in_box[] = {"--sanitize", "all", "--compile-box", box, NULL};
    options = in_box;
    char source[4096], mark[1024];
    snprintf(mark, sizeof mark, "%.1000s", scratch_path("mark"));
    snprintf(source, sizeof source,
             TOY "#include <fcntl.h>\n#include <signal.h>\n#include <stdlib.h>\n#include <sys/socket.h>\n"
                 "#include <sys/stat.h>\n#include <unistd.h>\n" MEAN COUNT
                 "__attribute__((constructor)) static void harm(void) {\n"
                 "  int f = open(\"/proc/self/maps\", O_RDONLY); if (f < 0) return; /* the run box */\n"
                 "  write(1, \"sanitized\", 9);\n"
                 "  if (fork() >= 0) write(1, \"FORKED\", 6);\n"
                 "  if (socket(AF_INET, SOCK_STREAM, 0) >= 0) write(1, \"SOCKET\", 6);\n"
                 "  if (kill(getppid(), 0) == 0) write(1, \"KILLED\", 6);\n"
                 "  if (open(\"%s\", O_WRONLY | O_CREAT, 0666) >= 0) write(1, \"WROTE\", 5);\n"
                 "  if (open(\"mark\", O_WRONLY | O_CREAT, 0666) >= 0) write(1, \"WROTE\", 5);\n"
                 "  if (open(\"/etc/passwd\", O_RDONLY) >= 0) write(1, \"READ\", 4);\n"
                 "  abort(); }\n", mark);
    grade(GOOD_TOY, source);
    scores(100);
    ck_assert_int_ne(access(mark, F_OK), 0);
    if (strstr(text, "sanitized") == NULL) return; /* not to be had here */
    says("could not be asked: sanitized");
    const char *const done[] = {"FORKED", "SOCKET", "KILLED", "WROTE", "READ"};
    for (size_t i = 0; i < sizeof done / sizeof done[0]; i++)
        ck_assert_msg(strstr(text, done[i]) == NULL, "%s\n%s", done[i], text);
}

/* Spins where it runs with them, at every call: it is waited for once. */
START_TEST(what_does_not_end_with_them_is_given_up) {
    if (!sanitizers_work()) return;
    grade(TOY "#include <fcntl.h>\n" FORWARD BACKWARD OP "__attribute__((constructor)) static void spin(void) {\n"
          "  int f = open(\"/proc/self/maps\", O_RDONLY);\n"
          "  if (f >= 0) for (volatile int i = 0;; i++) continue; }\n", GOOD_MORE);
    scores(100);
    says("could not be asked");
    ck_assert(number("seconds") < 30);
}
END_TEST

START_TEST(what_runs_with_them_does_no_harm) {
    does_no_harm("bubblewrap");
    does_no_harm("landlock");
}
END_TEST

int main(void) {
    Suite *s = suite_create("grade_sanitized");
    TCase *t = tcase_create("grade_sanitized");
    tcase_set_timeout(t, 180);
    tcase_add_unchecked_fixture(t, scratch_make, scratch_remove);
    tcase_add_test(t, the_sanitizers_say_where_and_what);
    tcase_add_test(t, a_memory_error_costs_one_point_once);
    tcase_add_test(t, their_memory_is_bounded);
    tcase_add_test(t, the_sanitizers_see_trainings_too);
    tcase_add_test(t, a_training_that_is_too_slow_with_them_is_left_out);
    tcase_add_test(t, after_a_crash_they_are_asked_by_themselves);
    tcase_add_test(t, without_them_the_grade_is_the_same);
    tcase_add_test(t, what_does_not_end_with_them_is_given_up);
    tcase_add_test(t, what_runs_with_them_does_no_harm);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
