/* sweep.h: many runs that do not depend on each other, such as trainings at several learning rates. Each is a process
 * of its own, and there are as many at a time as there are processors. */
#pragma once
#include <stddef.h>

typedef struct Sweep {
    const char *name; /* "rates": what is finished so far is kept in the file rates.part of the experiment's folder */
    int         runs;
    int         values; /* numbers that come out of a run */
    /* Names a run by all that its result depends on, in one line without tabs: "adam lr 0.1 seed 3". */
    void (*key)(char *text, size_t size, int run, const void *data);
    /* Works out the numbers of a run. Nothing else that it does is seen by other runs. */
    void (*run)(int run, double values[], const void *data);
    const void *data;
    int         jobs; /* at a time; 0: one a processor; 1: no processes of their own */
} Sweep;

enum { SWEEP_KEY = 256 };

/* Writes the numbers of run i to values[i * sweep->values]. A sweep that was interrupted goes on where it was: runs
 * whose key stands in the .part file are not done again, unless the program has been built anew since. The file is
 * removed at the end. A run that ends its process
 * with another status than 0 ends the program with this status. */
void sweep_run(const Sweep *sweep, double values[]);
