/* A portable matrix product for programs without BLAS.
 *
 * C is made in tiles of 6 rows by two vectors, small enough to stay in registers while a strip of A and one of B stream
 * by. Strips are packed first: copied in the order in which the tile reads them, padded with zeros at the edges, cut to
 * blocks that stay in the caches (Goto & van de Geijn 2008). Vectors are the compiler's own, so that no processor is
 * named. */
#include "cpu.h"
#include <string.h>

/* One rounding for a product and its sum, where the processor has that: standard C leaves it out unless asked. */
#if defined __GNUC__ && !defined __clang__
#pragma GCC optimize("fp-contract=fast")
#else
#pragma STDC FP_CONTRACT ON
#endif

#if defined __AVX512F__
enum { VECTOR_BYTES = 64 };
#elif defined __AVX__
enum { VECTOR_BYTES = 32 };
#else
enum { VECTOR_BYTES = 16 };
#endif
enum {
    LANES = VECTOR_BYTES / sizeof(real),
    ROWS = 6,
    COLUMNS = 2 * LANES,
    M_BLOCK = 16 * ROWS, /* rows of A packed at a time: with K_BLOCK, a share of the second cache */
    K_BLOCK = 256,
    N_BLOCK = 256 /* a multiple of COLUMNS */
};
typedef real Vector __attribute__((vector_size(VECTOR_BYTES), aligned(sizeof(real)), may_alias));

static _Thread_local real packed_a[M_BLOCK * K_BLOCK], packed_b[K_BLOCK * N_BLOCK];

static int smaller(int a, int b) { return a < b ? a : b; }

/* One operand, read as element (i, l) where l runs along k. */
typedef struct Matrix {
    const real *data;
    size_t      i_stride, l_stride;
} Matrix;

/* `count` x `k` elements from (i0, l0) in strips of `width`: for each l, `width` neighbours in i. */
static void pack(const Matrix *x, int i0, int count, int l0, int k, int width, real *to) {
    for (int first = 0; first < count; first += width) {
        int         used = smaller(width, count - first);
        const real *from = x->data + (size_t)(i0 + first) * x->i_stride + (size_t)l0 * x->l_stride;
        for (int l = 0; l < k; l++, from += x->l_stride, to += width) {
            if (x->i_stride == 1 && used == width) {
                memcpy(to, from, (size_t)width * sizeof *to);
            } else {
                for (int i = 0; i < used; i++) to[i] = from[(size_t)i * x->i_stride];
                for (int i = used; i < width; i++) to[i] = 0;
            }
        }
    }
}

/* tile (ROWS, COLUMNS) = strip of A times strip of B. */
static void multiply_strips(int k, const real *a, const real *b, real *tile) {
    Vector sum[ROWS][2] = {0};
    for (int l = 0; l < k; l++, a += ROWS, b += COLUMNS) {
        Vector left = *(const Vector *)b, right = *(const Vector *)(b + LANES);
        for (int i = 0; i < ROWS; i++) {
            sum[i][0] += a[i] * left;
            sum[i][1] += a[i] * right;
        }
    }
    memcpy(tile, sum, sizeof sum);
}

/* C = tile + beta C; C is not read when beta is 0. */
static void store(const real *tile, int rows, int columns, real beta, real *c, size_t c_row) {
    for (int i = 0; i < rows; i++, tile += COLUMNS, c += c_row) {
        if (beta == 0) memcpy(c, tile, (size_t)columns * sizeof *c);
        else
            for (int j = 0; j < columns; j++) c[j] = tile[j] + beta * c[j];
    }
}

static void multiply_blocks(int m, int n, int k, real beta, real *c, size_t c_row) {
    real tile[ROWS * COLUMNS];
    for (int j = 0; j < n; j += COLUMNS)
        for (int i = 0; i < m; i += ROWS) {
            multiply_strips(k, packed_a + i * k, packed_b + j * k, tile);
            store(tile, smaller(ROWS, m - i), smaller(COLUMNS, n - j), beta, c + (size_t)i * c_row + j, c_row);
        }
}

void cpu_gemm_tiled(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, real beta, real *c) {
    if (m == 0 || n == 0 || k == 0) {
        cpu_gemm_loops(trans_a, trans_b, m, n, k, a, b, beta, c);
        return;
    }
    Matrix A = {a, trans_a ? 1 : (size_t)k, trans_a ? (size_t)m : 1};
    Matrix B = {b, trans_b ? (size_t)k : 1, trans_b ? 1 : (size_t)n};
    for (int j = 0; j < n; j += N_BLOCK) {
        int n_now = smaller(N_BLOCK, n - j);
        for (int l = 0; l < k; l += K_BLOCK) {
            int k_now = smaller(K_BLOCK, k - l);
            pack(&B, j, n_now, l, k_now, COLUMNS, packed_b);
            for (int i = 0; i < m; i += M_BLOCK) {
                int m_now = smaller(M_BLOCK, m - i);
                pack(&A, i, m_now, l, k_now, ROWS, packed_a);
                multiply_blocks(m_now, n_now, k_now, l == 0 ? beta : 1, c + (size_t)i * (size_t)n + j, (size_t)n);
            }
        }
    }
}
