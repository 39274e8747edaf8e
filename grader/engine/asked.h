/* asked.h: what a hand-in answers to one case alone, in a probe of its own. What is told of a check that has failed looks
 * at the same answers several times: each case is asked once. */
#pragma once
#include "grading.h"

/* Values, or a crash in these words; neither when it ended in another way. */
typedef struct Asked {
    bool    answered;
    char    crash[400];
    Tensor *values[CALL_MAX_VALUES]; /* n_out of the case; kept until another check is asked */
    int     n;
} Asked;

/* Whether two answers to a case are the same in what the check judges; a NaN is as good as a NaN. */
bool asked_same_values(const Check *check, const Case *k, Tensor *const a[], Tensor *const b[]);
/* The same of answers that may be crashes: these are the same in the same words. */
bool asked_same(const Check *check, const Case *k, const Asked *a, const Asked *b);

const Asked *asked(Grading *g, const Check *check, int entry, const Case *k);
/* Whether the hand-in answers all cases of the check rightly, each of them alone. */
bool asked_right(Grading *g, const Check *check, int entry);
/* Before a check is graded: what is known is of another one, or of another run. */
void asked_forget(void);
