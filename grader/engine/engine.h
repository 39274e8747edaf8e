/* engine.h: a check, from its cases to its verdict. */
#pragma once
#include "grading.h"

void grade_check(Grading *g, const Check *check);
