/* hints.h: the steps of labs/NN_lab/hints.txt, for reports that give them. */
#pragma once
#include "result.h"

enum { MAX_HINTS = 3 };

/* Puts the first `steps` hints of every task into the result: a line each, "hint 1: ...". false and t_error() when the
 * file cannot be read. labs/hint.sh says how it is written. */
bool hints_read(Result *r, const char *path, int steps);
