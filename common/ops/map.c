#include "cpu_private.h"
#include "error.h"

/* dy is NULL on the way forward. */
typedef struct Map {
    const Ctx  *c;
    const real *x, *dy;
    real       *to;
    MapForward  forward;
    MapBackward backward;
} Map;

static void map_stretch(const void *map, size_t at, size_t n) {
    const Map *m = map;
    if (m->dy) m->backward(m->c, n, m->x + at, m->dy + at, m->to + at);
    else m->forward(m->c, n, m->x + at, m->to + at);
}

Tensor *t_map(Ctx *c, MapForward f) {
    const Tensor *x = c->in[0];
    t_map_check(c);
    Tensor *y = t_like(x);
    const Map map = {.c = c, .x = x->data, .to = y->data, .forward = f};
    cpu_in_stretches(x->size, 2 * sizeof(real), map_stretch, &map);
    return y;
}

void t_map_backward(Ctx *c, const Tensor *dy, Tensor *dx[], MapBackward f) {
    const Map map = {.c = c, .x = c->in[0]->data, .dy = dy->data, .to = dx[0]->data, .backward = f};
    cpu_in_stretches(dy->size, 3 * sizeof(real), map_stretch, &map);
}
