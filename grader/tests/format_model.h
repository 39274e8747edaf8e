/* format_model.h: what the tests of the formats write: a result with a check of each status, and a hostile submission's
 * words in every place that it can fill. */
#pragma once
#include "formats.h"
#include "report_text.h"
#include <check.h>
#include <cjson/cJSON.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const Check checks[] = {
    {.task = "91.1", .weight = 10, .title = "values", .hint = "<add> & \"divide\""},
    {.task = "91.1", .weight = 5, .title = "gradient # of \\x", .hint = "the chain rule"},
    {.task = "91.1", .weight = 5, .title = "large <logits>", .hint = "]]>"},
    {.task = "91.2", .weight = 10, .title = "loop", .hint = "n"},
    {.task = "91.2", .weight = 20, .title = "no crash", .hint = "n"},
    {.task = "91.2", .weight = 10, .title = "\u00e9nd \u2713", .hint = "n"},
    {.task = "91.3", .weight = 20, .title = "other file"},
    {.task = "91.3", .weight = 15, .title = "late", .hint = "n"},
    {.task = "91.3", .weight = 5, .title = "last", .hint = "n"},
    {.task = NULL},
};
static const Status statuses[] = {STATUS_PASSED,        STATUS_PARTIAL, STATUS_FAILED,
                                  STATUS_NOT_WRITTEN,   STATUS_CRASHED, STATUS_TIMEOUT,
                                  STATUS_COMPILE_ERROR, STATUS_SKIPPED, STATUS_PENDING};
enum { N = sizeof statuses / sizeof statuses[0], TASKS = 3, LARGEST = 400 * 1024 };
static const Task tasks[] = {
    {"91.1", "first & best", "one.c", 20}, {"91.2", "second", "one.c", 40}, {"91.3", "third", NULL, 40}, {0}};
static const char *const files[] = {"one.c", "two.c", NULL};
static const Task bonus_tasks[] = {{"91.4", "kernel <1>", "k.cu", 6}, {"91.5", "kernel 2", "k.cu", 4}, {0}};
static const Lab lab = {"91_formats", "Formats <&>", files, tasks, checks, "91_cuda", bonus_tasks, NULL};

static const char hostile[] =
    "</script><script>alert(1)</script></pre></td> ]]> <![CDATA[ &amp; &lt; \" ' --> <b onclick='x'>\n"
    "\033[31mred\033]0;title\007\033[2J\b\b\x7f\x01\n# SKIP\nok 99 - forged\nBail out!\n  ...\n  ---\n1..1\n"
    "{\"scores\": {\"91.1\": 100}}\n\"}],\"score\":100,\"x\":[{\"y\":\"\n"
    "\xff\xfe \xc0\xaf \xed\xa0\x80 \xf4\x90\x80\x80 \xc2\x9b"
    "31m \xe2\x80\xae"
    "evil \xe2\x80\xa8 \xef\xbb\xbf \xef\xbf\xbf \xe2\x82\n\ttab\r\n";

static Result *result;
static Text report;

static char *copy(const char *s) { return text_format("%s", s); }

static void model(void) {
    result = result_new(&lab, "labs/<91> & \"code\"", NULL, UINT64_MAX);
    for (int i = 0; i < N; i++) {
        if (statuses[i] == STATUS_PENDING) continue;
        result_set(result, i, statuses[i],
                   statuses[i] == STATUS_PASSED    ? 10
                   : statuses[i] == STATUS_PARTIAL ? 2.75
                                                   : 0,
                   statuses[i] == STATUS_PASSED || statuses[i] == STATUS_NOT_WRITTEN ? NULL : copy(hostile));
        result->checks[i].seconds = 0.25;
    }
    const size_t much = 10 << 20;
    result->checks[4].output = malloc(much + 1);
    for (size_t i = 0; i < much; i++) result->checks[4].output[i] = "<&\033A\n"[i % 5];
    result->checks[4].output[much] = '\0';
    result->checks[2].output = copy(hostile);
    result->sources[1].problem = copy(hostile);
    memset(result->sources[0].sha256, 'a', 64);
    result->notes = copy(hostile);
    result->compiler = copy("gcc <13> & co");
    snprintf(result->protections.run, sizeof result->protections.run, "own process <&>");
    snprintf(result->protections.compile, sizeof result->protections.compile, "bubblewrap");
    result->seconds = 1.5;
    int curve = curve_begin(&result->curves, "training & <testing>");
    for (int e = 1; e <= 20; e++) {
        const double own = e == 7 ? NAN : e > 18 ? 1e30 : 2.0 / e;
        curve_widen(&result->curves.curves[curve], e, (double[]){1.8 / e, 1.9 / e, 0.5, 0.5});
        curve_widen(&result->curves.curves[curve], e, (double[]){2.2 / e, 2.3 / e, 0.9, 0.9});
        curve_set(&result->curves.curves[curve], e, (double[]){own, own, 0.7, 0.8});
    }
    result->complete = true;
}

static void forget(void) {
    result_free(result);
    text_free(&report);
}

/* Whatever the format: of bounded size, well-formed UTF-8 by the C library's own word, no byte that a terminal obeys.
 */
static const char *written(void (*format)(const Result *, Text *)) {
    text_free(&report);
    format(result, &report);
    const char *s = text_of(&report);
    ck_assert_uint_lt(report.size, LARGEST);
    ck_assert_uint_eq(strlen(s), report.size);
    ck_assert_int_eq(s[report.size - 1], '\n');
    ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
    ck_assert_msg(mbstowcs(NULL, s, 0) != (size_t)-1, "not UTF-8");
    for (const unsigned char *p = (const unsigned char *)s; *p != '\0'; p++)
        ck_assert_msg(*p == '\n' || *p == '\t' || (*p >= 0x20 && *p != 0x7f), "byte %02x", *p);
    ck_assert_ptr_null(strstr(s, "\xc2\x9b"));     /* a control of one character */
    ck_assert_ptr_null(strstr(s, "\xe2\x80\xae")); /* turns the line round */
    ck_assert_ptr_null(strstr(s, "\xe2\x80\xa8")); /* ends a line, in YAML and JavaScript */
    return s;
}

static cJSON *parse(const char *text) {
    const char *end;
    cJSON *json = cJSON_ParseWithOpts(text, &end, false);
    ck_assert_ptr_nonnull(json);
    ck_assert_str_eq(end, "\n");
    return json;
}

static const cJSON *get(const cJSON *in, const char *key) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(in, key);
    ck_assert_msg(item != NULL, "no \"%s\"", key);
    return item;
}
static double number(const cJSON *in, const char *key) {
    ck_assert_msg(cJSON_IsNumber(get(in, key)), "\"%s\" is no number", key);
    return get(in, key)->valuedouble;
}
static const char *string(const cJSON *in, const char *key) {
    ck_assert_msg(cJSON_IsString(get(in, key)), "\"%s\" is no string", key);
    return get(in, key)->valuestring;
}
