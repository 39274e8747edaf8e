/* What gradings of a class share: which texts are one and the same, and that no hand-in has a say in another one's
 * objects. */
#include "../../common/tests/scratch.h"
#include "grading.h"
#include "shared.h"
#include <dirent.h>

/* --- Texts -------------------------------------------------------------------------------------------------------- */
static bool same(const char *a, const char *b) {
    size_t n[2];
    char  *bare[] = {shared_text(a, strlen(a), &n[0]), shared_text(b, strlen(b), &n[1])};
    const bool equal = n[0] == n[1] && memcmp(bare[0], bare[1], n[0]) == 0;
    free(bare[0]);
    free(bare[1]);
    return equal;
}

START_TEST(comments_make_no_other_text) {
    ck_assert(same("int a; /* one */ int b;\n", "int a; /* two */ int b;\n"));
    ck_assert(same("int a; // one\nint b;\n", "int a;\nint b; /* at the\n end */\n\n"));
    ck_assert(same("/* a\n * b */ int c;", "/* d\n * e */ int c; // f"));
    ck_assert(same("char q = '\"'; // a\n", "char q = '\"';"));
    ck_assert(!same("int a; /* one */ int b;\n", "int a; /* three */ int b;\n")); /* b's column */
    ck_assert(!same("/* a */\nint c;", "int c;"));                                 /* its line */
}
END_TEST

START_TEST(code_makes_another_text) {
    ck_assert(!same("char *s = \"// a\";", "char *s = \"// b\";"));
    ck_assert(!same("char *s = \"\\\"// a\";", "char *s = \"\\\"// b\";"));
    ck_assert(!same("char c = '\"'; s(\"// a\");", "char c = '\"'; s(\"// b\");"));
    ck_assert(!same("int a = 1; // x\n", "int a = 2; // x\n"));
    ck_assert(!same("/* a */ int b;", "/* a * / int b;"));
}
END_TEST

/* Where a comment may be none, all counts. */
START_TEST(a_text_that_is_not_plain_stays_as_it_is) {
    ck_assert(!same("#include <sys//a.h>\n", "#include <sys//b.h>\n"));
    ck_assert(!same("  /* c */ # include <sys//a.h>\n", "  /* c */ # include <sys//b.h>\n"));
    ck_assert(!same("%:include <sys//a.h>\n", "%:include <sys//b.h>\n"));
    ck_assert(!same("// a \\\nint b;\n", "// a \\\nint c;\n"));
    ck_assert(!same("// a \\ \nint b;\n", "// a \\ \nint c;\n"));
    ck_assert(!same("// a ?\?/\nint b;\n", "// a ?\?/\nint c;\n"));
    ck_assert(!same("// a\rint b;\n", "// a\rint c;\n"));
    ck_assert(!same("int a; /* open", "int a; /* other"));
}
END_TEST

/* --- Gradings ----------------------------------------------------------------------------------------------------- */
/* Files that are not empty. */
static int files_in(const char *folder) {
    DIR *d = opendir(folder);
    int  n = 0;
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        struct stat st;
        n += fstatat(dirfd(d), e->d_name, &st, 0) == 0 && S_ISREG(st.st_mode) && st.st_size > 0;
    }
    if (d != NULL) closedir(d);
    return n;
}

static int kept(void) { return files_in(scratch_path("shared")); }

/* Headers that are compiled: each lies in a folder of its own. */
static int headers(void) {
    char  path[2048];
    DIR  *d = opendir(scratch_path("shared/headers"));
    int   n = 0;
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        if (e->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "%.1000s/%.300s", scratch_path("shared/headers"), e->d_name);
        n += files_in(path);
    }
    if (d != NULL) closedir(d);
    return n;
}

static void share(void) {
    static const char *shared[3] = {"--shared"};
    static char path[1024];
    snprintf(path, sizeof path, "%.1000s", scratch_path("shared"));
    mkdir(path, 0700);
    shared[1] = path;
    options = shared;
}

enum { OBJECTS = 4, PROGRAMS = 2 }; /* two files, two precisions */

