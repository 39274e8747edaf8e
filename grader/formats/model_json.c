/* model_json.c: the whole model, for other tools of the kit. */
#include "formats.h"

#include "bonus.h"
#include "json.h"
#include "misconceptions.h"
#include "report_text.h"

static void add_tasks(cJSON *root, const Result *r) {
    cJSON *tasks = cJSON_AddArrayToObject(root, "tasks");
    for (const Task *task = r->lab->tasks; task->id != NULL; task++) {
        TaskResult t = result_task(r, task);
        if (!t.wanted) continue;
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "task", task->id);
        cJSON_AddStringToObject(item, "title", task->title);
        json_add_text(item, "file", task->file, NAME_LIMIT);
        cJSON_AddNumberToObject(item, "points", t.points);
        cJSON_AddNumberToObject(item, "max", t.max);
        json_add_text(item, "hints", result_hints(r, task), MESSAGE_LIMIT);
        cJSON_AddItemToArray(tasks, item);
    }
}

static void add_checks(cJSON *root, const Result *r) {
    cJSON *checks = cJSON_AddArrayToObject(root, "checks");
    for (int i = 0; i < r->n_checks; i++) {
        const CheckResult *c = &r->checks[i];
        if (!c->wanted) continue;
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "task", c->check->task);
        cJSON_AddStringToObject(item, "title", c->check->title);
        cJSON_AddNumberToObject(item, "points", c->points);
        cJSON_AddNumberToObject(item, "max", c->max);
        cJSON_AddStringToObject(item, "status", status_name(c->status));
        json_add_text(item, "message", c->message, MESSAGE_LIMIT);
        const bool hint = c->status != STATUS_PASSED && c->status != STATUS_PENDING;
        json_add_text(item, "hint", hint ? c->hint : NULL, MESSAGE_LIMIT);
        const Misconception *known = misconception_said(c->message);
        json_add_text(item, "misconception", known != NULL ? known->name : NULL, NAME_LIMIT);
        json_add_text(item, "output", c->output, OUTPUT_LIMIT);
        cJSON_AddNumberToObject(item, "seconds", c->seconds);
        cJSON_AddItemToArray(checks, item);
    }
}

static void add_sources(cJSON *root, const Result *r) {
    cJSON *sources = cJSON_AddArrayToObject(root, "sources");
    for (int i = 0; i < r->n_sources; i++) {
        const SourceResult *s = &r->sources[i];
        cJSON *item = cJSON_CreateObject();
        json_add_text(item, "file", s->shown, NAME_LIMIT);
        json_add_text(item, "sha256", s->sha256[0] != '\0' ? s->sha256 : NULL, NAME_LIMIT);
        cJSON_AddNumberToObject(item, "bytes", (double)s->size);
        json_add_text(item, "problem", s->problem, MESSAGE_LIMIT);
        cJSON_AddItemToArray(sources, item);
    }
}

/* null where the lab has no optional tasks. */
static void add_bonus(cJSON *root, const Result *r) {
    const Task *tasks = r->lab->bonus_tasks;
    if (tasks == NULL) {
        cJSON_AddNullToObject(root, "bonus");
        return;
    }
    cJSON *bonus = cJSON_AddObjectToObject(root, "bonus");
    cJSON_AddBoolToObject(bonus, "graded", r->bonus != NULL);
    cJSON_AddNumberToObject(bonus, "score", bonus_score(r));
    cJSON_AddNumberToObject(bonus, "max", bonus_max(r->lab));
    cJSON *list = cJSON_AddArrayToObject(bonus, "tasks");
    for (int i = 0; r->bonus != NULL && tasks[i].id != NULL; i++) {
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "task", tasks[i].id);
        cJSON_AddStringToObject(item, "title", tasks[i].title);
        cJSON_AddNumberToObject(item, "points", r->bonus[i].points);
        cJSON_AddNumberToObject(item, "max", tasks[i].points);
        cJSON_AddStringToObject(item, "status", status_name(r->bonus[i].status));
        json_add_text(item, "message", r->bonus[i].message, MESSAGE_LIMIT);
        cJSON_AddItemToArray(list, item);
    }
}

static void add_protections(cJSON *root, const Protections *p) {
    cJSON *item = cJSON_AddObjectToObject(root, "protections");
    cJSON_AddBoolToObject(item, "run_seccomp", p->run_seccomp);
    cJSON_AddBoolToObject(item, "run_unprivileged", p->run_unprivileged);
    cJSON_AddStringToObject(item, "run", p->run);
    cJSON_AddStringToObject(item, "compile_box", p->compile_kind);
    cJSON_AddStringToObject(item, "compile", p->compile);
}

void format_json(const Result *r, Text *to) {
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "lab", r->lab->name);
    cJSON_AddStringToObject(root, "title", r->lab->title);
    json_add_text(root, "only_task", r->only_task, NAME_LIMIT);
    json_add_text(root, "code", r->code, 1000);
    json_add_text(root, "chain", r->chain, NAME_LIMIT);
    cJSON_AddBoolToObject(root, "complete", r->complete);
    cJSON_AddNumberToObject(root, "score", result_score(r));
    cJSON_AddNumberToObject(root, "max", result_max(r));
    json_add_seed(root, r->seed);
    add_tasks(root, r);
    add_checks(root, r);
    add_bonus(root, r);
    json_add_text(root, "beside", r->lab->beside, NAME_LIMIT);
    add_sources(root, r);
    add_protections(root, &r->protections);
    json_add_text(root, "curve", r->curve, 1000);
    json_add_text(root, "notes", r->notes, MESSAGE_LIMIT);
    cJSON *versions = cJSON_AddObjectToObject(root, "versions");
    cJSON_AddStringToObject(versions, "grader", GRADER_VERSION);
    json_add_text(versions, "compiler", r->compiler, NAME_LIMIT);
    cJSON_AddStringToObject(root, "started", r->started);
    cJSON_AddNumberToObject(root, "seconds", r->seconds);
    json_finish(root, false, to);
}
