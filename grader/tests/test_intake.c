/* What the grader takes in, and what it does not; hashes; text that is not to be trusted. */
#include "diagnostics.h"
#include "intake.h"
#include "../../common/tests/scratch.h"
#include "sha256.h"
#include "text.h"
#include <check.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static Source take(const char *name) {
    int fd = open(scratch_folder, O_RDONLY | O_DIRECTORY);
    Source s = intake_read(fd, name);
    close(fd);
    return s;
}

static void write_bytes(const char *name, const char *bytes, size_t n) {
    FILE *f = fopen(scratch_path(name), "w");
    ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
    fclose(f);
}

static void refused(const char *name, const char *why) {
    Source s = take(name);
    ck_assert(!s.ok);
    ck_assert_msg(strstr(s.reason, why) != NULL, "\"%s\" does not say \"%s\"", s.reason, why);
    intake_free(&s);
}

START_TEST(a_file_is_taken_whole) {
    write_bytes("good.c", "int x;\n", 7);
    Source s = take("good.c");
    ck_assert_msg(s.ok, "%s", s.reason);
    ck_assert_uint_eq(s.size, 7);
    ck_assert_str_eq(s.text, "int x;\n");
    ck_assert_str_eq(s.sha256, "7c725f30854a46033dd94f728ac6b08caf10845993cd3ed48e40079cdb0a76a6");
    intake_free(&s);
    write_bytes("empty.c", "", 0);
    s = take("empty.c");
    ck_assert(s.ok && s.size == 0);
    intake_free(&s);
}
END_TEST

START_TEST(a_missing_file_is_said_to_be_missing) { refused("absent.c", "missing"); }
END_TEST

START_TEST(links_are_refused) {
    write_bytes("target.c", "int x;\n", 7);
    ck_assert_int_eq(symlink("target.c", scratch_path("symbolic.c")), 0);
    refused("symbolic.c", "symbolic link");
    ck_assert_int_eq(link(scratch_path("target.c"), scratch_path("hard.c")), 0);
    refused("hard.c", "hard link");
    ck_assert_int_eq(symlink("/dev/zero", scratch_path("zero.c")), 0);
    refused("zero.c", "symbolic link");
}
END_TEST

START_TEST(what_is_no_file_is_refused_without_waiting) {
    ck_assert_int_eq(mkfifo(scratch_path("fifo.c"), 0600), 0);
    refused("fifo.c", "not a regular file");
    ck_assert_int_eq(mkdir(scratch_path("dir.c"), 0700), 0);
    refused("dir.c", "folder");
    refused("../etc/passwd", "cannot be opened");
}
END_TEST

START_TEST(size_and_zero_bytes) {
    write_bytes("limit.c", "", 0);
    ck_assert_int_eq(truncate(scratch_path("limit.c"), INTAKE_MAX_BYTES + 1), 0);
    refused("limit.c", "at most");
    ck_assert_int_eq(truncate(scratch_path("limit.c"), (off_t)8 << 30), 0);
    refused("limit.c", "at most");
    write_bytes("nul.c", "int\0x;\n", 7);
    refused("nul.c", "zero byte (at 3)");
    write_bytes("wide.c", "\xff\xfei\0n\0t\0", 8);
    refused("wide.c", "UTF-16");
    char *full = malloc(INTAKE_MAX_BYTES);
    memset(full, '\n', INTAKE_MAX_BYTES);
    write_bytes("full.c", full, INTAKE_MAX_BYTES);
    free(full);
    Source s = take("full.c");
    ck_assert(s.ok && s.size == INTAKE_MAX_BYTES);
    intake_free(&s);
}
END_TEST

static const char *sha(const char *text, size_t n) {
    static char hex[65];
    sha256_hex(text, n, hex);
    return hex;
}

