#include "formats.h"

#include "bonus.h"
#include "report_text.h"
#include <stdlib.h>
#include <string.h>

/* What became of a check, as build servers tell them apart. */
typedef enum Outcome { PASS, FAILURE, ERROR } Outcome;

static Outcome outcome(Status status) {
    switch (status) {
    case STATUS_PASSED: return PASS;
    case STATUS_PARTIAL:
    case STATUS_FAILED:
    case STATUS_NOT_WRITTEN: return FAILURE;
    default: return ERROR;
    }
}

typedef struct Counts {
    int outcomes[3];
    double seconds;
} Counts;

/* Of one task, or of all for NULL. */
static Counts count(const Result *r, const Task *task) {
    Counts counts = {0};
    for (int i = 0; i < r->n_checks; i++) {
        const CheckResult *c = &r->checks[i];
        if (!c->wanted || (task != NULL && report_task_of(r, c) != task)) continue;
        counts.outcomes[outcome(c->status)]++;
        counts.seconds += c->seconds;
    }
    return counts;
}

static void add_attribute(Text *to, const char *name, const char *value) {
    text_add(to, " %s=\"", name);
    report_markup(to, value, NAME_LIMIT);
    text_add(to, "\"");
}

static void add_counts(Text *to, Counts c) {
    text_add(to, " tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"0\" time=\"%.3f\"",
             c.outcomes[PASS] + c.outcomes[FAILURE] + c.outcomes[ERROR], c.outcomes[FAILURE], c.outcomes[ERROR],
             c.seconds);
}

static void add_property(Text *to, const char *name, const char *value) {
    text_add(to, "        <property");
    add_attribute(to, "name", name);
    add_attribute(to, "value", value);
    text_add(to, "/>\n");
}

/* The tag's message is the first line; its text is all there is to say. */
static void add_reason(Text *to, const CheckResult *c) {
    const char *tag = outcome(c->status) == FAILURE ? "failure" : "error";
    char *reason = report_reason(c), *line = text_format("%.*s", (int)strcspn(reason, "\n"), reason);
    text_add(to, "      <%s", tag);
    add_attribute(to, "message", line);
    add_attribute(to, "type", status_name(c->status));
    text_add(to, ">");
    report_markup(to, reason, strlen(reason));
    text_add(to, "</%s>\n", tag);
    free(line);
    free(reason);
}

static void add_case(Text *to, const Result *r, const CheckResult *c) {
    char *class_name = text_format("%s.%s", r->lab->name, c->check->task);
    text_add(to, "    <testcase");
    add_attribute(to, "name", c->check->title);
    add_attribute(to, "classname", class_name);
    text_add(to, " time=\"%.3f\">\n      <properties>\n", c->seconds);
    add_property(to, "points", text_points(c->points));
    add_property(to, "max", text_points(c->max));
    add_property(to, "status", status_name(c->status));
    text_add(to, "      </properties>\n");
    if (c->status != STATUS_PASSED) add_reason(to, c);
    text_add(to, "    </testcase>\n");
    free(class_name);
}

static void add_suite(Text *to, const Result *r, const Task *task) {
    const TaskResult t = result_task(r, task);
    if (!t.wanted) return;
    char *name = text_format("%s %s", task->id, task->title);
    text_add(to, "  <testsuite");
    add_attribute(to, "name", name);
    add_counts(to, count(r, task));
    add_attribute(to, "timestamp", r->started);
    if (task->file != NULL) add_attribute(to, "file", task->file);
    text_add(to, ">\n      <properties>\n");
    add_property(to, "points", text_points(t.points));
    add_property(to, "max", text_points(t.max));
    text_add(to, "      </properties>\n");
    for (int i = 0; i < r->n_checks; i++)
        if (r->checks[i].wanted && report_task_of(r, &r->checks[i]) == task) add_case(to, r, &r->checks[i]);
    text_add(to, "  </testsuite>\n");
    free(name);
}

/* Optional tasks: no test that can fail, but points. */
static void add_bonus(Text *to, const Result *r) {
    if (r->bonus == NULL) return;
    text_add(to, "  <testsuite name=\"bonus\"");
    add_counts(to, (Counts){0});
    add_attribute(to, "timestamp", r->started);
    text_add(to, ">\n      <properties>\n");
    for (int i = 0; r->lab->bonus_tasks[i].id != NULL; i++)
        add_property(to, r->lab->bonus_tasks[i].id, text_points(r->bonus[i].points));
    add_property(to, "points", text_points(bonus_score(r)));
    add_property(to, "max", text_points(bonus_max(r->lab)));
    text_add(to, "      </properties>\n  </testsuite>\n");
}

void format_junit(const Result *r, Text *to) {
    text_add(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
    add_attribute(to, "name", r->lab->name);
    add_counts(to, count(r, NULL));
    add_attribute(to, "timestamp", r->started);
    text_add(to, ">\n");
    for (const Task *task = r->lab->tasks; task->id != NULL; task++) add_suite(to, r, task);
    add_bonus(to, r);
    text_add(to, "</testsuites>\n");
}
