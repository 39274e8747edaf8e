/* The product of a convolution: a tile of sums stays in registers while the taps stream by. Every sum goes over the
 * taps in their order, whatever stands beside it. */
#include "conv_private.h"
#include "pack_private.h"
#include <string.h>

enum { LANES = VECTOR_BYTES / sizeof(real), ROWS = CONV_ROWS, VECTORS = CONV_VECTORS };
typedef real Vector VECTOR(VECTOR_BYTES);
typedef __typeof__((Vector){0} > 0) Mask;
#define UNROLL _Pragma("GCC unroll 8")

static int smaller(int a, int b) { return a < b ? a : b; }

/* --- Weights ------------------------------------------------------------------------------------------------------ */
static int    strips(int outputs) { return (outputs + ROWS - 1) / ROWS; }
static size_t strip_size(int taps) { return ROWS * ((size_t)taps + 1); }

size_t conv_packed_size(int outputs, int taps) { return (size_t)strips(outputs) * strip_size(taps); }

/* A strip: what the sums of its outputs begin with, and then their weights tap by tap. */
INLINE void pack_strip(int rows, int taps, const real *w, size_t next, const int *weight, real *packed) {
    if (!weight) {
        pack(&(Matrix){w, next, 1}, 0, rows, 0, taps, ROWS, packed);
        return;
    }
    for (int l = 0; l < taps; l++)
        for (int i = 0; i < rows; i++) packed[l * ROWS + i] = w[(size_t)i * next + (size_t)weight[l]];
}

void conv_pack(int outputs, int taps, const real *w, size_t next, const int *weight, const real *start, real *packed) {
    for (int first = 0; first < outputs; first += ROWS) {
        const int rows = smaller(ROWS, outputs - first);
        const real *from = w + (size_t)first * next;
        if (rows < ROWS) memset(packed, 0, strip_size(taps) * sizeof *packed);
        for (int i = 0; i < ROWS; i++) *packed++ = start && i < rows ? start[first + i] : 0;
        if (rows == ROWS) pack_strip(ROWS, taps, from, next, weight, packed);
        else pack_strip(rows, taps, from, next, weight, packed);
        packed += ROWS * (size_t)taps;
    }
}

/* --- A tile ------------------------------------------------------------------------------------------------------- */
/* What is the same for all tiles. */
typedef struct Taps {
    int        n;
    const int *offset;
    bool       relu;
} Taps;

INLINE Vector finished(Vector sum, real start, bool relu) {
    const Vector y = sum + start;
    return relu ? (Vector)((Mask)y & ~(y < 0)) : y; /* a NaN stays */
}

/* The sums of output i at the vector of places that begins at from[j] go to to + i to_row + away[j]. That is sent for
 * first, as it may be far away; and so is what the next tile reads, where `ahead`. */
