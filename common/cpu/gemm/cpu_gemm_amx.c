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
#include "gemm_private.h"
#include "team.h"

static int parts_for(int m, int n, int k) {
    enum { MULTIPLICATIONS_PER_US = 120000 };
    return team_parts((double)m * n * k / MULTIPLICATIONS_PER_US);
}

#ifdef GRADLAB_AMX
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    SIDE = 16,        /* rows of a tile, and its columns of 32 bits */
    DEPTH = 2 * SIDE, /* how far a tile reaches along k: a step */
    PARTS = 3,        /* bfloat16s that make a float */
    PRODUCTS = 6,     /* of them */
    TILES = 4,        /* side by side in a band */
    BAND = TILES * SIDE,
    STRIP_STEPS = 2, /* packed at a time, if they are all; else one: they are to stay in the first cache */
    BAND_STEPS = 64  /* packed at a time: less than half of the second cache */
};
typedef struct Tile {
    _Alignas(64) uint32_t row[SIDE][SIDE]; /* pairs of bfloat16 */
} Tile;
/* A strip is 16 rows of the left operand or 16 columns of the right one, a band up to 64 of the other; this is what
 * they hold within a step. */
typedef struct StripStep {
    Tile part[PARTS];
} StripStep;
typedef struct BandStep {
    Tile part[PARTS][TILES];
} BandStep;

static int smaller(int a, int b) { return a < b ? a : b; }
static int steps_of(int k) { return (k + DEPTH - 1) / DEPTH; }

/* --- Packing ------------------------------------------------------------------------------------------------------ */
/* An operand as element (i, l), l along k; one of the strides is 1. */
typedef struct Matrix {
    const float *data;
    size_t       i_stride, l_stride;
} Matrix;

static __mmask16 first(int n) { return n >= SIDE ? 0xffff : n <= 0 ? 0 : (__mmask16)((1 << n) - 1); }

/* The nearest number with a bfloat16's digits: the upper half of the word. */
INLINE __m512i rounded(__m512 x) {
    const __m512i half = _mm512_set1_epi32(0x8000), upper = _mm512_set1_epi32((int)0xffff0000);
    return _mm512_and_si512(_mm512_add_epi32(_mm512_castps_si512(x), half), upper);
}

INLINE __m512 rest(__m512 x, __m512i taken) { return _mm512_sub_ps(x, _mm512_castsi512_ps(taken)); }

/* Two bfloat16s a word: the upper halves of a and b, a's below. */
INLINE __m512i pairs(__m512i a, __m512i b) { return _mm512_mask_blend_epi16(0xaaaaaaaa, _mm512_srli_epi32(a, 16), b); }

