/* The table that a run leaves behind, and the curve drawn from it. */
#include "error.h"
#include "history.h"
#include "scratch.h"
#include <check.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

static const char *const columns[] = {"epoch", "train_loss", "test_loss", "test_accuracy", NULL};

static const char *contents(const char *path) {
    static char text[1 << 18];
    FILE  *f = fopen(path, "r");
    ck_assert_msg(f != NULL, "%s", path);
    size_t n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    for (size_t i = 0; i < n; i++)
        if (!text[i]) text[i] = ' ';
    text[n] = '\0';
    return text;
}

static void write_text(const char *path, const char *text) {
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    ck_assert_int_eq(fclose(f), 0);
}

static void write_history(const char *path, int epochs) {
    History *h = history_open(path, columns);
    ck_assert_msg(h != NULL, "%s", t_error());
    for (int e = 1; e <= epochs; e++)
        history_row(h, (double[]){e, 2.0 / e, e % 3 ? 2.2 / e : NAN, 1 - 0.5 / e});
    ck_assert_msg(history_close(h), "%s", t_error());
}

/* --- The table ---------------------------------------------------------------------------------------------------- */
START_TEST(rows_and_header) {
    const char *path = scratch_path("a/b//c/history.tsv");
    History    *h = history_open(path, columns);
    ck_assert_msg(h != NULL, "%s", t_error());
    history_row(h, (double[]){1, 0.1, NAN, 97.5});
    /* Before it is closed: an interrupted run keeps its rows. */
    ck_assert_str_eq(contents(path), "epoch\ttrain_loss\ttest_loss\ttest_accuracy\n1\t0.1\t\t97.5\n");
    history_row(h, (double[]){2, 1.0 / 3, 1e-20, NAN});
    ck_assert(history_close(h));
    ck_assert_str_eq(contents(path), "epoch\ttrain_loss\ttest_loss\ttest_accuracy\n"
                                     "1\t0.1\t\t97.5\n"
                                     "2\t0.333333333\t1e-20\t\n");
}
END_TEST

START_TEST(folder_cannot_be_made) {
    const char *file = scratch_path("file");
    write_text(file, "");
    ck_assert_ptr_null(history_open(scratch_path("file/history.tsv"), columns));
    ck_assert_msg(strstr(t_error(), file) && strstr(t_error(), "it is a file"), "%s", t_error());
    ck_assert_ptr_null(history_open("/proc/none/history.tsv", columns));
    ck_assert_msg(strstr(t_error(), "cannot make the folder /proc/none"), "%s", t_error());
    ck_assert_ptr_null(history_open(scratch_folder, columns));
    ck_assert_msg(strstr(t_error(), "cannot write"), "%s", t_error());
}
END_TEST

START_TEST(full_disc_is_told) {
    const char *path = scratch_path("full.tsv");
    History    *h = history_open(path, columns);
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){1024, 1024});
    for (int i = 0; i < 1000; i++) history_row(h, (double[]){i, 0.5, 0.5, 0.5});
    ck_assert(!history_close(h));
    ck_assert_msg(strstr(t_error(), path) && strstr(t_error(), "File too large"), "%s", t_error());
}
END_TEST

START_TEST(column_with_a_tab) { history_open(scratch_path("x"), (const char *const[]){"a\tb", NULL}); }
END_TEST

/* --- The curve ---------------------------------------------------------------------------------------------------- */
static void check_pictures(const char *stem) {
    char path[1024];
    snprintf(path, sizeof path, "%s.png", stem);
    const unsigned char *png = (const unsigned char *)contents(path);
    ck_assert_msg(strncmp((const char *)png + 1, "PNG", 3) == 0, "%s", path);
    ck_assert_int_eq(png[18] << 8 | png[19], 1600);
    ck_assert_int_eq(png[22] << 8 | png[23], 960);
    snprintf(path, sizeof path, "%s.svg", stem);
    ck_assert(strstr(contents(path), "<svg") && strstr(contents(path), "</svg>"));
}

/* Without gnuplot there is nothing to see; that this is said is tested in gnuplot_is_missing. */
static bool gnuplot_is_there(void) { return system("gnuplot --version >/dev/null 2>&1") == 0; }

