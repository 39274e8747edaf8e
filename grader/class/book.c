/* book.c: the gradebook, and what Canvas and Moodle import. */
#include "gather.h"

#include "error.h"
#include "store.h"
#include "text.h"
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A cell of RFC 4180. */
static void add_cell(Text *to, const char *text) {
    if (text == NULL) return;
    if (strpbrk(text, ",\"\r\n;\t") == NULL && text[0] != ' ') {
        text_add(to, "%s", text);
        return;
    }
    text_add(to, "\"");
    for (const char *p = text; *p != '\0'; p++) text_add(to, *p == '"' ? "\"\"" : "%c", *p);
    text_add(to, "\"");
}

/* Words that somebody else may have written: a spreadsheet takes what begins with one of these signs for a formula. */
static void add_words(Text *to, const char *text) {
    if (text == NULL || text[0] == '\0') return;
    char *shown = text_name(text, 300);
    char *cell = text_format("%s%s", strchr("=+-@", shown[0]) != NULL ? "'" : "", shown);
    add_cell(to, cell);
    free(cell);
    free(shown);
}

static bool write_text(const Settings *s, const char *name, Text *t) {
    char *path = class_path(s, "%s", name);
    const bool ok = store_file(path, text_of(t), t->size);
    free(path);
    text_free(t);
    return ok;
}

static bool write_gradebook(const Settings *s, const BuildId *build, const Class *c) {
    Text t = {0};
    text_add(&t, "id,name,email,section");
    for (int k = 0; k < c->lab.n_tasks; k++) text_add(&t, ",%s", c->lab.tasks[k].id);
    text_add(&t, ",total%s,late days,penalty,final,status,attempts,note,seed,build,protections\n",
             c->lab.bonus != NULL ? ",bonus" : "");
    for (int i = 0; i < c->n_students; i++) {
        const Student *one = &c->students[i];
        add_words(&t, one->id);
        text_add(&t, ",");
        add_words(&t, one->name);
        text_add(&t, ",");
        add_words(&t, one->email);
        text_add(&t, ",");
        add_words(&t, one->section);
        /* Who has no grade has empty cells: a 0 is somebody's decision. */
        for (int k = 0; k < c->lab.n_tasks; k++)
            text_add(&t, ",%s", one->has_points ? text_points(one->points[k]) : "");
        text_add(&t, ",%s", one->has_points ? text_points(one->total) : "");
        if (c->lab.bonus != NULL)
            text_add(&t, ",%s", one->has_points && one->bonus >= 0 ? text_points(one->bonus) : "");
        if (one->has_points)
            text_add(&t, ",%d,%s,%s", one->late_days, text_points(one->penalty), text_points(one->final));
        else text_add(&t, ",,,");
        text_add(&t, ",%s,%d,", standing_name(one->standing), one->n_attempts);
        add_words(&t, one->note);
        text_add(&t, ",%s,%s,", one->has_points ? one->seed : "", one->has_points ? build->build : "");
        add_cell(&t, one->protections);
        text_add(&t, "\n");
    }
    return write_text(s, "gradebook.csv", &t);
}

/* "Lab 3: Softmax classifiers" */
static char *column_of(const LabTable *lab) { return text_format("Lab %d: %s", atoi(lab->name), lab->title); }

static double most_of(const LabTable *lab) {
    double most = 0;
    for (int t = 0; t < lab->n_tasks; t++) most += lab->tasks[t].points;
    return most;
}

/* Canvas finds students by ID, then SIS user ID, then login, then name; an empty cell changes nothing there. */
static bool write_canvas(const Settings *s, const Class *c) {
    Text  t = {0};
    char *column = column_of(&c->lab);
    text_add(&t, "Student,ID,SIS User ID,SIS Login ID,Section,");
    add_cell(&t, column);
    text_add(&t, "\n    Points Possible,,,,,%s\n", text_points(most_of(&c->lab)));
    for (int i = 0; i < c->n_students; i++) {
        const Student *one = &c->students[i];
        if (!one->has_points) continue;
        /* Without a roster the id may be the platform's own number. */
        const bool number = one->canvas != NULL && strcmp(one->canvas, one->id) == 0;
        const char *const cells[] = {one->name, one->canvas, number ? NULL : one->id, one->login, one->section};
        for (int k = 0; k < 5; k++) {
            add_cell(&t, cells[k]);
            text_add(&t, ",");
        }
        text_add(&t, "%s\n", text_points(one->final));
    }
    free(column);
    return write_text(s, "canvas.csv", &t);
}

/* Moodle asks which column is what. Feedback without a grade would delete the grade: both are there, or no line is. */
static bool write_moodle(const Settings *s, const Class *c) {
    Text  t = {0};
    char *column = column_of(&c->lab);
    text_add(&t, "ID number,Email address,Full name,");
    add_cell(&t, column);
    text_add(&t, ",Feedback\n");
    for (int i = 0; i < c->n_students; i++) {
        const Student *one = &c->students[i];
        if (!one->has_points) continue;
        add_cell(&t, one->id);
        text_add(&t, ",");
        add_cell(&t, one->email);
        text_add(&t, ",");
        add_cell(&t, one->name);
        text_add(&t, ",%s,", text_points(one->final));
        Text feedback = {0};
        for (int k = 0; k < c->lab.n_tasks; k++)
            text_add(&feedback, "%s%s %s: %s of %s", k > 0 ? "; " : "", c->lab.tasks[k].id, c->lab.tasks[k].title,
                     text_points(one->points[k]), text_points(c->lab.tasks[k].points));
        if (one->penalty > 0)
            text_add(&feedback, "; late by %d days: -%s", one->late_days, text_points(one->penalty));
        add_cell(&t, text_of(&feedback));
        text_free(&feedback);
        text_add(&t, "\n");
    }
    free(column);
    return write_text(s, "moodle.csv", &t);
}

