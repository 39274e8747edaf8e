/* The writers of JSON, read back by a parser; where reports go; and the text and bands in them. */
#include "format_model.h"

#include "bonus.h"
#include "report_file.h"
#include "../../common/tests/scratch.h"
#include <sys/stat.h>
#include <unistd.h>

static void only_keys(const cJSON *in, const char *const keys[]) {
    const cJSON *item;
    cJSON_ArrayForEach(item, in) {
        int i = 0;
        while (keys[i] != NULL && strcmp(keys[i], item->string) != 0) i++;
        ck_assert_msg(keys[i] != NULL, "\"%s\" has no place here", item->string);
    }
}

/* What the grader of the optional tasks has written: more points than the table gives the first, and nothing for the
 * second, which is not written. */
static const char bonus_result[] =
    "{\"lab\": \"91_cuda\", \"tasks\": [{\"task\": \"91.4\", \"points\": 60}, {\"task\": \"91.5\", \"points\": 0}], "
    "\"checks\": [{\"task\": \"91.4\", \"status\": \"passed\"}, {\"task\": \"91.5\", \"status\": \"not_written\"}]}";

static void read_bonus(const char *text, bool fits) {
    char path[] = "/tmp/gradlab-bonus-XXXXXX";
    const int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    ck_assert_int_eq(bonus_read(result, path), fits);
    unlink(path);
}

START_TEST(bonus) {
    cJSON *root = parse(written(format_json));
    const cJSON *own = get(root, "bonus");
    ck_assert(cJSON_IsFalse(get(own, "graded")));
    ck_assert_double_eq(number(own, "max"), 10);
    cJSON_Delete(root);
    read_bonus("{\"lab\": \"90_cuda\"}", false);
    read_bonus("{\"lab\": ", false);
    ck_assert_ptr_null(result->bonus);

    read_bonus(bonus_result, true);
    root = parse(written(format_json)), own = get(root, "bonus");
    ck_assert_double_eq(number(root, "score"), 12.75); /* beside it */
    ck_assert_double_eq(number(root, "max"), 100);
    ck_assert_double_eq(number(own, "score"), 6); /* no more than the table gives */
    ck_assert_int_eq(cJSON_GetArraySize(get(own, "tasks")), 2);
    cJSON_Delete(root);

    root = parse(written(format_gradescope)); /* extra credit */
    ck_assert_double_eq(number(root, "score"), 18.75);
    const cJSON *tests = get(root, "tests");
    const cJSON *first = cJSON_GetArrayItem(tests, N), *second = cJSON_GetArrayItem(tests, N + 1);
    ck_assert_int_eq(cJSON_GetArraySize(tests), N + 2);
    ck_assert_double_eq(number(first, "score"), 6);
    ck_assert_str_eq(cJSON_GetStringValue(get(first, "status")), "passed");
    ck_assert_ptr_null(cJSON_GetObjectItemCaseSensitive(second, "status")); /* no fail */
    ck_assert_ptr_null(cJSON_GetObjectItemCaseSensitive(second, "max_score"));
    cJSON_Delete(root);
    ck_assert_ptr_nonnull(strstr(written(format_html), "91.4 kernel &#60;1&#62;"));

    root = parse(written(format_classroom50)); /* tests of 0 points, so that the score is as it was */
    tests = get(root, "tests");
    ck_assert_int_eq(cJSON_GetArraySize(tests), N + 2);
    first = cJSON_GetArrayItem(tests, N);
    ck_assert_double_eq(number(first, "max-score") + number(first, "score"), 0);
    ck_assert_double_eq(number(first, "points"), 6);
    ck_assert_double_eq(number(first, "max-points"), 6);
    cJSON_Delete(root);

    const char *said = written(format_autolab); /* a stage of the feedback, and no score */
    ck_assert_ptr_nonnull(strstr(said, "\"91.4\":{\"passed\":true,\"hint\":\"6 of 6 points beside the score\"}"));
    ck_assert_ptr_null(strstr(strstr(said, "\"scores\""), "91.4"));
    said = written(format_junit); /* properties, and no test */
    ck_assert_ptr_nonnull(strstr(said, "<testsuite name=\"bonus\" tests=\"0\""));
    ck_assert_ptr_nonnull(strstr(said, "<property name=\"91.4\" value=\"6\"/>"));
    ck_assert_ptr_nonnull(strstr(written(format_tap), "\n# Bonus: 6/10 beside the score"));
}
END_TEST