/* The examples of FIPS 180-4, and lengths about a block's end. */
START_TEST(hashes_are_as_published) {
    ck_assert_str_eq(sha("abc", 3), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ck_assert_str_eq(sha("", 0), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    ck_assert_str_eq(sha("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56),
                     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    char a[64];
    memset(a, 'a', sizeof a);
    ck_assert_str_eq(sha(a, 55), "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
    ck_assert_str_eq(sha(a, 64), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
}
END_TEST

START_TEST(untrusted_text_is_made_harmless) {
    char *s = text_escape("a\033[31m\tb\r\n\x80z", 12, 100);
    ck_assert_str_eq(s, "a\\x1b[31m    b\n\\x80z");
    free(s);
    s = text_escape("0123456789", 10, 4);
    ck_assert_str_eq(s, "0123 [...]");
    free(s);
}
END_TEST

START_TEST(the_compilers_words_get_a_remedy) {
    static const char *const said[][2] = {
        {"./toy.c:1:10: fatal error: helper.h: No such file or directory\n",
         "me/toy.c:1:10: fatal error: helper.h: No such file or directory; files that you add are not taken: put "
         "what you need into this one"},
        {"./toy.c:1:10: fatal error: 'helper.h' file not found\n",
         "me/toy.c:1:10: fatal error: 'helper.h' file not found; files that you add are not taken: put what you "
         "need into this one"},
        {"./toy.c:1:10: fatal error: thrust/sort.h: No such file or directory\n",
         "me/toy.c:1:10: fatal error: thrust/sort.h: No such file or directory; the emulated GPU does not have it"},
        {"toy.c:4:6: error: stray '\\302' in program\ntoy.c:4:7: error: stray '\\240' in program\n",
         "me/toy.c:4:6: error: stray '\\302' in program; a character that C does not know, often a blank or a "
         "quote copied from a web page: type it anew (and 1 more error)"},
        {"./toy.c:1:10: error: #include expects \"FILENAME\" or <FILENAME>\n",
         "me/toy.c:1:10: error: #include expects \"FILENAME\" or <FILENAME>; the quotes around the name are straight "
         "ones: type them anew"},
        {"toy.c:9:1: error: stray '\\32' in program\n",
         "me/toy.c:9:1: error: stray '\\32' in program; Ctrl-Z, which old programs put at the end of a text: "
         "delete it"},
        {"toy.c:4:6: error: expected ';' before 'x'\n", "me/toy.c:4:6: error: expected ';' before 'x'"},
    };
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        char copy[256];
        snprintf(copy, sizeof copy, "%s", said[i][0]);
        char *text = diagnostics_compile(&(Command){.diagnostics = copy}, "toy.c", "me/toy.c");
        ck_assert_str_eq(text, said[i][1]);
        free(text);
    }
}
END_TEST

START_TEST(words_for_a_shell) {
    Text text = {0};
    text_add_word(&text, "cc ", "-O2");
    text_add_word(&text, " CODE=", "my lab/J\xc3\xb6rg");
    text_add_word(&text, " ", "it's");
    text_add_word(&text, " ", "");
    ck_assert_str_eq(text.s, "cc -O2 CODE='my lab/J\xc3\xb6rg' 'it'\\''s' ''");
    text_free(&text);
}
END_TEST

START_TEST(names_are_shown_as_they_are) {
    static const char *const names[][2] = {
        {"J\xc3\xb6rg/lab 3", "J\xc3\xb6rg/lab 3"},
        {"a\033[2J\nb", "a\\x1b[2J\\x0ab"},
        {"\xe2\x80\xaegpj", "\\xe2\\x80\\xaegpj"}, /* turns the direction of a line */
        {"half \xc3", "half \\xc3"},
        {"a::b Score: 9", "a: :b Score : 9"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *s = text_name(names[i][0], 100);
        ck_assert_str_eq(s, names[i][1]);
        free(s);
    }
    char *s = text_name("0123456789", 8);
    ck_assert_str_eq(s, "01234 [...]");
    free(s);
}
END_TEST

START_TEST(points_are_short) {
    ck_assert_str_eq(text_points(12), "12");
    ck_assert_str_eq(text_points(2.5), "2.5");
    ck_assert_str_eq(text_points(1.0 / 3), "0.33");
    ck_assert_str_eq(text_points(100), "100");
    ck_assert_str_eq(text_points(0), "0");
}
END_TEST

int main(void) {
    Suite *s = suite_create("intake");
    TCase *t = tcase_create("intake");
    tcase_add_unchecked_fixture(t, scratch_make, scratch_remove);
    tcase_add_test(t, a_file_is_taken_whole);
    tcase_add_test(t, a_missing_file_is_said_to_be_missing);
    tcase_add_test(t, links_are_refused);
    tcase_add_test(t, what_is_no_file_is_refused_without_waiting);
    tcase_add_test(t, size_and_zero_bytes);
    suite_add_tcase(s, t);
    TCase *u = tcase_create("text");
    tcase_add_test(u, hashes_are_as_published);
    tcase_add_test(u, untrusted_text_is_made_harmless);
    tcase_add_test(u, points_are_short);
    tcase_add_test(u, words_for_a_shell);
    tcase_add_test(u, names_are_shown_as_they_are);
    tcase_add_test(u, the_compilers_words_get_a_remedy);
    suite_add_tcase(s, u);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
