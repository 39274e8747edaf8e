#include "tools/watch.h"

#include "autograd.h"
#include "sha256.h"
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 4 << 20 };

static void set(char **to, const char *text) {
    free(*to);
    *to = strdup(text);
}

static WatchTask *task_of(Watched *w, const char *id) {
    for (int i = 0; i < w->n_tasks; i++)
        if (strcmp(w->tasks[i].id, id) == 0) return &w->tasks[i];
    if (w->n_tasks == WATCH_MAX_TASKS) return NULL;
    WatchTask *t = &w->tasks[w->n_tasks++];
    *t = (WatchTask){.id = strdup(id)};
    return t;
}

/* A file that is new here is what the grader has read. */
static void add_file(Watched *w, const char *name, const char *sha256) {
    for (int i = 0; i < w->n_files; i++)
        if (strcmp(w->files[i], name) == 0) return;
    if (*name == '\0' || w->n_files == WATCH_MAX_FILES) return;
    snprintf(w->sha256[w->n_files], sizeof w->sha256[0], "%s", sha256);
    w->files[w->n_files++] = strdup(name);
}

static void take_task(Watched *w, const cJSON *results, const cJSON *item) {
    WatchTask *t = task_of(w, results_text(item, "task"));
    if (t == NULL) return;
    set(&t->title, results_text(item, "title"));
    set(&t->file, results_text(item, "file"));
    const cJSON *source = results_source(results, t->file);
    set(&t->problem, results_text(source, "problem"));
    add_file(w, t->file, results_text(source, "sha256"));
    t->points = results_number(item, "points");
    t->max = results_number(item, "max");
    cJSON_Delete(t->checks);
    t->checks = cJSON_CreateArray();
    const cJSON *check;
    cJSON_ArrayForEach(check, cJSON_GetObjectItemCaseSensitive(results, "checks"))
        if (strcmp(results_text(check, "task"), t->id) == 0)
            cJSON_AddItemToArray(t->checks, cJSON_Duplicate(check, true));
}

bool watch_take(Watched *w, const char *path) {
    cJSON *results = results_read(path);
    if (!cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(results, "complete"))) {
        cJSON_Delete(results);
        return false;
    }
    set(&w->lab, results_text(results, "lab"));
    set(&w->title, results_text(results, "title"));
    set(&w->seed, results_text(results, "seed"));
    w->seconds = results_number(results, "seconds");
    const cJSON *item;
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(results, "tasks")) take_task(w, results, item);
    cJSON_Delete(results);
    return true;
}

int watch_look(Watched *w, bool changed[]) {
    int n = 0;
    for (int i = 0; i < w->n_files; i++) {
        char   path[4096], now[65] = "";
        size_t size;
        snprintf(path, sizeof path, "%s/%s", w->code, w->files[i]);
        char *bytes = file_read(path, MOST_BYTES, &size);
        if (bytes != NULL) sha256_hex(bytes, size, now);
        free(bytes);
        changed[i] = strcmp(now, w->sha256[i]) != 0;
        n += changed[i];
        memcpy(w->sha256[i], now, sizeof now);
    }
    return n;
}

bool watch_is_full(const WatchTask *t) { return t->points >= t->max; }

const WatchTask *watch_first_open(const Watched *w) {
    const WatchTask *together = NULL;
    for (int i = 0; i < w->n_tasks; i++) {
        const WatchTask *t = &w->tasks[i];
        if (watch_is_full(t)) continue;
        if (*t->file != '\0') return t;
        if (together == NULL) together = t;
    }
    return together;
}

double watch_points(const Watched *w) {
    double sum = 0;
    for (int i = 0; i < w->n_tasks; i++) sum += w->tasks[i].points;
    return sum;
}

double watch_max(const Watched *w) {
    double sum = 0;
    for (int i = 0; i < w->n_tasks; i++) sum += w->tasks[i].max;
    return sum;
}
