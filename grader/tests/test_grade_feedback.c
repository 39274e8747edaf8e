/* Whole gradings of the toy lab: what is said beyond the verdict, and earns nothing. */
#include "grading.h"
#include "locate.h"
#include "wire.h"

static const char *said_of(const char *title) {
    return cJSON_GetObjectItem(check_named(title), "message")->valuestring;
}

/* --- The line of a crash ------------------------------------------------------------------------------------------ */
/* more.c with a crash in its line 3, or in a function of the library or of C that is called from there. */
static void crashes_in_line_3(const char *before, const char *line_3, const char *message) {
    char source[1024];
    snprintf(source, sizeof source,
             TOY "#include <stdlib.h>\n"
                 "%s static double f(const Tensor *x) { %s return x->data[0]; }\n"
                 "double toy_mean(const Tensor *x) { return 1 + f(x); }\n" COUNT,
             before, line_3);
    costs_the_mean_only(source, "crashed", message);
    check_is("mean", "crashed", ", at more.c:3\n");
}

START_TEST(a_crash_is_told_with_its_line) {
    crashes_in_line_3("", "*(volatile int *)0 = 1;", "NULL pointer");
    crashes_in_line_3("", "abort();", "abort()");
    crashes_in_line_3("", "free((void *)x->data);", "abort()");
    crashes_in_line_3("", "((Tensor *)x)->data[x->size] = 1;", "past the end of x");
    crashes_in_line_3("", "t_free((Tensor *)8);", "");
    crashes_in_line_3("static double (*volatile g)(void);", "g();", "NULL pointer");
    crashes_in_line_3("", "volatile int zero = 0; if (7 / zero) abort();", "division by zero");
}
END_TEST

/* The library's way to say what a call has not been given: NULL, and code that falls over it is not the student's. */
START_TEST(a_crash_in_given_code_is_told_of_its_caller) {
    grade(TOY "real toy_first(const Tensor *x) {\n    return x->data[0];\n}\n"
          "static Tensor *forward(Ctx *c) {\n  Tensor *y = t_like(c->in[0]);\n"
          "  y->data[0] = toy_first(c->saved[0]);\n" /* line 7 */
          "  return y; }\n" BACKWARD OP, GOOD_MORE);
    check_is("values", "crashed", "NULL pointer");
    check_is("values", "crashed", ", at toy.c:7\n");
}
END_TEST

/* The first case has one element, which is so many times any other. */
START_TEST(the_case_that_is_shown_is_one_that_tells) {
    grade(TOY "static Tensor *forward(Ctx *c) { Tensor *y = t_like(c->in[0]);\n"
          "  for (size_t i = 0; i < y->size; i++) y->data[i] = c->in[0]->data[i] * 5.25; return y; }\n" BACKWARD OP,
          GOOD_MORE);
    check_is("values", "failed", "everywhere 10.5 times what is expected");
    ck_assert_ptr_null(strstr(said_of("values"), "in case 1 of 4"));
}
END_TEST

/* The answer is one number in every case, and in the first one the mean is of one, too. */
START_TEST(of_single_numbers_one_that_comes_from_several_is_shown) {
    grade(GOOD_TOY, TOY "double toy_mean(const Tensor *x) { return 7 * x->data[0]; }\n" COUNT);
    check_is("mean", "failed", "expected");
    ck_assert_ptr_null(strstr(said_of("mean"), "in case 1 of 3"));
    ck_assert_ptr_nonnull(strstr(said_of("mean"), " of 3"));
}
END_TEST

START_TEST(a_guess_needs_two_cases_that_agree) {
    static const char *const seed[] = {"--seed", "1", NULL};
    options = seed;
    grade(GOOD_TOY, TOY "double toy_mean(const Tensor *x) { return 7; }\n" COUNT);
    check_is("mean", "failed", "expected");
    ck_assert_ptr_null(strstr(said_of("mean"), "times"));
    grade(GOOD_TOY, TOY "double toy_mean(const Tensor *x) { double s = 0;\n"
                        "for (size_t i = 0; i < x->size; i++) s += x->data[i];\n"
                        "  return s; }\n" COUNT);
    check_is("mean", "failed", "times the expected value");
    check_is("mean", "failed", "is the number of elements of x");
    options = NULL;
}
END_TEST

