#include "formats.h"

#include "bonus.h"
#include "json.h"
#include "report_text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Points are sums of a few hundredths: what is this near to a whole number is that number. */
#define NEARLY 1e-6

/* Who and what is graded, as the runner says it; away from a runner, words that no runner takes for its own. */
static void add_environment(cJSON *root, const char *key, const char *variable, const char *otherwise) {
    const char *value = getenv(variable);
    json_add_text(root, key, value != NULL && *value != '\0' ? value : otherwise, 1000);
}

static void add_identity(cJSON *root, const Result *r) {
    cJSON_AddStringToObject(root, "schema", "classroom50/result/v1");
    add_environment(root, "classroom", "CLASSROOM", "none");
    add_environment(root, "assignment", "ASSIGNMENT", r->lab->name);
    const char *type = getenv("ASSIGNMENT_TYPE");
    cJSON_AddStringToObject(root, "assignment_type",
                            type != NULL && strcmp(type, "group") == 0 ? "group" : "individual");
    const char *owner = getenv("OWNER");
    add_environment(root, "owner", owner != NULL && *owner != '\0' ? "OWNER" : "USERNAME", "nobody");
    const char *tag = getenv("SUBMISSION_TAG");
    json_add_text(root, "submission", tag != NULL && strncmp(tag, "submit/", 7) == 0 ? tag : "submit/none", 1000);
    add_environment(root, "commit", "COMMIT_URL", "none");
    add_environment(root, "release", "RELEASE_URL", "none");
    add_environment(root, "review", getenv("REVIEW_URL") != NULL ? "REVIEW_URL" : "COMMIT_URL", "none");
    cJSON_AddStringToObject(root, "datetime", r->started); /* the runner puts the commit's date in its place */
    cJSON_AddStringToObject(root, "graded_at", r->started);
}

typedef struct Whole {
    int score, max;
} Whole;

/* Of the sum of the maxima so far, rounded, what earlier checks have left to this one; and its points, rounded down. */
static Whole whole_points(const CheckResult *c, double *maxima) {
    const double before = floor(*maxima + 0.5 + NEARLY);
    *maxima += c->max;
    const int max = (int)(floor(*maxima + 0.5 + NEARLY) - before);
    if (c->status == STATUS_PASSED) return (Whole){max, max};
    return (Whole){(int)fmax(0, fmin(floor(c->points + NEARLY), max - 1)), max};
}

/* Optional tasks are no part of the score: tests of 0 points, which say what was earned beside it. */
static void add_bonus(cJSON *tests, const Result *r) {
    for (int i = 0; r->lab->bonus_tasks[i].id != NULL; i++) {
        const Task      *task = &r->lab->bonus_tasks[i];
        const BonusTask *b = &r->bonus[i];
        cJSON *item = cJSON_CreateObject();
        char  *name = text_format("bonus: %s %s", task->id, task->title);
        json_add_text(item, "test-name", name, NAME_LIMIT);
        cJSON_AddBoolToObject(item, "passed", b->status == STATUS_PASSED);
        cJSON_AddNumberToObject(item, "score", 0);
        cJSON_AddNumberToObject(item, "max-score", 0);
        cJSON_AddStringToObject(item, "status", status_name(b->status));
        cJSON_AddNumberToObject(item, "points", b->points);
        cJSON_AddNumberToObject(item, "max-points", task->points);
        cJSON_AddItemToArray(tests, item);
        free(name);
    }
}

void format_classroom50(const Result *r, Text *to) {
    cJSON *root = cJSON_CreateObject(), *tests = cJSON_CreateArray();
    double maxima = 0;
    Whole sum = {0, 0};
    for (int i = 0; i < r->n_checks; i++) {
        const CheckResult *c = &r->checks[i];
        if (!c->wanted) continue;
        const Whole points = whole_points(c, &maxima);
        sum = (Whole){sum.score + points.score, sum.max + points.max};
        cJSON *item = cJSON_CreateObject();
        json_add_name(item, "test-name", r, c);
        cJSON_AddBoolToObject(item, "passed", c->status == STATUS_PASSED);
        cJSON_AddNumberToObject(item, "score", points.score);
        cJSON_AddNumberToObject(item, "max-score", points.max);
        cJSON_AddStringToObject(item, "status", status_name(c->status));
        cJSON_AddNumberToObject(item, "points", c->points);
        cJSON_AddNumberToObject(item, "max-points", c->max);
        json_add_reason(item, "output", c);
        cJSON_AddItemToArray(tests, item);
    }
    if (r->bonus != NULL) add_bonus(tests, r);
    add_identity(root, r);
    cJSON_AddNumberToObject(root, "score", sum.score);
    cJSON_AddNumberToObject(root, "max-score", sum.max);
    cJSON_AddItemToObject(root, "tests", tests);
    json_finish(root, false, to);
}