START_TEST(draws_both_pictures) {
    if (!gnuplot_is_there()) return;
    const char *path = scratch_path("h.tsv"), *stem = scratch_path("it's a \"curve\" `x` |y");
    write_history(path, 12);
    ck_assert_msg(history_plot(path, stem, "<MLP_1>, \"lr\" 0.1 & 'x' `echo oops`"), "%s", t_error());
    check_pictures(stem);
    char svg[1024];
    snprintf(svg, sizeof svg, "%s.svg", stem);
    const char *text = contents(svg);
    ck_assert_ptr_nonnull(strstr(text, "&lt;MLP_1"));
    ck_assert_ptr_nonnull(strstr(text, "`echo oops`"));
    ck_assert_ptr_nonnull(strstr(text, "train"));
    ck_assert_ptr_nonnull(strstr(text, "epoch"));
    ck_assert_ptr_nonnull(strstr(text, "accuracy in %"));
}
END_TEST

static const char *const drawable[] = {
    "epoch\ttrain_loss\ttest_loss\ttrain_accuracy\ttest_accuracy\n1\t0.5\t0.7\t0.9\t0.8\n", /* one row */
    "epoch\tloss\n1\t0\n2\t0\n3\t0\n",
    "epoch\tloss\n1\t-1\n2\t-2\n3\t-2\n",
    "step\tloss\n0\t1e6\n1\t\n2\tinf\n3\tnan\n4\t1e-9\n",
    "epoch\tloss\taccuracy\n1\t1\t0\n2\t1\t100\n",
    "epoch\tloss\taccuracy\textra\n1\t1\t\t7\n2\t1\t\t\n", /* an accuracy that is nowhere known */
};
enum { DRAWABLE = sizeof drawable / sizeof drawable[0] };

START_TEST(draws_odd_histories) {
    if (!gnuplot_is_there()) return;
    char name[32];
    snprintf(name, sizeof name, "odd%d.tsv", _i);
    const char *path = scratch_path(name);
    snprintf(name, sizeof name, "odd%d", _i);
    const char *stem = scratch_path(name);
    write_text(path, drawable[_i]);
    ck_assert_msg(history_plot(path, stem, "odd"), "%s", t_error());
    check_pictures(stem);
}
END_TEST

/* Four runs with two losses and an accuracy each, or as many as there are names. */
static void write_runs(const char *path, int runs) {
    FILE *file = fopen(path, "w");
    fputs("epoch", file);
    for (int r = 0; r < runs; r++)
        fprintf(file, "\trun_%c_train_loss\trun_%c_test_loss\trun_%c_test_accuracy", 'a' + r, 'a' + r, 'a' + r);
    for (int epoch = 1; epoch <= 50; epoch++) {
        fprintf(file, "\n%d", epoch);
        for (int r = 0; r < runs; r++)
            fprintf(file, "\t%g\t%g\t%g", exp(-epoch / (10.0 + 5 * r)), 0.1 + exp(-epoch / (9.0 + 5 * r)),
                    1 - 0.5 * exp(-epoch / (10.0 + 5 * r)));
    }
    fputs("\n", file);
    fclose(file);
}

static int occurrences(const char *text, const char *of) {
    int n = 0;
    for (; (text = strstr(text, of)); text++) n++;
    return n;
}

/* Each run has a colour, in both panels and in the key, where each label stands once. */
START_TEST(many_runs_have_one_key) {
    if (!gnuplot_is_there()) return;
    const char *path = scratch_path("runs.tsv"), *stem = scratch_path("runs");
    write_runs(path, 4);
    ck_assert_msg(history_plot(path, stem, "Four runs"), "%s", t_error());
    check_pictures(stem);
    char svg[1024];
    snprintf(svg, sizeof svg, "%s.svg", stem);
    const char *text = contents(svg);
    for (int r = 0; r < 4; r++) {
        static const char *const colours[] = {"rgb(  0, 114, 178)", "rgb(213,  94,   0)", "rgb(  0, 158, 115)",
                                              "rgb(204, 121, 167)"};
        char label[32];
        for (int part = 0; part < 2; part++) {
            snprintf(label, sizeof label, ">run %c %s<", 'a' + r, part ? "test" : "train");
            ck_assert_msg(occurrences(text, label) == 1, "%s %d times", label, occurrences(text, label));
        }
        ck_assert_msg(occurrences(text, colours[r]) >= 5, "%s", colours[r]); /* 3 curves, 2 samples in the key */
    }
}
END_TEST

