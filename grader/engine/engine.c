#include "engine.h"

#include "asked.h"
#include "compare.h"
#include "diagnose.h"
#include "draw.h"
#include "edits.h"
#include "nothing.h"
#include "real_gpu.h"
#include "remarks.h"
#include "session.h"
#include "slopes.h"
#include "survey.h"
#include "verdict.h"
#include "warnings.h"
#include <stdlib.h>
#include <string.h>

/* What OpenBLAS prints when a row length cannot be right. */
static bool blas_refused(const Box *box) {
    const char  *said = " ** On entry to ";
    const size_t kept = box->output_size < BOX_KEEP_OUTPUT ? box->output_size : BOX_KEEP_OUTPUT;
    return box->output != NULL && memmem(box->output, kept, said, strlen(said)) != NULL;
}

/* What is known of a wrong answer: the sentence of a misconception or of a small mistake, or what differs and why. The
 * guess is the one of all cases; its numbers are those of this case. */
static void explain(Text *to, Grading *g, const Check *check, const Case *k, Tensor *const answer[],
                    const Judged *wrong, const Guess *common, const Box *box) {
    const Tensor *got = wrong->got, *expected = wrong->expected;
    const char   *name = wrong->name;
    const bool    hurried = budget_hurried(&g->budget), idle = !hurried && nothing_done(g, check);
    const bool    refused = blas_refused(box);
    char *misconception = hurried || (idle && refused) ? NULL : diagnose(g, check);
    if (misconception == NULL && !hurried && !(idle && refused))
        misconception = (idle ? edits_explain_nothing : edits_explain)(g, check);
    if (misconception != NULL) { /* the cause is known: no guess beside it */
        text_add(to, "%s\n", misconception);
        compare_show(to, name, got, expected, check->tolerance);
        free(misconception);
        return;
    }
    compare_show(to, name, got, expected, check->tolerance);
    const Guess guess = compare_guess(name, got, expected, check->tolerance, k);
    /* Whole numbers that began without a value: no guess goes with what memory held. */
    if (got->dtype == DTYPE_INT64 && got->size > 0 && compare_unset(got, 0)) return;
    if (compare_revealed() != REVEAL_NONE && compare_guesses_agree(&guess, common) &&
        !(idle && guess.kind == GUESS_ZERO))
        compare_add_guess(to, &guess, name, expected, k);
    if (refused)
        text_add(to, "\nBLAS refuses the call, and computes nothing: a row length is shorter than the rows that it "
                     "reads. Pass the number of columns of each matrix as it is stored");
    if (compare_revealed() != REVEAL_NONE && idle && !refused && guess.kind != GUESS_UNTOUCHED)
        text_add(to, "\nin every case the answer is 0, or what was there before%s", got->dtype != DTYPE_REAL ? "" :
                     ": nothing is computed yet, or a factor of it is 0 (1 / n of whole numbers)");
    char *slopes = hurried ? NULL : slopes_explain(g, check, k, answer);
    if (slopes != NULL) text_add(to, "\n%s", slopes);
    free(slopes);
}

static void fail_with(Grading *g, const Check *check, const Case *k, const Box *box, Text *text) {
    char *warnings = warnings_explain(g, check);
    if (warnings != NULL) text_add(text, "%s", warnings);
    free(warnings);
    compare_describe_case(text, check, k);
    verdict_keep_output(g, check, box);
    result_set(g->result, check_index(g, check), STATUS_FAILED, 0, text->s);
}

/* The verdict on a wrong answer to case k. Another case is shown where it tells more. */
static void tell_wrong(Grading *g, const Check *check, const Case *k, Session *s, Tensor *answer[],
                       const Judged *wrong) {
    const Survey all = survey(g, check, k->index, k, wrong);
    Text text = {0};
    if (all.shown != k->index) {
        t_step();
        Case other;
        draw_case(g, check, all.shown, &other);
        Session *again = session_open(g, check, PRECISION_DOUBLE);
        Tensor  *its[CALL_MAX_VALUES];
        Judged   first;
        int      entry;
        call_entry(check->call, &entry);
        const bool tells = again != NULL && session_ask(again, entry, &other, its) &&
                           compare_first_wrong(check, &other, its, &first);
        if (tells) {
            explain(&text, g, check, &other, its, &first, &all.guess, &again->box);
            fail_with(g, check, &other, &again->box, &text);
        }
        session_close(again);
        if (tells) return;
    }
    explain(&text, g, check, k, answer, wrong, &all.guess, &s->box);
    fail_with(g, check, k, &s->box, &text);
}

/* Only the judged gradient is wanted, and the backward writes to another one, which is NULL: that costs the check of
 * that other one, which has a case without it. Here the case says nothing. */
