#include "bonus.h"

#include "text.h"
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 4 << 20 };

static char *read_text(const char *path) {
    FILE *f = fopen(path, "re");
    if (f == NULL) return NULL;
    char  *text = t_malloc(MOST_BYTES + 1);
    size_t n = fread(text, 1, MOST_BYTES, f);
    fclose(f);
    text[n] = '\0';
    return text;
}

static const char *word(const cJSON *of, const char *key) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(of, key);
    return cJSON_IsString(item) ? item->valuestring : "";
}

static Status status_of(const char *name) {
    for (int s = STATUS_PENDING; s <= STATUS_SKIPPED; s++)
        if (strcmp(status_name((Status)s), name) == 0) return (Status)s;
    return STATUS_FAILED;
}

static const cJSON *find(const cJSON *list, const char *id, bool not_passed) {
    for (int i = 0, n = cJSON_GetArraySize(list); i < n; i++) {
        const cJSON *item = cJSON_GetArrayItem(list, i);
        if (strcmp(word(item, "task"), id) == 0 && !(not_passed && strcmp(word(item, "status"), "passed") == 0))
            return item;
    }
    return NULL;
}

static BonusTask read_task(const cJSON *root, const Task *task) {
    const cJSON *own = find(cJSON_GetObjectItemCaseSensitive(root, "tasks"), task->id, false);
    const cJSON *points = cJSON_GetObjectItemCaseSensitive(own, "points");
    const cJSON *lost = find(cJSON_GetObjectItemCaseSensitive(root, "checks"), task->id, true);
    BonusTask t = {.status = own == NULL ? STATUS_PENDING : STATUS_PASSED};
    if (own != NULL && lost != NULL) t.status = status_of(word(lost, "status"));
    if (cJSON_IsNumber(points)) t.points = fmin(fmax(points->valuedouble, 0), task->points);
    if (*word(lost, "message") != '\0') t.message = text_format("%s", word(lost, "message"));
    return t;
}

bool bonus_read(Result *r, const char *path) {
    const Lab *lab = r->lab;
    if (lab->bonus == NULL) return t_error_set("%s has no optional tasks", lab->name);
    char  *text = read_text(path);
    cJSON *root = text != NULL ? cJSON_Parse(text) : NULL;
    const bool fits = root != NULL && strcmp(word(root, "lab"), lab->bonus) == 0;
    int n = 0;
    while (lab->bonus_tasks[n].id != NULL) n++;
    if (fits) r->bonus = t_calloc((size_t)n, sizeof *r->bonus);
    for (int i = 0; fits && i < n; i++) r->bonus[i] = read_task(root, &lab->bonus_tasks[i]);
    cJSON_Delete(root);
    free(text);
    return fits || t_error_set("%s is no result of %s", path, lab->bonus);
}

double bonus_score(const Result *r) {
    double sum = 0;
    for (int i = 0; r->bonus != NULL && r->lab->bonus_tasks[i].id != NULL; i++) sum += r->bonus[i].points;
    return sum;
}

double bonus_max(const Lab *lab) {
    double sum = 0;
    for (const Task *t = lab->bonus_tasks; t != NULL && t->id != NULL; t++) sum += t->points;
    return sum;
}

char *bonus_sentence(const Result *r) {
    const Lab *lab = r->lab;
    if (lab->bonus == NULL || r->only_task != NULL) return NULL;
    Text ids = {0};
    for (const Task *t = lab->bonus_tasks; t->id != NULL; t++)
        text_add(&ids, "%s%s", t == lab->bonus_tasks ? "" : t[1].id == NULL ? " and " : ", ", t->id);
    char *sentence = r->bonus != NULL
                         ? text_format("Bonus: %s/%s beside the score, for the optional tasks %s",
                                       text_points(bonus_score(r)), text_points(bonus_max(lab)), text_of(&ids))
                         : text_format("Optional: tasks %s, kernels for a GPU, %s bonus points: make grade LAB=%d "
                                       "DEVICE=emulated", text_of(&ids), text_points(bonus_max(lab)), atoi(lab->name));
    text_free(&ids);
    return sentence;
}