/* One row of each part's tile. */
INLINE void split_row(__m512i first_16, __m512i second_16, Tile *to, int tiles_a_part, int row) {
    __m512        a = _mm512_castsi512_ps(first_16), b = _mm512_castsi512_ps(second_16);
    const __m512i a0 = rounded(a), b0 = rounded(b);
    a = rest(a, a0);
    b = rest(b, b0);
    const __m512i a1 = rounded(a), b1 = rounded(b);
    a = rest(a, a1);
    b = rest(b, b1);
    _mm512_store_si512(to[0].row[row], pairs(a0, b0));
    _mm512_store_si512(to[tiles_a_part].row[row], pairs(a1, b1));
    _mm512_store_si512(to[2 * tiles_a_part].row[row], pairs(_mm512_castps_si512(a), _mm512_castps_si512(b)));
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

/* A strip, or 16 of a band, on its way into tiles, a step at a time.
 *
 * A tile of the left operand has a row for each i, of pairs (l, l+16) for l = 0 .. 15; one of the right operand has a
 * row for each l, of such pairs for each i. One is the other's transpose: an operand whose lines in memory are the
 * tiles' rows goes in as it lies. */
typedef struct Packing {
    const float *from;
    size_t       line, second, next_step; /* how far it is to the next line, to (i, l + 16) and to (i, l + 32) */
    int          count, k;                /* i and l there are */
    bool         along_k, transposed;     /* lines are along k; and they are the columns of tiles */
    Tile        *to;
    int          steps, whole_steps, step;
    __m512i      held[2][SIDE]; /* rows of a tile that is not whole, or was transposed: both halves along k */
} Packing;

static void pack_begin(Packing *p, const Matrix *x, int i, int count, int l, int k, bool left, Tile *to) {
    p->from = x->data + (size_t)i * x->i_stride + (size_t)l * x->l_stride;
    p->along_k = x->l_stride == 1;
    p->transposed = p->along_k != left;
    p->line = p->along_k ? x->i_stride : x->l_stride;
    p->second = SIDE * x->l_stride;
    p->next_step = DEPTH * x->l_stride;
    p->count = count;
    p->k = k;
    p->to = to;
    p->steps = steps_of(k);
    p->whole_steps = p->transposed || count < SIDE ? 0 : k / DEPTH;
    p->step = 0;
}

/* 16 lines of 16 numbers as the rows of a tile, 0 where there are none. */
static __attribute__((noinline)) void load_rows(const Packing *p, int second, __m512i row[SIDE]) {
    const int    left = p->k - p->step * DEPTH - second * SIDE, lines = p->along_k ? p->count : left;
    const float *from = p->from + (size_t)p->step * p->next_step + (size_t)second * p->second;
    const __mmask16 there = first(p->along_k ? left : p->count);
    if (lines >= SIDE && there == 0xffff)
        for (int r = 0; r < SIDE; r++, from += p->line) row[r] = _mm512_loadu_si512(from);
    else
        for (int r = 0; r < SIDE; r++, from += p->line) row[r] = _mm512_maskz_loadu_epi32(r < lines ? there : 0, from);
    if (p->transposed) transpose(row);
}

/* A step is packed piece by piece, between products: what has to be held is loaded, then each row goes into its tiles.
 * In larger pieces the unit would wait, since the processor looks some hundred instructions ahead. */
enum { PIECES = PRODUCTS * TILES, FIRST_ROW = PIECES - SIDE, A_HALF = FIRST_ROW / 2 };

/* The rows of a step, in memory or held; nowhere after the last step. */
typedef struct Rows {
    const float *from;
    size_t       line, second;
    Tile        *to;
    bool         held;
} Rows;

INLINE Rows rows_of(const Packing *p, int tiles_a_part) {
    if (p->step == p->steps) return (Rows){0};
    Tile *to = p->to + p->step * PARTS * tiles_a_part;
    if (p->step >= p->whole_steps) return (Rows){(const float *)p->held, SIDE, SIDE * SIDE, to, true};
    return (Rows){p->from + (size_t)p->step * p->next_step, p->line, p->second, to, false};
}

INLINE void pack_piece(Packing *p, Rows *x, int piece, int tiles_a_part) {
    if (!x->to) return;
    if (piece >= FIRST_ROW) {
        split_row(_mm512_loadu_si512(x->from), _mm512_loadu_si512(x->from + x->second), x->to, tiles_a_part,
                  piece - FIRST_ROW);
        x->from += x->line;
    } else if (piece % A_HALF == 0 && x->held) load_rows(p, piece / A_HALF, p->held[piece / A_HALF]);
    if (piece == PIECES - 1) p->step++;
}

/* gcc does not see what tiles and their configuration are loaded from. */
static void finish_writing(void) { __asm__ volatile("" ::: "memory"); }

static void pack_rest(Packing *p, int tiles_a_part) {
    while (p->step < p->steps) {
        Rows x = rows_of(p, tiles_a_part);
        for (int piece = 0; piece < PIECES; piece++) pack_piece(p, &x, piece, tiles_a_part);
    }
    finish_writing();
}

/* --- The tiles' registers: numbers are part of the instructions --------------------------------------------------- */
/* 0 to 3: the sums of a strip and each of a band's tiles; 4 to 6: the strip's parts; 7: one of the band's. */
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
    finish_writing();
    _tile_loadconfig(&c);
}

enum { ROW_BYTES = SIDE * sizeof(uint32_t) };

static void zero_sums(void) {
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
}

/* --- The product -------------------------------------------------------------------------------------------------- */
/* C = A B + beta D, D being C itself or a row for all of its rows. One operand stays, packed, in bands; the other
 * passes by in strips. The unit may as well compute C^T = B^T A^T, with a strip of B on its left. */
