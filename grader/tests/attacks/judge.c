#include "judge.h"

#include "oracle.h"
#include <regex.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char wrong[8192];

void complain(const char *format, ...) {
    size_t used = strlen(wrong);
    va_list args;
    va_start(args, format);
    if (used < sizeof wrong - 8) used += (size_t)snprintf(wrong + used, sizeof wrong - used, "    ");
    vsnprintf(wrong + used, sizeof wrong - used, format, args);
    va_end(args);
    used = strlen(wrong);
    snprintf(wrong + used, sizeof wrong - used, "\n");
    for (char *p = wrong; *p != '\0'; p++)
        if (*p != '\n' && ((unsigned char)*p < 0x20 || (unsigned char)*p > 0x7e)) *p = '?';
}

/* --- The result --------------------------------------------------------------------------------------------------- */
cJSON *read_json(const char *path) {
    static char text[8 << 20];
    FILE *f = fopen(path, "re");
    if (f == NULL) return NULL;
    size_t n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    text[n] = '\0';
    return cJSON_Parse(text);
}

double number(const cJSON *o, const char *key) {
    const cJSON *x = cJSON_GetObjectItemCaseSensitive(o, key);
    return cJSON_IsNumber(x) ? x->valuedouble : -1;
}

const char *string(const cJSON *o, const char *key) {
    const cJSON *x = cJSON_GetObjectItemCaseSensitive(o, key);
    return cJSON_IsString(x) ? x->valuestring : "";
}

/* The file that a check's task is written in. */
static const char *file_of(const cJSON *root, const char *task) {
    const cJSON *t;
    cJSON_ArrayForEach(t, cJSON_GetObjectItemCaseSensitive(root, "tasks")) if (strcmp(string(t, "task"), task) ==
                                                                               0) return string(t, "file");
    return "";
}

/* `loses` names, between semicolons: all, none, a file, a task, or a task/check. */
static bool is_lost(const char *loses, const cJSON *root, const cJSON *check) {
    const char *task = string(check, "task");
    char exact[256];
    snprintf(exact, sizeof exact, "%s/%s", task, string(check, "title"));
    if (strcmp(loses, "all") == 0) return true;
    for (const char *p = loses; *p != '\0';) {
        size_t n = strcspn(p, ";");
        const char *const names[] = {task, exact, file_of(root, task)};
        for (int i = 0; i < 3; i++)
            if (strlen(names[i]) == n && strncmp(names[i], p, n) == 0) return true;
        p += n + (p[n] == ';');
    }
    return false;
}

void judge_points(const Attack *a, const cJSON *root, bool *gained) {
    double expected = 0, max = 0;
    const cJSON *check;
    int n = 0;
    cJSON_ArrayForEach(check, cJSON_GetObjectItemCaseSensitive(root, "checks")) {
        double points = number(check, "points"), full = number(check, "max"),
               due = is_lost(a->loses, root, check) ? 0 : full;
        n++;
        max += full;
        expected += due;
        if (points > due) *gained = true;
        if (points != due)
            complain("%s %s: %g of %g points, %g are due (%s: %.200s)", string(check, "task"), string(check, "title"),
                     points, full, due, string(check, "status"), string(check, "message"));
    }
    if (n < 20 || max != 100) complain("the result has %d checks of %g points in all", n, max);
    if (number(root, "score") != expected) complain("score %g, and %g is due", number(root, "score"), expected);
    if (!cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(root, "complete"))) complain("the result is not complete");
}

/* Every string in it: what the JSON writes as \u001b is an escape all the same. */
void look_at_strings(const cJSON *x, const char *where) {
    for (; x != NULL; x = x->next) {
        if (cJSON_IsString(x)) {
            long at = bad_byte(x->valuestring, strlen(x->valuestring));
            if (at >= 0)
                complain("byte 0x%02x in the result's \"%s\" of %s", (unsigned char)x->valuestring[at],
                         x->string != NULL ? x->string : "", where);
            if (strlen(x->valuestring) > 64 << 10)
                complain("%zu bytes in the result's \"%s\"", strlen(x->valuestring),
                         x->string != NULL ? x->string : "");
        }
        look_at_strings(x->child, x->string != NULL ? x->string : where);
    }
}

/* Whether the pattern is found in what is said of a check or of a file, or in the notes. */
static bool says(const cJSON *x, const regex_t *pattern) {
    for (; x != NULL; x = x->next) {
        bool told = x->string != NULL && (strcmp(x->string, "message") == 0 || strcmp(x->string, "problem") == 0 ||
                                          strcmp(x->string, "notes") == 0);
        if (told && cJSON_IsString(x) && regexec(pattern, x->valuestring, 0, NULL, 0) == 0) return true;
        if (says(x->child, pattern)) return true;
    }
    return false;
}

void judge_message(const Attack *a, const cJSON *root) {
    regex_t pattern;
    if (strcmp(a->says, "-") == 0) return;
    if (regcomp(&pattern, a->says, REG_EXTENDED | REG_NOSUB) != 0) {
        complain("no regular expression: %s", a->says);
        return;
    }
    if (!says(root, &pattern)) complain("nothing is said that matches /%s/", a->says);
    regfree(&pattern);
}
