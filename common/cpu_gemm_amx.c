/* The matrix product of floats on the matrix units of recent Xeons (AMX).
 *
 * Such a unit multiplies a tile of 16 x 32 numbers by one of 32 x 16 in 16 cycles, 16 times as fast as vectors do, but
 * the numbers are bfloat16: they have a float's exponent, and 8 of its 24 binary digits. Three of them make a float,
 * x = x0 + x1 + x2, and
 *
 *     a b = a0 b0 + (a0 b1 + a1 b0) + (a0 b2 + a1 b1 + a2 b0) + what is below 2^-24 |a b|
 *
 * are six products, whose sums the unit keeps in float (Henry, Tang & Heinecke 2019). The result is as near to the
 * truth as that of floats multiplied and added one by one: test_gemm.c holds both to the same bound. Two differences
 * are left: an infinity makes NaN of its row or column, and since the unit takes what is below 1e-38 for zero, numbers
 * below 1e-33 have fewer digits than elsewhere.
 *
 * Every element of C is the same sum in the same order, however C is shared among threads. */
#include "cpu.h"
#include "team.h"

#ifdef GRADLAB_AMX
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    SIDE = 16,         /* rows of a tile, and its columns of 32 bits */
    DEPTH = 2 * SIDE,  /* how far a tile reaches along k */
    PARTS = 3,         /* bfloat16s that make a float */
    HALVES = 2,        /* a strip and a panel are two tiles wide */
    WIDTH = HALVES * SIDE,
    K_STEPS = 16,      /* tiles along k at a time */
    PACKED_STEPS = 128 /* of the operand that stays: less than half of the second cache */
};
typedef struct Tile {
    _Alignas(64) uint32_t row[SIDE][SIDE]; /* pairs of bfloat16 */
} Tile;
/* What a strip of 32 rows of the left operand, or a panel of 32 columns of the right one, holds within 32 along k. */
typedef struct Step {
    Tile part[PARTS][HALVES];
} Step;

static int smaller(int a, int b) { return a < b ? a : b; }

/* --- Packing ------------------------------------------------------------------------------------------------------ */
/* An operand as element (i, l), l along k; one of the strides is 1. */
typedef struct Matrix {
    const float *data;
    size_t       i_stride, l_stride;
} Matrix;

static __mmask16 first(int n) { return n >= SIDE ? 0xffff : n <= 0 ? 0 : (__mmask16)((1 << n) - 1); }

/* The nearest number with a bfloat16's digits: the upper half of the word. */
static __m512i rounded(__m512 x) {
    const __m512i half = _mm512_set1_epi32(0x8000), upper = _mm512_set1_epi32((int)0xffff0000);
    return _mm512_and_si512(_mm512_add_epi32(_mm512_castps_si512(x), half), upper);
}

static __m512 rest(__m512 x, __m512i taken) { return _mm512_sub_ps(x, _mm512_castsi512_ps(taken)); }

/* Two bfloat16s a word: the upper halves of a and b, a's below. */
static __m512i pairs(__m512i a, __m512i b) { return _mm512_mask_blend_epi16(0xaaaaaaaa, _mm512_srli_epi32(a, 16), b); }

/* One row of each part's tile. */
static void split_row(__m512i first_16, __m512i second_16, Step *to, int half, int row) {
    __m512        a = _mm512_castsi512_ps(first_16), b = _mm512_castsi512_ps(second_16);
    const __m512i a0 = rounded(a), b0 = rounded(b);
    a = rest(a, a0);
    b = rest(b, b0);
    const __m512i a1 = rounded(a), b1 = rounded(b);
    a = rest(a, a1);
    b = rest(b, b1);
    _mm512_store_si512(to->part[0][half].row[row], pairs(a0, b0));
    _mm512_store_si512(to->part[1][half].row[row], pairs(a1, b1));
    _mm512_store_si512(to->part[2][half].row[row], pairs(_mm512_castps_si512(a), _mm512_castps_si512(b)));
}

