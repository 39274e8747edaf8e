#include "grade_file.h"

#include "autograd.h"
#include "error.h"
#include "store.h"
#include "text.h"
#include <stdlib.h>
#include <string.h>

static double number(const cJSON *from, const char *key) {
    const cJSON *n = cJSON_GetObjectItemCaseSensitive(from, key);
    return cJSON_IsNumber(n) ? n->valuedouble : 0;
}

Grade *grade_read(const char *path, const LabTable *lab) {
    char  *text = store_read(path, NULL);
    cJSON *root = text != NULL ? cJSON_Parse(text) : NULL;
    if (text != NULL && root == NULL) t_error_set("%s: is no result", path);
    free(text);
    if (root == NULL) return NULL;
    Grade *g = t_calloc(1, sizeof *g);
    g->root = root;
    g->complete = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(root, "complete"));
    g->score = number(root, "score");
    g->most = number(root, "max");
    g->seconds = number(root, "seconds");
    const cJSON *bonus = cJSON_GetObjectItemCaseSensitive(root, "bonus");
    g->bonus = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(bonus, "graded")) ? number(bonus, "score") : -1;
    const cJSON *p = cJSON_GetObjectItemCaseSensitive(root, "protections"), *task;
    const char  *box = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(p, "compile_box"));
    const bool   seccomp = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(p, "run_seccomp"));
    const bool   plain = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(p, "run_unprivileged"));
    box = box != NULL ? box : "none";
    g->held = seccomp && plain && (strcmp(box, "bubblewrap") == 0 || strcmp(box, "landlock") == 0);
    g->protections = text_format("%s, %s%s", seccomp ? "seccomp" : "no seccomp", box, plain ? "" : ", as root");
    cJSON_ArrayForEach(task, cJSON_GetObjectItemCaseSensitive(root, "tasks")) {
        const char *id = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(task, "task"));
        for (int t = 0; lab != NULL && id != NULL && t < lab->n_tasks; t++)
            if (strcmp(lab->tasks[t].id, id) == 0) g->points[t] = number(task, "points");
    }
    return g;
}

void grade_free(Grade *g) {
    if (g == NULL) return;
    cJSON_Delete(g->root);
    free(g->protections);
    free(g);
}