/* The picture as text, SVG. */
static const char *drawn_as_text(const char *name, const char *table) {
    char file[64];
    snprintf(file, sizeof file, "%s.tsv", name);
    const char *path = scratch_path(file);
    write_text(path, table);
    ck_assert_msg(history_plot(path, scratch_path(name), name), "%s", t_error());
    snprintf(file, sizeof file, "%s.svg", name);
    return contents(scratch_path(file));
}

START_TEST(a_diverged_loss_is_named) {
    if (!gnuplot_is_there()) return;
    ck_assert_ptr_null(strstr(drawn_as_text("gap", "step\ttrain_loss\n1\t1\n2\t\n3\t0.5\n"), "diverged"));
    const char *text = drawn_as_text("far", "step\ttrain_loss\n1\t1\n2\t1e30\n3\tinf\n4\tnan\n");
    ck_assert_ptr_nonnull(strstr(text, "diverged: not finite from 3 on"));
}
END_TEST

START_TEST(starts_are_marked) {
    if (!gnuplot_is_there()) return;
    static const char grey[] = "rgb(118, 118, 118)";
    const int one = occurrences(drawn_as_text("one", "step\tloss\tstart\n1\t1\t1\n2\t2\t1\n3\t1\t1\n"), grey);
    const int two = occurrences(drawn_as_text("two", "step\tloss\tstart\n1\t1\t1\n2\t2\t2\n3\t1\t2\n"), grey);
    ck_assert_int_gt(two, one);
}
END_TEST

/* Of one panel alone, and of both together: 12 runs are 24 curves. */
START_TEST(too_many_curves) {
    char text[1000] = "epoch";
    for (int i = 0; i < 25; i++) snprintf(text + strlen(text), sizeof text - strlen(text), "\t%c_loss", 'a' + i);
    strcat(text, "\n1");
    for (int i = 0; i < 25; i++) strcat(text, "\t0.5");
    write_text(scratch_path("wide.tsv"), strcat(text, "\n"));
    ck_assert(!history_plot(scratch_path("wide.tsv"), scratch_path("wide"), "wide"));
    ck_assert_msg(strstr(t_error(), "more than 24 curves"), "%s", t_error());
    const char *path = scratch_path("crowd.tsv");
    write_runs(path, 13);
    ck_assert(!history_plot(path, scratch_path("crowd"), "crowd"));
    ck_assert_msg(strstr(t_error(), "more than 24 curves"), "%s", t_error());
    write_runs(path, 12);
    if (gnuplot_is_there()) ck_assert_msg(history_plot(path, scratch_path("crowd"), "crowd"), "%s", t_error());
}
END_TEST

START_TEST(to_a_terminal_in_characters) {
    if (!gnuplot_is_there()) return;
    const char *path = scratch_path("t.tsv"), *stem = scratch_path("t");
    write_history(path, 12);
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    if (terminal < 0) return; /* no terminals to be had here: /dev/pts is not mounted */
    ck_assert(grantpt(terminal) == 0 && unlockpt(terminal) == 0);
    int end = open(ptsname(terminal), O_RDWR | O_NOCTTY);
    ioctl(end, TIOCSWINSZ, &(struct winsize){.ws_col = 60, .ws_row = 16});
    fflush(stdout);
    int out = dup(STDOUT_FILENO);
    dup2(end, STDOUT_FILENO);
    bool drawn = history_plot(path, stem, "A title");
    fflush(stdout);
    dup2(out, STDOUT_FILENO);
    fcntl(terminal, F_SETFL, O_NONBLOCK);
    char   text[1 << 14];
    size_t size = 0;
    for (ssize_t n; (n = read(terminal, text + size, sizeof text - 1 - size)) > 0;) size += (size_t)n;
    text[size] = '\0';
    ck_assert_msg(drawn, "%s", t_error());
    ck_assert_msg(strstr(text, "A title") && strstr(text, "train loss   *") && strstr(text, "test accuracy in %   o"),
                  "%s", text);
    for (const char *line = text, *next; (next = strchr(line, '\n')); line = next + 1)
        ck_assert_msg(next - line <= 61, "%s", line);
    check_pictures(stem);
}
END_TEST