typedef struct Product {
    Matrix       passes, stays;
    int          passing, staying, k; /* how long C is on the one's side and on the other's */
    bool         rows_pass, strip_is_left;
    float        beta, *c;
    const float *d;
    size_t       c_row, d_row; /* from one row to the next */
} Product;

/* A strip times a band. */
typedef struct Part {
    int strip, strip_width, band, band_width, tiles;
} Part;

static bool is_across(const Product *p) { return p->strip_is_left != p->rows_pass; }

static size_t place(const Product *p, int strip, int band, size_t row) {
    return p->rows_pass ? (size_t)strip * row + (size_t)band : (size_t)band * row + (size_t)strip;
}

/* Sums that have left the registers, on their way to C. */
typedef struct Finished {
    const Product *p;
    Part           part;
    float          beta;
    Tile           tile[TILES];
} Finished;

/* C = sums + beta D, for one of the band's tiles. */
static __attribute__((noinline)) void add_up(const Finished *sums, int tile) {
    const Product  *p = sums->p;
    const Part     *x = &sums->part;
    const float     beta = sums->beta;
    const int       band = x->band + tile * SIDE, band_width = x->band_width - tile * SIDE;
    const int       rows = smaller(SIDE, p->rows_pass ? x->strip_width : band_width);
    const __mmask16 there = first(p->rows_pass ? band_width : x->strip_width);
    const float    *d = p->d + place(p, x->strip, band, p->d_row);
    float          *c = p->c + place(p, x->strip, band, p->c_row);
    __m512i         row[SIDE];
    for (int i = 0; i < SIDE; i++) row[i] = _mm512_load_si512(sums->tile[tile].row[i]);
    if (is_across(p)) transpose(row);
    for (int i = 0; i < rows; i++, c += p->c_row, d += p->d_row) {
        __m512 sum = _mm512_castsi512_ps(row[i]);
        if (beta != 0) sum = _mm512_fmadd_ps(_mm512_set1_ps(beta), _mm512_maskz_loadu_ps(there, d), sum);
        _mm512_mask_storeu_ps(c, there, sum);
    }
}

/* The sums leave the registers: for C, where they fit in and nothing is to be added. */
static void store_sums(const Product *p, const Part *x, float beta, Finished *sums) {
    const bool   at_once = beta == 0 && !is_across(p) && x->strip_width == SIDE && x->band_width % SIDE == 0;
    float       *to = at_once ? p->c + place(p, x->strip, x->band, p->c_row) : (float *)sums->tile;
    const size_t row = at_once ? p->c_row : SIDE, row_bytes = row * sizeof *to;
    const size_t next = !at_once ? SIDE * SIDE : p->rows_pass ? SIDE : SIDE * row;
    _tile_stored(0, to, row_bytes);
    if (x->tiles > 1) _tile_stored(1, to + next, row_bytes);
    if (x->tiles > 2) _tile_stored(2, to + 2 * next, row_bytes);
    if (x->tiles > 3) _tile_stored(3, to + 3 * next, row_bytes);
    finish_writing();
    if (at_once) return;
    sums->p = p;
    sums->part = *x;
    sums->beta = beta;
}

/* The sums += strip times band over some steps. While the unit works, the processor packs what is `next`, and brings
 * the sums before these to C. */
INLINE void multiply_steps(const StripStep *strip, const BandStep *band, int steps, int tiles, bool strip_is_left,
                           Packing *next, Finished *before) {
#define MULTIPLY(tile, strip_part, piece)                                                                              \
    do {                                                                                                               \
        if (tile < tiles) {                                                                                            \
            if (strip_is_left) _tile_dpbf16ps(tile, strip_part, 7);                                                    \
            else _tile_dpbf16ps(tile, 7, strip_part);                                                                  \
        }                                                                                                              \
        pack_piece(next, &rows, PRODUCTS * tile + piece, 1);                                                           \
    } while (0)
#define LOAD(band_part, tile)                                                                                          \
    do {                                                                                                               \
        if (tile < tiles) _tile_loadd(7, band->part[band_part][tile].row, ROW_BYTES);                                  \
    } while (0)
#define MULTIPLY_TILE(tile)                                                                                            \
    do {                                                                                                               \
        LOAD(2, tile);                                                                                                 \
        MULTIPLY(tile, 4, 0);                                                                                          \
        LOAD(1, tile);                                                                                                 \
        MULTIPLY(tile, 4, 1);                                                                                          \
        MULTIPLY(tile, 5, 2);                                                                                          \
        LOAD(0, tile);                                                                                                 \
        MULTIPLY(tile, 4, 3);                                                                                          \
        MULTIPLY(tile, 5, 4);                                                                                          \
        MULTIPLY(tile, 6, 5);                                                                                          \
        if (tile < before->part.tiles) add_up(before, tile);                                                           \
    } while (0)
    for (; steps > 0; steps--, strip++, band++) {
        Rows rows = rows_of(next, 1);
        _tile_loadd(4, strip->part[0].row, ROW_BYTES);
        _tile_loadd(5, strip->part[1].row, ROW_BYTES);
        _tile_loadd(6, strip->part[2].row, ROW_BYTES);
        MULTIPLY_TILE(0);
        MULTIPLY_TILE(1);
        MULTIPLY_TILE(2);
        MULTIPLY_TILE(3);
        before->part.tiles = 0;
    }
#undef MULTIPLY
#undef LOAD
#undef MULTIPLY_TILE
}