/* 16 x 16 words: pairs of words, of two, of four and of eight of them change places. */
static void transpose(__m512i x[SIDE]) {
    __m512i y[SIDE];
    for (int i = 0; i < SIDE; i += 2) {
        y[i] = _mm512_unpacklo_epi32(x[i], x[i + 1]);
        y[i + 1] = _mm512_unpackhi_epi32(x[i], x[i + 1]);
    }
    for (int i = 0; i < SIDE; i += 4)
        for (int j = 0; j < 2; j++) {
            x[i + 2 * j] = _mm512_unpacklo_epi64(y[i + j], y[i + j + 2]);
            x[i + 2 * j + 1] = _mm512_unpackhi_epi64(y[i + j], y[i + j + 2]);
        }
    for (int i = 0; i < SIDE; i += 8)
        for (int j = 0; j < 4; j++) {
            y[i + j] = _mm512_shuffle_i32x4(x[i + j], x[i + j + 4], 0x88);
            y[i + j + 4] = _mm512_shuffle_i32x4(x[i + j], x[i + j + 4], 0xdd);
        }
    for (int j = 0; j < 8; j++) {
        x[j] = _mm512_shuffle_i32x4(y[j], y[j + 8], 0x88);
        x[j + 8] = _mm512_shuffle_i32x4(y[j], y[j + 8], 0xdd);
    }
}

/* A strip or a panel on its way into tiles; what is done of it is done piece by piece, between products. */
typedef struct Packing {
    Matrix  x;
    int     i, count, l, k;
    bool    left;
    Step   *to;
    int     steps, tiles, tile, piece;
    __m512i line[2][SIDE]; /* what goes into the tile: its first 16 along k, and its second */
} Packing;

static void pack_begin(Packing *p, const Matrix *x, int i, int count, int l, int k, bool left, Step *to) {
    p->x = *x;
    p->i = i;
    p->count = count;
    p->l = l;
    p->k = k;
    p->left = left;
    p->to = to;
    p->steps = (k + DEPTH - 1) / DEPTH;
    p->tiles = (count > SIDE ? 2 : 1) * p->steps;
    p->tile = p->piece = 0;
}

/* 16 rows of 16 numbers, 0 where there are none. A tile of the left operand has a row for each i, of pairs (l, l+16)
 * for l = 0 .. 15; one of the right operand has a row for each l, of such pairs for each i. One is the other's
 * transpose: which of them an operand is read as, row by row, depends on how it lies. */
static void load_lines(Packing *p, int i, int l, int second) {
    const bool   along_k = p->x.l_stride == 1;
    const int    n_i = p->count - i, n_l = p->k - l - second * SIDE;
    const int    rows = along_k ? n_i : n_l;
    const size_t row = along_k ? p->x.i_stride : p->x.l_stride;
    const size_t at_i = (size_t)(p->i + i), at_l = (size_t)(p->l + l + second * SIDE);
    const float *from = p->x.data + at_i * p->x.i_stride + at_l * p->x.l_stride;
    const __mmask16 columns = first(along_k ? n_l : n_i);
    __m512i        *line = p->line[second];
    for (int r = 0; r < SIDE; r++, from += row) line[r] = _mm512_maskz_loadu_epi32(r < rows ? columns : 0, from);
    if (along_k != p->left) transpose(line);
}

enum { PIECES = 6, ROWS_A_PIECE = SIDE / (PIECES - 2) };

static void pack_piece(Packing *p) {
    if (p->tile == p->tiles) return;
    const int half = p->tile / p->steps, step = p->tile % p->steps;
    if (p->piece < 2) load_lines(p, half * SIDE, step * DEPTH, p->piece);
    else
        for (int r = (p->piece - 2) * ROWS_A_PIECE, end = r + ROWS_A_PIECE; r < end; r++)
            split_row(p->line[0][r], p->line[1][r], p->to + step, half, r);
    if (++p->piece == PIECES) {
        p->piece = 0;
        p->tile++;
    }
}

static void pack_rest(Packing *p) {
    while (p->tile < p->tiles) pack_piece(p);
}

/* --- The tiles' registers: numbers are part of the instructions --------------------------------------------------- */
/* 0 to 3: sums, of which 2 i + j belongs to the strip's half i and the panel's half j; 4, 5: strip; 6, 7: panel. */
typedef struct Configuration {
    uint8_t  palette, start_row, reserved[14];
    uint16_t row_bytes[16];
    uint8_t  rows[16];
} Configuration;

static void configure(void) {
    Configuration c = {.palette = 1};
    for (int i = 0; i < 8; i++) {
        c.row_bytes[i] = SIDE * sizeof(uint32_t);
        c.rows[i] = SIDE;
    }
    _tile_loadconfig(&c);
}

/* gcc does not see that tiles are loaded from memory. */
static void finish_writing(void) { __asm__ volatile("" ::: "memory"); }

/* The sums += strip times panel over all steps along k. From one of the six products to the next one operand stays.
 * While the unit works, the processor packs what is `next`. */
