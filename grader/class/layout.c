#include "layout.h"

#include "autograd.h"
#include "error.h"
#include "gradescope_list.h"
#include "moment.h"
#include "names.h"
#include "sha256.h"
#include "text.h"
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* One item, as a platform's rule understands its path. */
typedef struct Part {
    char   *group; /* of the hand-in; NULL: it belongs to nobody */
    char   *id, *name, *label;
    int64_t time;
    const char *inside; /* what is left of the path */
} Part;

/* --- Rules -------------------------------------------------------------------------------------------------------- */
static bool matches(const char *pattern, const char *text, size_t n, regmatch_t at[], int groups) {
    regex_t r;
    char   *part = text_format("%.*s", (int)n, text);
    const bool ok = regcomp(&r, pattern, REG_EXTENDED | (groups == 0 ? REG_NOSUB : 0)) == 0;
    const bool found = ok && regexec(&r, part, (size_t)groups, at, 0) == 0;
    if (ok) regfree(&r);
    free(part);
    return found;
}

static char *group_of(const char *text, regmatch_t at) {
    return text_format("%.*s", (int)(at.rm_eo - at.rm_so), text + at.rm_so);
}

/* doe_late_17_4711_softmax-1.c; without names anon_xY3zA_4711_softmax.c */
static bool read_anonymous(const char *path, Part *p) {
    regmatch_t at[3];
    if (!matches("^anon_([A-Za-z0-9]{4,8})_(late_|LATE_)?[0-9]+_", path, strcspn(path, "/"), at, 3)) return false;
    p->id = group_of(path, at[1]);
    p->group = text_format("%s", p->id);
    p->inside = path + at[0].rm_eo;
    return true;
}

static bool read_canvas(const char *path, int zone, Part *p) {
    regmatch_t at[5];
    (void)zone;
    const size_t first = strcspn(path, "/");
    /* The shortest name: what the student called the file may hold numbers, too. */
    if (strncmp(path, "anon_", 5) == 0) return read_anonymous(path, p);
    if (!matches("^([^_]*(_[^_0-9][^_]*)*)_([0-9]+)_([0-9]+)_", path, first, at, 5)) return false;
    p->id = group_of(path, at[3]);
    p->name = group_of(path, at[1]);
    const size_t n = strlen(p->name);
    if (n >= 5 && strcasecmp(p->name + n - 5, "_late") == 0) p->name[n - 5] = '\0';
    p->group = text_format("%s", p->id);
    p->inside = path + at[0].rm_eo;
    return true;
}

/* Jane Doe_17_assignsubmission_file_/softmax.c, or without the folder */
static bool read_moodle(const char *path, int zone, Part *p) {
    regmatch_t at[3];
    (void)zone;
    if (!matches("^(.*)_([0-9]+)_assignsubmission_(file|onlinetext)_?", path, strcspn(path, "/"), at, 3)) return false;
    p->name = group_of(path, at[1]);
    p->id = group_of(path, at[2]);
    p->group = text_format("%s", p->id);
    p->inside = path + at[0].rm_eo;
    if (*p->inside == '/') p->inside++;
    if (strncmp(p->name, "Participant", 11) == 0) p->name[0] = '\0';
    return true;
}

/* Lab 3_u1234_attempt_2026-11-30-23-59-00_softmax.c, and a .txt beside it */
static bool read_blackboard(const char *path, int zone, Part *p) {
    regmatch_t at[3];
    if (!matches("_([^_]+)_attempt_([0-9]{4}-[0-9-]{14})", path, strcspn(path, "/"), at, 3)) return false;
    char *time = group_of(path, at[2]);
    p->id = group_of(path, at[1]);
    if (!moment_parse(time, zone, &p->time, NULL, NULL)) p->time = NO_TIME;
    p->group = text_format("%s %s", p->id, time);
    free(time);
    p->inside = path + at[0].rm_eo + (path[at[0].rm_eo] == '_');
    return true;
}

static bool read_gradescope(const char *path, int zone, Part *p) {
    (void)zone;
    const char *slash = strchr(path, '/');
    if (slash == NULL) return false;
    p->label = text_format("%.*s", (int)(slash - path), path);
    p->group = text_format("%s", p->label);
    p->inside = slash + 1;
    return true;
}

/* "attempt 2", "Versuch_1", "v3", "2026-11-30_23-59" */
static bool is_attempt(const char *name, size_t n) {
    return matches("^(([Aa]ttempt|[Vv]ersuch|[Aa]bgabe|[Ss]ubmission|[Tt]ry|[Vv])[-_ ]*[0-9]+|"
                   "[0-9]{4}-[0-9]{2}-[0-9]{2}.*)$", name, n, NULL, 0);
}

