/* compare.h: what came back beside what was expected, in words. */
#pragma once
#include "lab.h"
#include "text.h"

/* How much of expected values and of cases reports show: an instructor's choice, for the whole run. */
typedef enum Reveal {
    REVEAL_FIRST, /* the first value that differs, and the case */
    REVEAL_ALL,   /* up to 20 values that differ */
    REVEAL_NONE,  /* which tensor differs: no value, no ratio, nothing of the case, nothing that the program printed */
    REVEALS
} Reveal;
const char *reveal_name(Reveal reveal);
void compare_reveal(Reveal reveal);
Reveal compare_revealed(void);
bool compare_equal(const Tensor *got, const Tensor *expected, double tolerance);
/* All outputs that the check judges. */
bool compare_answer(const Check *check, const Case *k, Tensor *const answer[]);
/* Says in words how they differ. */
void compare_show(Text *to, const char *name, const Tensor *got, const Tensor *expected, double tolerance);
/* And what the case suggests as the cause; k may be NULL. */
void compare_explain(Text *to, const char *name, const Tensor *got, const Tensor *expected, double tolerance,
                     const Case *k);
/* "dW[1,2]". */
void compare_name_element(Text *to, const char *name, const Tensor *x, size_t index);
/* "x (1,2) = [0.5, -1], labels (3)". */
void compare_describe_case(Text *to, const Check *check, const Case *k);
