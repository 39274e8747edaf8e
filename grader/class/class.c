/* class.c: the program behind make class. Exit status: 0 all that can be graded is graded, 1 some is not, 2 a wrong
 * call, 3 the tool failed.
 *
 *   intake   what was handed in, to OUT/state/code/HASH/ and OUT/state/class.json
 *   work     what has no result yet is graded, to OUT/state/results/STAMP/HASH/
 *   gather   gradebook, reports and page, from these
 */
#include "class.h"

#include "autograd.h"
#include "error.h"
#include "gather.h"
#include "items.h"
#include "lab_table.h"
#include "layout.h"
#include "match.h"
#include "options.h"
#include "roster.h"
#include "slurm.h"
#include "store.h"
#include "team.h"
#include "text.h"
#include "work.h"
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STATUS_DONE, STATUS_SOME, STATUS_WRONG, STATUS_FAILED };

static int failed(int status) {
    fprintf(stderr, "%s\n", t_error());
    return status;
}

/* --- Intake ------------------------------------------------------------------------------------------------------- */
static bool keep_code(const Settings *s, const LabTable *lab, const HandIn *h) {
    char *place = class_path(s, "state/code/%s", h->hash), *temporary = class_path(s, "state/code/%s.new", h->hash);
    bool  ok = true;
    if (!store_exists(place)) {
        store_remove(temporary);
        ok = store_folder(temporary);
        for (int f = 0; ok && f < lab->n_files; f++) {
            if (h->bytes[f] == NULL) continue;
            char *path = text_format("%s/%s", temporary, lab->files[f]);
            FILE *to = fopen(path, "we");
            ok = to != NULL && fwrite(h->bytes[f], 1, h->size[f], to) == h->size[f];
            ok = (to != NULL && fclose(to) == 0 && ok) || t_error_set("%s cannot be written", path);
            free(path);
        }
        ok = ok && store_move(temporary, place);
    }
    free(place);
    free(temporary);
    return ok;
}

static int by_id(const void *a, const void *b) { return strcmp(((const Student *)a)->id, ((const Student *)b)->id); }

/* Folders list what is in them in any order. */
static int by_place(const void *a, const void *b) {
    const Remark *x = a, *y = b;
    const int order = strcmp(x->where, y->where);
    return order != 0 ? order : strcmp(x->what, y->what);
}

static int take_in(const Settings *s, Class *c, const Late *l) {
    Items items;
    HandIns all;
    if (s->submissions == NULL) {
        t_error_set("SUBMISSIONS is missing: the folder or the archive with what was handed in");
        return failed(STATUS_WRONG);
    }
    if (s->roster != NULL && !roster_read(c, s->roster)) return failed(STATUS_WRONG);
    if (!items_read(c, s->submissions, &items)) return failed(STATUS_WRONG);
    layout_read(c, &items, l->zone, &all);
    items_free(&items);
    c->platform = text_format("%s", all.platform);
    match(c, &all);
    for (int i = 0; i < all.n; i++)
        if (all.all[i].hash[0] != '\0' && !keep_code(s, &c->lab, &all.all[i])) return failed(STATUS_FAILED);
    if (c->n_remarks > 0) qsort(c->remarks, (size_t)c->n_remarks, sizeof *c->remarks, by_place);
    if (c->n_students > 0) qsort(c->students, (size_t)c->n_students, sizeof *c->students, by_id);
    int full = 0;
    for (int i = 0; i < all.n; i++) full += all.all[i].hash[0] != '\0';
    printf("%d hand-ins (%s), %d students, %d remark%s\n", full, all.platform, c->n_students, c->n_remarks,
           c->n_remarks == 1 ? "" : "s");
    fflush(stdout);
    return class_write(s, c) ? STATUS_DONE : failed(STATUS_FAILED);
}

