/* budget.h: how much time the probes of a lab get. */
#pragma once
#include "lab.h"

#define CASE_SECONDS 2.0   /* CPU time for one case, unless the check says otherwise */
#define LAB_SECONDS  120.0 /* in probes, for the whole lab */
#define WORDS_SECONDS 20.0 /* by the clock, for looking into crashes */
#define EDITS_SECONDS 4.0  /* CPU time in small mistakes (edits.h), for the whole lab */

typedef struct Budget {
    double case_seconds;   /* CPU time for one case, where the check does not say */
    double seconds_left;   /* of the lab's */
    double words_left;     /* seconds by the clock for what only explains: the line of a crash, the sanitizers */
    double edits_left;     /* seconds for small mistakes */
    double seconds_lost;   /* in checks that were not passed */
    bool   answered;       /* some probe has answered something */
    const char *slow_task; /* a task of which a check has run out of time already */
} Budget;

Budget budget_new(double case_seconds);
/* CPU time for the next case of a check. */
double budget_for(const Budget *b, const Check *check);
/* Whether so much time has led to nothing that cases are given less. */
bool budget_hurried(const Budget *b);
