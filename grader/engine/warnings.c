#include "warnings.h"

#include "diagnostics.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { WARNINGS_TOLD = 3 };

/* "1.2" of a line that begins with the comment before a task's function. */
static bool begins_task(const char *line, char task[8]) {
    return sscanf(line, "/* %7[0-9.]", task) == 1 && strchr(task, '.') != NULL && isdigit((unsigned char)line[3]);
}

/* Whether line `number` stands behind the comment of the task, and before the next task's. */
static bool is_of_task(const Source *source, int number, const char *task) {
    const char *end = source->text + source->size;
    char last[8] = "";
    for (const char *line = source->text; number > 0 && line < end; number--) {
        char found[8], head[16];
        snprintf(head, sizeof head, "%.*s", (int)(end - line < 15 ? end - line : 15), line);
        if (begins_task(head, found)) memcpy(last, found, sizeof last);
        const char *next = memchr(line, '\n', (size_t)(end - line));
        if (next == NULL) break;
        line = next + 1;
    }
    return strcmp(last, task) == 0;
}

char *warnings_explain(const Grading *g, const Check *check) {
    Text all = {0};
    int told = 0;
    for (int i = 0; g->code.sources != NULL && i < g->result->n_sources; i++) {
        const SourceResult *s = &g->result->sources[i];
        const Source *source = &g->code.sources[i];
        for (const char *w = s->warnings; source->ok && w != NULL && *w != '\0' && told < WARNINGS_TOLD;
             w = strchr(w, '\n') + 1) {
            char function[80];
            const int line = atoi(w);
            if (!is_of_task(source, line, check->task)) continue;
            diagnostics_function(function, source->text, source->size, line);
            text_add(&all, "\nthe compiler warns at %s:%d, in %s: %.*s", s->name, line, function,
                     (int)strcspn(w + strspn(w, "0123456789: "), "\n"), w + strspn(w, "0123456789: "));
            told++;
        }
    }
    return all.s;
}