/* One element too many, of an output, of a gradient, and of what is made on the way, at the top and in steps. */
START_TEST(an_overrun_by_one_is_told_of_what_the_code_makes_too) {
    grade(TOY "static Tensor *forward(Ctx *c) { Tensor *y = t_like(c->in[0]);\n"
          "  for (size_t i = 0; i <= y->size; i++)\n"
          "    y->data[i] = c->in[0]->data[i < y->size ? i : 0] / 2;\n"
          "  return y; }\n" BACKWARD OP, GOOD_MORE);
    scores(40);
    check_is("values", "crashed", "past the end of a tensor that was made in this call (1): element 1, and the last "
                                  "one is 0, at toy.c:4\n");
    grade(TOY FORWARD "static void backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { (void)c;\n"
          "  for (size_t i = 0; i <= dy->size; i++) dx[0]->data[i] += 1; }\n" OP, GOOD_MORE);
    scores(70);
    check_is("gradient", "crashed", "past the end of");
    crashes_in_line_3("", "t_step(); { t_step(); t_zeros(2, 3)->data[6] = 1; }",
                      "past the end of a tensor that was made in this call (2,3): element 6, and the last one is 5");
    crashes_in_line_3("", "t_step(); t_arange(3)->i64[3] = 1;", "(3): element 3, and the last one is 2");
    crashes_in_line_3("", "t_step(); t_zeros(0)->data[0] = 1;", "past the end of a tensor that was made in this call");
    crashes_in_line_3("", "real *p; { t_step(); p = t_zeros(2)->data; } p[2] = 1;",
                      "past the end of a tensor whose step has ended");
}
END_TEST

/* As in the arena, what a step has made reads as NaN afterwards. */
/* In training, with threads, such a loop would write where another thread does. */
START_TEST(a_loop_beyond_its_stretch_is_told) {
    static const char each[] =
        TOY "static void half(const Ctx *c, size_t n, const real *x, real *y) { (void)c;\n"
            "  for (size_t i = 0; i < n; i++) y[i] = x[i] / 2; }\n"
            "static void slope(const Ctx *c, size_t n, const real *x, const real *dy, real *dx) { (void)n, (void)x;\n"
            "  for (size_t i = 0; i < %s; i++) dx[i] += dy[i] / 2; }\n" /* line 5 */
            "static Tensor *forward(Ctx *c) { return t_map(c, half); }\n"
            "static void backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { t_map_backward(c, dy, dx, slope); }\n"
        OP;
    char source[2000];
    snprintf(source, sizeof source, each, "n + 0 * c->in[0]->size");
    grade(source, GOOD_MORE);
    scores(100);
    snprintf(source, sizeof source, each, "c->in[0]->size");
    grade(source, GOOD_MORE);
    scores(70);
    check_is("gradient", "crashed", ", at toy.c:5\n");
}
END_TEST

START_TEST(what_a_step_has_made_is_poisoned_when_it_ends) {
    costs_the_mean_only(TOY "double toy_mean(const Tensor *x) { (void)x; real *p;\n"
                            "{ t_step(); p = t_ones(2)->data; } return p[1]; }\n" COUNT, "failed", "got nan");
}
END_TEST

/* One element too early: no page to stumble over, but no zero either, which would leave a sum right. */
START_TEST(what_is_in_front_of_a_tensor_is_poisoned) {
    costs_the_mean_only(TOY "double toy_mean(const Tensor *x) { double s = 0;\n"
                            "for (long i = -1; i < (long)x->size; i++) s += x->data[i];\n"
                            "return s / (double)x->size; }\n" COUNT, "failed", "got nan");
    costs_the_mean_only(TOY "double toy_mean(const Tensor *x) { const Tensor *zeros = t_zeros(2); double s = 0;\n"
                            "for (size_t i = 0; i < x->size; i++) s += x->data[i];\n"
                            "return s / (double)x->size + zeros->data[x->size - x->size - 1]; }\n" COUNT,
                        "failed", "got nan");
}
END_TEST

START_TEST(what_is_written_in_front_of_a_tensor_is_told) {
    costs_the_mean_only(TOY "double toy_mean(const Tensor *x) { Tensor *y = t_zeros(3); y->data[-1] = 1;\n"
                            "double s = 0; for (size_t i = 0; i < x->size; i++) s += x->data[i];\n"
                            "return s / (double)x->size; }\n" COUNT,
                        "failed", "writes before the start of a tensor that was made in this call (3): element -1");
}
END_TEST

START_TEST(a_variable_that_is_never_set_is_never_lucky) {
    costs_the_mean_only(TOY "double toy_mean(const Tensor *x) { double s;\n"
                            "for (size_t i = 0; i < x->size; i++) s += x->data[i];\n"
                            "return s / (double)x->size; }\n" COUNT, "failed", "expected ");
}
END_TEST

START_TEST(what_is_kept_between_calls_is_told) {
    costs_the_mean_only(TOY "double toy_mean(const Tensor *x) { static double s;\n"
                            "for (size_t i = 0; i < x->size; i++) s += x->data[i];\n"
                            "return s / (double)x->size; }\n" COUNT, "failed", "wrong when it is called again");
}
END_TEST

