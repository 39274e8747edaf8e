#include "result.h"

#include "text.h"
#include <cjson/cJSON.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A seed has 64 bits, a JSON number 53: it goes as text. */
static void add_seed(cJSON *to, uint64_t seed) {
    char text[32];
    snprintf(text, sizeof text, "%llu", (unsigned long long)seed);
    cJSON_AddStringToObject(to, "seed", text);
}

static void add_optional(cJSON *to, const char *key, const char *text) {
    if (text != NULL) cJSON_AddStringToObject(to, key, text);
    else cJSON_AddNullToObject(to, key);
}

static void add_tasks(cJSON *root, const Result *r) {
    cJSON *tasks = cJSON_AddArrayToObject(root, "tasks");
    for (const struct TaskTitle *task = r->lab->tasks; task->task != NULL; task++) {
        TaskResult t = result_task(r, task);
        if (!t.wanted) continue;
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "task", task->task);
        cJSON_AddStringToObject(item, "title", task->title);
        add_optional(item, "file", task->file);
        cJSON_AddNumberToObject(item, "points", t.points);
        cJSON_AddNumberToObject(item, "max", t.max);
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
        cJSON_AddNumberToObject(item, "max", c->check->points);
        cJSON_AddStringToObject(item, "status", status_name(c->status));
        add_optional(item, "message", c->message);
        add_optional(item, "hint", c->status == STATUS_PASSED || c->status == STATUS_PENDING ? NULL : c->check->hint);
        add_optional(item, "output", c->output);
        cJSON_AddNumberToObject(item, "seconds", c->seconds);
        cJSON_AddItemToArray(checks, item);
    }
}

static void add_sources(cJSON *root, const Result *r) {
    cJSON *sources = cJSON_AddArrayToObject(root, "sources");
    for (int i = 0; i < r->n_sources; i++) {
        const SourceResult *s = &r->sources[i];
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "file", s->shown);
        add_optional(item, "sha256", s->sha256[0] != '\0' ? s->sha256 : NULL);
        cJSON_AddNumberToObject(item, "bytes", (double)s->size);
        add_optional(item, "problem", s->problem);
        cJSON_AddItemToArray(sources, item);
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

static char *to_json(const Result *r) {
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "lab", r->lab->name);
    cJSON_AddStringToObject(root, "title", r->lab->title);
    add_optional(root, "only_task", r->only_task);
    cJSON_AddStringToObject(root, "code", r->code);
    cJSON_AddBoolToObject(root, "complete", r->complete);
    cJSON_AddNumberToObject(root, "score", result_score(r));
    cJSON_AddNumberToObject(root, "max", result_max(r));
    add_seed(root, r->seed);
    add_tasks(root, r);
    add_checks(root, r);
    add_sources(root, r);
    add_protections(root, &r->protections);
    add_optional(root, "curve", r->curve);
    add_optional(root, "notes", r->notes);
    cJSON *versions = cJSON_AddObjectToObject(root, "versions");
    cJSON_AddStringToObject(versions, "grader", GRADER_VERSION);
    add_optional(versions, "compiler", r->compiler);
    cJSON_AddStringToObject(root, "started", r->started);
    cJSON_AddNumberToObject(root, "seconds", r->seconds);
    char *text = cJSON_Print(root);
    cJSON_Delete(root);
    return text;
}

bool result_write_json(const Result *r, const char *path) {
    char *json = to_json(r), *temporary = text_format("%s.part", path);
    FILE *f = json != NULL ? fopen(temporary, "we") : NULL;
    bool ok = f != NULL && fputs(json, f) >= 0 && fputc('\n', f) != EOF;
    if (f != NULL && fclose(f) != 0) ok = false;
    if (ok) ok = rename(temporary, path) == 0;
    if (!ok) {
        t_error_set("%s: cannot be written: %s", path, strerror(errno));
        remove(temporary);
    }
    cJSON_free(json);
    free(temporary);
    return ok;
}
