/* arrangement.h: the right numbers in the wrong places, or all of them off by the same: sums that go on, rows and columns
 * that have changed places, rows that begin one place late. */
#pragma once
#include "compare.h"

/* `before`: what a gradient held, and is added to; NULL. Of tensors of one shape and dtype. */
GuessKind arrangement_guess(const Tensor *got, const Tensor *expected, const Tensor *before, double tolerance,
                            double *difference);
/* In words, as a further line; false when the guess is none of these. */
bool arrangement_add(Text *to, const Guess *g, const Tensor *expected);