static bool is_another_gradients(Grading *g, const Check *check, const Case *k) {
    if (k->want != WANT_JUDGED) return false;
    int entry;
    call_entry(check->call, &entry);
    Tensor  *answer[CALL_MAX_VALUES];
    Session *s = session_open(g, check, PRECISION_DOUBLE);
    const bool is = s != NULL && !session_ask(s, entry, k, answer) && strstr(s->crash, NULL_POINTER) != NULL;
    session_close(s);
    return is;
}

/* One case, in a probe of its own; false when the verdict has been given. *spared: the case is another check's. */
static bool run_alone(Grading *g, const Check *check, int index, int *cases, bool *spared) {
    t_step();
    Case k;
    draw_telling(g, check, index, &k);
    *cases = k.cases;
    if (is_another_gradients(g, check, &k)) return *spared = true;
    Session *s = session_open(g, check, PRECISION_DOUBLE);
    Tensor *answer[CALL_MAX_VALUES];
    Judged  wrong;
    bool    right = s != NULL && session_call(s, check->call, &k, answer);
    if (right && compare_first_wrong(check, &k, answer, &wrong)) {
        tell_wrong(g, check, &k, s, answer, &wrong);
        right = false;
    }
    session_close(s);
    return right;
}

/* --- All cases in one probe --------------------------------------------------------------------------------------- */
static char *state_sentence(Grading *g, const Check *check, const Case *k) {
    char *misconception = budget_hurried(&g->budget) ? NULL : diagnose_together(g, check);
    if (misconception != NULL) return misconception;
    const char *backward = k->of_op ? "; what backward needs belongs into c->saved" : "";
    return text_format("right when it is called once in a program, wrong when it is called again: something of "
                       "another call is left in it. Keep nothing in static or global variables%s", backward);
}

typedef enum Together { ALL_RIGHT, ONE_WRONG, OUT_OF_TIME } Together;

static Session *session_for_share(Grading *g, const Check *check, double share) {
    Session *s = verdict_beforehand(g, check) ? NULL : session_on_code(g, check, PRECISION_DOUBLE);
    if (s == NULL) return NULL;
    s->box.limits.cpu_seconds *= share;
    s->box.limits.still_seconds *= share;
    return s;
}

/* With a part of the time that a case has by itself, or with all of it; `spared`: but for the case that is another
 * check's. When asked to, it gives the verdict on what is wrong. Where all is right, *right is the probe. */
static Together run_together(Grading *g, const Check *check, double share, bool spared, bool tells, Session **right) {
    Tensor *answer[2 * CALL_MAX_VALUES];
    BoxEnd  end;
    BoxAnswer said;
    Judged wrong;
    int entry, telling = 0;
    Together outcome = ALL_RIGHT;
    call_entry(check->call, &entry);
    Session *s = NULL;
    Pair p = {.spared = spared};
    for (int number = 0; outcome == ALL_RIGHT; number++) {
        t_step();
        if (!draw_pair(g, check, number, &p)) break;
        telling += p.telling;
        if (s == NULL && (s = session_for_share(g, check, share)) == NULL) return ONE_WRONG;
        const Case *k = p.of;
        if (!session_exchange(s, entry, &k[0], &k[1], answer, &end, &said)) {
            outcome = end == BOX_CPU || end == BOX_STILL || end == BOX_WALL ? OUT_OF_TIME : ONE_WRONG;
            char *lead = tells ? state_sentence(g, check, k) : NULL;
            if (tells) verdict_no_answer(g, check, &s->box, end, &said, k, lead);
            free(lead);
            continue;
        }
        Tensor *const *of[] = {answer, answer + k[0].call.n_out};
        for (int i = 0; i < 2 && outcome == ALL_RIGHT; i++) {
            if (!compare_first_wrong(check, &k[i], of[i], &wrong)) continue;
            outcome = ONE_WRONG;
            if (!tells) continue;
            Text text = {0};
            char *lead = state_sentence(g, check, &k[i]);
            text_add(&text, "%s\n", lead);
            free(lead);
            compare_show(&text, wrong.name, wrong.got, wrong.expected, check->tolerance);
            fail_with(g, check, &k[i], &s->box, &text);
        }
    }
    if (s != NULL && outcome == ALL_RIGHT && g->lab->beside != NULL) remarks_tell(g, check, &s->box);
    if (outcome == ALL_RIGHT) *right = s;
    else session_close(s);
    if (outcome == ALL_RIGHT && telling == 0)
        t_fail("give it a case that is no edge",
               "check %s, %s: none of its %d cases tells a right answer from a lazy one", check->task, check->title,
               check_cases(check));
    return outcome;
}