INLINE void multiply(int rows, int vectors, bool ahead, const Taps *taps, const real *strip, const real *const from[],
                     real *to, size_t to_row, const size_t away[]) {
    Vector      sum[ROWS][VECTORS] = {0};
    const real *at[VECTORS], *w = strip + ROWS;
    UNROLL
    for (int j = 0; j < vectors; j++) at[j] = from[j];
    UNROLL
    for (int i = 0; i < rows; i++)
        UNROLL
        for (int j = 0; j < vectors; j++) __builtin_prefetch(to + (size_t)i * to_row + away[j], 1);
    for (int l = 0; l < taps->n; l++, w += ROWS) {
        const ptrdiff_t tap = taps->offset[l];
        Vector          x[VECTORS];
        UNROLL
        for (int j = 0; j < vectors; j++) x[j] = *(const Vector *)(at[j] + tap);
        UNROLL
        for (int j = 0; ahead && j < vectors; j++) __builtin_prefetch(at[j] + tap + VECTORS * LANES);
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
        for (int j = 0; j < vectors; j++)
            *(Vector *)(to + (size_t)i * to_row + away[j]) = finished(sum[i][j], strip[i], taps->relu);
}

/* Loops over rows and vectors are unrolled for each number of them; an odd row more is a row of zero weights. */
WHOLE_VECTORS static void multiply_tile(int rows, int vectors, bool ahead, const Taps *taps, const real *strip,
                                        const real *const from[], real *to, size_t to_row, const size_t away[]) {
    if (ahead && rows == ROWS && vectors == VECTORS) {
        multiply(ROWS, VECTORS, true, taps, strip, from, to, to_row, away);
        return;
    }
    CONV_TILE(rows, vectors, false, taps, strip, from, to, to_row, away)
}

/* --- Where the places of a tile are ------------------------------------------------------------------------------- */
/* Lanes of a tile that are neighbours in a row of places. */
typedef struct Piece {
    int    lane, count;
    size_t to;
} Piece;

typedef struct Places {
    const real *from[VECTORS];
    int         vectors, pieces;
    Piece       piece[VECTORS * LANES];
    size_t      to[VECTORS];
    bool        direct; /* whole vectors may be written there, see copy_piece */
} Places;

/* How vectors are laid over the places: each row has its own, the last of which may be full in part; or they go on from
 * row to row, over the elements of the frame between the ends of rows: whichever takes fewer. */
typedef struct Cover {
    bool flat;
    int  a_row, vectors;
} Cover;

static int vectors_for(int places) { return (places + LANES - 1) / LANES; }

static Cover cover(const Correlation *c) {
    const int   a_row = vectors_for(c->columns), flat = vectors_for((c->rows - 1) * (int)c->from_row + c->columns);
    const bool  pays = c->from_row >= (size_t)c->columns && flat < c->rows * a_row;
    return (Cover){pays, a_row, pays ? flat : c->rows * a_row};
}

static bool is_dense(const Correlation *c) { return c->to_column == 1 && !c->add && c->to_row == (size_t)c->columns; }
static size_t end_of(const Correlation *c) { return (size_t)(c->rows - 1) * c->to_row + (size_t)c->columns; }

static void add_piece(Places *p, const Correlation *c, int row, int column, int lane, int count) {
    p->piece[p->pieces++] =
        (Piece){lane, count, (size_t)row * c->to_row + (size_t)column * c->to_column};
}

/* The places of the tile that begins with this vector, at that row and column; and those of the next one. */
static void next_places(const Correlation *c, const Cover *cover, int vector, int *row, int *column, const real *frame,
                        Places *p) {
    const int pitch = (int)c->from_row;
    p->vectors = smaller(VECTORS, cover->vectors - vector);
    p->pieces = 0;
    for (int j = 0; j < p->vectors && !cover->flat; j++) {
        p->from[j] = frame + (size_t)*row * c->from_row + *column;
        add_piece(p, c, *row, *column, j * LANES, smaller(LANES, c->columns - *column));
        *column += LANES;
        if (*column >= c->columns) {
            ++*row;
            *column = 0;
        }
    }
    for (int j = 0; j < p->vectors && cover->flat; j++) p->from[j] = frame + (vector + j) * LANES;
    for (int lane = 0, lanes = p->vectors * LANES; cover->flat && lane < lanes && *row < c->rows;) {
        const int count = smaller(c->columns - *column, lanes - lane), on = smaller(pitch - *column, lanes - lane);
        if (count > 0) add_piece(p, c, *row, *column, lane, count);
        lane += on;
        *column += on;
        if (*column == pitch) {
            ++*row;
            *column = 0;
        }
    }
    p->direct = is_dense(c) && p->pieces == p->vectors;
    for (int j = 0; j < p->vectors && p->direct; j++) {
        p->to[j] = p->piece[j].to;
        p->direct = p->piece[j].lane == j * LANES && p->to[j] + LANES <= end_of(c);
    }
}

/* --- Storing ------------------------------------------------------------------------------------------------------ */
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

/* Vectors are copied whole; what they bring along of the next places is written over when it is the turn of these. Only
 * at the end of the output, `room` elements further, nothing may be brought along. */
INLINE void copy_piece(int count, size_t room, const real *from, real *to) {
    for (; count > 0 && room >= LANES; count -= LANES, room -= LANES, from += LANES, to += LANES)
        *(Vector *)to = *(const Vector *)from;
    if (count > 0) copy_few(count, from, to);
}

static void store_tile(const Correlation *c, int rows, const Places *p, const real *tile, real *to) {
    const size_t step = c->to_column, end = end_of(c);
    const bool   dense = is_dense(c);
    for (int i = 0; i < rows; i++, to += c->to_output, tile += VECTORS * LANES)
        for (int k = 0; k < p->pieces; k++) {
            const Piece piece = p->piece[k];
            const real *from = tile + piece.lane;
            real       *at = to + piece.to;
            if (dense) copy_piece(piece.count, end - piece.to, from, at);
            else if (c->add)
                for (int n = 0; n < piece.count; n++) at[(size_t)n * step] += from[n];
            else
                for (int n = 0; n < piece.count; n++) at[(size_t)n * step] = from[n];
        }
}

/* --- All places --------------------------------------------------------------------------------------------------- */
/* Rows that follow each other without a gap are one long row. */
static Correlation in_long_rows(Correlation c) {
    const size_t columns = (size_t)c.columns;
    if (c.from_row != columns || c.to_row != columns || c.to_column != 1) return c;
    c.columns *= c.rows;
    c.to_row *= (size_t)c.rows;
    c.rows = 1;
    return c;
}

/* Weights of a few strips of outputs stay in the second cache while all places pass by. */
void conv_correlate(const Correlation *asked, const real *frame, real *to) {
    enum { WEIGHTS = (1 << 17) / sizeof(real) };
    static const size_t in_tile[VECTORS] = {0, LANES, 2 * LANES};
    const Correlation c = in_long_rows(*asked);
    const Cover       over = cover(&c);
    const Taps        taps = {c.taps, c.offset, c.relu};
    const size_t      strip = strip_size(c.taps);
    const int         block = strip < WEIGHTS ? (int)(WEIGHTS / strip) * ROWS : ROWS;
    real              tile[ROWS * VECTORS * LANES + LANES]; /* a last piece is read beyond its end */
    if (c.rows == 0 || c.columns == 0) return;
    for (int begin = 0; begin < c.outputs; begin += block)
        for (int v = 0, row = 0, column = 0; v < over.vectors; v += VECTORS) {
            const int end = smaller(begin + block, c.outputs);
            Places    p;
            next_places(&c, &over, v, &row, &column, frame, &p);
            for (int first = begin; first < end; first += ROWS) {
                const int   rows = smaller(ROWS, end - first);
                const bool  direct = p.direct && rows % 2 == 0;
                const real *weights = c.weights + (size_t)(first / ROWS) * strip;
                real       *at = to + (size_t)first * c.to_output;
                multiply_tile(rows, p.vectors, c.far && direct && first == 0, &taps, weights, p.from,
                              direct ? at : tile, direct ? c.to_output : VECTORS * LANES, direct ? p.to : in_tile);
                if (!direct) store_tile(&c, rows, &p, tile, at);
            }
        }
}
