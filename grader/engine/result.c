#include "result.h"

#include "text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *status_name(Status status) {
    static const char *const names[] = {"pending", "passed", "partial", "failed", "not_written", "crashed",
                                        "timeout", "compile_error", "skipped"};
    return names[status];
}

/* Of the task's points the part that a check's weight gives it. */
static double points_of(const Lab *lab, const Check *check) {
    double weights = 0, points = 0;
    for (const Check *c = lab->checks; c->task != NULL; c++)
        if (strcmp(c->task, check->task) == 0) weights += c->weight == 0 ? 1 : c->weight;
    for (const Task *t = lab->tasks; t->id != NULL; t++)
        if (strcmp(t->id, check->task) == 0) points = t->points;
    return points * (check->weight == 0 ? 1 : check->weight) / weights;
}

/* Whether the task is among "3.1,3.4". */
static bool is_among(const char *list, const char *task) {
    const size_t length = strlen(task);
    for (const char *one = list; one != NULL; one = strchr(one, ',')) {
        one += *one == ',';
        if (strncmp(one, task, length) == 0 && (one[length] == ',' || one[length] == '\0')) return true;
    }
    return false;
}

Result *result_new(const Lab *lab, const char *code, const char *only_task, uint64_t seed) {
    Result *r = t_calloc(1, sizeof *r);
    r->lab = lab;
    r->only_task = only_task;
    r->code = text_name(code, 1000);
    r->seed = seed;
    strcpy(r->protections.compile_kind, "none");
    while (lab->checks[r->n_checks].task != NULL) r->n_checks++;
    while (lab->files[r->n_sources] != NULL) r->n_sources++;
    r->checks = t_calloc((size_t)r->n_checks, sizeof *r->checks);
    r->sources = t_calloc((size_t)r->n_sources, sizeof *r->sources);
    for (int i = 0; i < r->n_checks; i++) {
        r->checks[i].check = &lab->checks[i];
        r->checks[i].hint = lab->checks[i].hint;
        r->checks[i].max = points_of(lab, &lab->checks[i]);
        r->checks[i].wanted = only_task == NULL || is_among(only_task, lab->checks[i].task);
    }
    size_t n = strlen(r->code);
    const char *slash = n > 0 && r->code[n - 1] == '/' ? "" : "/";
    for (int i = 0; i < r->n_sources; i++) {
        r->sources[i].name = lab->files[i];
        r->sources[i].shown = text_format("%s%s%s", r->code, slash, lab->files[i]);
    }
    time_t now = time(NULL);
    strftime(r->started, sizeof r->started, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
    return r;
}

char *result_folder(const Lab *lab) {
    return lab->beside != NULL ? text_format("%s/%s", lab->beside, lab->name) : text_format("%s", lab->name);
}

void result_clear(Result *r) {
    for (int i = 0; i < r->n_checks; i++) {
        CheckResult *c = &r->checks[i];
        free(c->message);
        free(c->output);
        *c = (CheckResult){.check = c->check, .wanted = c->wanted, .max = c->max, .hint = c->hint};
    }
}

void result_free(Result *r) {
    result_clear(r);
    for (int i = 0; i < r->n_sources; i++) {
        free(r->sources[i].shown);
        free(r->sources[i].problem);
        free(r->sources[i].warnings);
    }
    for (int i = 0; r->bonus != NULL && r->lab->bonus_tasks[i].id != NULL; i++) free(r->bonus[i].message);
    free(r->bonus);
    free(r->checks);
    free(r->sources);
    free(r->code);
    free(r->compiler);
    free(r->curve);
    curves_free(&r->curves);
    free(r->notes);
    free(r->chain);
    for (int i = 0; r->hints != NULL && r->lab->tasks[i].id != NULL; i++) free(r->hints[i]);
    free(r->hints);
    free(r);
}

void result_set(Result *r, int check, Status status, double points, char *message) {
    CheckResult *c = &r->checks[check];
    if (c->status != STATUS_PENDING) {
        free(message);
        return;
    }
    c->status = status;
    c->points = fmin(fmax(points, 0), c->max);
    c->message = message;
}

void result_lower(Result *r, int check, double points, char *message) {
    CheckResult *c = &r->checks[check];
    free(c->message);
    c->status = STATUS_PARTIAL;
    c->lowered = true;
    c->points = fmax(0, c->points - points);
    c->message = message;
}

void result_note(Result *r, const char *format, ...) {
    char line[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    for (char *p = line; *p != '\0'; p++)
        if (*p == '\n') *p = ' ';
    char *notes = r->notes == NULL ? text_format("%s", line) : text_format("%s\n%s", r->notes, line);
    free(r->notes);
    r->notes = notes;
}

const char *result_hints(const Result *r, const Task *task) {
    const TaskResult t = result_task(r, task);
    return r->hints != NULL && t.wanted && t.not_passed > 0 ? r->hints[task - r->lab->tasks] : NULL;
}

double result_score(const Result *r) {
    double sum = 0;
    for (int i = 0; i < r->n_checks; i++)
        if (r->checks[i].wanted) sum += r->checks[i].points;
    return sum;
}

double result_max(const Result *r) {
    double sum = 0;
    for (int i = 0; i < r->n_checks; i++)
        if (r->checks[i].wanted) sum += r->checks[i].max;
    return sum;
}

TaskResult result_task(const Result *r, const Task *task) {
    TaskResult t = {.task = task};
    for (int i = 0; i < r->n_checks; i++) {
        const CheckResult *c = &r->checks[i];
        if (!c->wanted || strcmp(c->check->task, task->id) != 0) continue;
        t.wanted = true;
        t.checks++;
        t.points += c->points;
        t.max += c->max;
        t.not_written += c->status == STATUS_NOT_WRITTEN;
        t.not_passed += c->status != STATUS_PASSED;
    }
    return t;
}
