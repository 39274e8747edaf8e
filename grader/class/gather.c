#include "gather.h"

#include "autograd.h"
#include "error.h"
#include "names.h"
#include "report_file.h"
#include "sha256.h"
#include "store.h"
#include "text.h"
#include <stdlib.h>
#include <string.h>

static Grade *grade_of(const Settings *s, const BuildId *build, const LabTable *lab, const char *hash) {
    char  *path = class_path(s, "state/results/%s/%s/result.json", build->stamp, hash);
    Grade *g = store_exists(path) ? grade_read(path, lab) : NULL;
    free(path);
    return g;
}

static void set_points(const LabTable *lab, Student *s, const Grade *g, int attempt) {
    s->chosen = attempt;
    s->has_points = true;
    s->total = g->score;
    s->bonus = g->bonus;
    for (int t = 0; t < lab->n_tasks; t++) s->points[t] = g->points[t];
}

static Standing without_grade(const Settings *s, const Student *one) {
    if (one->trouble != NULL) return STANDING_UNCLEAR;
    if (one->n_attempts == 0) return STANDING_MISSING;
    if (one->attempts[one->n_attempts - 1].hash[0] == '\0') return STANDING_NO_FILES;
    bool failed = false;
    for (int a = 0; a < one->n_attempts; a++) {
        char *path = class_path(s, "state/failed/%s", one->attempts[a].hash);
        failed = failed || (one->attempts[a].hash[0] != '\0' && store_exists(path));
        free(path);
    }
    return failed ? STANDING_FAILED : STANDING_WAITING;
}

/* Takes an attempt, where it is worth more than the one that is taken already. Whether it has a grade. */
static bool consider(const Settings *s, const BuildId *build, const Late *l, const LabTable *lab, Student *one,
                     int attempt, Grade **grade) {
    if (one->attempts[attempt].hash[0] == '\0') return true;
    Grade *g = grade_of(s, build, lab, one->attempts[attempt].hash);
    if (g == NULL) return false;
    const Student before = *one;
    set_points(lab, one, g, attempt);
    one->standing = late_apply(l, one) ? STANDING_CUT_OFF : STANDING_GRADED;
    if (before.has_points && before.final >= one->final) {
        *one = before;
        grade_free(g);
        return true;
    }
    grade_free(*grade);
    *grade = g;
    return true;
}

/* Of somebody whose attempts have not all been graded it is not known which one counts. */
static void take_back(Student *one, Grade **grade) {
    grade_free(*grade);
    *grade = NULL;
    one->has_points = false;
    one->chosen = -1;
    one->late_days = 0;
}

bool gather(const Settings *s, const BuildId *build, const Late *l, Class *c, Gathered *to) {
    *to = (Gathered){.grades = t_calloc((size_t)c->n_students + 1, sizeof *to->grades)};
    for (int i = 0; i < c->n_students; i++) {
        Student *one = &c->students[i];
        int64_t  deadline;
        if (!late_deadline(l, one, &deadline)) return false;
        bool all = true;
        for (int a = 0; a < one->n_attempts && one->trouble == NULL; a++)
            if (s->best || a == late_choose(l, one))
                all = consider(s, build, l, &c->lab, one, a, &to->grades[i]) && all;
        if (!all) take_back(one, &to->grades[i]);
        if (!one->has_points) one->standing = without_grade(s, one);
        one->seed = text_format("%llu", (unsigned long long)build->seed);
        one->protections = text_format("%s", to->grades[i] != NULL ? to->grades[i]->protections : "");
        if (one->standing == STANDING_FAILED)
            class_remark(c, one->id, "was not graded, since the grader failed; the same command tries again");
        if (l->has_deadline && one->has_points && one->attempts[one->chosen].time == NO_TIME)
            class_remark(c, one->id, "nothing tells when this was handed in; it counts as in time");
    }
    if (l->program != NULL && !late_ask(l, c)) return false;
    for (int i = 0; i < c->n_students; i++) to->count[c->students[i].standing]++;
    return true;
}

void gathered_free(const Class *c, Gathered *g) {
    for (int i = 0; i < c->n_students; i++) grade_free(g->grades[i]);
    free(g->grades);
}

/* Numbers in the order of a hash of the ids, which says nothing about names. */
static int rank(const Class *c, int student) {
    char mine[65], other[65];
    int  before = 0;
    sha256_hex(c->students[student].id, strlen(c->students[student].id), mine);
    for (int i = 0; i < c->n_students; i++) {
        sha256_hex(c->students[i].id, strlen(c->students[i].id), other);
        before += strcmp(other, mine) < 0;
    }
    return before;
}

char *student_name(const Settings *s, const Class *c, int student) {
    return s->anonymous ? text_format("student-%04d", rank(c, student) + 1) : name_for_file(c->students[student].id);
}

/* --- Reports ------------------------------------------------------------------------------------------------------ */
static bool copy_report(const Settings *s, const char *from, const char *to, const char *name) {
    char *text = store_read(from, NULL), *place = class_path(s, "reports/%s", to);
    Text  t = {0};
    bool  ok = text != NULL;
    const size_t n = strlen(GRADE_PLACEHOLDER);
    for (char *p = text, *at; ok && p != NULL; p = at != NULL ? at + n : NULL) {
        at = strstr(p, GRADE_PLACEHOLDER);
        text_add(&t, "%.*s%s", at != NULL ? (int)(at - p) : (int)strlen(p), p, at != NULL ? name : "");
    }
    ok = ok && report_file_write(place, text_of(&t));
    text_free(&t);
    free(text);
    free(place);
    return ok;
}

static bool write_reports(const Settings *s, const Class *c, int i, const char *results) {
    static const struct { const char *from, *end; } files[] = {{"report.html", "html"}, {"result.json", "json"}};
    const Student *one = &c->students[i];
    char *name = student_name(s, c, i);
    bool  ok = true;
    for (int k = 0; k < 2 && ok; k++) {
        char *from = text_format("%s/%s/%s", results, one->attempts[one->chosen].hash, files[k].from);
        char *to = text_format("%s.%s", name, files[k].end);
        ok = copy_report(s, from, to, name);
        free(from);
        free(to);
    }
    free(name);
    return ok;
}

bool reports_write(const Settings *s, const BuildId *build, const Class *c, const Gathered *g) {
    char *folder = class_path(s, "reports");
    /* Of somebody who has no grade any more, or has had a name before, no report is left. */
    store_remove(folder);
    bool ok = store_folder(folder);
    free(folder);
    char *results = class_path(s, "state/results/%s", build->stamp);
    for (int i = 0; ok && i < c->n_students; i++)
        if (g->grades[i] != NULL) ok = write_reports(s, c, i, results);
    free(results);
    return ok;
}
