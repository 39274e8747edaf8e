/* watch.h: where the time of another process goes: computing, waiting for a processor, or neither.
 *
 * A slow or busy machine lengthens the first two. A process that does neither sleeps, or waits for what never comes; an
 * honest probe does so for moments only. */
#pragma once
#include <stdbool.h>
#include <sys/types.h>

typedef struct Watch {
    pid_t  pid;
    double wall;     /* s since watch_begin */
    double cpu;      /* of it, computing */
    double observed; /* wall, without the stretches in which the watcher itself was not awake */
    double begun, cpu_begun, waited_begun;
} Watch;

void   watch_begin(Watch *w, pid_t pid);
/* To be called every few milliseconds. */
void   watch_look(Watch *w);
/* The same where the process has waited for the watcher: the stretch since the last look does not count as observed. */
void   watch_pass(Watch *w);
/* Seconds in which it neither computed nor waited for a processor. */
double watch_still(const Watch *w);
bool   watch_is_still(const Watch *w, double seconds);
double watch_now(void); /* the monotonic clock */