START_TEST(a_line_that_is_not_of_the_lab_is_not_told) {
    costs_the_mean_only(MEAN_THAT("\n#line 7 \"/etc/passwd\"\nabort();"), "crashed", "abort()");
    ck_assert_ptr_null(strstr(said_of("mean"), ", at "));
    ck_assert_ptr_null(strstr(text, "passwd"));
}
END_TEST

/* What a probe says of its crash is a submission's to forge: whatever it is, no line or one of the lab comes out. */
START_TEST(forged_addresses_are_of_no_use) {
    static const char *const forged[] = {
        "boo", "boo\n@", "boo\n@zz", "boo\n@-x `id` $(id)", "boo\n@ffffffffffffffff",
        "boo\n@fffffffffffffffffffffffffffffffffffff 1", "boo\n@0 0 0",
        "boo\n@1 2 3 4 5 6 7 8 9 a b c d e f 1 2 3 4 5 6 7 8 9 a b c d e f 1 2 3 4 5 6 7 8 9 a b c d e f"};
    char kits[PATH_MAX];
    snprintf(kits, sizeof kits, "%s/..", TEST_KIT);
    Grading g = {.lab = &this_lab, .tools = {.compiler = TEST_CC, .kits = kits},
                 .code.program = open(TEST_GRADER, O_RDONLY)};
    for (size_t i = 0; i < sizeof forged / sizeof forged[0]; i++) {
        BoxAnswer answer = {.status = RESPONSE_CRASH, .text_size = strlen(forged[i])};
        strcpy(answer.text, forged[i]);
        ck_assert_uint_eq(wire_text_size(&answer), 3);
        char *place = locate_crash(&g, &answer);
        ck_assert_msg(place == NULL, "%s is said to be at %s", forged[i], place);
    }
    close(g.code.program);
}
END_TEST

/* --- A return that is missing ------------------------------------------------------------------------------------- */
#define NO_RETURN "more.c:4: toy_mean can end without a return"

/* The sum is the last that is computed, and would often stand where a value is returned. */
START_TEST(a_missing_return_is_told_and_never_lucky) {
    static const char *const luck[] = {
        TOY "double toy_mean(const Tensor *x) { double volatile s = 0;\n"
            "  for (size_t i = 0; i < x->size; i++) s += x->data[i];\n  s /= (double)x->size; }\n" COUNT,
        TOY "static __attribute__((noinline)) double mean(const Tensor *x, double volatile s) {\n"
            "  for (size_t i = 0; i < x->size; i++) s += x->data[i]; return s /= (double)x->size; }\n"
            "double toy_mean(const Tensor *x) { mean(x, 0); }\n" COUNT,
        TOY "#include <stdlib.h>\nstatic double kept;\n"
            "double toy_mean(const Tensor *x) { kept = strtod(\"0\", NULL); for (size_t i = 0; i < x->size; i++) "
            "kept += x->data[i]; kept /= (double)x->size; }\n" COUNT,
    };
    options = NULL;
    for (size_t i = 0; i < sizeof luck / sizeof luck[0]; i++) {
        grade(GOOD_TOY, luck[i]);
        says(NO_RETURN);
        scores(70);
        check_is("mean", "failed", "toy_mean: expected");
        ck_assert_ptr_nonnull(strstr(cJSON_GetObjectItem(json, "notes")->valuestring, NO_RETURN));
    }
}
END_TEST

START_TEST(a_missing_tensor_is_told) {
    options = NULL;
    grade(TOY "static Tensor *forward(Ctx *c) {\n  Tensor *y = t_like(c->in[0]);\n"
          "  for (size_t i = 0; i < y->size; i++) y->data[i] = c->in[0]->data[i] / 2;\n}\n" BACKWARD OP, GOOD_MORE);
    says("toy.c:5: forward can end without a return");
    scores(40);
    check_is("values", "crashed", "uses a pointer that is none");
}
END_TEST

/* Which is right: the switch covers all that there is, and what it calls does not come back. */
START_TEST(a_return_that_nobody_misses_costs_nothing) {
    options = NULL;
    grade(GOOD_TOY, TOY MEAN "static void stop(void) { t_fail(NULL, \"no such case\"); }\n"
                            "int toy_count(void) {\n  static int n;\n  switch (n++ < 9) { case 1: return n; }\n"
                            "  stop();\n}\n");
    says("toy_count can end without a return");
    scores(100);
    grade(GOOD_TOY, GOOD_MORE);
    ck_assert_ptr_null(strstr(text, "without a return"));
}
END_TEST

