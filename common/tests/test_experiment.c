/* The options of experiments, each command line in a process of its own: what it sets, what it says, its status. And
 * what an experiment leaves in its folder. */
#include "error.h"
#include "experiment.h"
#include "scratch.h"
#include <check.h>
#include <string.h>
#include <sys/wait.h>

typedef struct Settings {
    const char *data, *sizes;
    int         epochs;
    double      lr;
    uint64_t    seed;
    Device      device;
} Settings;

/* What a program with these options makes of the arguments: on stdout the values that it has got. */
static _Noreturn void experiment(int argc, char **argv) {
    Settings s = {.data = "iris", .sizes = "5,2", .epochs = 20, .lr = 0.5};
    experiment_begin(argc, argv, "03_softmax", "Notes.",
                     option_choice("data", &s.data, "digits, iris", "the data set"),
                     option_text("sizes", &s.sizes, "SIZES", "of the layers"),
                     option_whole("epochs", &s.epochs, 1, 1000000, "times through"),
                     option_number("lr", &s.lr, 0, 10, "learning rate"), option_seed(&s.seed, "of everything"),
                     option_device(&s.device, "cpu or cuda"));
    printf("%s %s %d %g %llu %s %s", s.data, s.sizes, s.epochs, s.lr, (unsigned long long)s.seed, dev_name(s.device),
           experiment_path("a.tsv"));
    exit(0);
}

/* Runs it with arguments that are separated by blanks; returns its status, and what it has written in `said`. */
static char said[4096];
static int run(const char *line) {
    char  words[256], *argv[32] = {"experiment"};
    int   argc = 1, status;
    FILE *out = tmpfile();
    ck_assert_ptr_nonnull(out);
    snprintf(words, sizeof words, "%s", line);
    for (char *word = strtok(words, " "); word; word = strtok(NULL, " ")) argv[argc++] = word;
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        dup2(fileno(out), STDOUT_FILENO);
        dup2(fileno(out), STDERR_FILENO);
        experiment(argc, argv);
    }
    waitpid(child, &status, 0);
    rewind(out);
    said[fread(said, 1, sizeof said - 1, out)] = '\0';
    fclose(out);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define GIVES(line, expected)                      \
    do {                                           \
        ck_assert_msg(run(line) == 0, "%s", said); \
        ck_assert_str_eq(said, expected);          \
    } while (0)
#define REFUSES(line, expected)                                                         \
    do {                                                                                \
        ck_assert_int_eq(run(line), 2);                                                 \
        ck_assert_str_eq(said, "experiment: " expected "; --help lists the options\n"); \
    } while (0)

START_TEST(values) {
    GIVES("", "iris 5,2 20 0.5 0 cpu build/train/03_softmax/a.tsv");
    GIVES("--data digits --epochs 3 --lr 1e-3 --seed 9007199254740992 --device cpu --out /a --sizes 0x",
          "digits 0x 3 0.001 9007199254740992 cpu /a/a.tsv");
    GIVES("--lr=.25 --epochs=1e3 --lr 10 --epochs 4", "iris 5,2 4 10 0 cpu build/train/03_softmax/a.tsv");
    GIVES("--sizes --help=", "iris --help= 20 0.5 0 cpu build/train/03_softmax/a.tsv");
}
END_TEST

START_TEST(wrong_numbers) {
    static const char *const none[] = {"1e30", "-1", "0x1",     "inf", "nan", "1.5x",
                                       "x",    "1e", "10.0001", "1,5", "--",  "+-1"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        char line[64], expected[128];
        snprintf(line, sizeof line, "--lr %s", none[i]);
        snprintf(expected, sizeof expected,
                 "experiment: --lr %s: a number from 0 to 10 is expected; --help lists the options\n", none[i]);
        ck_assert_int_eq(run(line), 2);
        ck_assert_str_eq(said, expected);
    }
    REFUSES("--lr=", "--lr : a number from 0 to 10 is expected");
    REFUSES("--epochs 2.5", "--epochs 2.5: a whole number from 1 to 1000000 is expected");
    REFUSES("--epochs 0", "--epochs 0: a whole number from 1 to 1000000 is expected");
    REFUSES("--seed 9007199254740993e1",
            "--seed 9007199254740993e1: a whole number from 0 to 9007199254740992 is expected");
}
END_TEST

#define THERE " is not an option; there are --data, --sizes, --epochs, --lr, --seed, --device, --out"
START_TEST(wrong_words) {
    REFUSES("--data iri", "--data iri: one of digits, iris is expected");
    REFUSES("--data ,", "--data ,: one of digits, iris is expected");
    ck_assert_int_eq(run("--device auto"), 0);
    ck_assert_ptr_nonnull(strstr(said, dev_available(DEV_CUDA) ? " cuda:0 " : " cpu "));
    REFUSES("--device gpu", "device gpu is not known: cpu, cuda or cuda:0");
    REFUSES("--lr 1 --seed", "--seed: its value is missing");
    REFUSES("--epoch 3", "--epoch" THERE);
    REFUSES("3", "3" THERE);
    REFUSES("--epochss 3", "--epochss" THERE);
}
END_TEST