START_TEST(gradescope) {
    cJSON *root = parse(written(format_gradescope));
    only_keys(root,
              (const char *const[]){"score", "execution_time", "output", "output_format", "tests", "extra_data", NULL});
    ck_assert_double_eq(number(root, "score"), 12.75);
    ck_assert_double_eq(number(root, "execution_time"), 1.5);
    ck_assert_str_eq(string(root, "output_format"), "text");
    ck_assert_ptr_nonnull(strstr(string(root, "output"), "18446744073709551615"));
    ck_assert_str_eq(string(get(root, "extra_data"), "seed"), "18446744073709551615");
    const cJSON *tests = get(root, "tests");
    ck_assert_int_eq(cJSON_GetArraySize(tests), N);
    const char *numbers[] = {"91.1.1", "91.1.2", "91.1.3", "91.2.1", "91.2.2", "91.2.3", "91.3.1", "91.3.2", "91.3.3"};
    for (int i = 0; i < N; i++) {
        const cJSON *t = cJSON_GetArrayItem(tests, i);
        only_keys(t, (const char *const[]){"score", "max_score", "status", "name", "name_format", "number", "output",
                                           "output_format", "extra_data", NULL});
        ck_assert_double_eq(number(t, "score"), result->checks[i].points);
        ck_assert_double_eq(number(t, "max_score"), result->checks[i].max);
        ck_assert_str_eq(string(t, "status"), i == 0 ? "passed" : "failed");
        ck_assert_str_eq(string(t, "number"), numbers[i]);
        ck_assert_str_eq(string(t, "name_format"), "text");
        ck_assert_str_eq(string(t, "output_format"), "text");
        ck_assert_str_eq(string(get(t, "extra_data"), "status"), status_name(statuses[i]));
        ck_assert_uint_lt(strlen(string(t, "name")), NAME_LIMIT + 1);
    }
    ck_assert_str_eq(string(cJSON_GetArrayItem(tests, 0), "name"), "91.1 first & best: values");
    ck_assert_ptr_nonnull(strstr(string(cJSON_GetArrayItem(tests, 2), "output"), "look at: ]]>"));
    ck_assert_ptr_nonnull(strstr(string(cJSON_GetArrayItem(tests, 4), "output"), "[...]"));
    cJSON_Delete(root);
}
END_TEST

static void set_environment(bool there) {
    static const char *const variables[][2] = {
        {"CLASSROOM", "cs-principles"},
        {"ASSIGNMENT", "softmax"},
        {"ASSIGNMENT_TYPE", "group"},
        {"OWNER", "alice"},
        {"SUBMISSION_TAG", "submit/2026-06-01T14-32-05Z-a1b2c3d"},
        {"COMMIT_URL", "https://host/c"},
        {"RELEASE_URL", "https://host/r"},
        {"REVIEW_URL", "https://host/v"},
        {"USERNAME", "bob"},
    };
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        if (there) setenv(variables[i][0], variables[i][1], 1);
        else unsetenv(variables[i][0]);
    }
}

static int whole(const cJSON *in, const char *key) {
    const double value = number(in, key);
    ck_assert_double_eq(value, floor(value));
    ck_assert_double_ge(value, 0);
    return (int)value;
}

