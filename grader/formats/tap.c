#include "formats.h"

#include "bonus.h"
#include "report_text.h"
#include <stdlib.h>
#include <string.h>

/* In a description a number sign would begin a directive, and a line's end would end it. */
static void add_description(Text *to, const char *text) {
    for (const char *p = text; *p != '\0';) {
        const size_t plain = strcspn(p, "\\#\n");
        text_add(to, "%.*s", (int)plain, p);
        p += plain;
        if (*p == '\n') text_add(to, " ");
        else if (*p != '\0') text_add(to, "\\%c", *p);
        p += *p != '\0';
    }
}

/* Double-quoted, in which YAML and JSON agree. Clean text has nothing to escape but these. */
static void add_yaml(Text *to, const char *key, const char *text, size_t limit) {
    char *clean = report_clean(text, limit);
    text_add(to, "  %s: \"", key);
    for (const char *p = clean; *p != '\0';) {
        const size_t plain = strcspn(p, "\\\"\n");
        text_add(to, "%.*s", (int)plain, p);
        p += plain;
        if (*p != '\0') text_add(to, "\\%c", *p == '\n' ? 'n' : *p);
        p += *p != '\0';
    }
    text_add(to, "\"\n");
    free(clean);
}

/* Neither SKIP nor TODO: harnesses count both as passed. */
static void add_test(Text *to, const Result *r, const CheckResult *c, int number) {
    char *name = report_name(r, c);
    text_add(to, "%s %d - ", c->status == STATUS_PASSED ? "ok" : "not ok", number);
    add_description(to, name);
    text_add(to, "\n  ---\n  status: %s\n  points: %s\n  max: %s\n", status_name(c->status), text_points(c->points),
             text_points(c->max));
    text_add(to, "  seconds: %.3f\n", c->seconds);
    if (c->status != STATUS_PASSED) {
        add_yaml(to, "message", c->message != NULL ? c->message : report_verdict(c->status), MESSAGE_LIMIT);
        if (report_has_hint(c)) add_yaml(to, "hint", c->hint, MESSAGE_LIMIT);
        if (c->output != NULL) add_yaml(to, "output", c->output, OUTPUT_LIMIT);
    }
    text_add(to, "  ...\n");
    free(name);
}

static void add_comments(Text *to, const char *text) {
    for (const char *line = text; *line != '\0';) {
        const size_t length = strcspn(line, "\n");
        text_add(to, "# %.*s\n", (int)length, line);
        line += length + (line[length] == '\n');
    }
}

void format_tap(const Result *r, Text *to) {
    int n = 0;
    for (int i = 0; i < r->n_checks; i++) n += r->checks[i].wanted;
    text_add(to, "TAP version 14\n1..%d\n# lab %s: %s of %s points\n", n, r->lab->name, text_points(result_score(r)),
             text_points(result_max(r)));
    char *summary = report_summary(r);
    add_comments(to, summary);
    free(summary);
    char *bonus = r->bonus != NULL ? bonus_sentence(r) : NULL;
    if (bonus != NULL) add_comments(to, bonus);
    free(bonus);
    n = 0;
    for (int i = 0; i < r->n_checks; i++)
        if (r->checks[i].wanted) add_test(to, r, &r->checks[i], ++n);
    if (!r->complete) text_add(to, "Bail out! The grading has not come to its end\n");
}
