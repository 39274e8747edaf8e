#include "edits.h"

#include "asked.h"
#include "compare.h"
#include "draw.h"
#include "misconceptions.h"
#include "session.h"
#include <string.h>

enum { MAX_EDITS = 4096 };
/* CPU time of one mistake for one case, and of all of them: some never end. */
#define EDIT_SECONDS  0.1
#define EDITS_SECONDS 2.0
/* So many wrong numbers say more than chance. */
enum { WRONG_NUMBERS = 4 };

typedef struct Tried {
    bool possible[MAX_EDITS];
    int  n;
} Tried;

static double element(const Tensor *x, size_t i) {
    return x->dtype == DTYPE_REAL ? (double)x->data[i] : x->dtype == DTYPE_INT64 ? (double)x->i64[i] : x->u8[i];
}

/* How many finite numbers of the answer are wrong. Whole numbers agree by chance more easily and count less. */
static double wrong_numbers(const Check *check, const Case *k, Tensor *const answer[]) {
    double wrong = 0;
    for (const Judged *j = views_judged(check, k, answer); j->name != NULL; j++) {
        const Tensor *got = j->got, *expected = j->expected;
        if (compare_equal(got, expected, check->tolerance)) continue;
        for (size_t i = 0; i < got->size; i++)
            if (isfinite(element(got, i)) && element(got, i) != element(expected, i) && element(got, i) != 0)
                wrong += got->dtype == DTYPE_REAL ? 1 : 0.25;
    }
    return wrong;
}

static void ask(Grading *g, const Check *check, Session **probe, int edit, int entry, const Case *k, Asked *o) {
    if (*probe != NULL && !(*probe)->alive) {
        session_close(*probe);
        *probe = NULL;
    }
    if (*probe == NULL) *probe = session_on_edits(g, check, EDIT_SECONDS);
    o->answered = *probe != NULL && session_choose_edit(*probe, edit) && session_ask(*probe, entry, k, o->values);
    o->crash[0] = '\0';
}

/* Leaves those that answer the case as the hand-in does; false when the time is over. */
static bool try_all(Grading *g, const Check *check, Tried *t, int entry, const Case *k, const Asked *own,
                    double enough) {
    static Asked theirs;
    Session *probe = NULL;
    for (int e = 0; e < t->n && g->budget.seconds_left > enough; e++) {
        if (!t->possible[e]) continue;
        ask(g, check, &probe, e, entry, k, &theirs);
        t->possible[e] = theirs.answered && asked_same_values(check, k, own->values, theirs.values);
    }
    session_close(probe);
    return g->budget.seconds_left > enough;
}

/* The one that is left, or one of several with the same words; -1 when there is none. */
static int only_one(const Tried *t) {
    int found = -1;
    for (int e = 0; e < t->n; e++) {
        if (!t->possible[e]) continue;
        if (found >= 0 && (strcmp(lab_edits[e].kind, lab_edits[found].kind) != 0 ||
                           strcmp(lab_edits[e].function, lab_edits[found].function) != 0))
            return -1;
        found = e;
    }
    return found;
}

static bool any_left(const Tried *t) {
    for (int e = 0; e < t->n; e++)
        if (t->possible[e]) return true;
    return false;
}

/* Leaves the mistakes that answer all cases as the hand-in does. */
static bool leave_those_that_fit(Grading *g, const Check *check, int entry, Tried *t, double enough) {
    double wrong = 0;
    for (int index = 0, cases = check_cases(check); index < cases; index++) {
        t_step();
        Case k;
        draw_case(g, check, index, &k);
        cases = k.cases;
        const Asked *own = asked(g, check, entry, &k);
        if (!own->answered || !try_all(g, check, t, entry, &k, own, enough) || !any_left(t)) return false;
        wrong += wrong_numbers(check, &k, own->values);
    }
    return wrong >= WRONG_NUMBERS;
}

/* What another mistake has left in the probe may be in an answer: once more, alone. */
static bool is_confirmed(Grading *g, const Check *check, int entry, Tried *t, int edit, double enough) {
    memset(t->possible, 0, sizeof t->possible);
    t->possible[edit] = true;
    return leave_those_that_fit(g, check, entry, t, enough);
}

/* A task has several functions. What is wrong in one of them has to fit all checks of the task that have failed. */
static bool explains_its_task(Grading *g, const Check *check, Tried *t, int edit, double enough) {
    for (const Check *own = g->lab->checks; own->task != NULL; own++) {
        const CheckResult *r = &g->result->checks[check_index(g, own)];
        int entry;
        if (own == check || own->call == NULL || strcmp(own->task, check->task) != 0 || r->status != STATUS_FAILED ||
            call_entry(own->call, &entry) == NULL)
            continue;
        memset(t->possible, 0, sizeof t->possible);
        t->possible[edit] = true;
        leave_those_that_fit(g, own, entry, t, enough);
        if (!t->possible[edit]) return false;
    }
    return true;
}

char *edits_explain(Grading *g, const Check *check) {
    static Tried t;
    int entry;
    t.n = 0;
    if (lab_edits == NULL || misconceptions_program() < 0 || call_entry(check->call, &entry) == NULL) return NULL;
    for (; t.n < MAX_EDITS && lab_edits[t.n].task != NULL; t.n++)
        t.possible[t.n] = strcmp(lab_edits[t.n].task, check->task) == 0;
    const double left = g->budget.seconds_left, enough = fmax(left - EDITS_SECONDS, 0);
    int edit = leave_those_that_fit(g, check, entry, &t, enough) ? only_one(&t) : -1;
    if (edit >= 0 && !(is_confirmed(g, check, entry, &t, edit, enough) &&
                       explains_its_task(g, check, &t, edit, enough)))
        edit = -1;
    g->budget.seconds_left = left;
    if (edit < 0) return NULL;
    return text_format("In every case your answers are those of a right solution with one mistake in %s: %s.",
                       lab_edits[edit].function, lab_edits[edit].kind);
}
