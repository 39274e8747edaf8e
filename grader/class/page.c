/* page.c: class.html, one page about all of them, without scripts. */
#include "gather.h"

#include "autograd.h"
#include "error.h"
#include "figures.h"
#include "report_text.h"
#include "store.h"
#include "text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; img-src &#39;self&#39; file:; "
    "style-src &#39;unsafe-inline&#39;\"/>\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
    "<style>\n"
    ":root { color-scheme: light dark; --ink: #1c1e21; --soft: #5c6370; --paper: #fff; --line: #d9dce1;\n"
    "  --bad: #b3261e; }\n"
    "@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #9aa2ad; --paper: #16181b;\n"
    "  --line: #33373d; --bad: #ff8a80; } }\n"
    "body { margin: 2rem auto; max-width: 66rem; padding: 0 1rem; color: var(--ink); background: var(--paper);\n"
    "  font: 16px/1.5 system-ui, sans-serif; }\n"
    "h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }\n"
    ".soft { color: var(--soft); font-size: .9rem; } .bad { color: var(--bad); }\n"
    "table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .6rem .3rem 0;\n"
    "  border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }\n"
    "td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: normal; }\n"
    "th.few { width: 5rem; }\n"
    ".plots { display: flex; flex-wrap: wrap; gap: 1rem; } img { width: 100%; max-width: 32rem; height: auto;\n"
    "  background: #fff; } details { margin: .2rem 0 0; } summary { cursor: pointer; color: var(--soft); }\n"
    "p { margin: .4rem 0 0; } a { color: inherit; }\n"
    "</style>\n";

typedef struct Page {
    Text t;
    const Settings *s;
    const Class *c;
    const Gathered *g;
} Page;

static void add_words(Page *p, const char *text) { report_markup(&p->t, text != NULL ? text : "", NAME_LIMIT); }

/* A student, with a way to the report where there is one. */
static void add_student(Page *p, int i) {
    char *name = student_name(p->s, p->c, i);
    if (p->g->grades[i] != NULL) {
        text_add(&p->t, "<a href=\"reports/");
        for (const unsigned char *b = (const unsigned char *)name; *b != '\0'; b++)
            text_add(&p->t, *b < 0x80 && *b != '+' && *b != '@' ? "%c" : "%%%02X", *b);
        text_add(&p->t, ".html\">");
    }
    add_words(p, name);
    if (p->g->grades[i] != NULL) text_add(&p->t, "</a>");
    free(name);
}

