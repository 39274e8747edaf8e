/* survey.h: what all cases of a check that has failed say together. */
#pragma once
#include "compare.h"
#include "grading.h"

typedef struct Survey {
    int   shown; /* the case to show: the smallest of those that tell */
    Guess guess; /* on which all cases that tell agree, at least two; of kind GUESS_NONE where they do not */
} Survey;

/* Of a check whose case `first` is answered wrongly: `wrong` is what is wrong in its answer. Asks the later cases without
 * a verdict. A case tells where more than one element is compared; where no case does, those tell that have an input of
 * more than one element, and where there is none of these either, all wrong ones. */
Survey survey(Grading *g, const Check *check, int first, const Case *k, const Judged *wrong);
