#include "formats.h"

#include "bonus.h"
#include "json.h"
#include "report_text.h"
#include <math.h>
#include <stdlib.h>

/* "3.1.2": the second check of task 3.1. */
static void add_number(cJSON *to, const CheckResult *c, int number) {
    char *text = text_format("%s.%d", c->check->task, number);
    cJSON_AddStringToObject(to, "number", text);
    free(text);
}

static cJSON *test(const Result *r, const CheckResult *c, int number) {
    cJSON *item = cJSON_CreateObject();
    cJSON_AddNumberToObject(item, "score", c->points);
    cJSON_AddNumberToObject(item, "max_score", c->max);
    cJSON_AddStringToObject(item, "status", c->status == STATUS_PASSED ? "passed" : "failed");
    json_add_name(item, "name", r, c);
    cJSON_AddStringToObject(item, "name_format", "text");
    add_number(item, c, number);
    json_add_reason(item, "output", c);
    cJSON_AddStringToObject(item, "output_format", "text");
    cJSON_AddStringToObject(cJSON_AddObjectToObject(item, "extra_data"), "status", status_name(c->status));
    return item;
}

/* Extra credit: part of the score, beyond the points of the assignment. What is not written is told, and no fail. */
static cJSON *bonus_test(const Task *task, const BonusTask *b) {
    cJSON *item = cJSON_CreateObject();
    const bool written = b->status != STATUS_NOT_WRITTEN && b->status != STATUS_PENDING;
    if (written) {
        cJSON_AddNumberToObject(item, "score", b->points);
        cJSON_AddNumberToObject(item, "max_score", task->points);
        cJSON_AddStringToObject(item, "status", b->status == STATUS_PASSED ? "passed" : "failed");
    }
    char *name = text_format("Bonus, %s %s", task->id, task->title);
    cJSON_AddStringToObject(item, "name", name);
    free(name);
    cJSON_AddStringToObject(item, "name_format", "text");
    cJSON_AddStringToObject(item, "number", task->id);
    json_add_text(item, "output", !written ? "optional, and not written" : b->message != NULL ? b->message : "",
                  MESSAGE_LIMIT);
    cJSON_AddStringToObject(item, "output_format", "text");
    return item;
}

static void add_summary(cJSON *root, const Result *r) {
    char *summary = report_summary(r);
    cJSON_AddStringToObject(root, "output", summary);
    cJSON_AddStringToObject(root, "output_format", "text");
    free(summary);
}

static void add_extra(cJSON *root, const Result *r) {
    cJSON *extra = cJSON_AddObjectToObject(root, "extra_data");
    json_add_text(extra, "lab", r->lab->name, NAME_LIMIT);
    json_add_seed(extra, r->seed);
    cJSON_AddBoolToObject(extra, "complete", r->complete);
    cJSON_AddStringToObject(extra, "grader", GRADER_VERSION);
    cJSON *sources = cJSON_AddObjectToObject(extra, "sha256");
    for (int i = 0; i < r->n_sources; i++)
        json_add_text(sources, r->sources[i].name, r->sources[i].sha256[0] != '\0' ? r->sources[i].sha256 : NULL,
                      NAME_LIMIT);
}

void format_gradescope(const Result *r, Text *to) {
    cJSON *root = cJSON_CreateObject();
    cJSON_AddNumberToObject(root, "score", result_score(r) + bonus_score(r));
    cJSON_AddNumberToObject(root, "execution_time", round(1000 * r->seconds) / 1000);
    add_summary(root, r);
    cJSON *tests = cJSON_AddArrayToObject(root, "tests");
    int number = 0;
    for (int i = 0; i < r->n_checks; i++) {
        const CheckResult *c = &r->checks[i];
        if (!c->wanted) continue;
        number = i > 0 && report_task_of(r, c) == report_task_of(r, c - 1) ? number + 1 : 1;
        cJSON_AddItemToArray(tests, test(r, c, number));
    }
    for (int i = 0; r->bonus != NULL && r->lab->bonus_tasks[i].id != NULL; i++)
        cJSON_AddItemToArray(tests, bonus_test(&r->lab->bonus_tasks[i], &r->bonus[i]));
    add_extra(root, r);
    json_finish(root, false, to);
}
