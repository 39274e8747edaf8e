#include "glance.h"

#include "compare.h"
#include "draw.h"
#include "misconceptions.h"
#include "session.h"

/* The probe serves check after check, until one is answered wrongly. */
static Session *session_for(Grading *g, const Check *check) {
    if (g->glanced_at == NULL) return g->glanced_at = session_on_mutant(g, check, g->code.mutant);
    g->glanced_at->check = check;
    return session_choose(g->glanced_at, g->code.mutant) ? g->glanced_at : NULL;
}

void glance_end(Grading *g) {
    session_close(g->glanced_at);
    g->glanced_at = NULL;
}

bool glance(Grading *g, const Check *check) {
    const int index = check_index(g, check);
    if (misconception_lists(g->code.mutant->loses, check->task, check->title)) return false;
    if (check->run != NULL) {
        result_set(g->result, index, STATUS_SKIPPED, 0, text_format("%s", TRAINING_NOT_RUN));
        return true;
    }
    int      entry;
    Session *s = session_for(g, check);
    bool     right = s != NULL && call_entry(check->call, &entry) != NULL;
    for (int i = 0, cases = check_cases(check); right && i < cases; i++) {
        t_step();
        Case    k;
        Tensor *answer[CALL_MAX_VALUES];
        draw_case(g, check, i, &k);
        cases = k.cases;
        right = session_ask(s, entry, &k, answer) && compare_answer(check, &k, answer);
    }
    if (right) check_pass(g, check);
    else glance_end(g);
    return right;
}
