/* slurm.h: the same work by a cluster's scheduler. */
#pragma once
#include "class.h"

/* Hands the work to Slurm: a job array that grades slices, and a job behind it that writes the gradebook. Waits until
 * the last one has ended, with the progress. OUT, the submissions' state in it and the build have to lie where all
 * nodes see them. `argv` is this program's own call, which the jobs repeat for their step. false and t_error(). */
bool slurm_run(const Settings *s, int todo, int (*done)(const void *), const void *of, char *argv[]);
