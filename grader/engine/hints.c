#include "hints.h"

#include "text.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int task_named(const Result *r, const char *id) {
    for (int i = 0; r->lab->tasks[i].id != NULL; i++)
        if (strcmp(r->lab->tasks[i].id, id) == 0) return i;
    return -1;
}

bool hints_read(Result *r, const char *path, int steps) {
    FILE *f = fopen(path, "re");
    if (f == NULL) return t_error_set("%s: %s", path, strerror(errno));
    int n = 0, task = -1;
    while (r->lab->tasks[n].id != NULL) n++;
    Text *hints = t_calloc((size_t)n, sizeof *hints);
    bool  wanted = false; /* this step, and so a line that goes on */
    for (char line[1024]; fgets(line, sizeof line, f) != NULL;) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "@ ", 2) == 0) task = task_named(r, line + 2);
        else if (line[0] >= '1' && line[0] <= '9' && line[1] == ' ') {
            wanted = task >= 0 && line[0] - '0' <= steps;
            if (wanted) text_add(&hints[task], "%shint %c: %s", hints[task].size > 0 ? "\n" : "", line[0], line + 2);
        } else if (wanted && strncmp(line, "  ", 2) == 0) text_add(&hints[task], " %s", line + strspn(line, " "));
    }
    fclose(f);
    r->hints = t_calloc((size_t)n, sizeof *r->hints);
    for (int i = 0; i < n; i++) r->hints[i] = hints[i].s;
    free(hints);
    return true;
}
