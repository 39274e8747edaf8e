/* real_gpu.h: optional tasks on the GPU of this machine, after the emulated one. The emulated GPU explains mistakes,
 * and has the first word. What it passes runs once more on the real one, and has to give the same answers. */
#pragma once
#include "grading.h"

/* All cases of a check that the emulated GPU has passed. False when the verdict has been given: an answer is wrong.
 * True where it agrees, and where no GPU is asked for or none can be used, which a note of the result says. */
bool gpu_agrees(Grading *g, const Check *check);
/* Which tasks ran where, as a note of the result. */
void gpu_tell(Grading *g);