/* --- Finite differences ------------------------------------------------------------------------------------------- */
#define F(y) \
    "static Tensor *forward(Ctx *c) { Tensor *y = t_like(c->in[0]); for (size_t i = 0; i < y->size; i++) {\n" \
    "  const real x = c->in[0]->data[i]; y->data[i] = " y "; } return y; }\n"
#define B(dx) \
    "static void backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { for (size_t i = 0; i < dy->size; i++) {\n" \
    "  const real x = c->in[0]->data[i]; dx[0]->data[i] += dy->data[i] * (" dx "); } }\n"

static void gradient_says(const char *code, const char *what) {
    grade(code, GOOD_MORE);
    check_is("gradient", "failed", what);
}

START_TEST(finite_differences_tell_which_of_the_two_is_wrong) {
    gradient_says(TOY F("x / 2") B("x") OP,
                  "\nyour backward is not the derivative of your forward, which is right: at dx");
    scores(70);
    gradient_says(TOY F("x * x") B("x + 0 * x") OP,
                  "\nyour backward is not the derivative of your forward, which is wrong, too: at dx");
    scores(40);
    gradient_says(TOY F("x * x") B("2 * x") OP, "\nyour backward is the derivative of your forward: it is the forward");
    scores(40);
    /* A kink in the step's way is passed over, and the rest still fits. */
    gradient_says(TOY F("x > 0 ? x : 0") B("x > 0") OP, "\nyour backward is the derivative of your forward");
    /* What is right but for what was there before has been told already. */
    grade(TOY F("x / 2") "static void backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { (void)c;\n"
          "for (size_t i = 0; i < dy->size; i++) dx[0]->data[i] = dy->data[i] / 2; }\n" OP, GOOD_MORE);
    ck_assert_ptr_null(strstr(said_of("gradient"), "derivative"));
    check_is("gradient", "failed", "+=");
}
END_TEST

START_TEST(finite_differences_show_no_number_where_none_is_to_be_shown) {
    options = (const char *const[]){"--reveal", "none", NULL};
    gradient_says(TOY F("x / 2") B("x") OP, "which is right\n");
    ck_assert_ptr_null(strstr(said_of("gradient"), "slope"));
}
END_TEST

/* A forward that answers at random, or no more, leaves nothing to say, and the points as they are. */
START_TEST(finite_differences_of_an_unsteady_forward_say_nothing) {
    gradient_says(TOY "static unsigned drawn;\n" F("x / 2 + 3e-5 * ((drawn = drawn * 1103515245u + 12345u) >> 29)")
                  B("x") OP, NULL);
    ck_assert_ptr_null(strstr(said_of("gradient"), "derivative"));
    gradient_says(TOY "#include <stdlib.h>\nstatic int calls;\n" F("++calls > 200 ? exit(1), x : x / 2") B("x") OP,
                  NULL);
}
END_TEST

int main(void) {
    Suite *s = suite_create("grade_feedback");
    TCase *t = tcase_create("grade_feedback");
    tcase_set_timeout(t, 180);
    tcase_add_unchecked_fixture(t, scratch_make, scratch_remove);
    tcase_add_test(t, a_crash_is_told_with_its_line);
    tcase_add_test(t, a_crash_in_given_code_is_told_of_its_caller);
    tcase_add_test(t, the_case_that_is_shown_is_one_that_tells);
    tcase_add_test(t, of_single_numbers_one_that_comes_from_several_is_shown);
    tcase_add_test(t, a_guess_needs_two_cases_that_agree);
    tcase_add_test(t, an_overrun_by_one_is_told_of_what_the_code_makes_too);
    tcase_add_test(t, a_loop_beyond_its_stretch_is_told);
    tcase_add_test(t, what_a_step_has_made_is_poisoned_when_it_ends);
    tcase_add_test(t, what_is_in_front_of_a_tensor_is_poisoned);
    tcase_add_test(t, what_is_written_in_front_of_a_tensor_is_told);
    tcase_add_test(t, a_variable_that_is_never_set_is_never_lucky);
    tcase_add_test(t, what_is_kept_between_calls_is_told);
    tcase_add_test(t, a_line_that_is_not_of_the_lab_is_not_told);
    tcase_add_test(t, forged_addresses_are_of_no_use);
    tcase_add_test(t, a_missing_return_is_told_and_never_lucky);
    tcase_add_test(t, a_missing_tensor_is_told);
    tcase_add_test(t, a_return_that_nobody_misses_costs_nothing);
    tcase_add_test(t, finite_differences_tell_which_of_the_two_is_wrong);
    tcase_add_test(t, finite_differences_show_no_number_where_none_is_to_be_shown);
    tcase_add_test(t, finite_differences_of_an_unsteady_forward_say_nothing);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
