/* trial.c: sessions whose every ending gets its verdict, as lab.h offers them to checks. */
#include "draw.h"
#include "sanitize.h"
#include "session.h"
#include "verdict.h"

Session *session_open(Grading *g, const Check *check, Precision precision) {
    if (verdict_beforehand(g, check)) return NULL;
    Session *s = session_on_code(g, check, precision);
    if (s == NULL) check_fail(g, check, "%s", t_error());
    return s;
}

bool session_call(Session *s, const char *call, Case *k, Tensor *answer[]) {
    int entry;
    BoxEnd end;
    BoxAnswer said;
    if (call_entry(call, &entry) == NULL)
        t_fail(NULL, "check %s, %s: the lab has no call \"%s\"", s->check->task, s->check->title, call);
    k->called = call;
    if (!s->alive) return false;
    sanitize_record(s->g, s->check, entry, k);
    if (session_exchange(s, entry, k, NULL, answer, &end, &said)) return true;
    verdict_no_answer(s->g, s->check, &s->box, end, &said, k, NULL);
    return false;
}
