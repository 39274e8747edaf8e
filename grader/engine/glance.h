/* glance.h: a shorter look at a misconception, for the grader's own test (grade --glance). It grades all misconceptions
 * of a lab, and most checks of each are as good as the reference's. */
#pragma once
#include "grading.h"

/* Gives the verdict on a check that the misconception under way does not declare to lose, where a glance is enough:
 *
 *   passed     every case is answered rightly, all in one probe; memory is not looked at
 *   skipped    it is a check of its own kind, a training: it is not run
 *
 * false: no verdict, the check is to be graded as any hand-in's. So is what the misconception declares to lose, and
 * what a glance finds wrong. */
bool glance(Grading *g, const Check *check);
void glance_end(Grading *g);
