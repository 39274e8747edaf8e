#include "report_text.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

char *report_clean(const char *text, size_t limit) {
    static const char cut[] = " [...]";
    const size_t length = strnlen(text, limit + 1), keep = length < limit ? length : limit;
    const unsigned char *s = (const unsigned char *)text;
    char *clean = t_malloc(4 * keep + sizeof cut), *p = clean;
    for (size_t i = 0; i < keep;) {
        uint32_t character;
        const size_t n = utf8_decode(s + i, &character);
        if (n > keep - i) break;
        if (n > 0 && (character == '\n' || utf8_is_shown(character))) {
            memcpy(p, s + i, n);
            p += n;
        } else if (s[i] == '\t') {
            p += sprintf(p, "    ");
        } else if (s[i] != '\r') {
            for (size_t j = 0; j < (n > 0 ? n : 1); j++) p += sprintf(p, "\\x%02x", s[i + j]);
        }
        i += n > 0 ? n : 1;
    }
    strcpy(p, length > limit ? cut : "");
    return clean;
}

void report_markup(Text *to, const char *text, size_t limit) {
    char *clean = report_clean(text, limit);
    for (const char *p = clean; *p != '\0';) {
        const size_t plain = strcspn(p, "&<>\"'");
        text_add(to, "%.*s", (int)plain, p);
        p += plain;
        if (*p != '\0') text_add(to, "&#%d;", *p++);
    }
    free(clean);
}

const Task *report_task_of(const Result *r, const CheckResult *c) {
    const Task *task = r->lab->tasks;
    while (task->id != NULL && strcmp(task->id, c->check->task) != 0) task++;
    return task;
}

char *report_name(const Result *r, const CheckResult *c) {
    const Task *task = report_task_of(r, c);
    char *name = text_format("%s %s: %s", c->check->task, task->title != NULL ? task->title : "", c->check->title);
    char *clean = report_clean(name, NAME_LIMIT);
    free(name);
    return clean;
}

const char *report_verdict(Status status) {
    static const char *const words[] = {
        [STATUS_PENDING] = "its turn has not come",
        [STATUS_PASSED] = "passed",
        [STATUS_PARTIAL] = "partly right",
        [STATUS_FAILED] = "wrong",
        [STATUS_NOT_WRITTEN] = "not written yet",
        [STATUS_CRASHED] = "crashed",
        [STATUS_TIMEOUT] = "out of time",
        [STATUS_COMPILE_ERROR] = "no code to run",
        [STATUS_SKIPPED] = "not run",
    };
    return words[status];
}

bool report_has_hint(const CheckResult *c) {
    return c->hint != NULL && (c->status == STATUS_PARTIAL || c->status == STATUS_FAILED ||
                               c->status == STATUS_CRASHED || c->status == STATUS_TIMEOUT);
}

static void add_clean(Text *to, const char *before, const char *text, size_t limit) {
    char *clean = report_clean(text, limit);
    text_add(to, "%s%s\n", before, clean);
    free(clean);
}

char *report_reason(const CheckResult *c) {
    Text reason = {0};
    if (c->status != STATUS_PASSED) {
        add_clean(&reason, "", c->message != NULL ? c->message : report_verdict(c->status), MESSAGE_LIMIT);
        if (report_has_hint(c)) add_clean(&reason, "look at: ", c->hint, MESSAGE_LIMIT);
        if (c->output != NULL) add_clean(&reason, "your program printed:\n", c->output, OUTPUT_LIMIT);
    }
    return reason.s != NULL ? reason.s : text_format("%s", "");
}

char *report_summary(const Result *r) {
    Text summary = {0};
    if (!r->complete) text_add(&summary, "The grading has not come to its end: these are the points so far.\n");
    for (int i = 0; i < r->n_sources; i++)
        if (r->sources[i].problem != NULL) add_clean(&summary, "", r->sources[i].problem, MESSAGE_LIMIT);
    if (r->notes != NULL) add_clean(&summary, "", r->notes, MESSAGE_LIMIT);
    text_add(&summary, "Seed %llu repeats this run.\n", (unsigned long long)r->seed);
    add_clean(&summary, "Protections: run: ", r->protections.run, MESSAGE_LIMIT);
    add_clean(&summary, "Protections: compile: ", r->protections.compile, MESSAGE_LIMIT);
    return summary.s;
}