/* What the schema demands, and what its description says of scores. */
static void classroom50_holds(const cJSON *root) {
    only_keys(root, (const char *const[]){"schema", "classroom", "assignment", "assignment_type", "owner", "submission",
                                          "commit", "release", "review", "datetime", "graded_at", "score", "max-score",
                                          "tests", NULL});
    ck_assert_str_eq(string(root, "schema"), "classroom50/result/v1");
    const char *texts[] = {"classroom", "assignment", "owner", "submission", "commit", "release", "review"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) ck_assert_uint_gt(strlen(string(root, texts[i])), 0);
    ck_assert_int_eq(strncmp(string(root, "submission"), "submit/", 7), 0);
    ck_assert(strcmp(string(root, "assignment_type"), "individual") == 0 ||
              strcmp(string(root, "assignment_type"), "group") == 0);
    for (int i = 0; i < 2; i++) {
        int y, mo, d, h, mi, s, end = 0;
        ck_assert_int_eq(sscanf(string(root, i ? "graded_at" : "datetime"), "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &y, &mo, &d,
                                &h, &mi, &s, &end),
                         6);
        ck_assert_int_eq(end, 20);
    }
    int score = 0, max = 0;
    const cJSON *t;
    cJSON_ArrayForEach(t, get(root, "tests")) {
        ck_assert_uint_gt(strlen(string(t, "test-name")), 0);
        ck_assert(cJSON_IsBool(get(t, "passed")));
        ck_assert_int_le(whole(t, "score"), whole(t, "max-score"));
        score += whole(t, "score");
        max += whole(t, "max-score");
    }
    ck_assert_int_eq(whole(root, "score"), score);
    ck_assert_int_eq(whole(root, "max-score"), max);
}

START_TEST(classroom50) {
    set_environment(true);
    cJSON *root = parse(written(format_classroom50));
    classroom50_holds(root);
    ck_assert_str_eq(string(root, "owner"), "alice");
    ck_assert_str_eq(string(root, "assignment_type"), "group");
    ck_assert_str_eq(string(root, "review"), "https://host/v");
    ck_assert_int_eq(whole(root, "score"), 12);
    ck_assert_int_eq(whole(root, "max-score"), 100);
    ck_assert_int_eq(whole(cJSON_GetArrayItem(get(root, "tests"), 1), "score"), 2);
    cJSON_Delete(root);
    set_environment(false);
    root = parse(written(format_classroom50));
    classroom50_holds(root);
    cJSON_Delete(root);
}
END_TEST

/* Points of all kinds: rounded never up, full marks stay full marks, and nothing else becomes them. */
START_TEST(classroom50_rounds_down) {
    unsigned draw = 1;
    for (int round = 0; round < 300; round++) {
        Check own[8] = {0};
        const int n = 1 + round % 7;
        double maxima = 0;
        for (int i = 0; i < n; i++) {
            draw = draw * 1664525u + 1013904223u;
            own[i] = (Check){.task = "91.1", .title = "x", .weight = (1 + (draw >> 8) % 40) / 4.0};
            maxima += own[i].weight;
        }
        const Task task[] = {{"91.1", "odd", NULL, maxima}, {0}};
        const Lab odd = {"91_formats", "odd", files, task, own, NULL, NULL, NULL};
        Result *r = result_new(&odd, "x", NULL, 0);
        double least = 0;
        for (int i = 0; i < n; i++) {
            draw = draw * 1664525u + 1013904223u;
            const double points = r->checks[i].max * ((draw >> 8) % 5) / 4;
            const bool passed = (draw >> 12) % 5 == 0;
            result_set(r, i, passed ? STATUS_PASSED : STATUS_PARTIAL, passed ? r->checks[i].max : points, NULL);
            least += passed ? 0 : 1;
        }
        Text text = {0};
        format_classroom50(r, &text);
        cJSON *root = parse(text_of(&text));
        classroom50_holds(root);
        ck_assert_double_eq(whole(root, "max-score"), floor(maxima + 0.5));
        for (int i = 0; i < n; i++) {
            const cJSON *t = cJSON_GetArrayItem(get(root, "tests"), i);
            if (r->checks[i].status == STATUS_PASSED) {
                ck_assert_int_eq(whole(t, "score"), whole(t, "max-score"));
            } else {
                ck_assert_double_le(whole(t, "score"), r->checks[i].points);
                if (whole(t, "max-score") > 0) ck_assert_int_lt(whole(t, "score"), whole(t, "max-score"));
            }
        }
        if (least == 0) ck_assert_int_eq(whole(root, "score"), whole(root, "max-score"));
        cJSON_Delete(root);
        text_free(&text);
        result_free(r);
    }
}
END_TEST

