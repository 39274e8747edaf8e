/* prefetch.c: threads that work ahead of their caller. */
#include "prefetch_private.h"

#ifdef GRADLAB_NO_THREADS
#include <stddef.h>

Prefetch *prefetch_new(int threads, int slots, PrefetchWork work, void *context) {
    (void)threads, (void)slots, (void)work, (void)context;
    return NULL;
}
void prefetch_begin(Prefetch *p, int jobs) { (void)p, (void)jobs; }
int  prefetch_take(Prefetch *p) { return (void)p, -1; }
void prefetch_give_back(Prefetch *p) { (void)p; }
void prefetch_stop(Prefetch *p) { (void)p; }
void prefetch_free(Prefetch *p) { (void)p; }
#else
#include "data_private.h"
#include "error_private.h"
#include "step.h"
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>

typedef struct Result {
    bool  there, failed;
    int   status;  /* that the program is to end with; 0: the job has come to its end */
    char *message; /* of a job that failed */
} Result;

struct Prefetch {
    PrefetchWork work;
    void        *context;
    int          n_slots, n_threads;
    Result      *results; /* one a slot */
    pthread_t    threads[PREFETCH_MAX_THREADS];

    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t  work_is_there, result_is_there;
    int             jobs, begun, returned; /* jobs in all; those a thread has taken; those whose slot is free again */
    int             busy;                  /* threads with a job under way */
    bool            quit;
};

/* --- One job ------------------------------------------------------------------------------------------------------ */
/* A wrong call jumps out of its job with the message. */
static _Thread_local struct {
    jmp_buf end;
    Result  result;
} job_here;

static void leave_job(int status, const char *message) {
    job_here.result = (Result){.there = true, .failed = true, .status = status, .message = name_copy(message)};
    longjmp(job_here.end, 1);
}

static Result do_job(const Prefetch *p, int job) {
    if (setjmp(job_here.end) != 0) {
        step_unwind();
        t_no_grad_leave_scope(&(int){0});
        t_site_enter(NULL);
        return job_here.result;
    }
    if (p->work(p->context, job, job % p->n_slots)) return (Result){.there = true};
    return (Result){.there = true, .failed = true, .message = name_copy(t_error())};
}

/* --- The threads -------------------------------------------------------------------------------------------------- */
static bool may_begin(const Prefetch *p) { return p->begun < p->jobs && p->begun < p->returned + p->n_slots; }

static void *worker(void *prefetch) {
    Prefetch *p = prefetch;
    error_on_fatal_here(leave_job);
    generator_close();
    pthread_mutex_lock(&p->lock);
    for (;;) {
        while (!p->quit && !may_begin(p)) pthread_cond_wait(&p->work_is_there, &p->lock);
        if (p->quit) break;
        const int job = p->begun++;
        p->busy++;
        pthread_mutex_unlock(&p->lock);
        const Result result = do_job(p, job);
        pthread_mutex_lock(&p->lock);
        p->busy--;
        p->results[job % p->n_slots] = result;
        pthread_cond_signal(&p->result_is_there);
    }
    pthread_mutex_unlock(&p->lock);
    step_leave_thread();
    return NULL;
}

/* Signals are for the program's own threads. */
static void hire(Prefetch *p, int wanted) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (p->n_threads < wanted && pthread_create(&p->threads[p->n_threads], NULL, worker, p) == 0) p->n_threads++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

Prefetch *prefetch_new(int threads, int slots, PrefetchWork work, void *context) {
    Prefetch *p = t_calloc(1, sizeof *p);
    *p = (Prefetch){.work = work, .context = context, .n_slots = slots};
    p->results = t_calloc((size_t)slots, sizeof *p->results);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work_is_there, NULL);
    pthread_cond_init(&p->result_is_there, NULL);
    hire(p, threads);
    if (p->n_threads > 0) return p;
    prefetch_free(p);
    return NULL;
}

/* --- The caller --------------------------------------------------------------------------------------------------- */
void prefetch_begin(Prefetch *p, int jobs) {
    prefetch_stop(p);
    pthread_mutex_lock(&p->lock);
    p->jobs = jobs;
    p->begun = p->returned = 0;
    pthread_cond_broadcast(&p->work_is_there);
    pthread_mutex_unlock(&p->lock);
}

int prefetch_take(Prefetch *p) {
    const int slot = p->returned % p->n_slots; /* only the caller changes it */
    Result   *result = &p->results[slot];
    pthread_mutex_lock(&p->lock);
    while (!result->there) pthread_cond_wait(&p->result_is_there, &p->lock);
    pthread_mutex_unlock(&p->lock);
    if (!result->failed) return slot;
    if (result->status != 0) error_finish(result->status, result->message);
    t_error_set("%s", result->message);
    return -1;
}

void prefetch_give_back(Prefetch *p) {
    pthread_mutex_lock(&p->lock);
    p->results[p->returned % p->n_slots].there = false;
    p->returned++;
    pthread_cond_signal(&p->work_is_there);
    pthread_mutex_unlock(&p->lock);
}

void prefetch_stop(Prefetch *p) {
    pthread_mutex_lock(&p->lock);
    p->jobs = 0;
    while (p->busy > 0) pthread_cond_wait(&p->result_is_there, &p->lock);
    for (int i = 0; i < p->n_slots; i++) {
        free(p->results[i].message);
        p->results[i] = (Result){0};
    }
    pthread_mutex_unlock(&p->lock);
}

void prefetch_free(Prefetch *p) {
    if (!p) return;
    prefetch_stop(p);
    pthread_mutex_lock(&p->lock);
    p->quit = true;
    pthread_cond_broadcast(&p->work_is_there);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < p->n_threads; i++) pthread_join(p->threads[i], NULL);
    pthread_cond_destroy(&p->result_is_there);
    pthread_cond_destroy(&p->work_is_there);
    pthread_mutex_destroy(&p->lock);
    free(p->results);
    free(p);
}
#endif
