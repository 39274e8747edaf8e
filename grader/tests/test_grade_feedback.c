/* Whole gradings of the toy lab: what is said beyond the verdict, and earns nothing. */
#include "grading.h"
#include "locate.h"

static void costs_the_mean_only(const char *more, const char *status, const char *message) {
    grade(GOOD_TOY, more);
    scores(70);
    check_is("mean", status, message);
}

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

START_TEST(a_line_that_is_not_of_the_lab_is_not_told) {
    costs_the_mean_only(MEAN_THAT("\n#line 7 \"/etc/passwd\"\nabort();"), "crashed", "abort()");
    ck_assert_ptr_null(strstr(said_of("mean"), ", at "));
    ck_assert_ptr_null(strstr(text, "passwd"));
}
END_TEST

/* What a probe has said of its crash is a submission's to forge: whatever it is, no line or a line of the lab comes out. */
START_TEST(forged_addresses_are_of_no_use) {
    static const char *const forged[] = {
        "boo", "boo\n@", "boo\n@zz", "boo\n@-x `id` $(id)", "boo\n@ffffffffffffffff",
        "boo\n@fffffffffffffffffffffffffffffffffffff 1", "boo\n@0 0 0",
        "boo\n@1 2 3 4 5 6 7 8 9 a b c d e f 1 2 3 4 5 6 7 8 9 a b c d e f 1 2 3 4 5 6 7 8 9 a b c d e f"};
    char kits[PATH_MAX];
    snprintf(kits, sizeof kits, "%s/..", TEST_KIT);
    Grading g = {.lab = &lab_checks, .compiler = TEST_CC, .kits = kits, .program = open(TEST_GRADER, O_RDONLY)};
    for (size_t i = 0; i < sizeof forged / sizeof forged[0]; i++) {
        BoxAnswer answer = {.status = RESPONSE_CRASH, .text_size = strlen(forged[i])};
        strcpy(answer.text, forged[i]);
        ck_assert_uint_eq(locate_text_size(&answer), 3);
        char *place = locate_crash(&g, &answer);
        ck_assert_msg(place == NULL, "%s is said to be at %s", forged[i], place);
    }
    close(g.program);
}
END_TEST

int main(void) {
    Suite *s = suite_create("grade_feedback");
    TCase *t = tcase_create("grade_feedback");
    tcase_set_timeout(t, 180);
    tcase_add_unchecked_fixture(t, folder_make, folder_remove);
    tcase_add_test(t, a_crash_is_told_with_its_line);
    tcase_add_test(t, a_line_that_is_not_of_the_lab_is_not_told);
    tcase_add_test(t, forged_addresses_are_of_no_use);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
