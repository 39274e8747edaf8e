/* draw.h: cases, drawn afresh at every run. */
#pragma once
#include "grading.h"

/* TWIN_FROM: attempts from there on are apart from those of draw_case, and of check_case. */
enum { DRAW_TRIES = 100, TWIN_TRIES = 60, TWIN_FROM = 0x1000 };

int check_cases(const Check *check); /* without those that case_op adds */

/* The stream of a case: the only place where numbers for cases come from. Seed and secret are hashed into a key, and
 * each stream begins at a block of ChaCha20 under it: who has seen one case knows nothing of another, nor of the key.
 */
Rng  draw_stream(const Grading *g, int check, int index, int attempt);
/* Draws a case and runs the reference, in the current step. Redraws until lazy answers fail; false when none could be
 * found (an edge case of which every answer is trivial). k->cases says how many there are: the check's own, and what
 * case_op adds. */
bool draw_case(Grading *g, const Check *check, int index, Case *k);
/* The same, for a verdict: a case that is no edge and tells nothing is the check's own fault, and ends the program. */
bool draw_telling(Grading *g, const Check *check, int index, Case *k);

/* Two cases that run together in one probe: those of all pairs are all of the check's cases, and in the last pair one
 * of them again beside another of the same shapes. */
typedef struct Pair {
    Case of[2];
    int  cases;   /* of the check */
    int  telling; /* of the two */
    bool spared;  /* set by the caller: the case in which only the judged gradient is wanted is left out */
} Pair;
/* The pairs in their order, each in a step of its own; false behind the last one. `p` is kept from one to the next. */
bool draw_pair(Grading *g, const Check *check, int number, Pair *p);
/* Whether an answer of zeros, of ones, of one constant a tensor, or a copy of an input passes as this case's. */
bool draw_is_trivial(const Check *check, const Case *k);
const CallEntry *call_entry(const char *name, int *index); /* NULL when the lab has no such call */
