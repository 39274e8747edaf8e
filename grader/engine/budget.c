#include "budget.h"

#include <string.h>

#define PATIENCE 4.0 /* seconds in checks that were not passed; cases are given less time from then on */

Budget budget_new(double case_seconds) {
    return (Budget){.case_seconds = case_seconds, .seconds_left = LAB_SECONDS, .words_left = WORDS_SECONDS,
                    .edits_left = EDITS_SECONDS};
}

/* Endless loops everywhere, even in front of main, must not take long. After some seconds that have led to nothing,
 * cases get less time: what is right still gets through by far. */
bool budget_hurried(const Budget *b) { return b->seconds_lost > (b->answered ? PATIENCE : PATIENCE / 2); }

double budget_for(const Budget *b, const Check *check) {
    double seconds = check->seconds > 0 ? check->seconds : b->case_seconds;
    if (check->run == NULL && b->slow_task != NULL && strcmp(b->slow_task, check->task) == 0) seconds *= 0.25;
    if (budget_hurried(b)) seconds = fmin(seconds, 0.1 * fmax(check->seconds, b->case_seconds));
    return fmin(seconds, b->seconds_left);
}