START_TEST(gnuplot_is_missing) {
    const char *path = scratch_path("m.tsv");
    write_history(path, 2);
    setenv("PATH", scratch_folder, 1);
    ck_assert(!history_plot(path, scratch_path("m"), "x"));
    ck_assert_str_eq(t_error(), "gnuplot is not installed: the curve is missing (make setup installs it)");
}
END_TEST

START_TEST(gnuplots_complaint_is_passed_on) {
    const char *path = scratch_path("c.tsv"), *program = scratch_path("gnuplot");
    write_history(path, 2);
    write_text(program, "#!/bin/sh\necho 'set nonsense' >&2\necho >&2\necho 'line 3: this is wrong' >&2\nexit 1\n");
    chmod(program, 0755);
    setenv("PATH", scratch_folder, 1);
    ck_assert(!history_plot(path, scratch_path("c"), "x"));
    ck_assert_str_eq(t_error(), "gnuplot could not draw the curve: line 3: this is wrong");
}
END_TEST

static const struct {
    const char *text, *message;
} damaged[] = {
    {"", "no row to draw"},
    {"epoch\n1\n", "line 1: 2 to 64 columns' names"},
    {"epoch\tloss\n", "no row to draw"},
    {"epoch\tloss\n1\t0.5\n2\n", "line 3: 2 cells were expected"},
    {"epoch\tloss\n1\tabc\n", "line 2: abc in column loss is no number"},
    {"epoch\tvalue\n1\t2\n", "no column whose name ends in loss"},
    {"epoch\tloss\n1\t\n2\tnan\n", "no column whose name ends in loss has a finite value"},
};
enum { DAMAGED = sizeof damaged / sizeof damaged[0] };

START_TEST(damage_is_named) {
    char name[32];
    snprintf(name, sizeof name, "damaged%d.tsv", _i);
    const char *path = scratch_path(name);
    write_text(path, damaged[_i].text);
    ck_assert(!history_plot(path, scratch_path("damaged"), "x"));
    ck_assert_msg(strncmp(t_error(), path, strlen(path)) == 0, "%s", t_error());
    ck_assert_msg(strstr(t_error(), damaged[_i].message) != NULL, "%s", t_error());
}
END_TEST

START_TEST(unreadable_and_unwritable) {
    ck_assert(!history_plot(scratch_path("none.tsv"), scratch_path("x"), "x"));
    ck_assert_msg(strstr(t_error(), "none.tsv: No such file"), "%s", t_error());
    const char *path = scratch_path("u.tsv");
    write_history(path, 2);
    ck_assert(!history_plot(path, scratch_path("no folder/x"), "x"));
    ck_assert_msg(strstr(t_error(), "no folder/x.png: No such file"), "%s", t_error());
}
END_TEST

int main(void) {
    Suite *s = suite_create("history");
    TCase *t = tcase_create("history");
    suite_add_tcase(s, t);
    tcase_set_timeout(t, 60);
    tcase_add_unchecked_fixture(t, scratch_make, scratch_remove);
    tcase_add_test(t, rows_and_header);
    tcase_add_test(t, folder_cannot_be_made);
    tcase_add_test(t, full_disc_is_told);
    tcase_add_exit_test(t, column_with_a_tab, EXIT_WRONG_CALL);
    tcase_add_test(t, draws_both_pictures);
    tcase_add_loop_test(t, draws_odd_histories, 0, DRAWABLE);
    tcase_add_test(t, many_runs_have_one_key);
    tcase_add_test(t, a_diverged_loss_is_named);
    tcase_add_test(t, starts_are_marked);
    tcase_add_test(t, too_many_curves);
    tcase_add_test(t, to_a_terminal_in_characters);
    tcase_add_test(t, gnuplot_is_missing);
    tcase_add_test(t, gnuplots_complaint_is_passed_on);
    tcase_add_loop_test(t, damage_is_named, 0, DAMAGED);
    tcase_add_test(t, unreadable_and_unwritable);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
