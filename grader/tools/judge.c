/* judge.c: whether a grading has come out as it must, for grader/tests/selftest.sh.
 *
 *   judge zero NAME RESULT.json       nothing is written: no points, no check that says anything else
 *   judge full NAME RESULT.json       every point
 *   judge mutant NAME RESULT.json     misconception NAME: loses exactly the checks that it declares, and is named
 *   judge glanced NAME RESULT.json    the same under --glance: trainings that it does not declare to lose are not run,
 *                                     and count as neither passed nor lost
 *   judge untrained-full NAME RESULT.json, judge untrained-mutant NAME RESULT.json
 *                                     full, and mutant, under --no-trainings: no training is run
 *
 * Prints "ok NAME" or "not ok: NAME: ..." with the first thing that is wrong; exit status 0 or 1. */
#include "misconceptions.h"
#include <cjson/cJSON.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *name;

static _Noreturn void wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));
static _Noreturn void wrong(const char *format, ...) {
    va_list args;
    va_start(args, format);
    printf("not ok: %s: ", name);
    vprintf(format, args);
    putchar('\n');
    va_end(args);
    exit(1);
}

static cJSON *read_json(const char *path) {
    static char text[4 << 20];
    FILE *f = fopen(path, "re");
    if (f == NULL) wrong("no result in %s", path);
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    fclose(f);
    cJSON *json = cJSON_Parse(text);
    if (json == NULL) wrong("%s is no JSON", path);
    return json;
}

static const cJSON *field(const cJSON *in, const char *key) {
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(in, key);
    if (value == NULL) wrong("the result has no \"%s\"", key);
    return value;
}

static double number(const cJSON *in, const char *key) { return cJSON_GetNumberValue(field(in, key)); }

static const char *text(const cJSON *in, const char *key) {
    const char *s = cJSON_GetStringValue(field(in, key));
    return s != NULL ? s : "";
}

/* For a message: "3.1 values (failed: y[0]: expected ...)". */
static const char *described(const cJSON *check) {
    static char line[512];
    const char *message = text(check, "message");
    snprintf(line, sizeof line, "%s %s (%s%s%.*s)", text(check, "task"), text(check, "title"), text(check, "status"),
             *message != '\0' ? ": " : "", (int)strcspn(message, "\n"), message);
    return line;
}

static void judge_zero(const cJSON *result) {
    const cJSON *check;
    if (number(result, "score") != 0) wrong("%g points", number(result, "score"));
    cJSON_ArrayForEach(check, field(result, "checks"))
        if (strcmp(text(check, "status"), "not_written") != 0) wrong("%s", described(check));
}

static bool is_not_run(const cJSON *check) {
    return strcmp(text(check, "status"), "skipped") == 0 && strcmp(text(check, "message"), TRAINING_NOT_RUN) == 0;
}

static void judge_full(const cJSON *result, bool trained) {
    const cJSON *check;
    double left_out = 0;
    cJSON_ArrayForEach(check, field(result, "checks")) {
        if (!trained && is_not_run(check)) left_out += number(check, "max");
        else if (strcmp(text(check, "status"), "passed") != 0) wrong("%s", described(check));
    }
    const double score = number(result, "score"), all = number(result, "max") - left_out;
    if (score < all - 1e-6 || score > all + 1e-6) wrong("%g points of %g", score, all);
}

/* Each item of the declaration names a check that there is. */
static void judge_list(const cJSON *result, const char *list) {
    for (const char *item = list; *item != '\0'; item += strspn(item, "; ")) {
        char one[256];
        const int n = (int)strcspn(item, ";");
        snprintf(one, sizeof one, "%.*s", n, item);
        const cJSON *check;
        bool found = false;
        cJSON_ArrayForEach(check, field(result, "checks"))
            found = found || misconception_lists(one, text(check, "task"), text(check, "title"));
        if (!found) wrong("it declares \"%s\", and there is no such check", one);
        item += n;
    }
}

/* Which trainings need not have been run. */
typedef enum Trained { ALL_TRAINED, DECLARED_TRAINED, NONE_TRAINED } Trained;

static void judge_mutant(const cJSON *result, Trained trained) {
    const Misconception *m = misconception_find(name);
    if (m == NULL) wrong("there is no such misconception");
    judge_list(result, m->loses);
    judge_list(result, m->may);

    const cJSON *check;
    cJSON_ArrayForEach(check, field(result, "checks")) {
        const char *task = text(check, "task"), *title = text(check, "title");
        const bool must = misconception_lists(m->loses, task, title), may = misconception_lists(m->may, task, title);
        const bool lost = number(check, "points") < number(check, "max");
        if (is_not_run(check) && trained != ALL_TRAINED && !(must && trained == DECLARED_TRAINED)) continue;
        const bool named = strstr(text(check, "message"), m->says) != NULL;
        for (const Misconception *o = lab_misconceptions; o->name != NULL && !named; o++)
            if (strstr(text(check, "message"), o->says) != NULL)
                wrong("is taken for %s: %s", o->name, described(check));
        if (must && number(check, "points") > 0) wrong("has points that it must lose: %s %s", task, title);
        if (lost && !must && !may) wrong("loses what it must not: %s", described(check));
        /* In its own task; whole trainings are not compared. */
        if (must && strcmp(task, m->task) == 0 && !named) wrong("is not named: %s", described(check));
    }
}

int main(int argc, char *argv[]) {
    if (argc != 4) {
        fprintf(stderr, "usage: judge zero|full|mutant|glanced|untrained-full|untrained-mutant NAME RESULT.json\n");
        return 2;
    }
    name = argv[2];
    cJSON *result = read_json(argv[3]);
    if (!cJSON_IsTrue(field(result, "complete"))) wrong("the grading was not brought to its end");
    const char *as = argv[1];
    const bool  untrained = strncmp(as, "untrained-", 10) == 0;
    if (untrained) as += 10;
    if (strcmp(as, "zero") == 0) judge_zero(result);
    else if (strcmp(as, "full") == 0) judge_full(result, !untrained);
    else judge_mutant(result, untrained ? NONE_TRAINED : strcmp(as, "glanced") == 0 ? DECLARED_TRAINED : ALL_TRAINED);
    cJSON_Delete(result);
    printf("ok %s\n", name);
    return 0;
}