/* A folder or an archive a student, and perhaps a folder an attempt in it. */
static bool read_folder(const char *path, int zone, Part *p) {
    const size_t n = strcspn(path, "/");
    if (path[n] == '\0') return false;
    const char *inside = path + n + 1;
    const size_t second = strcspn(inside, "/");
    p->label = text_format("%.*s", (int)n, path);
    if (item_is_archive(p->label)) *strrchr(p->label, '.') = '\0';
    if (strlen(p->label) > 4 && strcasecmp(p->label + strlen(p->label) - 4, ".tar") == 0)
        p->label[strlen(p->label) - 4] = '\0';
    const bool attempt = inside[second] == '/' && is_attempt(inside, second);
    p->group = attempt ? text_format("%.*s", (int)(n + 1 + second), path) : text_format("%.*s", (int)n, path);
    if (attempt) {
        char *name = text_format("%.*s", (int)second, inside);
        if (!moment_parse(name, zone, &p->time, NULL, NULL)) p->time = NO_TIME;
        free(name);
    }
    p->inside = attempt ? inside + second + 1 : inside;
    return true;
}

typedef struct Rule {
    const char *platform;
    bool (*read)(const char *path, int zone, Part *p);
} Rule;
enum { RULES = 3 };
static const Rule rules[RULES] = {{"Moodle", read_moodle}, {"Blackboard", read_blackboard}, {"Canvas", read_canvas}};
static const Rule gradescope = {"Gradescope", read_gradescope}, folders = {"folders", read_folder};

static void free_part(Part *p) {
    free(p->group);
    free(p->id);
    free(p->name);
    free(p->label);
    *p = (Part){.time = NO_TIME};
}

/* The rule that most of the entries at the top obey. */
static Rule find_rule(const Items *items, size_t skip) {
    int top = 0, obey[RULES] = {0};
    const char *before = "";
    for (int i = 0; i < items->n; i++) {
        const char *path = items->items[i].path + skip;
        const size_t n = strcspn(path, "/");
        if (strcmp(path, "submission_metadata.yml") == 0) return gradescope;
        if (n == 0 || (strlen(before) >= n && strncmp(path, before, n) == 0 && (before[n] == '/' || before[n] == '\0')))
            continue;
        before = path;
        top++;
        for (int r = 0; r < RULES; r++) {
            Part p = {.time = NO_TIME};
            obey[r] += rules[r].read(path, 0, &p);
            free_part(&p);
        }
    }
    for (int r = 0; r < RULES; r++)
        if (2 * obey[r] > top) return rules[r];
    return folders;
}

/* The length of a folder's path in which all else lies, where that is a wrapping and no student's: what is in it are
 * folders, archives, or files that a platform has named. */
static size_t wrapping(const Class *c, const Items *items) {
    if (items->n == 0) return 0;
    const size_t n = strcspn(items->items[0].path, "/");
    const char  *name = items->items[0].path;
    if (name[n] != '/') return 0;
    for (int i = 0; i < items->n; i++)
        if (strncmp(items->items[i].path, name, n + 1) != 0) return 0;
    const Rule rule = find_rule(items, n + 1);
    bool deep = true;
    for (int i = 0; i < items->n; i++) {
        const char *inside = items->items[i].path + n + 1;
        deep = deep && (*inside == '\0' || strchr(inside, '/') != NULL);
        if (strncmp(inside, "labs/", 5) == 0 || strncmp(inside, c->lab.name, strlen(c->lab.name)) == 0) return 0;
        if (rule.read == read_folder && is_attempt(inside, strcspn(inside, "/"))) return 0;
    }
    char *label = text_format("%.*s", (int)n, name);
    bool known = false;
    for (int i = 0; i < c->n_students && !known; i++) known = strcmp(c->students[i].id, label) == 0;
    free(label);
    return known || (!deep && rule.read == read_folder) || find_rule(items, 0).read != read_folder ? 0 : n + 1;
}

/* --- Files of a hand-in ------------------------------------------------------------------------------------------- */
/* How well a path fits one of the lab's files: the larger, the better. A number behind the name is a later upload where
 * the platform has put it there, and else somebody's copy. */
static int fitness(const LabTable *lab, const char *inside, bool numbered, int *file) {
    int  number = 0;
    bool exact = false;
    const char *slash = strrchr(inside, '/'), *name = slash != NULL ? slash + 1 : inside;
    *file = item_file(lab, name, &number, &exact);
    if (*file < 0) return -1;
    int depth = 0;
    for (const char *p = inside; *p != '\0'; p++) depth += *p == '/';
    const bool at_home = strstr(inside, lab->name) != NULL;
    const bool solved = strncmp(inside, "reference/", 10) == 0 || strstr(inside, "/reference/") != NULL;
    const bool copy = strlen(name) != strlen(lab->files[*file]) || number > 0;
    return (solved ? 0 : 100000) + (at_home ? 10000 : 0) + (50 - (depth < 50 ? depth : 50)) * 100 +
           (exact && !numbered ? 20 : 0) + (copy && !numbered ? 0 : 10) + (number < 10 ? number : 9);
}

