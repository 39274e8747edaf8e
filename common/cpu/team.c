#include "team.h"
#include "team_private.h"
#include "error.h"
#include "step.h"
#include <stdatomic.h>
#include <stdlib.h>

static _Atomic int threads; /* 0: not asked for yet */

void t_set_num_threads(int n) {
    if (n < 1 || n > T_MAX_THREADS)
        t_fail(NULL, "t_set_num_threads(%d): there can be 1 to %d threads", n, T_MAX_THREADS);
    threads = n;
}

Share team_share(size_t n, size_t grain, int part, int parts) {
    if (parts == 1) return (Share){0, n}; /* divisions are most of a small job's time */
    const size_t grains = (n + grain - 1) / grain;
    const size_t begin = grains * (size_t)part / (size_t)parts * grain;
    const size_t end = grains * (size_t)(part + 1) / (size_t)parts * grain;
    return (Share){begin < n ? begin : n, end < n ? end : n};
}

#ifdef GRADLAB_NO_THREADS
int t_num_threads(void) { return 1; }

int team_parts(double microseconds) { return (void)microseconds, 1; }

void team_run(int parts, TeamWork work, void *context) {
    for (int part = 0; part < parts; part++) work(context, part, parts);
}
#else
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <time.h>

int t_num_threads(void) {
    if (threads) return threads;
    const char *text = getenv("GRADLAB_THREADS");
    if (text && *text) {
        char      *end;
        const long n = strtol(text, &end, 10);
        if (*end || n < 1 || n > T_MAX_THREADS)
            t_fail(NULL, "GRADLAB_THREADS=%.20s: a number of threads is 1 to %d", text, T_MAX_THREADS);
        threads = (int)n;
    } else {
        const int n = team_processors();
        threads = n > T_MAX_THREADS ? T_MAX_THREADS : n;
    }
    return threads;
}

/* --- The job under way -------------------------------------------------------------------------------------------- */
/* Its number and, a bit each, the parts that nobody has taken yet, in one word: whoever takes a part knows that it is
 * of this job, and that its caller still waits. What the job is is read only after that. */
static _Atomic uint64_t ticket; /* number << 32 | parts not taken */
static _Atomic int      unfinished;
static TeamWork job_work;
static void    *job_context;
static int      job_parts;

static pthread_mutex_t caller = PTHREAD_MUTEX_INITIALIZER; /* held by the thread whose job it is */
static _Atomic int     workers;

/* Does parts until all are taken, `own` first: a thread that gets the same part of every job finds in its cache what it
 * left there. Returns the number of the job that has been looked at. */
static uint32_t take_parts(int own) {
    uint64_t t = atomic_load(&ticket);
    while ((uint32_t)t) {
        const uint32_t left = (uint32_t)t;
        const int      part = left >> own & 1 ? own : __builtin_ctz(left);
        if (!atomic_compare_exchange_weak(&ticket, &t, t & ~(UINT64_C(1) << part))) continue;
        job_work(job_context, part, job_parts);
        atomic_fetch_sub(&unfinished, 1);
        t = atomic_load(&ticket);
    }
    return (uint32_t)(t >> 32);
}

/* --- Waiting: first awake, since the next job is often near, then asleep ------------------------------------------ */
enum { TURNS_AWAKE = 5000 }; /* 100 to 200 microseconds: the gaps between the jobs of a training step */
static pthread_mutex_t bed = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  wake = PTHREAD_COND_INITIALIZER;
static _Atomic int     asleep;

static void pause_briefly(void) {
#if defined __x86_64__ || defined __i386__
    __builtin_ia32_pause();
#elif defined __aarch64__
    __asm__ volatile("yield");
#endif
}

/* --- Whether to share at all ------------------------------------------------------------------------------------- */
static Gain            gain; /* of the thread whose job it is */
static _Atomic double  alone_until; /* 0: jobs are shared */
static _Atomic Sharing sharing;

void team_set_sharing(Sharing s) { sharing = s; }