/* --- Gather ------------------------------------------------------------------------------------------------------- */
static int write_all(const Settings *s, const BuildId *build, const Late *l, Class *c) {
    Gathered g;
    if (!gather(s, build, l, c, &g)) return failed(STATUS_WRONG);
    const bool ok = book_write(s, build, c) && attention_write(s, c) && reports_write(s, build, c, &g) &&
                    page_write(s, build, l, c, &g) && changes_write(s, build, c, &g.changed);
    if (!ok) return failed(STATUS_FAILED);
    printf("%d graded", g.count[STANDING_GRADED] + g.count[STANDING_CUT_OFF]);
    for (int k = STANDING_MISSING; k < STANDING_CUT_OFF; k++)
        if (g.count[k] > 0) printf(", %d %s", g.count[k], standing_name((Standing)k));
    printf(": %s/gradebook.csv\n", s->out);
    if (c->n_remarks > 0)
        printf("%d line%s for a human: %s/attention.csv\n", c->n_remarks, c->n_remarks == 1 ? "" : "s", s->out);
    if (g.changed > 0)
        printf("%d grade%s from before: %s/changes.csv\n", g.changed, g.changed == 1 ? " differs" : "s differ", s->out);
    char *marker = class_path(s, "state/slurm/gathered"), *folder = class_path(s, "state/slurm");
    if (store_exists(folder) && !store_file(marker, "", 0)) return failed(STATUS_FAILED);
    free(marker);
    free(folder);
    const int status = g.count[STANDING_FAILED] + g.count[STANDING_WAITING] > 0 ? STATUS_SOME : STATUS_DONE;
    gathered_free(c, &g);
    return status;
}

/* --- All of it ---------------------------------------------------------------------------------------------------- */
typedef struct Count {
    const Settings *s;
    const BuildId *build;
    const Todo *todo;
} Count;

static int graded(const void *of) {
    const Count *k = of;
    int n = 0;
    for (int i = 0; i < k->todo->n; i++) {
        char *path = class_path(k->s, "state/results/%s/%s/result.json", k->build->stamp, k->todo->hash[i]);
        n += store_exists(path);
        free(path);
    }
    return n;
}

/* Results that are to be had anew are put away first; until they are gone, nothing has begun. */
static void forget_results(const Settings *s, const BuildId *build) {
    char *results = class_path(s, "state/results/%s", build->stamp), *old = class_path(s, "state/results/old");
    store_remove(old);
    if (rename(results, old) == 0) store_remove(old);
    free(results);
    free(old);
}

static int do_all(const Settings *s, Class *c, const Late *l, char *argv[]) {
    BuildId build;
    char *lock = class_path(s, "state/lock");
    if (store_lock(lock) < 0) return failed(STATUS_WRONG);
    free(lock);
    int status = take_in(s, c, l);
    if (status != STATUS_DONE) return status;
    if (!build_id(s, &c->lab, &build)) return failed(STATUS_FAILED);
    if (s->regrade) forget_results(s, &build);
    if (!work_reference(s, &build)) return failed(STATUS_FAILED);
    const Todo todo = work_todo(s, c, l);
    const Count count = {s, &build, &todo};
    const int have = graded(&count);
    if (have > 0) printf("%d of %d have a result already\n", have, todo.n);
    fflush(stdout);
    if (s->slurm) {
        if (!slurm_run(s, todo.n, graded, &count, argv)) return failed(STATUS_FAILED);
    } else if (work(s, &build, &todo, false) < 0) {
        return failed(STATUS_FAILED);
    }
    free(todo.hash);
    return write_all(s, &build, l, c);
}

static int do_step(const Settings *s, Class *c, const Late *l) {
    BuildId build;
    if (strcmp(s->step, "intake") == 0) return take_in(s, c, l);
    if (!class_read(s, c) || !build_id(s, &c->lab, &build)) return failed(STATUS_FAILED);
    if (strcmp(s->step, "gather") == 0) return write_all(s, &build, l, c);
    const Todo todo = work_todo(s, c, l);
    const int  rc = work(s, &build, &todo, true);
    free(todo.hash);
    return rc < 0 ? failed(STATUS_FAILED) : rc > 0 ? STATUS_SOME : STATUS_DONE;
}

int main(int argc, char *argv[]) {
    Settings s = options_of(argc, argv);
    Class c = {0};
    Late  l;
    setlocale(LC_CTYPE, "C.UTF-8");
    t_set_num_threads(1);
    umask(077); /* grades are nobody else's affair */
    char *work_folder = class_path(&s, "state/code");
    if (!lab_read(s.table, s.lab, &c.lab) || !late_parse(s.deadline, s.late, &l)) return failed(STATUS_WRONG);
    l.seconds = s.late_seconds;
    s.bonus_file = c.lab.bonus_file;
    if (!store_folder(work_folder)) return failed(STATUS_FAILED);
    free(work_folder);
    return strcmp(s.step, "all") == 0 ? do_all(&s, &c, &l, argv) : do_step(&s, &c, &l);
}