START_TEST(what_is_asked_for_again_is_kept) {
    share();
    grade(GOOD_TOY, GOOD_MORE);
    scores(100);
    ck_assert_int_eq(kept(), OBJECTS);
    grade(GOOD_TOY "/* mine */\n", GOOD_MORE "// and mine\n");
    scores(100);
    ck_assert_int_eq(kept(), OBJECTS + PROGRAMS);
    grade(GOOD_TOY, GOOD_MORE "/* the third */");
    scores(100);
    ck_assert_int_eq(kept(), OBJECTS + PROGRAMS);
    grade(ZERO_TOY, GOOD_MORE);
    scores(40);
    ck_assert_int_eq(kept(), OBJECTS + PROGRAMS + 2);
    options = NULL;
}
END_TEST

/* Two files, two precisions. What stands before the header, and which header it is, is the hand-in's own affair. */
START_TEST(headers_are_compiled_once) {
    if (strstr(TEST_CC, "clang") != NULL) return;
    share();
    grade("#include <math.h>\n" GOOD_TOY, "#include \"tensor.h\"\n" GOOD_MORE);
    scores(100);
    ck_assert_int_eq(headers(), 0);
    grade("/* mine */\n\n" GOOD_TOY, GOOD_MORE);
    scores(100);
    ck_assert_int_eq(headers(), 4);
    grade(GOOD_TOY, "#define toy_count(x) static int count(void) { return x; }\nint toy_count\n" GOOD_MORE);
    says("more.c");
    grade("/* again */" ZERO_TOY, GOOD_MORE);
    scores(40);
    ck_assert_int_eq(headers(), 4);
    options = NULL;
}
END_TEST

/* The second file is the same in both hand-ins, and takes what it does from the first. */
#define BY_WAY_OF_TOY TOY "#define IN_MORE\n#include \"toy.c\"\n" COUNT
#define TOY_WITH(mean) TOY "#ifdef IN_MORE\n" mean "#else\n" FORWARD BACKWARD OP "#endif\n"

START_TEST(a_file_has_no_part_in_what_another_hand_in_gets) {
    static const char wrong[] = TOY_WITH("double toy_mean(const Tensor *x) { return (double)x->size; }\n");
    share();
    for (int round = 0; round < 2; round++) {
        grade(TOY_WITH(MEAN), BY_WAY_OF_TOY);
        scores(100);
        grade(wrong, BY_WAY_OF_TOY);
        scores(70);
    }
    options = NULL;
}
END_TEST

START_TEST(what_the_compiler_has_words_for_is_not_kept) {
    share();
    for (int round = 0; round < 2; round++) {
        grade(GOOD_TOY, TOY MEAN "int toy_count(void) { static int n; n++; }\n");
        says("can end without a return");
        ck_assert_int_eq(kept(), OBJECTS / 2);
        grade(GOOD_TOY, TOY "nothing that is C\n");
        says("more.c:2");
        ck_assert_int_eq(kept(), OBJECTS / 2);
    }
    options = NULL;
}
END_TEST

START_TEST(a_folder_that_others_can_enter_is_refused) {
    share();
    ck_assert_int_eq(chmod(scratch_path("shared"), 0755), 0);
    const char *argv[] = {TEST_GRADER, "--shared", options[1], "--code", "nowhere", NULL};
    run(argv);
    ck_assert_int_eq(exit_status, 2);
    says("a folder that nobody else can enter is expected");
    options = NULL;
}
END_TEST

int main(void) {
    Suite *s = suite_create("shared");
    TCase *texts = tcase_create("texts"), *gradings = tcase_create("gradings");
    tcase_add_test(texts, comments_make_no_other_text);
    tcase_add_test(texts, code_makes_another_text);
    tcase_add_test(texts, a_text_that_is_not_plain_stays_as_it_is);
    tcase_add_checked_fixture(gradings, scratch_make, scratch_remove);
    tcase_add_test(gradings, what_is_asked_for_again_is_kept);
    tcase_add_test(gradings, headers_are_compiled_once);
    tcase_add_test(gradings, a_file_has_no_part_in_what_another_hand_in_gets);
    tcase_add_test(gradings, what_the_compiler_has_words_for_is_not_kept);
    tcase_add_test(gradings, a_folder_that_others_can_enter_is_refused);
    suite_add_tcase(s, texts);
    suite_add_tcase(s, gradings);
    SRunner *runner = srunner_create(s);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