/* --- Numbers ------------------------------------------------------------------------------------------------------ */
static int by_number(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

typedef struct Spread {
    int    n;
    double mean, median, low, high;
} Spread;

static Spread spread_of(double *values, int n) {
    Spread s = {.n = n};
    if (n == 0) return s;
    qsort(values, (size_t)n, sizeof *values, by_number);
    for (int i = 0; i < n; i++) s.mean += values[i] / n;
    s.median = (values[(n - 1) / 2] + values[n / 2]) / 2;
    s.low = values[0];
    s.high = values[n - 1];
    return s;
}

/* Final grades of a section; NULL: of all. */
static Spread grades_of(const Class *c, const char *section) {
    double *values = t_calloc((size_t)c->n_students + 1, sizeof *values);
    int n = 0;
    for (int i = 0; i < c->n_students; i++) {
        const Student *s = &c->students[i];
        if (s->has_points && (section == NULL || strcmp(s->section != NULL ? s->section : "", section) == 0))
            values[n++] = s->final;
    }
    const Spread s = spread_of(values, n);
    free(values);
    return s;
}

static void add_overview(Page *p) {
    const Spread s = grades_of(p->c, NULL);
    text_add(&p->t, "<p>%d students, %d graded", p->c->n_students, s.n);
    for (int k = STANDING_MISSING; k < STANDING_GRADED; k++)
        if (p->g->count[k] > 0)
            text_add(&p->t, ", <span%s>%d %s</span>",
                     k == STANDING_FAILED || k == STANDING_UNCLEAR ? " class=\"bad\"" : "", p->g->count[k],
                     standing_name((Standing)k));
    text_add(&p->t, ".");
    if (s.n > 0)
        text_add(&p->t, " Mean %s, median %s, from %s to %s points.", text_points(s.mean), text_points(s.median),
                 text_points(s.low), text_points(s.high));
    text_add(&p->t, "</p>\n");
}

static void add_sections(Page *p) {
    const Class *c = p->c;
    int several = 0;
    for (int i = 0; i < c->n_students; i++)
        several += c->students[i].section != NULL && c->students[i].section[0] != '\0';
    if (several == 0) return;
    text_add(&p->t, "<h2>Sections</h2>\n<table>\n<tr><th>section</th><th class=\"n\">students</th>"
                    "<th class=\"n\">graded</th><th class=\"n\">mean</th><th class=\"n\">median</th></tr>\n");
    for (int i = 0; i < c->n_students; i++) {
        const char *section = c->students[i].section != NULL ? c->students[i].section : "";
        int n = 0, first = i;
        for (int k = 0; k < c->n_students; k++)
            if (strcmp(c->students[k].section != NULL ? c->students[k].section : "", section) == 0) {
                if (k < first) first = k;
                n++;
            }
        if (first < i) continue;
        const Spread s = grades_of(c, section);
        text_add(&p->t, "<tr><td>");
        add_words(p, section[0] != '\0' ? section : "none");
        text_add(&p->t, "</td><td class=\"n\">%d</td><td class=\"n\">%d</td><td class=\"n\">%s</td>"
                        "<td class=\"n\">%s</td></tr>\n",
                 n, s.n, s.n > 0 ? text_points(s.mean) : "", s.n > 0 ? text_points(s.median) : "");
    }
    text_add(&p->t, "</table>\n");
}

/* --- Tasks, the hardest first ------------------------------------------------------------------------------------- */
typedef struct Hardness {
    int    task, full, none;
    double share;
} Hardness;
static int by_share(const void *a, const void *b) {
    const Hardness *x = a, *y = b;
    return x->share != y->share ? (x->share > y->share) - (x->share < y->share) : x->task - y->task;
}

static void add_tasks(Page *p) {
    const LabTable *lab = &p->c->lab;
    Hardness h[CLASS_TASKS] = {0};
    int graded = 0;
    for (int i = 0; i < p->c->n_students; i++) graded += p->c->students[i].has_points;
    for (int t = 0; t < lab->n_tasks; t++) {
        h[t].task = t;
        for (int i = 0; i < p->c->n_students; i++) {
            const Student *s = &p->c->students[i];
            if (!s->has_points) continue;
            h[t].share += s->points[t] / lab->tasks[t].points / graded;
            h[t].full += s->points[t] >= lab->tasks[t].points;
            h[t].none += s->points[t] <= 0;
        }
    }
    qsort(h, (size_t)lab->n_tasks, sizeof *h, by_share);
    text_add(&p->t, "<h2>Tasks, the hardest first</h2>\n<table>\n<tr><th>task</th>"
                    "<th class=\"n\">points of the class</th><th class=\"n\">full</th>"
                    "<th class=\"n\">none</th></tr>\n");
    for (int t = 0; t < lab->n_tasks; t++) {
        text_add(&p->t, "<tr><td>%s ", lab->tasks[h[t].task].id);
        add_words(p, lab->tasks[h[t].task].title);
        text_add(&p->t, "</td><td class=\"n\">%.0f %%</td><td class=\"n\">%d</td><td class=\"n\">%d</td></tr>\n",
                 100 * h[t].share, h[t].full, h[t].none);
    }
    text_add(&p->t, "</table>\n");
}

/* --- What many have in common: misconceptions, and ends that nobody wanted ---------------------------------------- */
typedef struct Group {
    char *key, *says;
    int   n, *who;
} Group;
typedef struct Groups {
    int   n;
    Group *all;
} Groups;

static void join(Groups *g, const Class *c, const char *key, const char *says, int student) {
    int k = 0;
    while (k < g->n && strcmp(g->all[k].key, key) != 0) k++;
    if (k == g->n) {
        g->all = realloc(g->all, (size_t)(g->n + 1) * sizeof *g->all);
        if (g->all == NULL) t_fail(NULL, "no memory for %d groups", g->n + 1);
        g->all[g->n++] = (Group){text_format("%s", key), text_format("%s", says), 0,
                                 t_calloc((size_t)c->n_students, sizeof(int))};
    }
    Group *to = &g->all[k];
    if (to->n == 0 || to->who[to->n - 1] != student) to->who[to->n++] = student;
}

static int by_size(const void *a, const void *b) {
    const Group *x = a, *y = b;
    const int order = strverscmp(x->says, y->says); /* 3.4 before 3.10 */
    return x->n != y->n ? y->n - x->n : order != 0 ? order : strcmp(x->key, y->key);
}

static void add_groups(Page *p, const char *title, const char *none, Groups *g) {
    text_add(&p->t, "<h2>%s</h2>\n", title);
    if (g->n == 0) text_add(&p->t, "<p class=\"soft\">%s</p>\n", none);
    if (g->n > 0) qsort(g->all, (size_t)g->n, sizeof *g->all, by_size);
    if (g->n > 0) text_add(&p->t, "<table>\n<tr><th class=\"n few\">students</th><th>what</th></tr>\n");
    for (int k = 0; k < g->n; k++) {
        text_add(&p->t, "<tr><td class=\"n\">%d</td><td>", g->all[k].n);
        report_markup(&p->t, g->all[k].says, 600);
        text_add(&p->t, "<details><summary>who</summary>");
        for (int i = 0; i < g->all[k].n; i++) {
            if (i > 0) text_add(&p->t, ", ");
            add_student(p, g->all[k].who[i]);
        }
        text_add(&p->t, "</details></td></tr>\n");
        free(g->all[k].key);
        free(g->all[k].says);
        free(g->all[k].who);
    }
    if (g->n > 0) text_add(&p->t, "</table>\n");
    free(g->all);
}

static const char *string(const cJSON *from, const char *key) {
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(from, key));
    return text != NULL ? text : "";
}

