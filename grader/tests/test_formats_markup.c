/* The writers of XML, HTML and TAP, read back by parsers; and reports of gradings that are not at their end. */
#include "format_model.h"
#include <ctype.h>
#include <stdio.h>
#ifdef HAVE_EXPAT
#include <expat.h>
#endif

/* --- XML and HTML ------------------------------------------------------------------------------------------------ */
#ifdef HAVE_EXPAT
enum { LONGEST = 1 << 16 };
static struct Seen {
    int suites, cases, failures, errors, skipped, properties, svg, polygons, polylines, tables;
    int counted[4]; /* of the root: tests, failures, errors, skipped */
    bool in_case;
    char text[LONGEST];
    size_t length;
} seen;

static const char *attribute(const XML_Char **attributes, const char *name) {
    for (; *attributes != NULL; attributes += 2)
        if (strcmp(attributes[0], name) == 0) return attributes[1];
    return NULL;
}

static void on_junit(void *data, const XML_Char *name, const XML_Char **a) {
    (void)data;
    static const char *const counts[] = {"tests", "failures", "errors", "skipped"};
    if (strcmp(name, "testsuites") == 0)
        for (int i = 0; i < 4; i++) seen.counted[i] = atoi(attribute(a, counts[i]));
    else if (strcmp(name, "testsuite") == 0) seen.suites++;
    else if (strcmp(name, "testcase") == 0) seen.cases++;
    else if (strcmp(name, "failure") == 0) seen.failures++;
    else if (strcmp(name, "error") == 0) seen.errors++;
    else if (strcmp(name, "property") == 0) seen.properties++;
    else ck_assert_str_eq(name, "properties");
    if (strncmp(name, "testsuite", 9) == 0) {
        ck_assert_ptr_nonnull(attribute(a, "name"));
        ck_assert_ptr_nonnull(attribute(a, "time"));
        ck_assert_uint_eq(strlen(attribute(a, "timestamp")), 20);
    } else if (strcmp(name, "testcase") == 0) {
        ck_assert_int_eq(strncmp(attribute(a, "classname"), "91_formats.91.", 14), 0);
        ck_assert_str_eq(attribute(a, "time"), statuses[seen.cases - 1] == STATUS_PENDING ? "0.000" : "0.250");
        ck_assert_str_eq(attribute(a, "name"), checks[seen.cases - 1].title);
    } else if (strcmp(name, "failure") == 0 || strcmp(name, "error") == 0) {
        ck_assert_str_eq(attribute(a, "type"), status_name(statuses[seen.cases - 1]));
        ck_assert_ptr_nonnull(attribute(a, "message"));
    }
}

static void on_html(void *data, const XML_Char *name, const XML_Char **a) {
    (void)data;
    static const char *const known[] = {"html", "head",    "meta",       "title",  "style",  "body", "h1",
                                        "h2",   "p",       "div",        "table",  "tr",     "th",   "td",
                                        "pre",  "figure",  "figcaption", "span",   "footer", "svg",  "text",
                                        "line", "polygon", "polyline",   "circle", NULL};
    int i = 0;
    while (known[i] != NULL && strcmp(known[i], name) != 0) i++;
    ck_assert_msg(known[i] != NULL, "<%s>", name);
    seen.svg += strcmp(name, "svg") == 0;
    seen.polygons += strcmp(name, "polygon") == 0;
    seen.polylines += strcmp(name, "polyline") == 0;
    seen.tables += strcmp(name, "table") == 0;
    for (; *a != NULL; a += 2) {
        ck_assert_msg(strncmp(a[0], "on", 2) != 0 && strcmp(a[0], "href") != 0 && strcmp(a[0], "src") != 0,
                      "attribute %s", a[0]);
        ck_assert_msg(strstr(a[1], "//") == NULL && strstr(a[1], "url(") == NULL, "%s=\"%s\"", a[0], a[1]);
    }
}

static void on_text(void *data, const XML_Char *s, int n) {
    (void)data;
    if (seen.length + (size_t)n >= LONGEST) return;
    memcpy(seen.text + seen.length, s, (size_t)n);
    seen.length += (size_t)n;
}

