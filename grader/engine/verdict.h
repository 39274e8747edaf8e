/* verdict.h: the verdict on a check that has no answer to judge. */
#pragma once
#include "grading.h"

/* In the probe's words of a crash. */
#define NULL_POINTER "uses a NULL pointer"

/* The verdict on a check whose probe did not answer, or answered with words; `lead` comes first, when not NULL. */
void verdict_no_answer(Grading *g, const Check *check, const Box *box, BoxEnd end, const BoxAnswer *answer,
                       const Case *k, const char *lead);
/* The verdict when the check cannot be run at all: its file does not compile, or no time is left. true when given. */
bool verdict_beforehand(Grading *g, const Check *check);
/* Keeps what the probe printed beside the verdict. */
void verdict_keep_output(Grading *g, const Check *check, const Box *box);