static void multiply_steps(const Step *a, const Step *b, int steps, bool two_rows, bool two_columns, Packing *next) {
    enum { ROW = SIDE * sizeof(uint32_t) };
#define LOAD_STRIP(p)                                                                                                  \
    _tile_loadd(4, a->part[p][0].row, ROW);                                                                            \
    if (two_rows) _tile_loadd(5, a->part[p][1].row, ROW)
#define LOAD_PANEL(p)                                                                                                  \
    _tile_loadd(6, b->part[p][0].row, ROW);                                                                            \
    if (two_columns) _tile_loadd(7, b->part[p][1].row, ROW)
#define MULTIPLY                                                                                                       \
    _tile_dpbf16ps(0, 4, 6);                                                                                           \
    if (two_columns) _tile_dpbf16ps(1, 4, 7);                                                                          \
    if (two_rows) _tile_dpbf16ps(2, 5, 6);                                                                             \
    if (two_rows && two_columns) _tile_dpbf16ps(3, 5, 7)
    for (; steps > 0; steps--, a++, b++) {
        LOAD_STRIP(2);
        LOAD_PANEL(0);
        MULTIPLY;
        pack_piece(next);
        LOAD_STRIP(1);
        MULTIPLY;
        pack_piece(next);
        LOAD_STRIP(0);
        MULTIPLY;
        pack_piece(next);
        LOAD_PANEL(2);
        MULTIPLY;
        pack_piece(next);
        LOAD_PANEL(1);
        MULTIPLY;
        pack_piece(next);
        LOAD_STRIP(1);
        MULTIPLY;
        pack_piece(next);
    }
#undef LOAD_STRIP
#undef LOAD_PANEL
#undef MULTIPLY
}

/* --- The product -------------------------------------------------------------------------------------------------- */
/* C = A B + beta C. One operand stays, packed; the other passes by, 32 rows of A or 32 columns of B at a time, and is
 * what the team shares. It is the one on the longer side of C, or A, since rows of C lie together. */
typedef struct Product {
    Matrix a, b;
    int    m, n, k;
    float  beta, *c;
    bool   a_passes;
} Product;

static void zero_sums(void) {
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
}

#define EACH_SUM(move, c, row, two_rows, two_columns)                                                                  \
    do {                                                                                                               \
        move(0, c, (row) * sizeof(float));                                                                             \
        if (two_columns) move(1, (c) + SIDE, (row) * sizeof(float));                                                   \
        if (two_rows) move(2, (c) + SIDE * (row), (row) * sizeof(float));                                              \
        if (two_rows && two_columns) move(3, (c) + SIDE * (row) + SIDE, (row) * sizeof(float));                        \
    } while (0)

/* Whole tiles of C: the registers load and store them. */
static void multiply_in_place(const Step *a, const Step *b, int steps, bool two_rows, bool two_columns, bool add,
                              float *c, size_t c_row, Packing *next) {
    if (add) EACH_SUM(_tile_loadd, c, c_row, two_rows, two_columns);
    else zero_sums();
    multiply_steps(a, b, steps, two_rows, two_columns, next);
    EACH_SUM(_tile_stored, c, c_row, two_rows, two_columns);
}

/* Any part of C up to 32 x 32, by way of a square of our own. */
static void multiply_aside(const Step *a, const Step *b, int steps, int rows, int columns, float beta, float *c,
                           size_t c_row, Packing *next) {
    _Alignas(64) float square[WIDTH][WIDTH];
    zero_sums();
    multiply_steps(a, b, steps, rows > SIDE, columns > SIDE, next);
    EACH_SUM(_tile_stored, square[0], (size_t)WIDTH, rows > SIDE, columns > SIDE);
    for (int i = 0; i < rows; i++, c += c_row)
        for (int j = 0; j < columns; j++) c[j] = beta == 0 ? square[i][j] : square[i][j] + beta * c[j];
}

/* C, from row i and column j on, += strip times panel. */
static void multiply(const Product *p, int i, int j, int rows, int columns, const Step *strip, const Step *panel,
                     int steps, float beta, Packing *next) {
    const size_t n = (size_t)p->n;
    float       *c = p->c + (size_t)i * n + j;
    if (rows % SIDE == 0 && columns % SIDE == 0 && (beta == 0 || beta == 1))
        multiply_in_place(strip, panel, steps, rows > SIDE, columns > SIDE, beta == 1, c, n, next);
    else multiply_aside(strip, panel, steps, rows, columns, beta, c, n, next);
}

static _Thread_local Step packed[PACKED_STEPS], passing[2][K_STEPS];

/* What belongs to `outer` of the operand that passes and to `inner` of the one that stays, and to k of all products
 * from l on. */
