/* The progress bar: its line as a function of the time gone by, and what comes when on a terminal and elsewhere. */
#include "error.h"
#include "progress.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

static Progress at(int64_t done, int64_t total) {
    return (Progress){.label = "epoch 3/10", .done = done, .total = total};
}

static const char *line(Progress p, double elapsed, int width, const char *note) {
    static char text[512];
    return progress_line(text, sizeof text, &p, elapsed, width, note);
}

START_TEST(plain_line) {
    ck_assert_str_eq(line(at(450, 1000), 30, 0, "loss 0.12"), "epoch 3/10  45% 450/1000 15/s, 0:37 left  loss 0.12");
    ck_assert_str_eq(line(at(1000, 1000), 65, 0, NULL), "epoch 3/10 100% 1000/1000 15/s, 1:05");
    ck_assert_str_eq(line(at(999, 1000), 999, 0, NULL), "epoch 3/10  99% 999/1000 1.00/s, 0:01 left");
    ck_assert_str_eq(line(at(1, 7201), 1, 0, NULL), "epoch 3/10   0% 1/7201 1.00/s, 2:00:00 left");
    ck_assert_str_eq(line(at(0, 10), 0, 0, NULL), "epoch 3/10   0% 0/10");
    ck_assert_str_eq(line(at(12, 10), 1, 0, NULL), "epoch 3/10 100% 12/10 12/s, 0:01");
    ck_assert_str_eq(line(at(42, 0), 2, 0, "?"), "epoch 3/10 42 21/s, 0:02  ?");
}
END_TEST

START_TEST(bar) {
    ck_assert_str_eq(line(at(5, 10), 5, 60, NULL), "epoch 3/10  50% [========>          ] 5/10 1.00/s, 0:05 left");
    ck_assert_str_eq(line(at(10, 10), 5, 50, NULL), "epoch 3/10 100% [=============] 10/10 2.00/s, 0:05");
    ck_assert_str_eq(line(at(0, 10), 0, 40, "x"), "epoch 3/10   0% [              ] 0/10  x");
    ck_assert_str_eq(line(at(5, 10), 5, 30, NULL), "epoch 3/10  50% 5/10 1.00/s, 0"); /* no room for a bar */
}
END_TEST

START_TEST(never_wider_than_the_window) {
    for (int width = 1; width < 200; width++) {
        ck_assert_uint_le(strlen(line(at(123456, 1234567), 100, width, "loss 0.123456")), (size_t)width);
        const char *wide = line(at(1, 3), 0, width, NULL), *begin = strchr(wide, '['), *end = strchr(wide, ']');
        if (begin) ck_assert(end && end - begin <= 41);
    }
}
END_TEST

/* All that a run over `total` writes in a mode, without the rates and times, which depend on the clock. */
static const char *run(const char *mode, int total, int stride) {
    static char text[8192];
    setenv("GRADLAB_PROGRESS", mode, 1);
    text[0] = '\0';
    FILE    *to = fmemopen(text, sizeof text, "w");
    Progress p = progress_begin(to, "train", total);
    for (int i = stride; i <= total; i += stride) progress_update(&p, i, "a");
    progress_end(&p, "b");
    fclose(to);
    char *out = text;
    for (const char *in = text; *in; in++) {
        const char *slash = strstr(in, "/s, ");
        if (*in == ' ' && slash && strspn(in + 1, "0123456789.") == (size_t)(slash - in - 1))
            in = slash + 4 + strspn(slash + 4, "0123456789:");
        *out++ = *in;
        if (!*in) return text;
    }
    *out = '\0';
    return text;
}

START_TEST(a_line_each_tenth_of_the_way) {
    ck_assert_str_eq(run("plain", 30, 1),
                     "train  10% 3/30 left  a\ntrain  20% 6/30 left  a\ntrain  30% 9/30 left  a\n"
                     "train  40% 12/30 left  a\n"
                     "train  50% 15/30 left  a\ntrain  60% 18/30 left  a\ntrain  70% 21/30 left  a\n"
                     "train  80% 24/30 left  a\ntrain  90% 27/30 left  a\ntrain 100% 30/30  b\n");
    ck_assert_str_eq(run("plain", 4, 2), "train  50% 2/4 left  a\ntrain 100% 4/4  b\n");
    ck_assert_str_eq(run("none", 30, 1), "");
}
END_TEST

START_TEST(a_bar_is_redrawn_in_place) {
    const char *text = run("bar", 100000, 1);
    int         drawn = 0, lines = 0;
    for (const char *c = text; *c; c++) {
        drawn += *c == '\r';
        lines += *c == '\n';
    }
    ck_assert_int_eq(text[0], '\r');
    ck_assert_int_eq(lines, 1);
    ck_assert_int_ge(drawn, 2);     /* the first and the last */
    ck_assert_int_lt(drawn, 50000); /* of a hundred thousand, however slow the machine */
    ck_assert(strstr(text, "  b\x1b[K\n"));
}
END_TEST

START_TEST(a_file_is_no_terminal) {
    unsetenv("GRADLAB_PROGRESS");
    FILE *to = tmpfile();
    ck_assert_int_eq(progress_begin(to, "x", 1).bar, 0);
    fclose(to);
}
END_TEST

START_TEST(unknown_mode) {
    setenv("GRADLAB_PROGRESS", "fancy", 1);
    progress_begin(stdout, "x", 1);
}
END_TEST

int main(void) {
    Suite *s = suite_create("progress");
    TCase *t = tcase_create("progress");
    suite_add_tcase(s, t);
    tcase_add_test(t, plain_line);
    tcase_add_test(t, bar);
    tcase_add_test(t, never_wider_than_the_window);
    tcase_add_test(t, a_line_each_tenth_of_the_way);
    tcase_add_test(t, a_bar_is_redrawn_in_place);
    tcase_add_test(t, a_file_is_no_terminal);
    tcase_add_exit_test(t, unknown_mode, EXIT_WRONG_CALL);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
