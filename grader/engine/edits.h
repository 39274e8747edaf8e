/* edits.h: small mistakes, made by a program in right solutions (grader/tools/edits.awk): a sign, a bound, a factor
 * left out.
 *
 * Where no declared misconception fits a wrong answer, one of these may. It is told where all cases are answered as by
 * the solution with this mistake, and where no mistake of another kind fits, too; of two kinds both are told. Rare kinds
 * are told only where no other kind fits. A function that does nothing is told no mistake. */
#pragma once
#include "grading.h"

typedef struct Edit {
    const char *task, *function, *kind;
    int way;   /* of several ways to write the solution, the one with this mistake */
    bool rare; /* students make mistakes of this kind less often than others */
} Edit;

/* Ended by a NULL task. Weak: a grader without them tells none. They are in the program of the misconceptions, in which
 * the call MUTANTS_CHOOSE with the arguments edit = i and way switches one on. */
extern const Edit lab_edits[] __attribute__((weak));

/* Of a check that has failed: a sentence, or NULL. free() it. */
char *edits_explain(Grading *g, const Check *check);
/* The same where all answers are 0 or what was there before: a sentence only where an earlier task is the cause. */
char *edits_explain_nothing(Grading *g, const Check *check);
