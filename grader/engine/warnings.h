/* warnings.h: what the compiler has warned of, beside a check that has failed. */
#pragma once
#include "grading.h"

/* The warnings about the lines of the check's task, a line each; NULL when there are none. free() it. */
char *warnings_explain(const Grading *g, const Check *check);
