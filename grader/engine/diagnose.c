#include "diagnose.h"

#include "asked.h"
#include "compare.h"
#include "draw.h"
#include "misconceptions.h"
#include "session.h"
#include "text.h"
#include <string.h>

enum { MAX_MISCONCEPTIONS = 256 };
/* CPU time of the student's code for one diagnosis. */
#define DIAGNOSIS_SECONDS 2.0

static const Misconception *declared(int m) { return &lab_misconceptions[m]; }

/* One probe serves all misconceptions in turn, each for one case: none finds what an earlier call of it has left. Some
 * end in a wrong call, and then there is a new probe. Its time is not the student's. */
static void ask_mutant(Grading *g, const Check *check, Session **probe, int mutant, int entry, const Case *k,
                       Asked *o) {
    const double left = g->budget.seconds_left;
    if (*probe != NULL && !(*probe)->alive) {
        session_close(*probe);
        *probe = NULL;
    }
    if (*probe == NULL) *probe = session_on_mutant(g, check, declared(mutant));
    else session_choose(*probe, declared(mutant));
    o->answered = *probe != NULL && session_ask(*probe, entry, k, o->values);
    snprintf(o->crash, sizeof o->crash, "%s", *probe != NULL ? (*probe)->crash : "");
    g->budget.seconds_left = left;
}

/* --- Which fit ---------------------------------------------------------------------------------------------------- */
typedef struct Candidates {
    bool possible[MAX_MISCONCEPTIONS];
    int  n, left; /* declared; still possible */
} Candidates;

static void rule_out(Candidates *c, int m) {
    c->left -= c->possible[m];
    c->possible[m] = false;
}

static bool is_of_task(const Check *check, int m) { return strcmp(declared(m)->task, check->task) == 0; }

/* Whether a check has failed with the sentence of the misconception. */
static bool was_named(const Grading *g, const Check *check, int m) {
    const char *message = g->result->checks[check_index(g, check)].message;
    return message != NULL && strstr(message, declared(m)->says) != NULL;
}

static bool was_named_in_its_task(const Grading *g, int m) {
    for (const Check *own = g->lab->checks; own->task != NULL; own++)
        if (is_of_task(own, m) && was_named(g, own, m)) return true;
    return false;
}

/* All that lose the check, and those that may lose it and have been named before. */
static Candidates candidates_for(const Grading *g, const Check *check) {
    Candidates c = {.n = 0};
    if (lab_misconceptions == NULL || misconceptions_program() < 0 || call_entry(check->call, NULL) == NULL) return c;
    for (; c.n < MAX_MISCONCEPTIONS && declared(c.n)->name != NULL; c.n++) {
        const Misconception *m = declared(c.n);
        c.left += c.possible[c.n] = misconception_lists(m->loses, check->task, check->title) ||
                                    (misconception_lists(m->may, check->task, check->title) &&
                                     was_named_in_its_task(g, c.n));
    }
    return c;
}

/* Leaves the candidates that answer every case as the student's code does. false: no case is answered wrongly, or not
 * all cases could be looked at. */
static bool leave_those_that_fit(Grading *g, const Check *check, Candidates *c) {
    const double enough = fmax(g->budget.seconds_left - DIAGNOSIS_SECONDS, 0);
    int  cases = check_cases(check), wrong = 0, entry;
    call_entry(check->call, &entry);
    for (int index = 0; index < cases && c->left > 0; index++) {
        t_step();
        Case k;
        Asked theirs;
        draw_case(g, check, index, &k);
        cases = k.cases;
        const Asked *own = asked(g, check, entry, &k);
        if ((!own->answered && own->crash[0] == '\0') || g->budget.seconds_left <= enough) return false;
        wrong += !own->answered || !compare_answer(check, &k, own->values);
        Session *probe = NULL;
        for (int m = 0; m < c->n; m++) {
            if (!c->possible[m]) continue;
            ask_mutant(g, check, &probe, m, entry, &k, &theirs);
            if (!asked_same(check, &k, own, &theirs)) rule_out(c, m);
        }
        session_close(probe);
    }
    return wrong > 0;
}