static HandIn *hand_in(HandIns *to, const char *group, char *groups[]) {
    /* Items are in order of their paths, so that the group is most often the last one. */
    for (int i = to->n - 1; i >= 0; i--)
        if (strcmp(groups[i], group) == 0) return &to->all[i];
    return NULL;
}

static char *or_null(const char *text) { return text != NULL && text[0] != '\0' ? text_format("%s", text) : NULL; }

static HandIn *begin(HandIns *to, char ***groups, const Part *p) {
    if (to->n == to->room) {
        to->room = 2 * to->room + 64;
        to->all = realloc(to->all, (size_t)to->room * sizeof *to->all);
        *groups = realloc(*groups, (size_t)to->room * sizeof **groups);
        if (to->all == NULL || *groups == NULL) t_fail(NULL, "no memory for %d hand-ins", to->room);
    }
    (*groups)[to->n] = text_format("%s", p->group);
    HandIn *h = &to->all[to->n++];
    *h = (HandIn){.time = p->time, .id = or_null(p->id), .name = or_null(p->name), .label = or_null(p->label)};
    return h;
}

typedef struct Best {
    int fit[CLASS_FILES];
    const char *path[CLASS_FILES];
    int64_t time[CLASS_FILES];
} Best;

/* What a human wants to know of a hand-in in which a file is missing. */
static void note_other(HandIn *h, const char *inside) {
    const char *slash = strrchr(inside, '/'), *name = slash != NULL ? slash + 1 : inside;
    if (*name == '\0' || *name == '.' || ++h->n_others > 3) return;
    char *all = text_format("%s%s%s", h->others != NULL ? h->others : "", h->others != NULL ? ", " : "", name);
    free(h->others);
    h->others = all;
}

static void take(const Class *c, HandIn *h, Best *best, const Item *item, const char *inside, bool numbered) {
    int file;
    const int fit = fitness(&c->lab, inside, numbered, &file);
    if (fit < 0) note_other(h, inside);
    if (fit < 0 || item->bytes == NULL || fit < best->fit[file]) return;
    const bool same = h->bytes[file] != NULL && h->size[file] == item->size &&
                      memcmp(h->bytes[file], item->bytes, item->size) == 0;
    if (fit == best->fit[file] && h->bytes[file] != NULL && !same && h->trouble == NULL)
        h->trouble = text_format("%s and %s may both be %s, and they differ", best->path[file], item->path,
                                 c->lab.files[file]);
    if (fit > best->fit[file] && h->trouble != NULL && strstr(h->trouble, c->lab.files[file]) != NULL) {
        free(h->trouble);
        h->trouble = NULL;
    }
    free(h->bytes[file]);
    h->bytes[file] = t_malloc(item->size + 1);
    memcpy(h->bytes[file], item->bytes, item->size + 1);
    h->size[file] = item->size;
    best->fit[file] = fit;
    best->path[file] = item->path;
    best->time[file] = item->time;
}

static void finish(const Class *c, HandIn *h, const Best *best) {
    Text all = {0};
    int  files = 0;
    for (int f = 0; f < c->lab.n_files; f++) {
        if (h->bytes[f] == NULL) continue;
        char hex[65];
        sha256_hex(h->bytes[f], h->size[f], hex);
        text_add(&all, "%s %s\n", c->lab.files[f], hex);
        files++;
        if (h->time == NO_TIME || (h->label != NULL && best->time[f] != NO_TIME && best->time[f] > h->time))
            h->time = best->time[f];
    }
    if (files > 0) sha256_hex(text_of(&all), all.size, h->hash);
    text_free(&all);
}

void layout_read(Class *c, const Items *items, int zone, HandIns *to) {
    *to = (HandIns){0};
    const size_t skip = wrapping(c, items);
    const Rule   rule = find_rule(items, skip);
    char **groups = NULL;
    Best  *best = t_calloc((size_t)items->n + 1, sizeof *best);
    to->platform = rule.platform;
    const char *list = NULL;
    for (int i = 0; i < items->n; i++) {
        const Item *item = &items->items[i];
        const char *path = item->path + skip;
        Part p = {.time = NO_TIME};
        if (*path == '\0') continue;
        if (strcmp(path, "submission_metadata.yml") == 0) {
            list = item->bytes;
            continue;
        }
        if (!rule.read(path, zone, &p)) {
            if (strchr(path, '/') == NULL) class_remark(c, item->path, "belongs to nobody");
            free_part(&p);
            continue;
        }
        HandIn *h = hand_in(to, p.group, groups);
        if (h == NULL) {
            h = begin(to, &groups, &p);
            h->place = text_format("%.*s", (int)(skip + (size_t)(p.inside - path)), item->path);
        }
        take(c, h, &best[h - to->all], item, p.inside, rule.read == read_canvas);
        free_part(&p);
    }
    for (int i = 0; i < to->n; i++) {
        finish(c, &to->all[i], &best[i]);
        free(groups[i]);
    }
    free(groups);
    free(best);
    if (rule.read == read_gradescope) gradescope_list_read(c, list, zone, to);
}
