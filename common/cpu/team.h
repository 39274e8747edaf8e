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

/* A loop over samples 0 .. n-1 that threads share: work(context, part, begin, end) does samples begin .. end-1. The
 * samples are cut into t_parallel_parts(n) parts of about the same length, in order, whatever the number of threads;
 * threads take the parts in any order. Returns when all are done.
 *
 * Parts run at the same time, so each writes to places of its own. A sum over samples (a convolution's dW) gets one
 * partial sum a part, added up afterwards in the order of the parts: the same bits for every number of threads.
 *
 *     static void add_samples(void *context, int part, int begin, int end) {
 *         const Job *job = context;
 *         real *dW = job->dW_of_part + (size_t)part * job->size;
 *         for (int n = begin; n < end; n++) ...                     dW += what sample n gives
 *     }
 *     Job job = {..., .dW_of_part = t_zeros(t_parallel_parts(N), size)->data};
 *     t_parallel(N, add_samples, &job);
 *     for (int part = 0; part < t_parallel_parts(N); part++) ...    dW += dW_of_part[part]
 *
 * work makes no tensors (the program ends with a message): what it needs is made before. Within work another t_parallel
 * is done by the thread that calls it alone. Sharing pays from about 0.1 ms of work on. */
enum { T_MAX_PARTS = 16 };
typedef void (*ParallelWork)(void *context, int part, int begin, int end);
void t_parallel(int n, ParallelWork work, void *context);
int  t_parallel_parts(int n); /* the smaller of n and T_MAX_PARTS; 0 for n < 1 */

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