/* --- Which is named ----------------------------------------------------------------------------------------------- */
/* A check of the misconception's own task: it has been named there; where that check is not graded in this run, it fits
 * there, too. */
static bool shows_in(Grading *g, const Check *own, int m) {
    if (g->result->checks[check_index(g, own)].wanted) return was_named(g, own, m);
    Candidates c = candidates_for(g, own);
    for (int other = 0; other < c.n; other++)
        if (other != m) rule_out(&c, other);
    return c.left == 1 && leave_those_that_fit(g, own, &c) && c.left == 1;
}

/* A mistake in another task is blamed for this one's check where it shows in that task itself. */
static bool is_evident(Grading *g, int m) {
    const Misconception *of = declared(m);
    for (const Check *own = g->lab->checks; own->task != NULL; own++)
        if (own->call != NULL && is_of_task(own, m) && misconception_lists(of->loses, own->task, own->title) &&
            shows_in(g, own, m))
            return true;
    return false;
}

static bool is_named(const CheckResult *c) {
    for (const Misconception *m = lab_misconceptions; m->name != NULL; m++)
        if (strstr(c->message, m->says) != NULL) return true;
    return false;
}

static bool same_task(const Check *a, const Check *b) { return strcmp(a->task, b->task) == 0; }

/* Some mistakes show in a later task alone: a value that does not keep what its backward needs. */
static bool shows_later_alone(const Grading *g, int m) {
    for (const Check *own = g->lab->checks; own->task != NULL; own++)
        if (is_of_task(own, m) && misconception_lists(declared(m)->loses, own->task, own->title)) return false;
    return true;
}

/* Whether the misconception loses, or may lose, each check of the task that has failed so far for a cause unknown. */
static bool explains_the_task(const Grading *g, const Check *check, int m) {
    for (const Check *own = g->lab->checks; own->task != NULL; own++) {
        const CheckResult *r = &g->result->checks[check_index(g, own)];
        if (!same_task(own, check) || r->message == NULL || r->points >= r->max || is_named(r)) continue;
        if (!misconception_lists(declared(m)->loses, own->task, own->title) &&
            !misconception_lists(declared(m)->may, own->task, own->title))
            return false;
    }
    return true;
}

/* Whether the hand-in answers as the misconception does in all checks of the task that this loses, or is right there: a
 * mistake that is declared for a forward and a backward may have been made in one of them. */
static bool answers_the_task(Grading *g, const Check *check, int m) {
    int entry;
    for (const Check *own = g->lab->checks; own->task != NULL; own++) {
        const bool lost = same_task(own, check) && misconception_lists(declared(m)->loses, own->task, own->title);
        if (own == check || own->call == NULL || !lost || !g->result->checks[check_index(g, own)].wanted) continue;
        Candidates c = {.n = m + 1, .left = 1};
        c.possible[m] = true;
        leave_those_that_fit(g, own, &c);
        if (c.left == 0 && (call_entry(own->call, &entry) == NULL || !asked_right(g, own, entry))) return false;
    }
    return true;
}

/* Whether m is one more explanation beside `found`, of which there are `count`: two ways to make one mistake, which have
 * one sentence, are one. */
static bool is_another(int m, int found, int count) {
    return count == 0 || strcmp(declared(m)->says, declared(found)->says) != 0;
}

/* The sentence of the one candidate that is left: of those that have been named before or are evident in another task,
 * else of those of the check's own task and those that show in later tasks alone. NULL when it is not one alone. */