/* --- Growth of memory --------------------------------------------------------------------------------------------- */
/* The probe that has answered all cases goes on: to start another one costs more than most checks' calls. The C
 * library's heap takes some hundreds of calls to settle, within the 132 KiB that it begins with. What leaks fills these
 * first. A leak that reaches GROWTH_ALLOWED in the second half has left them after 420 calls at the latest, so where
 * memory has not grown at all between the first quarter and the half, the second half is not called. */
enum { CALLS = 1000, QUARTER = CALLS / 4, HALF = CALLS / 2, MOMENTS = 10, GROWTH_ALLOWED = 160 << 10 };
/* Of the lab's time, for one check's growth. What takes longer is not looked at to its end, and loses nothing. */
#define GROWTH_SECONDS 2.0
/* Between the moments many calls are one exchange: as many as take a small part of its time. */
enum { CALLS_AT_ONCE = 100 };
#define SECONDS_AT_ONCE 0.05

/* Where memory is looked at after each of MOMENTS calls in a row, of which the least counts. */
static const int looked_at[] = {QUARTER, HALF, CALLS - MOMENTS};
enum { LOOKS = 3 };

/* By how much the probe's memory grows in the second half of the calls, in bytes a call; 0 where that is not worth a
 * word or cannot be told. It is measured from outside: a submission cannot deny it. */
static double growth(Grading *g, const Check *check, Session *s) {
    t_step();
    Case k;
    draw_case(g, check, check_cases(check) - 1, &k);
    int entry;
    call_entry(check->call, &entry);
    session_renew(s);
    Tensor *answer[CALL_MAX_VALUES];
    double least[LOOKS] = {INFINITY, INFINITY, INFINITY};
    int calls = 0, look = 0, at_once = 1;
    const double enough = g->budget.seconds_left - GROWTH_SECONDS;
    while (look < LOOKS && g->budget.seconds_left > enough) {
        const bool moment = calls >= looked_at[look];
        const int  left = looked_at[look] - calls, n = moment ? 1 : at_once < left ? at_once : left;
        if (!session_ask_often(s, entry, &k, n, answer)) break;
        if (moment) least[look] = fmin(least[look], session_memory(s));
        calls += n;
        at_once = (int)fmax(1, fmin(CALLS_AT_ONCE, n * SECONDS_AT_ONCE / fmax(s->box.cpu_used, 1e-6)));
        if (calls < looked_at[look] + MOMENTS) continue;
        if (least[look] < 0 || (looked_at[look] == HALF && least[1] <= least[0])) break;
        look++;
    }
    return look == LOOKS && least[2] - least[1] > GROWTH_ALLOWED ? (least[2] - least[1]) / HALF : 0;
}

/* false when the verdict has been given. */
static bool keeps_its_memory(Grading *g, const Check *check, Session *s) {
    static const char format[] = "%s its memory grows with every call, by about %.0f bytes: something is allocated and "
                                 "never freed (malloc, t_keep)";
    const double bytes = check->growth != GROWTH_FREE && !budget_hurried(&g->budget) ? growth(g, check, s) : 0;
    session_close(s);
    if (bytes <= 0) return true;
    if (check->growth == GROWTH_TOLD) {
        char *place = text_format("%s %s:", check->task, check->title);
        result_note(g->result, format, place, bytes);
        free(place);
        return true;
    }
    check_fail(g, check, format, "right, but", bytes);
    return false;
}

/* --- A check ------------------------------------------------------------------------------------------------------ */
/* What right code needs of its time by far. Whoever needs more is asked again, with all of it. */
#define SHARE 0.25

/* All cases in one probe: as they are used, several times and mixed. Where that is wrong, each in a probe of its own,
 * so that what is told is the first one and nothing of another call: the verdict is given there, or it is the state
 * between calls that is wrong. */
static bool run_cases(Grading *g, const Check *check, Session **right) {
    bool spared = false;
    const Together first = run_together(g, check, SHARE, spared, false, right);
    if (first == ALL_RIGHT) return true;
    for (int i = 0, cases = check_cases(check); i < cases; i++)
        if (!run_alone(g, check, i, &cases, &spared)) return false;
    return run_together(g, check, 1, spared, true, right) == ALL_RIGHT;
}

void grade_check(Grading *g, const Check *check) {
    if (verdict_beforehand(g, check)) return;
    const double before = g->budget.seconds_left;
    asked_forget();
    Session *right;
    if (check->run != NULL) check->run(g, check);
    else if (run_cases(g, check, &right) && keeps_its_memory(g, check, right) && gpu_agrees(g, check))
        check_pass(g, check);
    check_fail(g, check,
               "the check has come to no verdict"); /* the first verdict counts: of no effect when there is one */
    if (g->result->checks[check_index(g, check)].status != STATUS_PASSED)
        g->budget.seconds_lost += before - g->budget.seconds_left;
}