/* The defaults are the variables' values. */
START_TEST(help) {
    ck_assert_int_eq(run("--lr 3 --help"), 0);
    ck_assert_str_eq(said, "usage: make train LAB=3 ARGS=\"[options]\"\n"
                           "  --data NAME    the data set: digits, iris (iris)\n"
                           "  --sizes SIZES  of the layers (5,2)\n"
                           "  --epochs N     times through (20)\n"
                           "  --lr X         learning rate (0.5)\n"
                           "  --seed N       of everything (0)\n"
                           "  --device NAME  cpu or cuda (cpu)\n"
                           "  --out DIR      where tables and pictures go (build/train/03_softmax)\n"
                           "  --help         this list\n"
                           "Notes.\n");
}
END_TEST

START_TEST(an_option_asked_for_beforehand) {
    char *argv[] = {"experiment", "--data", "a", "--lr", "1", "--data=b", "--database", "c"};
    ck_assert_str_eq(option_given(3, argv, "data"), "a");
    ck_assert_str_eq(option_given(8, argv, "data"), "b");
    ck_assert_ptr_null(option_given(1, argv, "data"));
    ck_assert_ptr_null(option_given(8, argv, "dat"));
}
END_TEST

/* make train says it then. */
START_TEST(a_wrong_call_goes_into_a_file) {
    char  line[256];
    setenv("GRADLAB_WRONG_CALL", scratch_path("wrong"), 1);
    ck_assert_int_eq(run("--lr x"), 2);
    ck_assert_str_eq(said, "");
    FILE *file = fopen(scratch_path("wrong"), "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    fclose(file);
    ck_assert_str_eq(line, "experiment: --lr x: a number from 0 to 10 is expected; --help lists the options\n");
    setenv("GRADLAB_WRONG_CALL", scratch_path("no/such/folder"), 1);
    REFUSES("--lr x", "--lr x: a number from 0 to 10 is expected");
}
END_TEST

static void write_plot(FILE *script, const void *data) { fprintf(script, "plot %s\n", (const char *)data); }

START_TEST(files) {
    char *argv[] = {"experiment", "--out", scratch_folder};
    experiment_begin_with(3, argv, "03_softmax", NULL, 0, NULL);
    History *table = experiment_table("numbers", (const char *const[]){"a", "b", NULL});
    history_row(table, (double[]){1, 2});
    experiment_table_end(table);
    char  text[64];
    FILE *file = fopen(scratch_path("numbers.tsv"), "r");
    ck_assert_ptr_nonnull(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    ck_assert_str_eq(text, "a\tb\n1\t2\n");
    if (system("command -v gnuplot >/dev/null") != 0) return;
    ck_assert_msg(experiment_picture("line", write_plot, "x"), "%s", t_error());
    ck_assert_int_eq(access(scratch_path("line.png"), R_OK) | access(scratch_path("line.svg"), R_OK), 0);
    ck_assert(!experiment_picture("wrong", write_plot, "x y z"));
    ck_assert_ptr_nonnull(strstr(t_error(), "gnuplot could not draw"));
}
END_TEST

START_TEST(band_of_runs) {
    const double losses[] = {3, 100, -2, 200, 5, 300};
    const Band   b = experiment_band(losses, 3, 2);
    ck_assert_double_eq_tol(b.mean, 2, 1e-12);
    ck_assert_double_eq(b.low, -2);
    ck_assert_double_eq(b.high, 5);
}
END_TEST

START_TEST(a_picture_that_cannot_be_written) {
    char *argv[] = {"experiment", "--out", scratch_folder};
    experiment_begin_with(3, argv, "03_softmax", NULL, 0, NULL);
    ck_assert(!experiment_picture("missing/line", write_plot, "x"));
    ck_assert_ptr_nonnull(strstr(t_error(), "missing/line.png: No such file"));
    experiment_show("missing/line", write_plot, "x"); /* says so, and goes on */
    exit(0); /* and the status tells */
}
END_TEST

int main(void) {
    Suite *s = suite_create("experiment");
    TCase *options = tcase_create("options"), *folder = tcase_create("folder");
    suite_add_tcase(s, options);
    suite_add_tcase(s, folder);
    tcase_add_test(options, values);
    tcase_add_test(options, wrong_numbers);
    tcase_add_test(options, wrong_words);
    tcase_add_test(options, help);
    tcase_add_test(options, an_option_asked_for_beforehand);
    tcase_add_unchecked_fixture(folder, scratch_make, scratch_remove);
    tcase_add_test(folder, a_wrong_call_goes_into_a_file);
    tcase_add_test(folder, files);
    tcase_add_test(folder, band_of_runs);
    tcase_add_exit_test(folder, a_picture_that_cannot_be_written, EXPERIMENT_FAILED);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
