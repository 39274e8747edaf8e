#include "edits.h"

#include "asked.h"
#include "compare.h"
#include "draw.h"
#include "misconceptions.h"
#include "session.h"
#include <ctype.h>
#include <string.h>

enum { MAX_EDITS = 8192 };
/* CPU time of one mistake for one case, and of all of them for one check: some never end. */
#define EDIT_SECONDS  0.1
#define CHECK_SECONDS 2.0
/* So many wrong real numbers say more than chance. Whole numbers, 0 and what is no number agree by chance more easily.
 * A crash has words; numbers are in them where they say which element of which tensor was wanted. */
enum { WRONG_NUMBERS = 3 };
#define EASY_NUMBER 0.25
/* So many kinds are told at most, one of which it is. */
enum { KINDS = 3 };
/* How a sentence begins, or goes on: a check that has one of these is explained. */
#define RIGHT_BUT "In every case your answers are those of a right solution "
#define IS_THE_CAUSE " is the cause"

typedef struct Tried {
    bool   possible[MAX_EDITS];
    int    n;
    double easy; /* what an EASY_NUMBER counts */
} Tried;

/* Nothing but 0, or what was there before: that a function has done nothing is as likely a cause as any mistake. */
static bool says_nothing(const Check *check, const Case *k, const Judged *j) {
    const GuessKind kind = compare_guess(j->name, j->got, j->expected, check->tolerance, k).kind;
    return kind == GUESS_ZERO || kind == GUESS_COPY || kind == GUESS_UNTOUCHED;
}

/* How many numbers of the answer are wrong, each with its weight. */
static double wrong_numbers(const Check *check, const Case *k, Tensor *const answer[], double easy) {
    double wrong = 0;
    for (const Judged *j = views_judged(check, k, answer); j->name != NULL; j++) {
        const Tensor *got = j->got, *expected = j->expected;
        if (compare_equal(got, expected, check->tolerance) || says_nothing(check, k, j)) continue;
        for (size_t i = 0; i < got->size; i++) {
            const double value = value_at(got, i);
            if (value == value_at(expected, i)) continue;
            wrong += got->dtype == DTYPE_REAL && isfinite(value) && value != 0 ? 1 : easy;
        }
    }
    return wrong;
}

/* A number that is the same in every case, such as the false of a function that does nothing, tells of no mistake. */
typedef struct Spread {
    double first;
    bool   begun, varied;
} Spread;

static void spread_add(Spread *s, const Judged *j) {
    for (; j->name != NULL; j++) {
        s->varied = s->varied || j->got->size != 1 || (s->begun && value_at(j->got, 0) != s->first);
        if (!s->begun && j->got->size == 1) s->first = value_at(j->got, 0);
        s->begun = true;
    }
}

static void ask(Grading *g, const Check *check, Session **probe, int edit, int entry, const Case *k, Asked *o) {
    if (*probe != NULL && !(*probe)->alive) {
        session_close(*probe);
        *probe = NULL;
    }
    if (*probe == NULL) *probe = session_on_edits(g, check);
    const bool chosen = *probe != NULL && session_choose_edit(*probe, edit, EDIT_SECONDS);
    o->answered = chosen && session_ask(*probe, entry, k, o->values);
    if (chosen) g->budget.seconds_left += (*probe)->box.still_used;
    snprintf(o->crash, sizeof o->crash, "%s", *probe != NULL ? (*probe)->crash : "");
}

/* Leaves those that answer the case, or crash, as the hand-in does; false when the time is over. */
static bool try_all(Grading *g, const Check *check, Tried *t, int entry, const Case *k, const Asked *own,
                    double enough) {
    static Asked theirs;
    Session *probe = NULL;
    for (int e = 0; e < t->n && g->budget.seconds_left > enough; e++) {
        if (!t->possible[e]) continue;
        ask(g, check, &probe, e, entry, k, &theirs);
        t->possible[e] = asked_same(check, k, own, &theirs);
    }
    session_close(probe);
    return g->budget.seconds_left > enough;
}

static bool any_left(const Tried *t) {
    for (int e = 0; e < t->n; e++)
        if (t->possible[e]) return true;
    return false;
}

/* Leaves the mistakes that answer all cases as the hand-in does. */
static bool leave_those_that_fit(Grading *g, const Check *check, int entry, Tried *t, double enough) {
    double wrong = 0;
    Spread spread = {0};
    for (int index = 0, cases = check_cases(check); index < cases; index++) {
        t_step();
        Case k;
        draw_case(g, check, index, &k);
        cases = k.cases;
        const Asked *own = asked(g, check, entry, &k);
        if (!own->answered && own->crash[0] == '\0') return false;
        if (!try_all(g, check, t, entry, &k, own, enough) || !any_left(t)) return false;
        if (own->answered) spread_add(&spread, views_judged(check, &k, own->values));
        else spread.varied = true;
        wrong += own->answered ? wrong_numbers(check, &k, own->values, t->easy)
                 : strpbrk(own->crash, "0123456789") != NULL ? WRONG_NUMBERS : 4 * t->easy;
    }
    return wrong >= WRONG_NUMBERS && spread.varied;
}

