#include "step.h"
#include "team.h"
#include <stdatomic.h>

typedef struct Parallel {
    int          n, parts;
    ParallelWork work;
    void        *context;
    atomic_int   next; /* the first part that nobody has taken yet */
} Parallel;

int t_parallel_parts(int n) { return n < 0 ? 0 : n < T_MAX_PARTS ? n : T_MAX_PARTS; }

static int begin_of(const Parallel *p, int part) { return (int)((int64_t)p->n * part / p->parts); }

/* Each thread takes the next part when it is through with one: on a busy machine the others do not wait for it. */
static void take_parts(void *parallel, int thread, int threads) {
    (void)thread, (void)threads;
    Parallel *p = parallel;
    for (int part; (part = atomic_fetch_add(&p->next, 1)) < p->parts;)
        p->work(p->context, part, begin_of(p, part), begin_of(p, part + 1));
}

void t_parallel(int n, ParallelWork work, void *context) {
    Parallel  p = {.n = n, .parts = t_parallel_parts(n), .work = work, .context = context};
    const int threads = t_num_threads() < p.parts ? t_num_threads() : p.parts;
    if (p.parts == 0) return;
    const bool closed = step_close();
    team_run(threads, take_parts, &p);
    step_open(closed);
}