static _Thread_local BandStep  bands[BAND_STEPS];
static _Thread_local StripStep strips[2][STRIP_STEPS];

/* What stays is cut into bands of nearly one width, of whole tiles. */
static int bands_of(Share staying) { return (int)((staying.end - staying.begin + BAND - 1) / BAND); }

static Share band_of(Share staying, int band) {
    const Share x = team_share(staying.end - staying.begin, SIDE, band, bands_of(staying));
    return (Share){staying.begin + x.begin, staying.begin + x.end};
}

static Part part_of(int strip, int strip_width, Share band) {
    const int width = (int)(band.end - band.begin);
    return (Part){strip, strip_width, (int)band.begin, width, (width + SIDE - 1) / SIDE};
}

static void pack_bands(const Product *p, Share staying, int l, int k) {
    for (int b = 0; b < bands_of(staying); b++) {
        const Share x = band_of(staying, b);
        const int   end = (int)x.end;
        Tile       *to = bands[b * steps_of(k)].part[0];
        for (int i = (int)x.begin; i < end; i += SIDE, to++) {
            Packing all;
            pack_begin(&all, &p->stays, i, smaller(SIDE, end - i), l, k, !p->strip_is_left, to);
            pack_rest(&all, TILES);
        }
    }
}

static void pack_strip(Packing *next, const Product *p, int strip, int end, int l, int k, StripStep *to) {
    const int count = smaller(SIDE, end - strip);
    pack_begin(next, &p->passes, strip, count, l, count > 0 ? k : 0, p->strip_is_left, to->part);
}

/* Some of the strips times some of the bands, within k of all products from l on. A strip of few steps is packed once;
 * a longer one is packed step by step, and again for every band: that is hidden behind the products, and what is packed
 * does not leave the first cache before it is needed. */
static void multiply_block(const Product *p, Share passing, Share staying, int l, int k, float beta) {
    const int  end = (int)passing.end, last_band = bands_of(staying) - 1;
    const bool at_once = steps_of(k) <= STRIP_STEPS;
    const int  length = at_once ? k : DEPTH;
    int        turn = 0;
    Packing    next;
    Finished   sums;
    sums.part.tiles = 0;
    pack_bands(p, staying, l, k);
    pack_strip(&next, p, (int)passing.begin, end, l, length, strips[turn]);
    for (int strip = (int)passing.begin; strip < end; strip += SIDE) {
        const BandStep *band = bands;
        for (int b = 0; b <= last_band; b++) {
            const Part part = part_of(strip, smaller(SIDE, end - strip), band_of(staying, b));
            zero_sums();
            for (int from = 0; from < k; from += length) {
                if (!at_once || b == 0) {
                    int next_strip = strip, next_from = from + length;
                    if (next_from >= k) {
                        next_from = 0;
                        if (at_once || b == last_band) next_strip += SIDE;
                    }
                    pack_rest(&next, 1);
                    turn = !turn;
                    pack_strip(&next, p, next_strip, end, l + next_from, smaller(length, k - next_from), strips[turn]);
                }
                const int steps = steps_of(smaller(length, k - from));
                if (p->strip_is_left) multiply_steps(strips[!turn], band, steps, part.tiles, true, &next, &sums);
                else multiply_steps(strips[!turn], band, steps, part.tiles, false, &next, &sums);
                band += steps;
            }
            store_sums(p, &part, beta, &sums);
        }
    }
    for (int t = 0; t < sums.part.tiles; t++) add_up(&sums, t);
}

