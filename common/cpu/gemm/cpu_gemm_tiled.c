/* The matrix product of the CPU.
 *
 * C is made in tiles of a few rows by two vectors, small enough to stay in registers while a strip of A and a panel of
 * B stream by. B is packed first: copied in the order in which the tile reads it, in blocks that stay in the second
 * cache (Goto & van de Geijn 2008).
 *
 * Every element of C is the same sum in the same order wherever the tiles begin, so that parts of C can be computed by
 * several threads and come out the same for any number of them. */
#include "gemm_private.h"
#include "pack_private.h"
#include "team.h"

/* The tile takes most of the vector registers: 32 of them with AVX-512 and on ARM, else 16. */
#if defined __AVX512F__ || defined __aarch64__
enum { ROWS = 12 };
#else
enum { ROWS = 6 };
#endif
enum {
    LANES = VECTOR_BYTES / sizeof(real),
    COLUMNS = 2 * LANES,
    K_BLOCK = 400,                     /* a strip of A then takes less than half of the first cache */
    B_BLOCK = (1 << 18) / sizeof(real) /* elements of B packed at a time: a share of the second */
};
typedef real Vector VECTOR(VECTOR_BYTES);
#define UNROLL _Pragma("GCC unroll 12")

static int smaller(int a, int b) { return a < b ? a : b; }

/* --- Packing ------------------------------------------------------------------------------------------------------ */
/* Whole ones are worth loops of their own, whose lengths the compiler knows. */
static void pack_strip(const Matrix *a, int i, int rows, int l, int k, real *to) {
    if (rows == ROWS) pack(a, i, ROWS, l, k, ROWS, to);
    else pack(a, i, rows, l, k, ROWS, to);
}

static void pack_panel(const Matrix *b, int j, int columns, int l, int k, real *to) {
    if (columns == COLUMNS) pack(b, j, COLUMNS, l, k, COLUMNS, to);
    else pack(b, j, columns, l, k, COLUMNS, to);
}

/* --- The tile ----------------------------------------------------------------------------------------------------- */
/* C (rows, COLUMNS) = strip of A times panel of B + beta C; C is not read when beta is 0. Rows of A are found three at
 * a time: from one pointer the processor reaches those at no, one and two strides without arithmetic. */
INLINE void multiply(int rows, int k, const Matrix *a, const real *b, real beta, real *c, size_t c_row) {
    Vector       sum[ROWS][2] = {0};
    const size_t i_stride = a->i_stride, l_stride = a->l_stride;
    const real  *three[ROWS / 3];
    UNROLL
    for (int i = 0; i < ROWS / 3; i++) three[i] = a->data + (size_t)(3 * i) * i_stride;
    for (int l = 0; l < k; l++, b += COLUMNS) {
        const Vector left = *(const Vector *)b, right = *(const Vector *)(b + LANES);
        UNROLL
        for (int i = 0; i < rows; i++) {
            const real s = three[i / 3][(size_t)(i % 3) * i_stride];
            sum[i][0] += s * left;
            sum[i][1] += s * right;
        }
        UNROLL
        for (int i = 0; i < ROWS / 3; i++) three[i] += l_stride;
    }
    if (beta == 0) {
        UNROLL
        for (int i = 0; i < rows; i++, c += c_row) {
            *(Vector *)c = sum[i][0];
            *(Vector *)(c + LANES) = sum[i][1];
        }
    } else {
        UNROLL
        for (int i = 0; i < rows; i++, c += c_row) {
            *(Vector *)c = sum[i][0] + beta * *(Vector *)c;
            *(Vector *)(c + LANES) = sum[i][1] + beta * *(Vector *)(c + LANES);
        }
    }
}

/* The loops over rows are unrolled for each number of them. */
WHOLE_VECTORS static void multiply_tile(int rows, int k, const Matrix *a, const real *b, real beta, real *c,
                                        size_t c_row) {
#define CASE(n)                                                                                                        \
    case n: multiply(n <= ROWS ? n : ROWS, k, a, b, beta, c, c_row); break
    switch (rows) {
        CASE(1);
        CASE(2);
        CASE(3);
        CASE(4);
        CASE(5);
        CASE(6);
        CASE(7);
        CASE(8);
        CASE(9);
        CASE(10);
        CASE(11);
        CASE(12);
    }
#undef CASE
}

/* --- The product -------------------------------------------------------------------------------------------------- */
/* C = A B + beta C, or C^T: then element (i, j) of the product belongs to row j of `c`. */
typedef struct Product {
    Matrix a, b;
    int    m, n, k;
    real   beta, *c;
    size_t c_row;
    bool   transposed;
    bool   by_rows; /* how the team shares it: strips of rows, or panels of columns */
} Product;

/* A tile that does not go to C as it is: cut off at its right edge, or transposed. */
enum { TILE_ROWS = (ROWS + 3) / 4 * 4 };

INLINE void add_tile(int rows, int columns, const real *tile, size_t tile_row, real beta, real *c, size_t c_row) {
    for (int i = 0; i < rows; i++, c += c_row, tile += tile_row)
        for (int j = 0; j < columns; j++) c[j] = beta == 0 ? tile[j] : tile[j] + beta * c[j];
}