bool book_write(const Settings *s, const BuildId *build, const Class *c) {
    bool ok = write_gradebook(s, build, c) && write_canvas(s, c) && write_moodle(s, c);
    Text t = {0};
    char *path = class_path(s, "anonymous.csv");
    unlink(path);
    free(path);
    if (!ok || !s->anonymous) return ok;
    text_add(&t, "report,id\n");
    for (int i = 0; i < c->n_students; i++) {
        char *name = student_name(s, c, i);
        text_add(&t, "%s,", name);
        add_words(&t, c->students[i].id);
        text_add(&t, "\n");
        free(name);
    }
    return write_text(s, "anonymous.csv", &t);
}

bool attention_write(const Settings *s, const Class *c) {
    Text t = {0};
    text_add(&t, "where,what\n");
    for (int i = 0; i < c->n_remarks; i++) {
        add_words(&t, c->remarks[i].where);
        text_add(&t, ",");
        add_words(&t, c->remarks[i].what);
        text_add(&t, "\n");
    }
    return write_text(s, "attention.csv", &t);
}

/* --- What has changed since the grades before --------------------------------------------------------------------- */
static const char *words(const cJSON *from, const char *key) {
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(from, key));
    return text != NULL ? text : "";
}

static char *policy_of(const Settings *s) {
    return text_format("%s %s %d", s->deadline != NULL ? s->deadline : "", s->late != NULL ? s->late : "", s->best);
}

/* In a pair of grades, what is not the same that they depend on. */
static char *reason_of(const Settings *s, const BuildId *build, const cJSON *before, const cJSON *old,
                       const char *hash) {
    static const char *const names[] = {"the hand-in", "the grader or its checks", "the kit", "the key",
                                        "deadline or late policy"};
    char *policy = policy_of(s);
    const bool differs[] = {strcmp(words(old, "hash"), hash) != 0, strcmp(words(before, "grader"), build->grader) != 0,
                            strcmp(words(before, "kit"), build->kit) != 0,
                            strcmp(words(before, "key"), build->key) != 0,
                            strcmp(words(before, "policy"), policy) != 0};
    Text t = {0};
    for (int i = 0; i < 5; i++)
        if (differs[i]) text_add(&t, "%s%s", t.size > 0 ? ", " : "", names[i]);
    if (t.size > 0) text_add(&t, " changed");
    else text_add(&t, "graded again");
    free(policy);
    return t.s;
}

static char *grade_words(const Student *one) {
    return one->has_points ? text_format("%s", text_points(one->final)) : text_format("%s", "");
}

static void add_student(cJSON *students, const Student *one) {
    cJSON *item = cJSON_CreateObject();
    char  *final = grade_words(one);
    cJSON_AddStringToObject(item, "hash", one->chosen >= 0 ? one->attempts[one->chosen].hash : "");
    cJSON_AddStringToObject(item, "final", final);
    cJSON_AddStringToObject(item, "status", standing_name(one->standing));
    cJSON_AddItemToObject(students, one->id, item);
    free(final);
}

bool changes_write(const Settings *s, const BuildId *build, const Class *c, int *changed) {
    char  *path = class_path(s, "state/last.json"), *text = store_exists(path) ? store_read(path, NULL) : NULL;
    cJSON *before = text != NULL ? cJSON_Parse(text) : NULL, *after = cJSON_CreateObject(), *students;
    const cJSON *known = cJSON_GetObjectItemCaseSensitive(before, "students");
    char  *policy = policy_of(s);
    Text   t = {0};
    free(text);
    cJSON_AddStringToObject(after, "grader", build->grader);
    cJSON_AddStringToObject(after, "kit", build->kit);
    cJSON_AddStringToObject(after, "key", build->key);
    cJSON_AddStringToObject(after, "policy", policy);
    students = cJSON_AddObjectToObject(after, "students");
    text_add(&t, "id,before,after,status before,status after,why\n");
    *changed = 0;
    for (int i = 0; i < c->n_students; i++) {
        const Student *one = &c->students[i];
        add_student(students, one);
        const cJSON *old = cJSON_GetObjectItemCaseSensitive(known, one->id);
        char *final = grade_words(one);
        if (old != NULL && (strcmp(words(old, "final"), final) != 0 ||
                            strcmp(words(old, "status"), standing_name(one->standing)) != 0)) {
            char *why = reason_of(s, build, before, old, one->chosen >= 0 ? one->attempts[one->chosen].hash : "");
            add_words(&t, one->id);
            text_add(&t, ",%s,%s,%s,%s,\"%s\"\n", words(old, "final"), final, words(old, "status"),
                     standing_name(one->standing), why);
            free(why);
            ++*changed;
        }
        free(final);
    }
    char *json = cJSON_Print(after);
    const bool ok = write_text(s, "changes.csv", &t) && store_file(path, json, strlen(json));
    cJSON_free(json);
    cJSON_Delete(before);
    cJSON_Delete(after);
    free(policy);
    free(path);
    return ok;
}