/* What another mistake has left in the probe may be in an answer: once more, alone. */
static bool is_confirmed(Grading *g, const Check *check, int entry, Tried *t, int edit, double enough) {
    memset(t->possible, 0, sizeof t->possible);
    t->n = edit + 1;
    t->possible[edit] = true;
    return leave_those_that_fit(g, check, entry, t, enough);
}

static bool fits(Grading *g, const Check *check, int entry, Tried *t, int edit, double enough) {
    is_confirmed(g, check, entry, t, edit, enough);
    return t->possible[edit];
}

/* Whether a solution with this mistake answers all cases of the check rightly. */
static bool is_harmless(Grading *g, const Check *check, int entry, int edit) {
    static Asked theirs;
    Session *probe = NULL;
    bool right = true;
    for (int index = 0, cases = check_cases(check); right && index < cases; index++) {
        t_step();
        Case k;
        draw_case(g, check, index, &k);
        cases = k.cases;
        ask(g, check, &probe, edit, entry, &k, &theirs);
        right = theirs.answered && compare_answer(check, &k, theirs.values);
    }
    session_close(probe);
    return right;
}

/* A task has several functions. What is wrong in one of them has to fit all checks of the task that have failed. Those
 * that have been passed before this one know nothing of it. Those that come later are right, or answered as with this
 * mistake, or the mistake is none for them. */
static bool explains_its_task(Grading *g, const Check *check, Tried *t, int edit, double enough) {
    for (const Check *own = g->lab->checks; own->task != NULL; own++) {
        const CheckResult *r = &g->result->checks[check_index(g, own)];
        int entry;
        if (own == check || own->call == NULL || strcmp(own->task, check->task) != 0 || !r->wanted ||
            call_entry(own->call, &entry) == NULL || fits(g, own, entry, t, edit, enough))
            continue;
        if (own < check ? r->status == STATUS_FAILED || r->status == STATUS_PASSED
                        : !asked_right(g, own, entry) && !is_harmless(g, own, entry, edit))
            return false;
    }
    return true;
}

static bool same_words(int a, int b) {
    return strcmp(lab_edits[a].kind, lab_edits[b].kind) == 0 &&
           strcmp(lab_edits[a].function, lab_edits[b].function) == 0;
}

/* One of each kind that is left; a rare one where it is the only one. The number of them, or 0 where there are more than
 * KINDS, or several functions. */
static int kinds_left(const Tried *t, int found[KINDS]) {
    int n = 0;
    bool all_rare = true;
    for (int e = 0; e < t->n; e++) all_rare = all_rare && (!t->possible[e] || lab_edits[e].rare);
    for (int e = 0; e < t->n; e++) {
        if (!t->possible[e] || (lab_edits[e].rare && !all_rare)) continue;
        bool known = false;
        for (int i = 0; i < n; i++) known = known || same_words(e, found[i]);
        if (known) continue;
        if (n == KINDS || (n > 0 && strcmp(lab_edits[e].function, lab_edits[found[0]].function) != 0)) return 0;
        found[n++] = e;
    }
    return all_rare && n > 1 ? 0 : n;
}

static char *sentence(const int found[KINDS], int n) {
    const Edit *of = &lab_edits[found[0]];
    Text text = {0};
    text_add(&text, RIGHT_BUT "with one mistake in %s%s%s", of->function,
             n == 1 ? ": " : ". Either ", of->kind);
    for (int i = 1; i < n; i++) text_add(&text, ". Or %s", lab_edits[found[i]].kind);
    text_add(&text, ".");
    return text.s;
}

static const char *file_of(const Grading *g, const char *task) {
    for (const Task *t = g->lab->tasks; t->id != NULL; t++)
        if (strcmp(t->id, task) == 0) return t->file;
    return NULL;
}

/* Whether an earlier task of the same file has failed for a cause unknown: it may be the cause here, too. */
static bool follows_the_unknown(const Grading *g, const Check *check) {
    const char *file = file_of(g, check->task);
    for (const Check *own = g->lab->checks; own < check; own++) {
        const char *its = file_of(g, own->task);
        const CheckResult *r = &g->result->checks[check_index(g, own)];
        if (strcmp(own->task, check->task) != 0 && file != NULL && its != NULL && strcmp(file, its) == 0 &&
            r->status == STATUS_FAILED && r->message != NULL && misconception_said(r->message) == NULL &&
            strstr(r->message, RIGHT_BUT) == NULL && strstr(r->message, IS_THE_CAUSE) == NULL)
            return true;
    }
    return false;
}

