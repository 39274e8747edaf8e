/* slopes.h: finite differences, as a word in the report and never a point. */
#pragma once
#include "grading.h"

/* Of an op's gradient that is wrong: whether it is the derivative of the student's own forward, found by central
 * differences of it in at most SLOPES_MAX elements, with steps h and h/2; where the two steps disagree there is a kink,
 * and nothing is said of that element. A sentence, or NULL when there is none to say. free() it. */
enum { SLOPES_MAX = 24 };
char *slopes_explain(Grading *g, const Check *check, const Case *k, Tensor *const answer[]);