static double seconds_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool alone(void) {
    if (sharing != SHARE_WHERE_IT_PAYS) return sharing == SHARE_NEVER;
    if (alone_until == 0) return false;
    if (seconds_now() < alone_until) return true;
    alone_until = 0;
    return false;
}

/* Microseconds of work that are worth a join: it costs one or two while the workers are awake, and many if they have to
 * be woken, on a machine with other work up to a time slice. */
enum { WORTH_A_JOIN = 3, WORTH_WAKING = 100 };

int team_parts(double microseconds) {
    if (microseconds < WORTH_A_JOIN || alone()) return 1;
    if (microseconds < WORTH_WAKING && (!workers || atomic_load(&asleep))) return 1;
    return t_num_threads();
}

static uint32_t number_now(void) { return (uint32_t)(atomic_load(&ticket) >> 32); }

static void wait_for_a_job_after(uint32_t number) {
    for (int i = 0; i < TURNS_AWAKE; i++) {
        if (number_now() != number) return;
        pause_briefly();
    }
    pthread_mutex_lock(&bed);
    atomic_fetch_add(&asleep, 1);
    while (number_now() == number) pthread_cond_wait(&wake, &bed);
    atomic_fetch_sub(&asleep, 1);
    pthread_mutex_unlock(&bed);
}

/* The caller has nothing else to do; a worker that still has a part may need this processor. Returns how long it took,
 * in seconds, from `begin` on. */
static double wait_for_the_others(double begin) {
    if (!atomic_load(&unfinished)) return 0;
    for (int i = 0; atomic_load(&unfinished); i++)
        if (i < TURNS_AWAKE) pause_briefly();
        else sched_yield();
    return seconds_now() - begin;
}

/* --- The workers -------------------------------------------------------------------------------------------------- */
static void *worker(void *own) {
    step_close();
    uint32_t seen = 0;
    for (;;) {
        wait_for_a_job_after(seen);
        seen = take_parts((int)(intptr_t)own);
    }
    return NULL;
}

/* A child of fork has none of its parent's threads. */
static void forget_workers(void) {
    workers = 0;
    gain = (Gain){0};
    alone_until = 0;
    atomic_store(&ticket, 0);
    atomic_store(&unfinished, 0);
    atomic_store(&asleep, 0);
    pthread_mutex_init(&caller, NULL);
    pthread_mutex_init(&bed, NULL);
    pthread_cond_init(&wake, NULL);
}

static void arrange_for_fork(void) { pthread_atfork(NULL, NULL, forget_workers); }

/* Signals are for the program's own threads. Where no more threads can be had, there are fewer workers. */
static void hire(int wanted) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (workers >= wanted) return;
    pthread_once(&once, arrange_for_fork);
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_t detached;
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    for (pthread_t id; workers < wanted; workers++)
        if (pthread_create(&id, &detached, worker, (void *)(intptr_t)(workers + 1)) != 0) break;
    pthread_attr_destroy(&detached);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void team_run(int parts, TeamWork work, void *context) {
    if (parts == 1 || alone() || pthread_mutex_trylock(&caller) != 0) {
        for (int part = 0; part < parts; part++) work(context, part, parts);
        return;
    }
    hire(parts - 1);
    job_work = work;
    job_context = context;
    job_parts = parts;
    atomic_store(&unfinished, parts);
    atomic_store(&ticket, (uint64_t)(number_now() + 1) << 32 | ((UINT64_C(1) << parts) - 1));
    if (atomic_load(&asleep)) {
        pthread_mutex_lock(&bed);
        pthread_cond_broadcast(&wake);
        pthread_mutex_unlock(&bed);
    }
    const double begin = seconds_now();
    take_parts(0);
    const double done = seconds_now(), waited = wait_for_the_others(done);
    const double rest = gain_judge(&gain, parts, done - begin, waited);
    if (rest > 0) alone_until = done + waited + rest;
    pthread_mutex_unlock(&caller);
}
#endif
