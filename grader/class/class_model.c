/* class_model.c: the class in memory, and as state/class.json. */
#include "class.h"

#include "autograd.h"
#include "error.h"
#include "store.h"
#include "text.h"
#include <cjson/cJSON.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

Student *class_add_student(Class *c, const char *id) {
    c->students = realloc(c->students, (size_t)(c->n_students + 1) * sizeof *c->students);
    if (c->students == NULL) t_fail(NULL, "no memory for %d students", c->n_students + 1);
    Student *s = &c->students[c->n_students++];
    *s = (Student){.id = text_format("%s", id), .chosen = -1};
    return s;
}

void class_remark(Class *c, const char *where, const char *format, ...) {
    va_list args;
    char words[1000];
    va_start(args, format);
    vsnprintf(words, sizeof words, format, args);
    va_end(args);
    c->remarks = realloc(c->remarks, (size_t)(c->n_remarks + 1) * sizeof *c->remarks);
    if (c->remarks == NULL) t_fail(NULL, "no memory for %d remarks", c->n_remarks + 1);
    c->remarks[c->n_remarks++] = (Remark){text_name(where, 300), text_name(words, 600)};
}

const char *standing_name(Standing s) {
    static const char *const names[] = {
        [STANDING_MISSING] = "missing",   [STANDING_NO_FILES] = "no files", [STANDING_UNCLEAR] = "unclear",
        [STANDING_WAITING] = "not graded", [STANDING_FAILED] = "tool failed", [STANDING_CUT_OFF] = "too late",
        [STANDING_GRADED] = "graded",
    };
    return names[s];
}

char *class_path(const Settings *s, const char *format, ...) {
    va_list args;
    char rest[PATH_MAX];
    va_start(args, format);
    vsnprintf(rest, sizeof rest, format, args);
    va_end(args);
    return text_format("%s/%s", s->out, rest);
}

/* --- As JSON ------------------------------------------------------------------------------------------------------ */
static void add(cJSON *to, const char *key, const char *text) {
    if (text != NULL && text[0] != '\0') cJSON_AddStringToObject(to, key, text);
}

static char *get(const cJSON *from, const char *key) {
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(from, key));
    return text_format("%s", text != NULL ? text : "");
}

static const struct { const char *key; size_t at; } words_of[] = {
    {"name", offsetof(Student, name)},     {"email", offsetof(Student, email)},
    {"section", offsetof(Student, section)}, {"login", offsetof(Student, login)},
    {"canvas", offsetof(Student, canvas)}, {"github", offsetof(Student, github)},
    {"extension", offsetof(Student, extension)}, {"trouble", offsetof(Student, trouble)},
};
enum { WORDS = sizeof words_of / sizeof words_of[0] };
static char **word(Student *s, int k) { return (char **)((char *)s + words_of[k].at); }

bool class_write(const Settings *s, const Class *c) {
    cJSON *root = cJSON_CreateObject(), *students, *remarks;
    add(root, "lab", c->lab.name);
    add(root, "platform", c->platform);
    students = cJSON_AddArrayToObject(root, "students");
    for (int i = 0; i < c->n_students; i++) {
        Student *one = &c->students[i];
        cJSON *item = cJSON_CreateObject(), *attempts = cJSON_CreateArray();
        cJSON_AddItemToArray(students, item);
        cJSON_AddStringToObject(item, "id", one->id);
        for (int k = 0; k < WORDS; k++) add(item, words_of[k].key, *word(one, k));
        cJSON_AddBoolToObject(item, "on_roster", one->on_roster);
        cJSON_AddItemToObject(item, "attempts", attempts);
        for (int a = 0; a < one->n_attempts; a++) {
            cJSON *attempt = cJSON_CreateObject();
            cJSON_AddItemToArray(attempts, attempt);
            add(attempt, "hash", one->attempts[a].hash);
            add(attempt, "place", one->attempts[a].place);
            if (one->attempts[a].time != NO_TIME)
                cJSON_AddNumberToObject(attempt, "time", (double)one->attempts[a].time);
        }
    }
    remarks = cJSON_AddArrayToObject(root, "remarks");
    for (int i = 0; i < c->n_remarks; i++) {
        cJSON *item = cJSON_CreateObject();
        cJSON_AddItemToArray(remarks, item);
        add(item, "where", c->remarks[i].where);
        add(item, "what", c->remarks[i].what);
    }
    char *text = cJSON_Print(root), *path = class_path(s, "state/class.json");
    cJSON_Delete(root);
    const bool ok = store_file(path, text, strlen(text));
    cJSON_free(text);
    free(path);
    return ok;
}

static void read_student(Class *c, const cJSON *item) {
    char *id = get(item, "id");
    Student *s = class_add_student(c, id);
    free(id);
    for (int k = 0; k < WORDS; k++) *word(s, k) = get(item, words_of[k].key);
    if (s->trouble[0] == '\0') s->trouble = NULL;
    s->on_roster = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(item, "on_roster"));
    const cJSON *attempts = cJSON_GetObjectItemCaseSensitive(item, "attempts"), *attempt;
    s->n_attempts = cJSON_GetArraySize(attempts);
    s->attempts = t_calloc((size_t)s->n_attempts + 1, sizeof *s->attempts);
    int a = 0;
    cJSON_ArrayForEach(attempt, attempts) {
        const cJSON *time = cJSON_GetObjectItemCaseSensitive(attempt, "time");
        char *hash = get(attempt, "hash");
        snprintf(s->attempts[a].hash, sizeof s->attempts[a].hash, "%s", hash);
        free(hash);
        s->attempts[a].place = get(attempt, "place");
        s->attempts[a++].time = cJSON_IsNumber(time) ? (int64_t)time->valuedouble : NO_TIME;
    }
}

bool class_read(const Settings *s, Class *c) {
    char  *path = class_path(s, "state/class.json"), *text = store_read(path, NULL);
    cJSON *root = text != NULL ? cJSON_Parse(text) : NULL;
    bool   ok = root != NULL || text == NULL || t_error_set("%s: is damaged; remove it, and the same command reads the "
                                                            "hand-ins anew", path);
    ok = ok && text != NULL;
    free(text);
    free(path);
    if (!ok) return false;
    const cJSON *item;
    c->platform = get(root, "platform");
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(root, "students")) read_student(c, item);
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(root, "remarks")) {
        char *where = get(item, "where"), *what = get(item, "what");
        class_remark(c, where, "%s", what);
        free(where);
        free(what);
    }
    cJSON_Delete(root);
    return true;
}
