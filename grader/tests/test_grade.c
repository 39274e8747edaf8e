/* Whole gradings of the toy lab: right and unwritten submissions, what does not compile, wrong calls. */
#include "grading.h"

/* --- The plain cases ---------------------------------------------------------------------------------------------- */
START_TEST(the_solution_is_full) {
    run_grader("grader/tests/toy/reference/90_toy", NULL);
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
    run_grader("grader/tests/toy/labs/90_toy", NULL);
    scores(0);
    check_is("values", "not_written", NULL);
    check_is("count", "not_written", NULL);
    says("not written yet");
}
END_TEST

START_TEST(what_is_next_is_wrong_or_the_first_that_is_not_written) {
    grade(TOY "static Tensor *forward(Ctx *c) { (void)c; TODO(\"90.1\"); }\n"
          "static void backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { (void)c, (void)dy, (void)dx; }\n" OP,
          TOY MEAN "int toy_count(void) { TODO(\"90.2\"); }\n");
    says("Next: 90.1, half");
    grade(TOY "static Tensor *forward(Ctx *c) { (void)c; TODO(\"90.1\"); }\n"
          "static void backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { (void)c, (void)dy, (void)dx; }\n" OP, ZERO_MORE);
    says("Next: 90.2, mean and count");
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
    options = (const char *const[]){"--task", "90.2", NULL};
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
        {"grader/tests/toy/reference/90_toy", {"--task", "90.9", NULL}, "its tasks are 90.1, 90.2"},
        {"grader/tests/toy/reference/90_toy", {"--seed", "x", NULL}, "--seed x"},
        {"grader/tests/toy/reference/90_toy", {"--nonsense", NULL}, "nonsense"},
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
    says("toy.c cannot be read; the first message above says why");
    says("Protections: "); /* somebody else's folder */
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
    ck_assert_ptr_null(strstr(strstr(text, "expected ';'") + 1, "expected ';'")); /* once, and no word on the checks */
    ck_assert_ptr_null(strstr(text, "look at: "));
    says("toy.c does not compile; the first message above says where");
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
    check_is("values", "compile_error", "larger than the 2 GiB");
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
    const char *const forms[] = {"#include \"%s/grader/tests/toy/reference/90_toy/toy.c\"\n",
                                 "__asm__(\".include \\\"%s/grader/tests/toy/reference/90_toy/toy.c\\\"\");\n",
                                 "#include \"../../../../../../../../%s/grader/tests/toy/reference/90_toy/toy.c\"\n",
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
    char *all = read_file(scratch_path("result.json"));
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

int main(void) {
    Suite *s = suite_create("grade");
    TCase *t = tcase_create("grade");
    tcase_set_timeout(t, 180);
    tcase_add_unchecked_fixture(t, scratch_make, scratch_remove);
    tcase_add_test(t, the_solution_is_full);
    tcase_add_test(t, the_stubs_are_zero_and_said_to_be_unwritten);
    tcase_add_test(t, what_is_next_is_wrong_or_the_first_that_is_not_written);
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
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
