/* session.h: a probe that is asked several times, without a verdict. trial.c adds the verdict (lab.h). */
#pragma once
#include "grading.h"

struct Session {
    Grading     *g;
    const Check *check;
    Precision    precision;
    Box          box;
    int          calls;         /* in one exchange, of which the last is answered */
    double       still_seconds; /* asleep, for each case of an exchange */
    bool         alive;      /* can be asked */
    char         crash[400]; /* how the probe says that it has crashed, without the place, or what is wrong with the
                              * call or its result; "" when it says nothing of the kind */
};

/* On what is graded, or on a misconception, which is there in double only. NULL when it does not start. */
Session *session_on_code(Grading *g, const Check *check, Precision precision);
Session *session_on_mutant(Grading *g, const Check *check, const struct Misconception *m);
/* In a session on a misconception: another one, or the same as if the probe had just begun. */
bool session_choose(Session *s, const struct Misconception *m);
/* Its next calls have the whole time of a case. */
void session_renew(Session *s);
/* A probe of the same program; and which small mistake (edits.h) it makes from now on, with so much CPU time a call. */
Session *session_on_edits(Grading *g, const Check *check);
bool     session_choose_edit(Session *s, int edit, double seconds);
/* A call by its index in lab_calls; false when no values come back. */
bool session_ask(Session *s, int entry, const Case *k, Tensor *answer[]);
/* So many calls, within the time of one; the answer is the last one's. */
bool session_ask_often(Session *s, int entry, const Case *k, int calls, Tensor *answer[]);
/* One call, with all that is known of how it ended; with another case, whose answer comes behind this one's. */
bool session_exchange(Session *s, int entry, const Case *k, const Case *with, Tensor *answer[], BoxEnd *end,
                      BoxAnswer *said);