static void multiply_and_add(const Product *p, int rows, int columns, int k, const Matrix *a, const real *b, real beta,
                             real *c) {
    real tile[TILE_ROWS * COLUMNS], turned[COLUMNS * TILE_ROWS];
    multiply_tile(rows, k, a, b, 0, tile, COLUMNS);
    if (!p->transposed) {
        add_tile(rows, columns, tile, COLUMNS, beta, c, p->c_row);
        return;
    }
    for (int i = 0; i < rows; i += 4)
        for (int j = 0; j < columns; j += 4)
            transpose_4x4(tile + i * COLUMNS + j, COLUMNS, turned + j * TILE_ROWS + i, TILE_ROWS);
    if (rows == ROWS) add_tile(columns, ROWS, turned, TILE_ROWS, beta, c, p->c_row);
    else add_tile(columns, rows, turned, TILE_ROWS, beta, c, p->c_row);
}

static _Thread_local _Alignas(VECTOR_BYTES) real packed_strip[ROWS * K_BLOCK], packed_b[B_BLOCK];

/* All rows [i, i_end) for a block of B that is packed; it covers columns [j, j+n) and k of all products from l on. A
 * strip of A is read where it is, or copied together when neighbours along k are far apart. */
static void multiply_block(const Product *p, int i, int i_end, int j, int n, int l, int k) {
    const real beta = l == 0 ? p->beta : 1;
    for (; i < i_end; i += ROWS) {
        const int rows = smaller(ROWS, i_end - i);
        Matrix    strip = {element(&p->a, i, l), p->a.i_stride, p->a.l_stride};
        if (strip.l_stride != 1) {
            pack_strip(&p->a, i, rows, l, k, packed_strip);
            strip = (Matrix){packed_strip, 1, ROWS};
        }
        for (int s = 0; s < n; s += COLUMNS) {
            const int columns = smaller(COLUMNS, n - s);
            real     *c = p->transposed ? p->c + (size_t)(j + s) * p->c_row + i : p->c + (size_t)i * p->c_row + (j + s);
            const real *panel = packed_b + s * k;
            if (columns < COLUMNS || p->transposed) multiply_and_add(p, rows, columns, k, &strip, panel, beta, c);
            else multiply_tile(rows, k, &strip, panel, beta, c, p->c_row);
        }
    }
}

/* k in blocks of one length, as nearly as can be; they depend on k alone. */
static int block_length(int k) {
    const int blocks = (k + K_BLOCK - 1) / K_BLOCK;
    return (k + blocks - 1) / blocks;
}

static void multiply_share(void *product, int part, int parts) {
    const Product *p = product;
    Share          rows = {0, (size_t)p->m}, columns = {0, (size_t)p->n};
    if (p->by_rows) rows = team_share(rows.end, ROWS, part, parts);
    else columns = team_share(columns.end, COLUMNS, part, parts);
    const int j_end = (int)columns.end, k_block = block_length(p->k), n_block = B_BLOCK / k_block / COLUMNS * COLUMNS;
    for (int l = 0; l < p->k; l += k_block)
        for (int j = (int)columns.begin; j < j_end; j += n_block) {
            const int k = smaller(k_block, p->k - l), n = smaller(n_block, j_end - j);
            for (int s = 0; s < n; s += COLUMNS)
                pack_panel(&p->b, j + s, smaller(COLUMNS, n - s), l, k, packed_b + s * k);
            multiply_block(p, (int)rows.begin, (int)rows.end, j, n, l, k);
        }
}

/* C^T = B^T A^T is the same product with the operands in each other's places. It packs A instead of B, which pays when
 * A is the smaller one and B lies as strips are read; and it fills tiles better when C is narrow. */
void cpu_gemm_in_parts(int parts, bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b,
                       real beta, real *c) {
    enum { MANY_ROWS = 128 }; /* by rows each thread packs all of B for itself, which they have to be worth */
    if (m == 0 || n == 0 || k == 0) {
        cpu_gemm_loops(trans_a, trans_b, m, n, k, a, b, beta, c);
        return;
    }
    const Matrix A = {a, trans_a ? 1 : (size_t)k, trans_a ? (size_t)m : 1};
    const Matrix B = {b, trans_b ? (size_t)k : 1, trans_b ? 1 : (size_t)n};
    const bool   transposed = trans_b && (m < n || n < COLUMNS);
    Product      p = {.k = k, .beta = beta, .c = c, .c_row = (size_t)n, .transposed = transposed};
    p.a = transposed ? B : A;
    p.b = transposed ? A : B;
    p.m = transposed ? n : m;
    p.n = transposed ? m : n;
    p.by_rows = p.m >= parts * MANY_ROWS;
    team_run(parts, multiply_share, &p);
}

void cpu_gemm_tiled(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, real beta, real *c) {
    enum { MULTIPLICATIONS_PER_US = sizeof(real) == sizeof(double) ? 40000 : 80000 };
    const int parts = team_parts((double)m * n * k / MULTIPLICATIONS_PER_US);
    cpu_gemm_in_parts(parts, trans_a, trans_b, m, n, k, a, b, beta, c);
}
