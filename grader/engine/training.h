/* training.h: the gates of training checks. */
#pragma once
#include "grading.h"

/* Writes the gates file from what was measured. false and t_error(). */
bool gates_write(const Grading *g, int seeds);
