/* no_gpu.h: the word by which a probe says that the GPU of this machine cannot be used. The grader then takes what the
 * emulated GPU has said: a hand-in that prints it gains nothing. */
#pragma once
#define NO_GPU "the GPU cannot be used: "
