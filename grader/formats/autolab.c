#include "formats.h"

#include "bonus.h"
#include "json.h"
#include "report_text.h"
#include <stdlib.h>

/* A stage of its own. Scores are of the assessment's problems, and Autolab refuses a score of any other name. */
static void add_bonus(cJSON *root, cJSON *stages, const Result *r) {
    cJSON_AddItemToArray(stages, cJSON_CreateString("bonus"));
    cJSON *stage = cJSON_AddObjectToObject(root, "bonus");
    for (int i = 0; r->lab->bonus_tasks[i].id != NULL; i++) {
        const Task *task = &r->lab->bonus_tasks[i];
        cJSON      *item = cJSON_AddObjectToObject(stage, task->id);
        char       *points = text_format("%s of %s points beside the score", text_points(r->bonus[i].points),
                                         text_points(task->points));
        cJSON_AddBoolToObject(item, "passed", r->bonus[i].status == STATUS_PASSED);
        json_add_text(item, "hint", points, MESSAGE_LIMIT);
        free(points);
    }
}

/* A stage a task, in it its checks. */
static void add_feedback(const Result *r, Text *to) {
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "_presentation", "semantic");
    cJSON *stages = cJSON_AddArrayToObject(root, "stages");
    for (const Task *task = r->lab->tasks; task->id != NULL; task++) {
        if (!result_task(r, task).wanted) continue;
        cJSON_AddItemToArray(stages, cJSON_CreateString(task->id));
        cJSON *stage = cJSON_AddObjectToObject(root, task->id);
        for (int i = 0; i < r->n_checks; i++) {
            const CheckResult *c = &r->checks[i];
            if (!c->wanted || report_task_of(r, c) != task) continue;
            cJSON *item = cJSON_AddObjectToObject(stage, c->check->title);
            cJSON_AddBoolToObject(item, "passed", c->status == STATUS_PASSED);
            json_add_reason(item, "hint", c);
        }
    }
    if (r->bonus != NULL) add_bonus(root, stages, r);
    json_finish(root, true, to);
}

void format_autolab(const Result *r, Text *to) {
    add_feedback(r, to);
    cJSON *root = cJSON_CreateObject(), *scores = cJSON_AddObjectToObject(root, "scores");
    for (const Task *task = r->lab->tasks; task->id != NULL; task++) {
        const TaskResult t = result_task(r, task);
        if (t.wanted) cJSON_AddNumberToObject(scores, task->id, t.points);
    }
    cJSON_AddItemToArray(cJSON_AddArrayToObject(root, "scoreboard"), cJSON_CreateNumber(result_score(r)));
    json_finish(root, true, to);
}