static void multiply_block(const Product *p, Share outer, Share inner, int l, int k, float beta) {
    const bool   a_passes = p->a_passes;
    const Matrix stays = a_passes ? p->b : p->a, passes = a_passes ? p->a : p->b;
    const int    steps = (k + DEPTH - 1) / DEPTH, inner_end = (int)inner.end, outer_end = (int)outer.end;
    Packing      next;
    for (int at = (int)inner.begin, s = 0; at < inner_end; at += WIDTH, s += steps) {
        pack_begin(&next, &stays, at, smaller(WIDTH, inner_end - at), l, k, !a_passes, packed + s);
        pack_rest(&next);
    }
    int at = (int)outer.begin, width = smaller(WIDTH, outer_end - at);
    pack_begin(&next, &passes, at, width, l, k, a_passes, passing[0]);
    for (int turn = 0, after; at < outer_end; at = after, turn = !turn) {
        const Step *here = passing[turn];
        pack_rest(&next);
        finish_writing();
        width = smaller(WIDTH, outer_end - at);
        after = at + width;
        if (after < outer_end)
            pack_begin(&next, &passes, after, smaller(WIDTH, outer_end - after), l, k, a_passes, passing[!turn]);
        for (int to = (int)inner.begin, s = 0; to < inner_end; to += WIDTH, s += steps) {
            const int inner_width = smaller(WIDTH, inner_end - to);
            if (a_passes) multiply(p, at, to, width, inner_width, here, packed + s, steps, beta, &next);
            else multiply(p, to, at, inner_width, width, packed + s, here, steps, beta, &next);
        }
    }
}

/* k in blocks of one length, as nearly as can be; they depend on k alone. */
static int block_length(int k) {
    const int steps = (k + DEPTH - 1) / DEPTH, blocks = (steps + K_STEPS - 1) / K_STEPS;
    return (steps + blocks - 1) / blocks * DEPTH;
}

static void multiply_share(void *product, int part, int parts) {
    const Product *p = product;
    const size_t   k_block = (size_t)block_length(p->k), inner_block = PACKED_STEPS / (k_block / DEPTH) * WIDTH;
    const Share    outer = team_share((size_t)(p->a_passes ? p->m : p->n), WIDTH, part, parts);
    const size_t   inner_end = (size_t)(p->a_passes ? p->n : p->m);
    configure();
    for (size_t l = 0; l < (size_t)p->k; l += k_block)
        for (Share inner = {0}; inner.begin < inner_end; inner.begin = inner.end) {
            inner.end = inner.begin + inner_block < inner_end ? inner.begin + inner_block : inner_end;
            multiply_block(p, outer, inner, (int)l, smaller((int)k_block, p->k - (int)l), l == 0 ? p->beta : 1);
        }
    _tile_release();
}

/* The kernel keeps room for a process's tiles once it has been asked to. */
static bool has_units(void) {
    enum { REQUEST = 0x1023, TILE_DATA = 18 };
    static int answer = -1;
    if (answer < 0) answer = syscall(SYS_arch_prctl, REQUEST, TILE_DATA) == 0;
    return answer && sizeof(real) == sizeof(float);
}

bool cpu_amx_is_better(int m, int n, int k) { return m >= WIDTH && n >= WIDTH && k >= DEPTH && has_units(); }

void cpu_gemm_amx_in_parts(int parts, bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b,
                           real beta, real *c) {
    if (m == 0 || n == 0 || k == 0 || !has_units()) {
        cpu_gemm_in_parts(parts, trans_a, trans_b, m, n, k, a, b, beta, c);
        return;
    }
    Product p = {.m = m, .n = n, .k = k, .beta = (float)beta, .c = (void *)c, .a_passes = m > n / 2};
    p.a = (Matrix){(const void *)a, trans_a ? 1 : (size_t)k, trans_a ? (size_t)m : 1};
    p.b = (Matrix){(const void *)b, trans_b ? (size_t)k : 1, trans_b ? 1 : (size_t)n};
    team_run(parts, multiply_share, &p);
}
#else
bool cpu_amx_is_better(int m, int n, int k) {
    (void)m, (void)n, (void)k;
    return false;
}

void cpu_gemm_amx_in_parts(int parts, bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b,
                           real beta, real *c) {
    cpu_gemm_in_parts(parts, trans_a, trans_b, m, n, k, a, b, beta, c);
}
#endif

void cpu_gemm_amx(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, real beta, real *c) {
    enum { MULTIPLICATIONS_PER_US = 120000 };
    const int parts = team_parts((double)m * n * k / MULTIPLICATIONS_PER_US);
    cpu_gemm_amx_in_parts(parts, trans_a, trans_b, m, n, k, a, b, beta, c);
}
