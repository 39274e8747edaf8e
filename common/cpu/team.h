/* team.h: the threads that kernels share large work with (torch.set_num_threads).
 *
 * The parts of a job write to places of their own and sum in an order that does not depend on how the job was cut, so
 * that results are the same, bit by bit, for every number of threads. */
#pragma once
#include <stddef.h>

enum { T_MAX_THREADS = 32 };

/* How many threads a job may have, 1 .. T_MAX_THREADS. At first what the environment's GRADLAB_THREADS says, or else as
 * many as there are processors for this process. */
void t_set_num_threads(int n);
int  t_num_threads(void);

/* --- For kernels -------------------------------------------------------------------------------------------------- */
/* How many parts are worth their handing out, for work that takes one thread about this long: short work is shared only
 * while the other threads are awake, from the job before. */
int team_parts(double microseconds);
/* Calls work(context, part, parts) for each part 0 .. parts-1, in any order and by several threads at a time; returns
 * when all are done. parts <= T_MAX_THREADS. A job that is begun within a part, or while another thread has one under
 * way, is done by its caller alone. */
typedef void (*TeamWork)(void *context, int part, int parts);
void team_run(int parts, TeamWork work, void *context);

/* The share of a part: [begin, end) of n things, cut at multiples of `grain`. */
typedef struct Share {
    size_t begin, end;
} Share;
Share team_share(size_t n, size_t grain, int part, int parts);
