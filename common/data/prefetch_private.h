/* prefetch_private.h: jobs 0, 1, 2, ... that other threads do ahead, and that are handed over in their order.
 *
 *     Prefetch *p = prefetch_new(2, 4, fill_batch, loader);
 *     prefetch_begin(p, 100);
 *     for (int job = 0; job < 100; job++, prefetch_give_back(p)) ...       prefetch_take(p) is the slot of its result
 *     prefetch_free(p);
 *
 * A job writes its result into its slot: job k into slot k mod `slots`. No more than `slots` results are there at a
 * time, so the threads rest when the caller is slow. */
#pragma once
#include <stdbool.h>

enum { PREFETCH_MAX_THREADS = 64 };

typedef struct Prefetch Prefetch;
/* false and t_error() when the job cannot be done. It may make tensors, in steps of its thread. */
typedef bool (*PrefetchWork)(void *context, int job, int slot);

/* NULL when no thread can be had: the caller then does all by itself. */
Prefetch *prefetch_new(int threads, int slots, PrefetchWork work, void *context);
/* Jobs 0 .. jobs-1 are to be done. */
void prefetch_begin(Prefetch *p, int jobs);
/* Waits for the next job, and returns its slot. -1 and t_error() when it could not be done. A wrong call in a job ends
 * the program here, with its message: as if the caller had done the job itself. */
int  prefetch_take(Prefetch *p);
/* The slot that was taken may hold another result. */
void prefetch_give_back(Prefetch *p);
/* Gives up the jobs that are left. On return no thread works. */
void prefetch_stop(Prefetch *p);
void prefetch_free(Prefetch *p);