/* A file that does not compile, or is not there, costs many tasks: it is one thing all the same. */
static void join_files(Groups *bad, const Class *c, const Grade *g, int student) {
    const cJSON *source, *sources = g != NULL ? cJSON_GetObjectItemCaseSensitive(g->root, "sources") : NULL;
    cJSON_ArrayForEach(source, sources) {
        if (string(source, "problem")[0] == '\0') continue;
        const char *file = string(source, "file"), *slash = strrchr(file, '/');
        char *says = text_format("%s %s", slash != NULL ? slash + 1 : file,
                                 string(source, "sha256")[0] != '\0' ? "does not compile" : "was not handed in");
        join(bad, c, says, says, student);
        free(says);
    }
}

static void add_causes(Page *p) {
    static const struct { const char *status, *says; } ends[] = {
        {"crashed", "a crash"}, {"timeout", "no end within the time"}};
    Groups misconceptions = {0}, bad = {0};
    for (int i = 0; i < p->c->n_students; i++) {
        const Grade *g = p->g->grades[i];
        const cJSON *check;
        join_files(&bad, p->c, g, i);
        const cJSON *checks = g != NULL ? cJSON_GetObjectItemCaseSensitive(g->root, "checks") : NULL;
        cJSON_ArrayForEach(check, checks) {
            const char *status = string(check, "status"), *name = string(check, "misconception");
            if (name[0] != '\0') {
                const char *message = string(check, "message");
                char *says = text_format("%s: %.*s", string(check, "task"), (int)strcspn(message, "\n"), message);
                join(&misconceptions, p->c, name, says, i);
                free(says);
            }
            for (int k = 0; k < 2; k++) {
                if (strcmp(status, ends[k].status) != 0) continue;
                char *says = text_format("%s: %s", string(check, "task"), ends[k].says);
                join(&bad, p->c, says, says, i);
                free(says);
            }
        }
    }
    add_groups(p, "Misconceptions", "None was recognised.", &misconceptions);
    add_groups(p, "Crashes, what did not end, files that do not compile or are missing", "None.", &bad);
}

