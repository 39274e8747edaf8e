/* bonus.h: the points of a lab's optional tasks. They stand beside the lab's 100, and a grader of their own gives them
 * (labs/NN_lab/NN_cuda). The lab's reports take them from the results.json that this grader has written. */
#pragma once
#include "result.h"

/* Into r->bonus, by task of lab->bonus_tasks. false and t_error() when the file is no result of these tasks. */
bool   bonus_read(Result *r, const char *path);
double bonus_score(const Result *r);
double bonus_max(const Lab *lab);
/* "Bonus: 7/10 ..." in a line, or that there are such tasks and how to grade them; NULL where there is nothing to say.
 * free() it. */
char *bonus_sentence(const Result *r);
