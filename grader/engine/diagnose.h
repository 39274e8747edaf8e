/* diagnose.h: which misconception a wrong answer comes from. */
#pragma once
#include "lab.h"

/* Of a check that has failed: the sentence of the misconception whose answers the student's equal in every case, wrong
 * ones and right ones. NULL when there is none, or more than one. A misconception of another task is named, as the
 * cause, where it shows in that task, too. Runs the cases again, without a verdict. free() the sentence. */
char *diagnose(Grading *g, const Check *check);
/* The same of code that answers each case rightly in a probe of its own, and not all of them together in one. */
char *diagnose_together(Grading *g, const Check *check);
