#include "cpu_private.h"
#include <string.h>

/* --- Strided reading and writing ---------------------------------------------------------------------------------- */
/* The same walk in as few axes as can be, at least two: the last two are a plane, the others lead from one to the
 * next. */
typedef struct Planes {
    int    ndim, shape[T_MAX_NDIM + 2];
    size_t stride[T_MAX_NDIM + 2];
    bool   empty;
} Planes;

static Planes planes_of(int ndim, const int shape[], const size_t stride[]) {
    Planes p = {.ndim = 2, .shape = {1, 1}};
    for (int d = 0; d < ndim; d++) {
        int last = p.ndim - 1;
        if (shape[d] == 0) p.empty = true;
        if (shape[d] == 1) continue;
        if (p.stride[last] == stride[d] * (size_t)shape[d]) p.shape[last] *= shape[d];
        else p.shape[p.ndim++] = shape[d];
        p.stride[p.ndim - 1] = stride[d];
    }
    return p;
}

/* A transposing plane goes in tiles, so that it reads and writes whole cache lines. */
enum { TILE = 16 };
static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

#define DEFINE_PLANE(name, From, To, statement)                                                                        \
    static inline void row_##name(From *from, size_t stride, size_t n, To *to) {                                       \
        for (size_t i = 0; i < n; i++, from += stride, to++) statement;                                                \
    }                                                                                                                  \
    static void name(const Planes *p, From *x, To *y) {                                                                \
        size_t rows = (size_t)p->shape[p->ndim - 2], columns = (size_t)p->shape[p->ndim - 1];                          \
        size_t row_stride = p->stride[p->ndim - 2], stride = p->stride[p->ndim - 1];                                   \
        if (stride == 1) {                                                                                             \
            for (size_t r = 0; r < rows; r++) row_##name(x + r * row_stride, 1, columns, y + r * columns);             \
            return;                                                                                                    \
        }                                                                                                              \
        for (size_t r0 = 0; r0 < rows; r0 += TILE)                                                                     \
            for (size_t c0 = 0; c0 < columns; c0 += TILE)                                                              \
                for (size_t r = r0; r < smaller(rows, r0 + TILE); r++)                                                 \
                    row_##name(x + r * row_stride + c0 * stride, stride, smaller(TILE, columns - c0),                  \
                               y + r * columns + c0);                                                                  \
    }
DEFINE_PLANE(gather_1, const uint8_t, uint8_t, *to = *from)
DEFINE_PLANE(gather_4, const uint32_t, uint32_t, *to = *from)
DEFINE_PLANE(gather_8, const uint64_t, uint64_t, *to = *from)
DEFINE_PLANE(scatter, real, const real, *from += *to)

/* x and y at the plane under way. */
typedef struct Position {
    int    index[T_MAX_NDIM + 2];
    size_t x, y;
} Position;

/* Goes on to the next plane; false after the last. */
static bool next_plane(const Planes *p, Position *at) {
    at->y += (size_t)p->shape[p->ndim - 2] * (size_t)p->shape[p->ndim - 1];
    for (int d = p->ndim - 3; d >= 0; d--) {
        at->x += p->stride[d];
        if (++at->index[d] < p->shape[d]) return true;
        at->x -= p->stride[d] * (size_t)p->shape[d];
        at->index[d] = 0;
    }
    return false;
}

void cpu_gather_strided(size_t element_size, int ndim, const int shape[], const size_t stride[], const void *x,
                        void *y) {
    Planes   p = planes_of(ndim, shape, stride);
    Position at = {0};
    if (p.empty) return;
    do {
        if (element_size == 1) gather_1(&p, (const uint8_t *)x + at.x, (uint8_t *)y + at.y);
        else if (element_size == 4) gather_4(&p, (const uint32_t *)x + at.x, (uint32_t *)y + at.y);
        else gather_8(&p, (const uint64_t *)x + at.x, (uint64_t *)y + at.y);
    } while (next_plane(&p, &at));
}

void cpu_scatter_strided(int ndim, const int shape[], const size_t stride[], const real *dy, real *dx) {
    Planes   p = planes_of(ndim, shape, stride);
    Position at = {0};
    if (p.empty) return;
    do scatter(&p, dx + at.x, dy + at.y);
    while (next_plane(&p, &at));
}

/* --- Rows and elements by index ----------------------------------------------------------------------------------- */
void cpu_rows_gather(size_t rows, size_t row_bytes, const int64_t *index, const void *x, void *y) {
    for (size_t i = 0; i < rows; i++)
        memcpy((char *)y + i * row_bytes, (const char *)x + (size_t)index[i] * row_bytes, row_bytes);
}

void cpu_rows_scatter(size_t rows, size_t n, const int64_t *index, const real *dy, real *dx) {
    for (size_t i = 0; i < rows; i++) {
        real *row = dx + (size_t)index[i] * n;
        for (size_t j = 0; j < n; j++) row[j] += dy[i * n + j];
    }
}

void cpu_pick(size_t rows, size_t n, const int64_t *index, const real *x, real *y) {
    for (size_t i = 0; i < rows; i++) y[i] = x[i * n + (size_t)index[i]];
}

void cpu_pick_backward(size_t rows, size_t n, const int64_t *index, const real *dy, real *dx) {
    for (size_t i = 0; i < rows; i++) dx[i * n + (size_t)index[i]] += dy[i];
}