/* k in blocks of one length, as nearly as can be; they depend on k alone. */
static int block_length(int k) {
    const int blocks = (steps_of(k) + BAND_STEPS - 1) / BAND_STEPS;
    return (steps_of(k) + blocks - 1) / blocks * DEPTH;
}

static void multiply_share(void *product, int part, int parts) {
    Product      p = *(const Product *)product;
    const Share  passing = team_share((size_t)p.passing, SIDE, part, parts);
    const size_t staying = (size_t)p.staying;
    const int    k_block = block_length(p.k);
    const size_t block = (size_t)(BAND_STEPS / steps_of(k_block)) * BAND;
    if (passing.begin == passing.end) return;
    configure();
    for (int l = 0; l < p.k; l += k_block) {
        for (size_t at = 0; at < staying; at += block) {
            const Share now = {at, at + block < staying ? at + block : staying};
            multiply_block(&p, passing, now, l, smaller(k_block, p.k - l), p.beta);
        }
        p.beta = 1; /* to what the first block has made, the others add theirs */
        p.d = p.c;
        p.d_row = p.c_row;
    }
    _tile_release();
}

/* The kernel keeps room for a process's tiles once it has been asked to. */
bool cpu_has_amx(void) {
    enum { REQUEST = 0x1023, TILE_DATA = 18 };
    static int answer = -1;
    if (answer < 0) answer = syscall(SYS_arch_prctl, REQUEST, TILE_DATA) == 0;
    return answer && sizeof(real) == sizeof(float);
}

bool cpu_amx_is_better(int m, int n, int k) { return m >= DEPTH && n >= DEPTH && k >= DEPTH && cpu_has_amx(); }

/* How much has to be transposed on its way into tiles. */
static int lies_across(const Product *p, bool strip_is_left) {
    const bool passes = (p->passes.l_stride == 1) != strip_is_left, stays = (p->stays.l_stride == 1) == strip_is_left;
    return (passes ? p->passing : 0) + (stays ? p->staying : 0);
}

static void multiply(int parts, bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b,
                     real beta, const real *d, size_t d_row, real *c) {
    enum { LONG = 8 * DEPTH }; /* from there on it takes less to transpose C than an operand */
    const Matrix left = {(const void *)a, trans_a ? 1 : (size_t)k, trans_a ? (size_t)m : 1};
    const Matrix right = {(const void *)b, trans_b ? (size_t)k : 1, trans_b ? 1 : (size_t)n};
    /* The longer side of C passes, or A, since rows of C lie together. */
    const bool rows_pass = m > n / 2;
    Product    p = {.rows_pass = rows_pass, .strip_is_left = rows_pass, .k = k, .beta = (float)beta, .c = (void *)c,
                    .d = (const void *)d, .c_row = (size_t)n, .d_row = d_row};
    p.passes = rows_pass ? left : right;
    p.passing = rows_pass ? m : n;
    p.stays = rows_pass ? right : left;
    p.staying = rows_pass ? n : m;
    if (k >= LONG && lies_across(&p, !rows_pass) < lies_across(&p, rows_pass)) p.strip_is_left = !rows_pass;
    team_run(parts, multiply_share, &p);
}

void cpu_gemm_amx_in_parts(int parts, bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b,
                           real beta, real *c) {
    if (m == 0 || n == 0 || k == 0 || !cpu_has_amx())
        cpu_gemm_in_parts(parts, trans_a, trans_b, m, n, k, a, b, beta, c);
    else multiply(parts, trans_a, trans_b, m, n, k, a, b, beta, c, (size_t)n, c);
}

void cpu_gemm_bias_amx(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, const real *bias,
                       real *c) {
    multiply(parts_for(m, n, k), trans_a, trans_b, m, n, k, a, b, 1, bias, 0, c);
}
#else
bool cpu_has_amx(void) { return false; }

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
    cpu_gemm_amx_in_parts(parts_for(m, n, k), trans_a, trans_b, m, n, k, a, b, beta, c);
}
