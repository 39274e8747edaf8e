/* The product of a convolution: a tile of sums stays in registers while the taps stream by. Every sum goes over the
 * taps in their order, whatever stands beside it. */
#include "conv_private.h"
#include "vector_private.h"
#include <string.h>

enum { LANES = VECTOR_BYTES / sizeof(real), ROWS = CONV_ROWS, VECTORS = CONV_VECTORS };
typedef real Vector VECTOR(VECTOR_BYTES);
#define UNROLL _Pragma("GCC unroll 8")

static int smaller(int a, int b) { return a < b ? a : b; }

/* --- Weights ------------------------------------------------------------------------------------------------------ */
static int strips(int outputs) { return (outputs + ROWS - 1) / ROWS; }

size_t conv_packed_size(int outputs, int taps) { return (size_t)strips(outputs) * ROWS * (size_t)taps; }

void conv_pack(int outputs, int taps, const real *w, size_t next, const int *weight, real *packed) {
    for (int first = 0; first < outputs; first += ROWS)
        for (int l = 0; l < taps; l++, packed += ROWS)
            for (int i = 0; i < ROWS; i++)
                packed[i] = first + i < outputs ? w[(size_t)(first + i) * next + (size_t)weight[l]] : 0;
}

/* --- A tile ------------------------------------------------------------------------------------------------------- */
/* Neighbouring places of one row, a vector of them: where they are read and written, and how many count. */
typedef struct Places {
    size_t from, to;
    int    count;
} Places;

/* A tile of sums, as it leaves the registers. */
typedef struct Tile {
    Vector sum[ROWS][VECTORS];
} Tile;

INLINE void multiply(int rows, int vectors, int taps, const int *offset, const real *w, const real *frame,
                     const Places *at, Tile *to) {
    Vector      sum[ROWS][VECTORS] = {0};
    const real *from[VECTORS];
    UNROLL
    for (int j = 0; j < vectors; j++) from[j] = frame + at[j].from;
    for (int l = 0; l < taps; l++, w += ROWS) {
        const ptrdiff_t away = offset[l];
        Vector          x[VECTORS];
        UNROLL
        for (int j = 0; j < vectors; j++) x[j] = *(const Vector *)(from[j] + away);
        UNROLL
        for (int i = 0; i < rows; i++) {
            const real s = w[i];
            UNROLL
            for (int j = 0; j < vectors; j++) sum[i][j] += s * x[j];
        }
    }
    UNROLL
    for (int i = 0; i < rows; i++)
        UNROLL
        for (int j = 0; j < vectors; j++) to->sum[i][j] = sum[i][j];
}

/* Loops over rows and vectors are unrolled for each number of them; an odd row more is a row of zero weights. */
WHOLE_VECTORS static void multiply_tile(int rows, int vectors, int taps, const int *offset, const real *w,
                                        const real *frame, const Places *at, Tile *to) {
#define CASE(n)                                                                                                        \
    case n:                                                                                                            \
        if (vectors == 3) multiply(n <= ROWS ? n : ROWS, 3, taps, offset, w, frame, at, to);                           \
        else if (vectors == 2) multiply(n <= ROWS ? n : ROWS, 2, taps, offset, w, frame, at, to);                      \
        else multiply(n <= ROWS ? n : ROWS, 1, taps, offset, w, frame, at, to);                                        \
        break
    switch ((rows + 1) & ~1) {
        CASE(2);
        CASE(4);
        CASE(6);
        CASE(8);
    }
#undef CASE
}

/* Fewer than a vector, in lengths that the compiler knows, so that no copy is a call. */
INLINE void copy_few(int count, const real *from, real *to) {
#define COPY(n)                                                                                                        \
    if (LANES > (n) && count & (n)) {                                                                                  \
        memcpy(to, from, (n) * sizeof *to);                                                                            \
        to += (n), from += (n);                                                                                        \
    }
    COPY(8);
    COPY(4);
    COPY(2);
    COPY(1);
#undef COPY
}

static void store_vector(const Correlation *c, int count, const real *sum, real start, real *to) {
    const size_t step = c->to_column;
    if (count == LANES && step == 1) {
        if (c->add) *(Vector *)to += *(const Vector *)sum + start;
        else *(Vector *)to = *(const Vector *)sum + start;
    } else if (step == 1 && !c->add) {
        const Vector whole = *(const Vector *)sum + start;
        copy_few(count, (const real *)&whole, to);
    } else if (c->add) {
        for (int i = 0; i < count; i++) to[(size_t)i * step] += sum[i] + start;
    } else {
        for (int i = 0; i < count; i++) to[(size_t)i * step] = sum[i] + start;
    }
}

static void store_tile(const Correlation *c, int first, int rows, int vectors, const Places *at, const Tile *t,
                       real *to) {
    to += (size_t)first * c->to_output;
    for (int i = 0; i < rows; i++, to += c->to_output)
        for (int j = 0; j < vectors; j++)
            store_vector(c, at[j].count, (const real *)&t->sum[i][j], c->start ? c->start[first + i] : 0,
                         to + at[j].to);
}

/* --- All places --------------------------------------------------------------------------------------------------- */
static Places places_at(const Correlation *c, int vector, int vectors_a_row) {
    const int row = vector / vectors_a_row, column = vector % vectors_a_row * LANES;
    return (Places){(size_t)row * c->from_row + (size_t)column,
                    (size_t)row * c->to_row + (size_t)column * c->to_column, smaller(LANES, c->columns - column)};
}

/* Rows that follow each other without a gap are one long row. */
static Correlation in_long_rows(Correlation c) {
    const size_t columns = (size_t)c.columns;
    if (c.from_row != columns || c.to_row != columns || c.to_column != 1) return c;
    c.columns *= c.rows;
    c.rows = 1;
    return c;
}

/* Weights of a few strips of outputs stay in the second cache while all places pass by. */
void conv_correlate(const Correlation *asked, const real *frame, real *to) {
    enum { WEIGHTS = (1 << 17) / sizeof(real) };
    const Correlation c = in_long_rows(*asked);
    const int         a_row = (c.columns + LANES - 1) / LANES, vectors = c.rows * a_row;
    const int         strip = ROWS * (c.taps ? c.taps : 1), block = strip < WEIGHTS ? WEIGHTS / strip * ROWS : ROWS;
    for (int begin = 0; begin < c.outputs; begin += block)
        for (int v = 0; v < vectors; v += VECTORS) {
            const int n = smaller(VECTORS, vectors - v), end = smaller(begin + block, c.outputs);
            Places    at[VECTORS];
            for (int j = 0; j < n; j++) at[j] = places_at(&c, v + j, a_row);
            for (int first = begin; first < end; first += ROWS) {
                const int rows = smaller(ROWS, end - first);
                Tile      t;
                multiply_tile(rows, n, c.taps, c.offset, c.weights + (size_t)first * (size_t)c.taps, frame, at, &t);
                store_tile(&c, first, rows, n, at, &t, to);
            }
        }
}
