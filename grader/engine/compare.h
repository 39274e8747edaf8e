/* compare.h: what came back beside what was expected, in words. */
#pragma once
#include "lab.h"
#include "text.h"
#include "views.h"

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
/* The first of them that is not as expected; false where there is none. */
bool compare_first_wrong(const Check *check, const Case *k, Tensor *const answer[], Judged *wrong);
/* Says in words how they differ. */
void compare_show(Text *to, const char *name, const Tensor *got, const Tensor *expected, double tolerance);

/* What a wrong answer to one case suggests as the cause. It is worth telling when other cases suggest the same: by
 * chance a single number is so many times any other. */
typedef enum GuessKind {
    GUESS_NONE,
    GUESS_OVERWRITTEN, /* right but for what was in the gradient before */
    GUESS_UNTOUCHED,   /* only what was in the gradient before */
    GUESS_COPY,        /* of an input */
    GUESS_ZERO, GUESS_ROUNDING, GUESS_SIGN, GUESS_LOG_2, GUESS_LOG_10, GUESS_TWICE,
    GUESS_RATIO,       /* another constant times what is expected */
    /* arrangement.h */
    GUESS_RUNNING, GUESS_TRANSPOSED, GUESS_NEXT_PLACE, GUESS_FIRST_ROW, GUESS_WHOLE, GUESS_OFFSET
} GuessKind;
typedef struct Guess {
    GuessKind kind;
    double    ratio;   /* of GUESS_OFFSET: the difference */
    char      origin[120]; /* the quantity of the case that the ratio or its inverse equals; the input that is copied */
    bool      inverse, counts; /* counts: a number of elements, as sums and means differ by */
    bool      rows;    /* of a copy: every row is one */
    size_t    elements;    /* how many elements speak for it */
} Guess;
/* k may be NULL: then the ratio has no origin. */
Guess compare_guess(const char *name, const Tensor *got, const Tensor *expected, double tolerance, const Case *k);
bool  compare_guesses_agree(const Guess *a, const Guess *b);
/* Whether an element holds what fresh memory is filled with, or a variable that was never set. */
bool  compare_unset(const Tensor *x, size_t i);
/* In words, as a further line. */
void  compare_add_guess(Text *to, const Guess *g, const char *name, const Tensor *expected, const Case *k);
/* "dW[1,2]". */
void compare_name_element(Text *to, const char *name, const Tensor *x, size_t index);
/* "x (1,2) = [0.5, -1], labels (3)". */
void compare_describe_case(Text *to, const Check *check, const Case *k);
