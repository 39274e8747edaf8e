#include "cpu_private.h"
#include "error.h"
#include <string.h>

/* dy is NULL on the way forward. Where the Op has set c->fills, a blank gradient is cleared here, a piece at a time,
 * just before something is added to it. */
typedef struct Map {
    const Ctx  *c;
    const real *x, *dy;
    real       *to;
    MapForward  forward;
    MapBackward backward;
    bool        blank;
} Map;

enum { PIECE = 2048 };

static void map_stretch(const void *map, size_t at, size_t n) {
    const Map *m = map;
    if (!m->dy) {
        m->forward(m->c, n, m->x + at, m->to + at);
        return;
    }
    const size_t piece = m->blank && n > PIECE ? PIECE : n;
    for (const size_t end = at + n; at < end; at += piece) {
        const size_t few = end - at < piece ? end - at : piece;
        if (m->blank) memset(m->to + at, 0, few * sizeof *m->to);
        m->backward(m->c, few, m->x + at, m->dy + at, m->to + at);
    }
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
    const Map map = {.c = c, .x = c->in[0]->data, .dy = dy->data, .to = dx[0]->data, .backward = f,
                     .blank = t_beta(dx[0]) == 0};
    cpu_in_stretches(dy->size, 3 * sizeof(real), map_stretch, &map);
}