START_TEST(autolab) {
    char *text = copy(written(format_autolab)), *last = strchr(text, '\n') + 1;
    ck_assert_ptr_eq(strchr(last, '\n') + 1, text + strlen(text));
    cJSON *scores = parse(last);
    only_keys(scores, (const char *const[]){"scores", "scoreboard", NULL});
    ck_assert_int_eq(cJSON_GetArraySize(get(scores, "scores")), TASKS);
    ck_assert_double_eq(number(get(scores, "scores"), "91.1"), 12.75);
    ck_assert_double_eq(number(get(scores, "scores"), "91.3"), 0);
    ck_assert_double_eq(cJSON_GetArrayItem(get(scores, "scoreboard"), 0)->valuedouble, 12.75);
    *last = '\0';
    cJSON *feedback = parse(text);
    ck_assert_str_eq(string(feedback, "_presentation"), "semantic");
    const cJSON *stage, *check;
    int passed = 0, all = 0;
    cJSON_ArrayForEach(stage, get(feedback, "stages")) {
        ck_assert(cJSON_IsString(stage));
        cJSON_ArrayForEach(check, get(feedback, stage->valuestring)) {
            all++;
            ck_assert(cJSON_IsBool(get(check, "passed")));
            passed += cJSON_IsTrue(get(check, "passed"));
            ck_assert_int_eq(cJSON_GetObjectItem(check, "hint") == NULL, cJSON_IsTrue(get(check, "passed")));
        }
    }
    ck_assert_int_eq(all, N);
    ck_assert_int_eq(passed, 1);
    cJSON_Delete(scores);
    cJSON_Delete(feedback);
    free(text);
}
END_TEST

START_TEST(json) {
    cJSON *root = parse(written(format_json));
    ck_assert_double_eq(number(root, "score"), 12.75);
    ck_assert_double_eq(number(root, "max"), 100);
    ck_assert_str_eq(string(root, "seed"), "18446744073709551615");
    for (int i = 0; i < N; i++) {
        const cJSON *c = cJSON_GetArrayItem(get(root, "checks"), i);
        ck_assert_str_eq(string(c, "status"), status_name(statuses[i]));
        ck_assert_double_eq(number(c, "points"), result->checks[i].points);
    }
    cJSON_Delete(root);
}
END_TEST

/* --- Files and texts --------------------------------------------------------------------------------------------- */
static bool exists(const char *path) {
    struct stat st;
    return stat(path, &st) == 0;
}

START_TEST(reports_are_named_and_written) {
    static const char *const names[] = {"json", "gradescope", "classroom50", "autolab", "junit", "tap", "html"};
    Report to;
    for (int i = 0; i < 7; i++) {
        char *argument = text_format("%s=%s", names[i], scratch_path(names[i]));
        ck_assert_msg(report_parse(argument, &to), "%s", t_error());
        ck_assert_str_eq(to.path, scratch_path(names[i]));
        ck_assert(report_write(&to, result));
        ck_assert(report_write(&to, result)); /* again, over the first */
        ck_assert(exists(scratch_path(names[i])));
        char *part = text_format("%s.part", scratch_path(names[i]));
        ck_assert(!exists(part));
        ck_assert_ptr_nonnull(strstr(report_choices, names[i]));
        free(part);
        free(argument);
    }
    const char *wrong[] = {"", "=", "junit", "junit=", "junit=-", "xml=file", "JUNIT=file", "jun=file", "junitx=file"};
    for (int i = 0; i < 9; i++) {
        ck_assert_msg(!report_parse(wrong[i], &to), "%s", wrong[i]);
        ck_assert_ptr_nonnull(strstr(t_error(), "--report "));
        ck_assert_ptr_null(strchr(t_error(), '\n'));
    }
}
END_TEST

START_TEST(a_file_is_there_whole_or_not_at_all) {
    ck_assert(report_file_write(scratch_path("a"), "first\n"));
    char temporary[32];
    snprintf(temporary, sizeof temporary, "a.%ld.tmp", (long)getpid());
    mkdir(scratch_path(temporary), 0700); /* the temporary file cannot be made */
    ck_assert(!report_file_write(scratch_path("a"), "second\n"));
    ck_assert_ptr_nonnull(strstr(t_error(), "cannot write"));
    FILE *f = fopen(scratch_path("a"), "r");
    char line[32];
    ck_assert_ptr_nonnull(fgets(line, sizeof line, f));
    fclose(f);
    ck_assert_str_eq(line, "first\n");
    mkdir(scratch_path("b"), 0700); /* it cannot take this one's place */
    ck_assert(!report_file_write(scratch_path("b"), "x"));
    snprintf(temporary, sizeof temporary, "b.%ld.tmp", (long)getpid());
    ck_assert(!exists(scratch_path(temporary)));
    ck_assert(!report_file_write(scratch_path("none/c"), "x"));
}
END_TEST