static void parse_xml(const char *text, XML_StartElementHandler on_element) {
    memset(&seen, 0, sizeof seen);
    XML_Parser parser = XML_ParserCreate("UTF-8");
    XML_SetElementHandler(parser, on_element, NULL);
    XML_SetCharacterDataHandler(parser, on_text);
    ck_assert_msg(XML_Parse(parser, text, (int)strlen(text), 1) == XML_STATUS_OK, "%s",
                  XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
}

START_TEST(junit) {
    parse_xml(written(format_junit), on_junit);
    ck_assert_int_eq(seen.suites, TASKS);
    ck_assert_int_eq(seen.cases, N);
    ck_assert_int_eq(seen.failures, 3); /* partial, failed, not written */
    ck_assert_int_eq(seen.errors, 5);   /* crashed, out of time, not compiled, not run, pending */
    ck_assert_int_eq(seen.counted[0], N);
    ck_assert_int_eq(seen.counted[1], 3);
    ck_assert_int_eq(seen.counted[2], 5);
    ck_assert_int_eq(seen.counted[3], 0);
    ck_assert_int_eq(seen.properties, 3 * N + 2 * TASKS);
    /* What the student wrote is there, as text. */
    ck_assert_ptr_nonnull(
        strstr(seen.text, "</script><script>alert(1)</script></pre></td> ]]> <![CDATA[ &amp; &lt; \" ' -->"));
    ck_assert_ptr_nonnull(strstr(seen.text, "\\x1b[31mred"));
}
END_TEST

START_TEST(html) {
    const char *page = written(format_html);
    parse_xml(page, on_html);
    ck_assert_ptr_null(strstr(page, "<script"));
    ck_assert_ptr_null(strstr(page, "@import"));
    ck_assert_ptr_null(strstr(page, "url("));
    ck_assert_ptr_null(strstr(page, "nan"));
    ck_assert_ptr_null(strstr(page, "inf\""));
    ck_assert_int_eq(seen.svg, 3);
    ck_assert_int_eq(seen.polygons, 3);
    ck_assert_int_eq(seen.polylines, 5); /* the losses' lines have a gap */
    ck_assert_int_eq(seen.tables, 2);
    ck_assert_ptr_nonnull(strstr(seen.text, "12.75 / 100"));
    ck_assert_ptr_nonnull(strstr(seen.text, "<script>alert(1)</script>"));
    ck_assert_ptr_nonnull(strstr(seen.text, "range of 2 runs of the reference"));
    ck_assert_ptr_nonnull(strstr(seen.text, "it leaves the plot"));
    for (int i = 0; i < N; i++) ck_assert_ptr_nonnull(strstr(seen.text, report_verdict(statuses[i])));

    curves_free(&result->curves); /* without curves, and with one that has no band and one point */
    parse_xml(written(format_html), on_html);
    ck_assert_int_eq(seen.svg, 0);
    int curve = curve_begin(&result->curves, "short");
    curve_set(&result->curves.curves[curve], 1, (double[]){0, -1, INFINITY, 1});
    parse_xml(written(format_html), on_html);
    ck_assert_int_eq(seen.svg, 3);
    ck_assert_int_eq(seen.polygons, 0);
}
END_TEST
#endif

/* --- TAP --------------------------------------------------------------------------------------------------------- */
static struct Tap {
    int plan, tests, passed, comments;
    bool bailed;
} tap_seen;

/* The line at *p without its end, which has to be there. */
static char *next_line(const char **p) {
    const size_t n = strcspn(*p, "\n");
    ck_assert_int_eq((*p)[n], '\n');
    char *line = text_format("%.*s", (int)n, *p);
    *p += n + 1;
    return line;
}

/* "  key: plain" or "  key: \"...\"", where the quoted text is a string of JSON's. */
static void read_yaml(const char **p) {
    char *line = next_line(p);
    ck_assert_str_eq(line, "  ---");
    for (;;) {
        free(line);
        line = next_line(p);
        if (strcmp(line, "  ...") == 0) break;
        ck_assert_int_eq(strncmp(line, "  ", 2), 0);
        char *key = line + 2, *value = strstr(key, ": ");
        ck_assert_ptr_nonnull(value);
        for (char *c = key; c < value; c++) ck_assert(islower((unsigned char)*c));
        value += 2;
        if (*value == '"') {
            const char *end;
            cJSON *json = cJSON_ParseWithOpts(value, &end, false);
            ck_assert_msg(cJSON_IsString(json) && *end == '\0', "%s", value);
            cJSON_Delete(json);
        } else {
            ck_assert_uint_gt(strlen(value), 0);
            for (char *c = value; *c != '\0'; c++)
                ck_assert_msg(islower((unsigned char)*c) || isdigit((unsigned char)*c) || strchr("._", *c), "%s",
                              value);
        }
    }
    free(line);
}

static void parse_tap(const char *p) {
    tap_seen = (struct Tap){0};
    char *line = next_line(&p);
    ck_assert_str_eq(line, "TAP version 14");
    free(line);
    line = next_line(&p);
    ck_assert_int_eq(sscanf(line, "1..%d", &tap_seen.plan), 1);
    free(line);
    while (*p != '\0') {
        ck_assert(!tap_seen.bailed);
        line = next_line(&p);
        const bool ok = strncmp(line, "ok ", 3) == 0, not_ok = strncmp(line, "not ok ", 7) == 0;
        if (ok || not_ok) {
            int number, end = 0;
            const char *rest = line + (ok ? 3 : 7);
            ck_assert_int_eq(sscanf(rest, "%d - %n", &number, &end), 1);
            ck_assert_int_gt(end, 0);
            ck_assert_int_eq(number, ++tap_seen.tests);
            tap_seen.passed += ok;
            for (const char *c = rest + end; *c != '\0'; c++) { /* no directive */
                if (*c == '\\') c++;
                else ck_assert_int_ne(*c, '#');
            }
            read_yaml(&p);
        } else if (*line == '#') {
            tap_seen.comments++;
        } else {
            ck_assert_msg(strncmp(line, "Bail out! ", 10) == 0, "%s", line);
            tap_seen.bailed = true;
        }
        free(line);
    }
    ck_assert_int_eq(tap_seen.plan, tap_seen.tests);
}

START_TEST(tap) {
    parse_tap(written(format_tap));
    ck_assert_int_eq(tap_seen.tests, N);
    ck_assert_int_eq(tap_seen.passed, 1);
    ck_assert(!tap_seen.bailed);
}
END_TEST

/* --- On the way and in part -------------------------------------------------------------------------------------- */
START_TEST(unfinished_is_said_and_nothing_unrun_passes) {
    Result *begun = result_new(&lab, "code", NULL, 1), *kept = result;
    result = begun;
    parse_tap(written(format_tap));
    ck_assert(tap_seen.bailed);
    ck_assert_int_eq(tap_seen.passed, 0);
    cJSON *root = parse(written(format_gradescope));
    ck_assert_ptr_nonnull(strstr(string(root, "output"), "not come to its end"));
    ck_assert_double_eq(number(root, "score"), 0);
    const cJSON *t;
    cJSON_ArrayForEach(t, get(root, "tests")) ck_assert_str_eq(string(t, "status"), "failed");
    cJSON_Delete(root);
    root = parse(written(format_classroom50));
    ck_assert_double_eq(number(root, "score"), 0);
    cJSON_Delete(root);
    ck_assert_ptr_nonnull(strstr(written(format_html), "not come to its end"));
#ifdef HAVE_EXPAT
    parse_xml(written(format_html), on_html);
#endif
    result_free(begun);
    result = kept;
}
END_TEST

START_TEST(one_task_alone) {
    Result *alone = result_new(&lab, "code", "91.2", 1), *kept = result;
    result = alone;
    alone->complete = true;
    parse_tap(written(format_tap));
    ck_assert_int_eq(tap_seen.tests, 3);
    cJSON *root = parse(written(format_gradescope));
    ck_assert_int_eq(cJSON_GetArraySize(get(root, "tests")), 3);
    ck_assert_str_eq(string(cJSON_GetArrayItem(get(root, "tests"), 0), "number"), "91.2.1");
    cJSON_Delete(root);
    result_free(alone);
    result = kept;
}
END_TEST

int main(void) {
#ifndef HAVE_EXPAT
    puts("skip - JUnit XML and HTML read back by a parser: libexpat's header was not there when this was built");
#endif
    Suite *suite = suite_create("markup formats");
    TCase *tcase = tcase_create("markup formats");
    tcase_add_checked_fixture(tcase, model, forget);
#ifdef HAVE_EXPAT
    tcase_add_test(tcase, junit);
    tcase_add_test(tcase, html);
#endif
    tcase_add_test(tcase, tap);
    tcase_add_test(tcase, unfinished_is_said_and_nothing_unrun_passes);
    tcase_add_test(tcase, one_task_alone);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
