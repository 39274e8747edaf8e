#include "engine.h"

#include "diagnose.h"
#include "slopes.h"
#include <stdlib.h>
#include <string.h>

/* false when the answer is wrong: the verdict has been given. */
static bool judge(Grading *g, const Check *check, const Case *k, Tensor *const answer[], const Box *box) {
    for (int i = 0; i < k->call.n_out; i++) {
        if (check->output >= 0 && check->output != i) continue;
        if (compare_equal(answer[i], k->call.out[i], check->tolerance)) continue;
        Text text = {0};
        const char *misconception = session_hurried(g) ? NULL : diagnose(g, check);
        if (misconception != NULL) text_add(&text, "%s\n", misconception);
        compare_explain(&text, k->out_name[i], answer[i], k->call.out[i], check->tolerance, k);
        char *slopes = misconception != NULL || session_hurried(g) ? NULL : slopes_explain(g, check, k, answer);
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
static bool run_case(Grading *g, const Check *check, int index, int *telling) {
    t_step();
    Case k;
    *telling += draw_case(g, check, index, &k);
    Session *s = session_open(g, check, PRECISION_DOUBLE);
    Tensor *answer[CALL_MAX_TENSORS];
    bool right = s != NULL && session_call(s, check->call, &k, answer) && judge(g, check, &k, answer, session_box(s));
    session_close(s);
    return right;
}

static void run_cases(Grading *g, const Check *check) {
    int telling = 0;
    for (int i = 0; i < check->cases; i++)
        if (!run_case(g, check, i, &telling)) return;
    if (2 * telling < check->cases)
        t_fail("mend its draw: most of its cases must not be answered by zeros, constants or copies of an input",
               "check %s, %s: only %d of %d cases tell a right answer from a lazy one", check->task, check->title,
               telling, check->cases);
    check_pass(g, check);
}

void grade_check(Grading *g, const Check *check) {
    if (verdict_beforehand(g, check)) return;
    const double before = g->seconds_left;
    if (check->run == NULL) run_cases(g, check);
    else check->run(g, check);
    check_fail(g, check,
               "the check has come to no verdict"); /* the first verdict counts: of no effect when there is one */
    if (g->result->checks[check_index(g, check)].status != STATUS_PASSED) g->seconds_lost += before - g->seconds_left;
}
