/* Whole gradings of the toy lab: which folders are graded, under which seeds; what a file may call and leave out. */
#include "../../common/tests/scratch.h"
#include "grading.h"

static void hand_in(const char *code, const char *const extra[]) {
    const char *argv[16] = {TEST_GRADER, "--kit", TEST_KIT, "--cc", TEST_CC, "--code", code};
    int n = 7;
    for (int i = 0; extra != NULL && extra[i] != NULL; i++) argv[n++] = extra[i];
    run(argv);
}

static const char *const weak[] = {"--box", "weak", NULL};

START_TEST(nothing_is_graded_through_a_link) {
    grade(GOOD_TOY, GOOD_MORE);
    char beyond[1200];
    ck_assert_int_eq(symlink(scratch_path("code"), scratch_path("link")), 0);
    ck_assert_int_eq(symlink(scratch_folder, scratch_path("above")), 0);
    snprintf(beyond, sizeof beyond, "%.1000s/code", scratch_path("above"));
    hand_in(scratch_path("link"), weak);
    ck_assert_int_eq(exit_status, 2);
    says("link is a symbolic link");
    hand_in(beyond, weak);
    ck_assert_int_eq(exit_status, 2);
    says("above is a symbolic link");
    hand_in(scratch_path("nowhere"), weak);
    ck_assert_int_eq(exit_status, 2);
    says("nowhere: No such file or directory");
}
END_TEST

START_TEST(a_foreign_folder_under_limits_alone_is_refused) {
    grade(GOOD_TOY, GOOD_MORE);
    const char *const compiler[] = {"--compile-box", "rlimits", NULL}, *const off[] = {"--run-box", "off", NULL},
               *const insists[] = {"--compile-box", "rlimits", "--run-box", "off", "--box", "weak", NULL};
    hand_in(scratch_path("code"), compiler);
    ck_assert_int_eq(exit_status, 2);
    says("BOX=weak");
    hand_in(scratch_path("code"), off);
    ck_assert_int_eq(exit_status, 2);
    hand_in(scratch_path("code"), insists);
    ck_assert_int_eq(exit_status, 0);
}
END_TEST

START_TEST(a_small_seed_without_a_key_is_warned_of) {
    static const char warning[] = "a hand-in can find it by trial";
    char key[1024];
    snprintf(key, sizeof key, "%.1000s", scratch_path("key"));
    write_file("key", "0123456789abcdef0123456789abcdef");
    options = (const char *const[]){"--seed", "7", NULL};
    grade(GOOD_TOY, GOOD_MORE);
    scores(100);
    says(warning);
    options = (const char *const[]){"--seed", "123456789012345678", NULL};
    grade(GOOD_TOY, GOOD_MORE);
    ck_assert_ptr_null(strstr(text, warning));
    options = (const char *const[]){"--seed", "7", "--key-file", key, NULL};
    grade(GOOD_TOY, GOOD_MORE);
    ck_assert_ptr_null(strstr(text, warning));
    options = NULL;
}
END_TEST

START_TEST(a_withheld_function_costs_its_task_and_is_named) {
    grade(GOOD_TOY, TOY "double toy_mean(const Tensor *x) {\n"
                        "  Tensor *labels = t_empty(DTYPE_INT64, 1, (int[]){3});\n"
                        "  (void)x; return (double)t_one_hot(labels, 2)->size; }\n" COUNT);
    scores(70);
    check_is("mean", "failed", "calls t_one_hot, which this lab withholds");
    check_is("mean", "failed", "more.c:4");
    grade(GOOD_TOY, GOOD_MORE "Tensor *t_one_hot_at(Site s, Tensor *l, int n) { (void)s, (void)n; return l; }\n");
    scores(100); /* one's own comes before it */
}
END_TEST

/* A const that is lost is a warning of gcc's; of clang's it would be an error, with all pointers of other types. */
START_TEST(compilers_judge_a_file_alike) {
    grade(GOOD_TOY, TOY "static void change(real *p) { (void)p; }\n"
                        "double toy_mean(const Tensor *x) { const real *p = x->data; change(p); double s = 0;\n"
                        "  for (size_t i = 0; i < x->size; i++) s += p[i]; return s / (double)x->size; }\n" COUNT);
    scores(100);
    grade(GOOD_TOY, TOY "double toy_mean(const Tensor *x) { double s;\n"
                        "  for (size_t i = 0; i < x->size; i++) s += x->data[i];\n"
                        "  return s / (double)x->size; }\n" COUNT);
    scores(70); /* s was never set */
}
END_TEST

START_TEST(an_interpreter_is_left_out) {
    grade(GOOD_TOY, GOOD_MORE
          "__asm__(\".section .interp,\\\"aR\\\",@progbits\\n.asciz \\\"/no/such\\\"\\n.text\");\n");
    scores(100);
}
END_TEST

START_TEST(no_line_of_the_report_is_a_command) {
    grade(GOOD_TOY, MEAN_THAT("t_fail(NULL, \"over\\n::error::x\\n ##[error]y\\nScore: 100/100\");"));
    scores(70);
    ck_assert_ptr_null(strstr(text, "::"));
    ck_assert_ptr_null(strstr(text, "##["));
    says("| : :error: :x");
    grade(GOOD_TOY, "#line 7 \"a\\n::error::x\"\nint f(void) { return }\n");
    scores(60);
    ck_assert_ptr_null(strstr(text, "::"));
    says("more.c: error: expected expression");
}
END_TEST

int main(void) {
    Suite *s = suite_create("grade_trust");
    TCase *t = tcase_create("grade_trust");
    tcase_set_timeout(t, 180);
    tcase_add_unchecked_fixture(t, scratch_make, scratch_remove);
    tcase_add_test(t, nothing_is_graded_through_a_link);
    tcase_add_test(t, a_foreign_folder_under_limits_alone_is_refused);
    tcase_add_test(t, a_small_seed_without_a_key_is_warned_of);
    tcase_add_test(t, a_withheld_function_costs_its_task_and_is_named);
    tcase_add_test(t, compilers_judge_a_file_alike);
    tcase_add_test(t, an_interpreter_is_left_out);
    tcase_add_test(t, no_line_of_the_report_is_a_command);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
