#include "diagnose.h"

#include "compare.h"
#include "draw.h"
#include "misconceptions.h"
#include "session.h"
#include <string.h>

enum { MAX_MISCONCEPTIONS = 256 };
/* Between two ways to compute the same wrong number, which need not be as stable as right ones. */
#define SAME 1e-9
/* CPU time of the student's code for one diagnosis. */
#define DIAGNOSIS_SECONDS 2.0

static double element(const Tensor *x, size_t i) {
    return x->dtype == DTYPE_REAL ? (double)x->data[i] : x->dtype == DTYPE_INT64 ? (double)x->i64[i] : x->u8[i];
}

/* Unlike compare_equal, a NaN is as good as a NaN. */
static bool same_values(const Tensor *a, const Tensor *b, double tolerance) {
    double largest = 0;
    for (size_t i = 0; i < a->size; i++)
        if (isfinite(element(a, i))) largest = fmax(largest, fabs(element(a, i)));
    double allowed = a->dtype == DTYPE_REAL ? fmax(SAME, tolerance) * largest : 0;
    for (size_t i = 0; i < a->size; i++) {
        double u = element(a, i), v = element(b, i);
        if (!(u == v || (isnan(u) && isnan(v)) || fabs(u - v) <= allowed)) return false;
    }
    return true;
}

static bool is_judged(const Check *check, int output) { return check->output < 0 || check->output == output; }

static bool same_answer(const Check *check, const Case *k, Tensor *const a[], Tensor *const b[]) {
    for (int i = 0; i < k->call.n_out; i++)
        if (is_judged(check, i) && !same_values(a[i], b[i], check->tolerance)) return false;
    return true;
}

/* What became of a call: values, or a crash in these words; neither when it ended in another way. */
typedef struct Outcome {
    bool    answered;
    char    crash[200];
    Tensor *values[CALL_MAX_TENSORS];
} Outcome;

static void ask(Session *s, int entry, const Case *k, Outcome *o) {
    o->answered = s != NULL && session_ask(s, entry, k, o->values);
    snprintf(o->crash, sizeof o->crash, "%s", s != NULL ? s->crash : "");
}

static void ask_student(Grading *g, const Check *check, int entry, const Case *k, Outcome *o) {
    Session *s = session_on_code(g, check, PRECISION_DOUBLE);
    ask(s, entry, k, o);
    session_close(s);
}

/* In a probe of its own, since some misconceptions end in a wrong call. Its time is not the student's. */
static void ask_mutant(Grading *g, const Check *check, int mutant, int entry, const Case *k, Outcome *o) {
    const double left = g->budget.seconds_left;
    Session *s = session_on_mutant(g, check, &lab_misconceptions[mutant]);
    ask(s, entry, k, o);
    session_close(s);
    g->budget.seconds_left = left;
}

static bool same_outcome(const Check *check, const Case *k, const Outcome *a, const Outcome *b) {
    if (a->answered != b->answered) return false;
    return a->answered ? same_answer(check, k, a->values, b->values) : strcmp(a->crash, b->crash) == 0;
}

static int begin_diagnosis(const Check *check, bool possible[], int *left) {
    int n = 0;
    if (lab_misconceptions == NULL || misconceptions_program() < 0 || call_entry(check->call, NULL) == NULL) return 0;
    for (*left = 0; n < MAX_MISCONCEPTIONS && lab_misconceptions[n].name != NULL; n++)
        *left += possible[n] = misconception_lists(lab_misconceptions[n].loses, check->task, check->title);
    return n;
}

const char *diagnose(Grading *g, const Check *check) {
    bool possible[MAX_MISCONCEPTIONS] = {false};
    int left = 0, wrong = 0, entry;
    const int n = begin_diagnosis(check, possible, &left);
    call_entry(check->call, &entry);

    const double enough = fmax(g->budget.seconds_left - DIAGNOSIS_SECONDS, 0);
    int cases = check_cases(check);
    for (int index = 0; index < cases && left > 0 && g->budget.seconds_left > enough; index++) {
        t_step();
        Case k;
        Outcome own, theirs;
        draw_case(g, check, index, &k);
        cases = k.cases;
        ask_student(g, check, entry, &k, &own);
        if (!own.answered && own.crash[0] == '\0') break;
        wrong += !own.answered || !compare_answer(check, &k, own.values);
        for (int m = 0; m < n; m++) {
            if (!possible[m]) continue;
            ask_mutant(g, check, m, entry, &k, &theirs);
            possible[m] = same_outcome(check, &k, &own, &theirs);
            left -= !possible[m];
        }
    }
    for (int m = 0; m < n && wrong > 0; m++)
        if (possible[m]) return lab_misconceptions[m].says;
    return NULL;
}

/* --- Between calls ------------------------------------------------------------------------------------------------ */
static void ask_pair(Session *s, int entry, const Pair *p, Outcome *o, Tensor *values[]) {
    BoxEnd end;
    BoxAnswer said;
    o->answered = s->alive && session_exchange(s, entry, &p->of[0], &p->of[1], values, &end, &said);
    snprintf(o->crash, sizeof o->crash, "%s", s->crash);
}

static bool same_pair(const Check *check, const Pair *p, const Outcome o[2], Tensor *values[2][2 * CALL_MAX_TENSORS]) {
    const int first = p->of[0].call.n_out;
    if (o[0].answered != o[1].answered) return false;
    if (!o[0].answered) return strcmp(o[0].crash, o[1].crash) == 0;
    return same_answer(check, &p->of[0], values[0], values[1]) &&
           same_answer(check, &p->of[1], values[0] + first, values[1] + first);
}

/* Up to the first pair without an answer. */
static bool same_together(Grading *g, const Check *check, int entry, int mutant) {
    static Tensor *values[2][2 * CALL_MAX_TENSORS];
    static Outcome o[2];
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

const char *diagnose_together(Grading *g, const Check *check) {
    bool possible[MAX_MISCONCEPTIONS] = {false};
    int left = 0, entry;
    const int n = begin_diagnosis(check, possible, &left);
    call_entry(check->call, &entry);
    for (int m = 0; m < n; m++)
        if (possible[m] && same_together(g, check, entry, m)) return lab_misconceptions[m].says;
    return NULL;
}
