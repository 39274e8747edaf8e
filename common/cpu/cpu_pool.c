/* Max pooling, a row of windows at a time: tap by tap of the window, so that loops run along the row. */
#include "cpu_private.h"
#include "pool_private.h"
#include "team.h"
#include <string.h>

static int smaller(int a, int b) { return a < b ? a : b; }
static int larger(int a, int b) { return a > b ? a : b; }

/* The windows of a row that have their tap kx inside the image: [begin, end). */
typedef struct Span {
    int begin, end;
} Span;

static Span inside(const Pool2d *s, int kx) {
    const int first = s->padding - kx, last = s->W - 1 + s->padding - kx;
    if (last < 0) return (Span){0, 0};
    return (Span){first <= 0 ? 0 : (first + s->stride - 1) / s->stride, smaller(last / s->stride + 1, s->OW)};
}

INLINE void largest(int stride, int n, bool first, const real *x, real *y) {
    if (first)
        for (int i = 0; i < n; i++) y[i] = x[i * stride];
    else
        for (int i = 0; i < n; i++) y[i] = LARGER(x[i * stride], y[i]);
}

static void fill(int n, real value, real *y) {
    for (int i = 0; i < n; i++) y[i] = value;
}

/* One row of y. Padding may keep a window's first tap outside: then the row begins with -infinity. */
static void pool_row(const Pool2d *s, const real *image, int oy, real *y) {
    const int top = oy * s->stride - s->padding, bottom = smaller(top + s->kernel, s->H);
    bool      first = s->padding == 0;
    if (!first) fill(s->OW, -(real)INFINITY, y);
    for (int iy = larger(top, 0); iy < bottom; iy++)
        for (int kx = 0; kx < s->kernel; kx++, first = false) {
            const Span  w = inside(s, kx);
            const int   n = w.end - w.begin;
            const real *row = image + (size_t)iy * (size_t)s->W + (w.begin * s->stride - s->padding + kx);
            if (s->stride == 1) largest(1, n, first, row, y + w.begin);
            else if (s->stride == 2) largest(2, n, first, row, y + w.begin);
            else largest(s->stride, n, first, row, y + w.begin);
        }
}

/* dx gets g where x is the maximum, or NaN; and g becomes 0 there, for the first one counts. */
static void give(int stride, int n, const real *x, const real *y, real *g, real *dx) {
    for (int i = 0; i < n; i++) {
        const bool here = (x[i * stride] == y[i]) | (x[i * stride] != x[i * stride]);
        dx[i * stride] += here ? g[i] : 0;
        g[i] = here ? 0 : g[i];
    }
}

static void pool_row_backward(const Pool2d *s, const real *image, int oy, const real *y, real *g, real *dx) {
    const int top = oy * s->stride - s->padding, bottom = smaller(top + s->kernel, s->H);
    for (int iy = larger(top, 0); iy < bottom; iy++)
        for (int kx = 0; kx < s->kernel; kx++) {
            const Span   w = inside(s, kx);
            const int    n = w.end - w.begin;
            const size_t at = (size_t)iy * (size_t)s->W + (size_t)(w.begin * s->stride - s->padding + kx);
            give(s->stride, n, image + at, y + w.begin, g + w.begin, dx + at);
        }
}

/* --- All images, which threads share ------------------------------------------------------------------------------ */
typedef struct Pool {
    const Pool2d *s;
    const real   *x, *y, *dy;
    real         *to, beta;
    bool          squares; /* windows of 2x2 side by side, which pool_2x2_backward does */
} Pool;

/* Windows of `kernel`, every two rows and columns, that are all inside the image. */
static bool every_two(const Pool2d *s, int kernel) {
    return s->kernel == kernel && s->stride == 2 && s->padding == 0 && 2 * (s->OH - 1) + kernel <= s->H &&
           2 * (s->OW - 1) + kernel <= s->W;
}

static int parts_for(const Pool2d *s) {
    return cpu_parts_for((size_t)s->images * (size_t)(s->H * s->W + s->OH * s->OW) * sizeof(real));
}

void cpu_max_pool_channel(const Pool2d *s, const real *x, real *y) {
    if (every_two(s, 2)) pool_2x2(s->OH, s->OW, (size_t)s->W, x, y);
    else if (every_two(s, 3)) pool_3x3(s->OH, s->OW, (size_t)s->W, x, y);
    else
        for (int oy = 0; oy < s->OH; oy++, y += s->OW) pool_row(s, x, oy, y);
}

static void forward_share(void *pool, int part, int parts) {
    const Pool  *p = pool;
    const size_t in = (size_t)p->s->H * (size_t)p->s->W, out = (size_t)p->s->OH * (size_t)p->s->OW;
    const Share  mine = team_share((size_t)p->s->images, 1, part, parts);
    for (size_t i = mine.begin; i < mine.end; i++) cpu_max_pool_channel(p->s, p->x + i * in, p->to + i * out);
}

void cpu_max_pool2d(const Pool2d *s, const real *x, real *y) {
    team_run(parts_for(s), forward_share, &(Pool){.s = s, .x = x, .to = y});
}

static void backward_share(void *pool, int part, int parts) {
    const Pool  *p = pool;
    const size_t in = (size_t)p->s->H * (size_t)p->s->W, width = (size_t)p->s->OW, out = (size_t)p->s->OH * width;
    const Share  mine = team_share((size_t)p->s->images, 1, part, parts);
    for (size_t i = mine.begin; i < mine.end; i++) {
        const real *x = p->x + i * in, *y = p->y + i * out, *dy = p->dy + i * out;
        real       *dx = p->to + i * in;
        if (p->squares) {
            pool_2x2_backward(p->s->OH, p->s->OW, x, y, dy, dx);
            continue;
        }
        if (p->beta == 0) memset(dx, 0, in * sizeof *dx);
        for (int oy = 0; oy < p->s->OH; oy++) {
            const size_t row = (size_t)oy * width;
            real         g[width];
            memcpy(g, dy + row, sizeof g);
            pool_row_backward(p->s, x, oy, y + row, g, dx);
        }
    }
}

void cpu_max_pool2d_backward(const Pool2d *s, const real *x, const real *y, const real *dy, real beta, real *dx) {
    const bool covers = 2 * s->OH == s->H && 2 * s->OW == s->W;
    team_run(parts_for(s), backward_share, &(Pool){.s = s, .x = x, .y = y, .dy = dy, .to = dx, .beta = beta,
                                                   .squares = every_two(s, 2) && covers && beta == 0});
}
