/* diagnose.h: which misconception a wrong answer comes from. */
#pragma once
#include "lab.h"

/* Of a check that has failed: the sentence of the misconception whose answers the student's equal in every case that
 * the student's code answers, wrong ones and right ones; NULL when there is none. Runs the cases again, without a
 * verdict. */
const char *diagnose(Grading *g, const Check *check);
/* The same of code that answers each case rightly in a probe of its own, and not all of them together in one. */
const char *diagnose_together(Grading *g, const Check *check);