/* A mistake that explains all failed checks of its task has the sentence that one of them has been told already. */
static char *said_of_its_task(const Grading *g, const Check *check) {
    for (const Check *own = g->lab->checks; own->task != NULL; own++) {
        const CheckResult *r = &g->result->checks[check_index(g, own)];
        const Misconception *m = r->status == STATUS_FAILED ? misconception_said(r->message) : NULL;
        if (own != check && m != NULL && strcmp(own->task, check->task) == 0) return text_format("%s", m->says);
    }
    return NULL;
}

static void remember(Told *told, int edit) {
    if (told->n < EDITS_TOLD) told->edit[told->n++] = edit;
}

/* A mistake that has been told in an earlier task, and fits here, too. */
static char *caused_by_another_task(Grading *g, const Check *check, Tried *t, int entry, double enough) {
    for (int i = 0; i < g->told.n; i++) {
        const Edit *of = &lab_edits[g->told.edit[i]];
        if (strcmp(of->task, check->task) == 0 || !is_confirmed(g, check, entry, t, g->told.edit[i], enough)) continue;
        return text_format("%s" IS_THE_CAUSE ": one mistake in %s. %c%s.", of->task, of->function,
                           toupper((unsigned char)of->kind[0]), of->kind + 1);
    }
    return NULL;
}

static bool is_nothing(int edit) { return strcmp(lab_edits[edit].kind, "it does nothing") == 0; }

/* Those of the check's own task. */
static char *caused_by_its_task(Grading *g, const Check *check, Tried *t, int entry, double enough) {
    int found[KINDS], confirmed = 0;
    for (t->n = 0; t->n < MAX_EDITS && lab_edits[t->n].task != NULL; t->n++)
        t->possible[t->n] = strcmp(lab_edits[t->n].task, check->task) == 0 && !is_nothing(t->n);
    const int n = leave_those_that_fit(g, check, entry, t, enough) ? kinds_left(t, found) : 0;
    for (int i = 0; i < n; i++)
        if (is_confirmed(g, check, entry, t, found[i], enough) && explains_its_task(g, check, t, found[i], enough))
            found[confirmed++] = found[i];
    if (confirmed == 0) return NULL;
    for (int i = 0; i < confirmed; i++) remember(&g->told, found[i]);
    char *said = said_of_its_task(g, check);
    return said != NULL ? said : sentence(found, confirmed);
}

/* A function of the task without which all is answered as by the hand-in; -1 for none. */
static int idle_function(Grading *g, const Check *check, Tried *t, int entry, double enough) {
    for (int e = 0; e < MAX_EDITS && lab_edits[e].task != NULL; e++)
        if (is_nothing(e) && strcmp(lab_edits[e].task, check->task) == 0 && fits(g, check, entry, t, e, enough) &&
            g->budget.seconds_left > enough)
            return e;
    return -1;
}

/* A function that does nothing has no small mistake: it is a cause for later tasks, and here where no task before is.
 * Answers of 0 alone, `blank`, may also be a product with 0. */
static char *caused_by_nothing(Grading *g, const Check *check, Tried *t, int entry, double enough, int edit,
                               bool blank) {
    char *said = caused_by_another_task(g, check, t, entry, enough);
    if (said != NULL) return said;
    remember(&g->told, edit);
    return blank ? NULL : text_format(RIGHT_BUT "in which %s does nothing.", lab_edits[edit].function);
}

static char *explain(Grading *g, const Check *check, bool blank) {
    static Tried t;
    int entry;
    if (lab_edits == NULL || misconceptions_program() < 0 || call_entry(check->call, &entry) == NULL) return NULL;
    t.easy = follows_the_unknown(g, check) ? 0 : EASY_NUMBER;
    const double left = g->budget.seconds_left;
    const double enough = fmax(left - fmin(CHECK_SECONDS, g->budget.edits_left), 0);
    const int idle = idle_function(g, check, &t, entry, enough);
    char *said = idle >= 0 ? caused_by_nothing(g, check, &t, entry, enough, idle, blank)
                 : blank ? NULL : caused_by_its_task(g, check, &t, entry, enough);
    if (said == NULL) said = caused_by_another_task(g, check, &t, entry, enough);
    g->budget.edits_left -= left - g->budget.seconds_left;
    g->budget.seconds_left = left;
    return said;
}

char *edits_explain(Grading *g, const Check *check) { return explain(g, check, false); }

char *edits_explain_nothing(Grading *g, const Check *check) { return explain(g, check, true); }
