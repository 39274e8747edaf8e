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

/* Where 16 rows of two times 16 numbers lie, and how many of them there are; the others count as 0. */
typedef struct Lines {
    const float *from;
    size_t       row, second; /* from one row to the next, and to the second 16 */
    int          rows, second_rows;
    __mmask16    columns, second_columns;
} Lines;

static __m512i line(const Lines *x, int r) {
    return _mm512_maskz_loadu_epi32(r < x->rows ? x->columns : 0, x->from + (size_t)r * x->row);
}

static __m512i second_line(const Lines *x, int r) {
    return _mm512_maskz_loadu_epi32(r < x->second_rows ? x->second_columns : 0,
                                    x->from + (size_t)r * x->row + x->second);
}

/* A tile of the left operand has a row for each i, of pairs (l, l+16) for l = 0 .. 15; one of the right operand has a
 * row for each l, of such pairs for each i. One is the other's transpose: which of them an operand is read as, row by
 * row, depends on how it lies. */
static void pack_half(const Matrix *x, int i, int count, int l, int k, bool left, Step *to, int half) {
    const float *from = x->data + (size_t)i * x->i_stride + (size_t)l * x->l_stride;
    const bool   along_k = x->l_stride == 1;
    const Lines  lines = along_k ? (Lines){from, x->i_stride, SIDE, count, count, first(k), first(k - SIDE)}
                                 : (Lines){from, x->l_stride, SIDE * x->l_stride,
                                           k,    k - SIDE,    first(count), first(count)};
    if (along_k == left) {
        for (int r = 0; r < SIDE; r++) split_row(line(&lines, r), second_line(&lines, r), to, half, r);
        return;
    }
    __m512i a[SIDE], b[SIDE];
    for (int r = 0; r < SIDE; r++) {
        a[r] = line(&lines, r);
        b[r] = second_line(&lines, r);
    }
    transpose(a);
    transpose(b);
    for (int r = 0; r < SIDE; r++) split_row(a[r], b[r], to, half, r);
}

static void pack(const Matrix *x, int i, int count, int l, int k, bool left, Step *to) {
    for (int half = 0; half * SIDE < count; half++)
        for (int step = 0; step * DEPTH < k; step++)
            pack_half(x, i + half * SIDE, count - half * SIDE, l + step * DEPTH, k - step * DEPTH, left, to + step,
                      half);
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

/* The sums += strip times panel over all steps along k. From one of the six products to the next one operand stays. */
static void multiply_steps(const Step *a, const Step *b, int steps, bool two_rows, bool two_columns) {
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
        LOAD_STRIP(1);
        MULTIPLY;
        LOAD_STRIP(0);
        MULTIPLY;
        LOAD_PANEL(2);
        MULTIPLY;
        LOAD_PANEL(1);
        MULTIPLY;
        LOAD_STRIP(1);
        MULTIPLY;
    }
#undef LOAD_STRIP
#undef LOAD_PANEL
#undef MULTIPLY
}

/* --- The product -------------------------------------------------------------------------------------------------- */
/* C = A B + beta C. */
typedef struct Product {
    Matrix a, b;
    int    m, n, k;
    float  beta, *c;
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
                              float *c, size_t c_row) {
    if (add) EACH_SUM(_tile_loadd, c, c_row, two_rows, two_columns);
    else zero_sums();
    multiply_steps(a, b, steps, two_rows, two_columns);
    EACH_SUM(_tile_stored, c, c_row, two_rows, two_columns);
}

/* Any part of C up to 32 x 32, by way of a square of our own. */
static void multiply_aside(const Step *a, const Step *b, int steps, int rows, int columns, float beta, float *c,
                           size_t c_row) {
    _Alignas(64) float square[WIDTH][WIDTH];
    zero_sums();
    multiply_steps(a, b, steps, rows > SIDE, columns > SIDE);
    EACH_SUM(_tile_stored, square[0], (size_t)WIDTH, rows > SIDE, columns > SIDE);
    for (int i = 0; i < rows; i++, c += c_row)
        for (int j = 0; j < columns; j++) c[j] = beta == 0 ? square[i][j] : square[i][j] + beta * c[j];
}

/* C, from row i and column j on, += strip times panel. */
static void multiply(const Product *p, int i, int j, int rows, int columns, const Step *strip, const Step *panel,
                     int steps, float beta) {
    float *c = p->c + (size_t)i * (size_t)p->n + j;
    if (rows % SIDE == 0 && columns % SIDE == 0 && (beta == 0 || beta == 1))
        multiply_in_place(strip, panel, steps, rows > SIDE, columns > SIDE, beta == 1, c, (size_t)p->n);
    else multiply_aside(strip, panel, steps, rows, columns, beta, c, (size_t)p->n);
}

static _Thread_local Step packed[PACKED_STEPS], passing[K_STEPS];

/* Rows and columns of C, k of all products from l on. What there is of the operand on the shorter side of C is packed
 * first; the other one passes by, 32 rows or columns at a time. */
static void multiply_block(const Product *p, Share rows, Share columns, int l, int k, float beta) {
    const bool   a_passes = p->m > p->n;
    const Matrix stays = a_passes ? p->b : p->a, passes = a_passes ? p->a : p->b;
    const Share  inner = a_passes ? columns : rows, outer = a_passes ? rows : columns;
    const int    steps = (k + DEPTH - 1) / DEPTH, inner_end = (int)inner.end, outer_end = (int)outer.end;
    for (int at = (int)inner.begin, s = 0; at < inner_end; at += WIDTH, s += steps)
        pack(&stays, at, smaller(WIDTH, inner_end - at), l, k, !a_passes, packed + s);
    for (int at = (int)outer.begin; at < outer_end; at += WIDTH) {
        const int width = smaller(WIDTH, outer_end - at);
        pack(&passes, at, width, l, k, a_passes, passing);
        finish_writing();
        for (int to = (int)inner.begin, s = 0; to < inner_end; to += WIDTH, s += steps) {
            const int inner_width = smaller(WIDTH, inner_end - to);
            if (a_passes) multiply(p, at, to, width, inner_width, passing, packed + s, steps, beta);
            else multiply(p, to, at, inner_width, width, packed + s, passing, steps, beta);
        }
    }
}

/* k in blocks of one length, as nearly as can be; they depend on k alone. */
static int block_length(int k) {
    const int steps = (k + DEPTH - 1) / DEPTH, blocks = (steps + K_STEPS - 1) / K_STEPS;
    return (steps + blocks - 1) / blocks * DEPTH;
}

/* The longer side of C is shared, so that what each thread packs for itself is the smaller operand. */
static void multiply_share(void *product, int part, int parts) {
    const Product *p = product;
    const size_t   k_block = (size_t)block_length(p->k), inner_block = PACKED_STEPS / (k_block / DEPTH) * WIDTH;
    const bool     by_rows = p->m > p->n;
    const Share    outer = team_share((size_t)(by_rows ? p->m : p->n), WIDTH, part, parts);
    const size_t   inner_end = (size_t)(by_rows ? p->n : p->m);
    configure();
    for (size_t l = 0; l < (size_t)p->k; l += k_block)
        for (Share inner = {0}; inner.begin < inner_end; inner.begin = inner.end) {
            inner.end = inner.begin + inner_block < inner_end ? inner.begin + inner_block : inner_end;
            multiply_block(p, by_rows ? outer : inner, by_rows ? inner : outer, (int)l,
                           smaller((int)k_block, p->k - (int)l), l == 0 ? p->beta : 1);
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
    Product p = {.m = m, .n = n, .k = k, .beta = (float)beta, .c = (void *)c};
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
