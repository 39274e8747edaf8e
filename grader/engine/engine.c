#include "engine.h"

#include "compare.h"
#include "diagnose.h"
#include "draw.h"
#include "session.h"
#include "slopes.h"
#include "verdict.h"
#include <stdlib.h>
#include <string.h>

/* false when the answer is wrong: the verdict has been given. */
static bool judge(Grading *g, const Check *check, const Case *k, Tensor *const answer[], const Box *box) {
    for (int i = 0; i < k->call.n_out; i++) {
        if (check->output >= 0 && check->output != i) continue;
        if (compare_equal(answer[i], k->call.out[i], check->tolerance)) continue;
        Text text = {0};
        const char *misconception = budget_hurried(&g->budget) ? NULL : diagnose(g, check);
        if (misconception != NULL) { /* the cause is known: no guess beside it */
            text_add(&text, "%s\n", misconception);
            compare_show(&text, k->out_name[i], answer[i], k->call.out[i], check->tolerance);
        } else {
            compare_explain(&text, k->out_name[i], answer[i], k->call.out[i], check->tolerance, k);
        }
        char *slopes = misconception != NULL || budget_hurried(&g->budget) ? NULL : slopes_explain(g, check, k, answer);
        if (slopes != NULL) text_add(&text, "\n%s", slopes);
        free(slopes);
        compare_describe_case(&text, check, k);
        verdict_keep_output(g, check, box);
        result_set(g->result, check_index(g, check), STATUS_FAILED, 0, text.s);
        return false;
    }
    return true;
}

/* One case, in a probe of its own. */
static bool run_case(Grading *g, const Check *check, int index, int *cases, int *telling) {
    t_step();
    Case k;
    const bool tells = draw_case(g, check, index, &k);
    *cases = k.cases;
    if (!tells && index >= check->edges && k.want != WANT_OTHERS)
        t_fail("mend its draw, or count the case among its .edges when no draw of its shape can tell them apart",
               "check %s, %s: %d draws of case %d were all answered by zeros, a constant or a copy of an input",
               check->task, check->title, DRAW_TRIES, index + 1);
    *telling += tells;
    Session *s = session_open(g, check, PRECISION_DOUBLE);
    Tensor *answer[CALL_MAX_TENSORS];
    bool right = s != NULL && session_call(s, check->call, &k, answer) && judge(g, check, &k, answer, &s->box);
    session_close(s);
    return right;
}

/* --- Growth of memory --------------------------------------------------------------------------------------------- */
/* The C library's heap takes some hundreds of calls to settle, within the 132 KiB that it begins with. */
enum { CALLS = 1000, MOMENTS = 10, GROWTH_ALLOWED = 160 << 10 };

/* By how much the probe's memory grows in the second half of the calls, in bytes a call; 0 where that is not worth a
 * word or cannot be told. Of several calls in a row the least counts. It is measured from outside: a submission cannot
 * deny it. */
static double growth(Grading *g, const Check *check) {
    t_step();
    Case k;
    draw_case(g, check, check_cases(check) - 1, &k);
    int entry;
    call_entry(check->call, &entry);
    Session *s = session_open(g, check, PRECISION_DOUBLE);
    Tensor *answer[CALL_MAX_TENSORS];
    double least[2] = {INFINITY, INFINITY};
    int calls = 0, half = CALLS / 2;
    for (; s != NULL && calls < CALLS && session_ask(s, entry, &k, answer); calls++) {
        const bool middle = calls >= half && calls < half + MOMENTS;
        if (middle || calls >= CALLS - MOMENTS) least[!middle] = fmin(least[!middle], session_memory(s));
    }
    session_close(s);
    if (calls < CALLS || least[0] < 0 || least[1] < 0) return 0;
    return least[1] - least[0] > GROWTH_ALLOWED ? (least[1] - least[0]) / half : 0;
}

/* false when the verdict has been given. */
static bool keeps_its_memory(Grading *g, const Check *check) {
    static const char format[] = "%s its memory grows with every call, by about %.0f bytes: something is allocated and "
                                 "never freed (malloc, t_keep)";
    double bytes = check->growth != GROWTH_FREE && !budget_hurried(&g->budget) ? growth(g, check) : 0;
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
static void run_cases(Grading *g, const Check *check) {
    int telling = 0;
    for (int i = 0, cases = check_cases(check); i < cases; i++)
        if (!run_case(g, check, i, &cases, &telling)) return;
    if (telling == 0)
        t_fail("give it a case that is no edge",
               "check %s, %s: none of its %d cases tells a right answer from a lazy one", check->task, check->title,
               check_cases(check));
    if (keeps_its_memory(g, check)) check_pass(g, check);
}

void grade_check(Grading *g, const Check *check) {
    if (verdict_beforehand(g, check)) return;
    const double before = g->budget.seconds_left;
    if (check->run == NULL) run_cases(g, check);
    else check->run(g, check);
    check_fail(g, check,
               "the check has come to no verdict"); /* the first verdict counts: of no effect when there is one */
    if (g->result->checks[check_index(g, check)].status != STATUS_PASSED) g->budget.seconds_lost += before - g->budget.seconds_left;
}