/* --- Times -------------------------------------------------------------------------------------------------------- */
static void add_times(Page *p, const Late *l) {
    const Class *c = p->c;
    double *seconds = t_calloc((size_t)c->n_students + 1, sizeof *seconds);
    int n = 0, late = 0, latest = 0;
    for (int i = 0; i < c->n_students; i++) {
        if (p->g->grades[i] == NULL) continue;
        seconds[n++] = p->g->grades[i]->seconds;
        late += c->students[i].late_days > 0;
        if (c->students[i].late_days > latest) latest = c->students[i].late_days;
    }
    const Spread s = spread_of(seconds, n);
    free(seconds);
    text_add(&p->t, "<h2>Times</h2>\n");
    if (l->has_deadline) text_add(&p->t, "<p>%d were late, by %d days at most.</p>\n", late, latest);
    if (s.n > 0)
        text_add(&p->t, "<p>A grading took %.1f s (median), and %.1f s at most.</p>\n", s.median, s.high);
}

static void add_attention(Page *p) {
    if (p->c->n_remarks == 0) return;
    text_add(&p->t, "<h2>For a human</h2>\n<p class=\"soft\">The same list is attention.csv.</p>\n<table>\n");
    for (int i = 0; i < p->c->n_remarks && !p->s->anonymous; i++) {
        text_add(&p->t, "<tr><td>");
        add_words(p, p->c->remarks[i].where);
        text_add(&p->t, "</td><td>");
        report_markup(&p->t, p->c->remarks[i].what, 600);
        text_add(&p->t, "</td></tr>\n");
    }
    text_add(&p->t, "</table>\n");
    if (p->s->anonymous) text_add(&p->t, "<p>%d lines, which may hold names.</p>\n", p->c->n_remarks);
}

bool page_write(const Settings *s, const BuildId *build, const Late *l, const Class *c, const Gathered *g) {
    Page  p = {.s = s, .c = c, .g = g};
    char *title = text_format("Lab %d: %s", atoi(c->lab.name), c->lab.title);
    const bool drawn = figures_draw(s, c);
    text_add(&p.t, "%s<title>", head);
    add_words(&p, title);
    text_add(&p.t, "</title>\n</head>\n<body>\n<h1>");
    add_words(&p, title);
    text_add(&p.t, "</h1>\n");
    add_overview(&p);
    if (drawn)
        text_add(&p.t, "<h2>Grades and tasks</h2>\n<div class=\"plots\">"
                       "<img src=\"class/grades.svg\" alt=\"how many students have how many points\"/>"
                       "<img src=\"class/tasks.svg\" alt=\"points of the class in each task\"/></div>\n");
    else text_add(&p.t, "<p class=\"soft\">No pictures: gnuplot did not draw them.</p>\n");
    add_tasks(&p);
    add_causes(&p);
    add_sections(&p);
    add_times(&p, l);
    add_attention(&p);
    text_add(&p.t, "<p class=\"soft\">Seed %llu, build %s.</p>\n</body>\n</html>\n", (unsigned long long)build->seed,
             build->build);
    char *path = class_path(s, "class.html");
    const bool ok = store_file(path, text_of(&p.t), p.t.size);
    free(path);
    free(title);
    text_free(&p.t);
    return ok;
}
