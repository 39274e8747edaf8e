#include "cpu_private.h"
#include "error.h"
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

/* dy is NULL on the way forward. */
typedef struct Map {
    const Ctx  *c;
    size_t      n;
    const real *x, *dy;
    real       *to;
    MapForward  forward;
    MapBackward backward;
} Map;

static void map_share(void *map, int part, int parts) {
    const Map   *m = map;
    const Share  s = team_share(m->n, GRAIN, part, parts);
    const size_t at = s.begin, n = s.end - s.begin;
    if (n == 0) return;
    if (m->dy) m->backward(m->c, n, m->x + at, m->dy + at, m->to + at);
    else m->forward(m->c, n, m->x + at, m->to + at);
}

static void share(Map map, size_t bytes_each) {
    step_close();
    team_run(parts_for(bytes_each * map.n), map_share, &map);
    step_open();
}

Tensor *t_map(Ctx *c, MapForward f) {
    const Tensor *x = c->in[0];
    if (x->dtype != DTYPE_REAL)
        t_fail("t_cast(x, DTYPE_REAL) makes it real", "%s: %s holds integers", c->op->name, t_label(x, "x"));
    Tensor *y = t_like(x);
    share((Map){.c = c, .n = x->size, .x = x->data, .to = y->data, .forward = f}, 2 * sizeof(real));
    return y;
}

void t_map_backward(Ctx *c, const Tensor *dy, Tensor *dx[], MapBackward f) {
    const Map map = {.c = c, .n = dy->size, .x = c->in[0]->data, .dy = dy->data, .to = dx[0]->data, .backward = f};
    share(map, 3 * sizeof(real));
}