static char *name_of(Grading *g, const Check *check, const Candidates *c) {
    int known = -1, count_known = 0, fresh = -1, count_fresh = 0;
    for (int m = 0; m < c->n; m++) {
        if (!c->possible[m]) continue;
        if (is_of_task(check, m) ? was_named_in_its_task(g, m) : is_evident(g, m)) {
            count_known += is_another(m, known, count_known);
            known = m;
        } else if ((is_of_task(check, m) || shows_later_alone(g, m)) && explains_the_task(g, check, m) &&
                   answers_the_task(g, check, m)) {
            count_fresh += is_another(m, fresh, count_fresh);
            fresh = m;
        }
    }
    if (count_known > 1 || (count_known == 0 && count_fresh != 1)) return NULL;
    const int m = count_known == 1 ? known : fresh;
    if (is_of_task(check, m)) return text_format("%s", declared(m)->says);
    return text_format("%s is the cause. %s", declared(m)->task, declared(m)->says);
}

static bool have_several_sentences(const Candidates *c) {
    int found = -1, count = 0;
    for (int m = 0; m < c->n; m++) {
        if (!c->possible[m]) continue;
        count += is_another(m, found, count);
        found = m;
    }
    return count > 1;
}

/* Several explain this check: the right one also answers the other checks of the task as the hand-in does, the passed
 * ones, too. */
static void ask_other_checks(Grading *g, const Check *check, Candidates *c) {
    for (const Check *own = g->lab->checks; own->task != NULL && have_several_sentences(c); own++)
        if (own != check && own->call != NULL && strcmp(own->task, check->task) == 0) leave_those_that_fit(g, own, c);
}

char *diagnose(Grading *g, const Check *check) {
    Candidates c = candidates_for(g, check);
    if (c.left == 0 || !leave_those_that_fit(g, check, &c)) return NULL;
    ask_other_checks(g, check, &c);
    return name_of(g, check, &c);
}

/* --- Between calls ------------------------------------------------------------------------------------------------ */
static void ask_pair(Session *s, int entry, const Pair *p, Asked *o, Tensor *values[]) {
    BoxEnd end;
    BoxAnswer said;
    o->answered = s->alive && session_exchange(s, entry, &p->of[0], &p->of[1], values, &end, &said);
    snprintf(o->crash, sizeof o->crash, "%s", s->crash);
}

static bool same_pair(const Check *check, const Pair *p, const Asked o[2], Tensor *values[2][2 * CALL_MAX_VALUES]) {
    const int first = p->of[0].call.n_out;
    if (o[0].answered != o[1].answered) return false;
    if (!o[0].answered) return strcmp(o[0].crash, o[1].crash) == 0;
    return asked_same_values(check, &p->of[0], values[0], values[1]) &&
           asked_same_values(check, &p->of[1], values[0] + first, values[1] + first);
}

/* Up to the first pair without an answer. */
static bool same_together(Grading *g, const Check *check, int entry, int mutant) {
    static Tensor *values[2][2 * CALL_MAX_VALUES];
    static Asked o[2];
    const double left = g->budget.seconds_left;
    Session *s[] = {session_on_code(g, check, PRECISION_DOUBLE),
                    session_on_mutant(g, check, &lab_misconceptions[mutant])};
    bool same = s[0] != NULL && s[1] != NULL, answered = same;
    Pair p = {.cases = 0};
    for (int number = 0; same && answered; number++) {
        t_step();
        if (!draw_pair(g, check, number, &p)) break;
        for (int i = 0; i < 2; i++) ask_pair(s[i], entry, &p, &o[i], values[i]);
        same = same_pair(check, &p, o, values);
        answered = o[0].answered;
    }
    for (int i = 0; i < 2; i++) session_close(s[i]);
    g->budget.seconds_left = left;
    return same;
}

char *diagnose_together(Grading *g, const Check *check) {
    Candidates c = candidates_for(g, check);
    int entry;
    call_entry(check->call, &entry);
    for (int m = 0; m < c.n; m++)
        if (c.possible[m] && !same_together(g, check, entry, m)) rule_out(&c, m);
    return c.left > 0 ? name_of(g, check, &c) : NULL;
}