START_TEST(clean_text) {
    static const char *const pairs[][2] = {
        {"plain", "plain"},
        {"a\tb\r\nc", "a    b\nc"},
        {"\033[31m", "\\x1b[31m"},
        {"\u00e9\u2713\U0001f600", "\u00e9\u2713\U0001f600"},
        {"\xc3", "\\xc3"},
        {"\xc0\xaf", "\\xc0\\xaf"},
        {"\xed\xa0\x80", "\\xed\\xa0\\x80"},
        {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
        {"\xe2\x80\xae", "\\xe2\\x80\\xae"},
        {"\xef\xbf\xbf", "\\xef\\xbf\\xbf"},
        {"\xc2\x85", "\\xc2\\x85"},
        {"\x7f", "\\x7f"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char *clean = report_clean(pairs[i][0], 100);
        ck_assert_str_eq(clean, pairs[i][1]);
        free(clean);
    }
    char *clean = report_clean("abc\u00e9\u00e9", 6); /* the cut falls into a character */
    ck_assert_str_eq(clean, "abc\u00e9 [...]");
    free(clean);
    clean = report_clean("abcdef", 6);
    ck_assert_str_eq(clean, "abcdef");
    free(clean);
    Text text = {0};
    report_markup(&text, "<a href=\"x\">'&'</a>", 100);
    ck_assert_str_eq(text_of(&text), "&#60;a href=&#34;x&#34;&#62;&#39;&#38;&#39;&#60;/a&#62;");
    text_free(&text);
}
END_TEST

START_TEST(bands_are_kept) {
    ck_assert(band_write(scratch_path("bands"), &result->curves));
    Curves again = {0};
    int curve = curve_begin(&again, "training & <testing>");
    band_read(scratch_path("bands"), &again.curves[curve]);
    const Curve *a = &again.curves[curve], *b = &result->curves.curves[0];
    ck_assert_int_eq(a->n, b->n);
    ck_assert_int_eq(a->runs, 2);
    for (int e = 0; e < a->n; e++)
        for (int v = 0; v < CURVE_VALUES; v++) {
            ck_assert_double_eq_tol(a->epochs[e].low[v], b->epochs[e].low[v], 1e-4);
            ck_assert_double_eq_tol(a->epochs[e].high[v], b->epochs[e].high[v], 1e-4);
            ck_assert(isnan(a->epochs[e].value[v]));
        }
    curves_free(&again);
    /* Damaged lines, other titles, no file: no band, and no harm. */
    ck_assert(report_file_write(
        scratch_path("bands"),
        "x\t2\t1\t1\t2\t1\t2\t1\t2\t1\t2\nshort\t2\t1\t0.5\nshort\t2\t999999999\t1\t2\t1\t2\t1\t2\t1\t2\nshort\n"));
    curve = curve_begin(&again, "short");
    band_read(scratch_path("bands"), &again.curves[curve]);
    band_read(scratch_path("none"), &again.curves[curve]);
    ck_assert_int_eq(again.curves[curve].runs, 0);
    ck_assert_int_eq(again.curves[curve].n, 0);
    curves_free(&again);
    ck_assert(!band_write(scratch_path("none/bands"), &result->curves));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("formats");
    TCase *tcase = tcase_create("formats");
    tcase_add_unchecked_fixture(tcase, scratch_make, scratch_remove);
    tcase_add_checked_fixture(tcase, model, forget);
    tcase_add_test(tcase, bonus);
    tcase_add_test(tcase, gradescope);
    tcase_add_test(tcase, classroom50);
    tcase_add_test(tcase, classroom50_rounds_down);
    tcase_add_test(tcase, autolab);
    tcase_add_test(tcase, json);
    tcase_add_test(tcase, reports_are_named_and_written);
    tcase_add_test(tcase, a_file_is_there_whole_or_not_at_all);
    tcase_add_test(tcase, clean_text);
    tcase_add_test(tcase, bands_are_kept);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
