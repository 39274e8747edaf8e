#include "cpu_private.h"
#include "step.h"
#include "team.h"

#ifndef GRADLAB_NO_THREADS
enum { GRAIN = CPU_GRAIN };
static int parts_for(size_t bytes) { return cpu_parts_for(bytes); }
#else
/* Without threads there are two stretches all the same: a loop that goes beyond its own is to be found out here, where
 * no other thread's numbers are in its way. */
enum { GRAIN = 1 };
static int parts_for(size_t bytes) { return (void)bytes, 2; }
#endif

typedef struct Stretches {
    size_t      total;
    CpuStretch  loop;
    const void *context;
} Stretches;

static void share(void *stretches, int part, int parts) {
    const Stretches *s = stretches;
    const Share      x = team_share(s->total, GRAIN, part, parts);
    if (x.begin < x.end) s->loop(s->context, x.begin, x.end - x.begin);
}

void cpu_in_stretches(size_t total, size_t bytes_each, CpuStretch loop, const void *context) {
    const bool closed = step_close();
    team_run(parts_for(bytes_each * total), share, &(Stretches){total, loop, context});
    step_open(closed);
}
