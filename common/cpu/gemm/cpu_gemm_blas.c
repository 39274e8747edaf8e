/* OpenBLAS's product, and when it is the one to take.
 *
 * Its own threads cut a product as their number wants it, which changes the sums, and they lose time on small ones. So
 * it runs on one thread for each piece of C, and C is cut by its sizes alone. */
#include "gemm_private.h"
#ifndef GRADLAB_NO_BLAS
#include "blas.h"
#include "team.h"
#include <string.h>

/* Which kernels it runs: those for vectors of 64 bytes; others that are newer than its fallback of 2004, which it takes
 * on processors that it does not know (OPENBLAS_CORETYPE names others); or the fallback. */
typedef enum KernelsKind { UNKNOWN, FALLBACK, SHORTER, OF_64_BYTES } KernelsKind;

static KernelsKind kernels_of_openblas(void) {
    static const char *const wide[] = {"SkylakeX", "Cooperlake", "SapphireRapids"};
    const char *core = openblas_get_corename();
    for (int i = 0; i < 3; i++)
        if (strcmp(core, wide[i]) == 0) return OF_64_BYTES;
    return strcmp(core, "Prescott") == 0 || strcmp(core, "Generic") == 0 ? FALLBACK : SHORTER;
}

/* The rule, measured (common/bench/README.md, make bench ARGS=--products). In a build for 64-byte vectors: small
 * products whose B lies as it is read, which OpenBLAS does not pack at all; larger ones are level at best. A build for
 * processors of before 2013 (ARCH=x86-64-v2) has no use of what a later one can do, and OpenBLAS looks for itself. In
 * all other builds our tiles are as fast, and on the shapes of small batches faster. */
bool cpu_blas_is_better(bool trans_b, int m, int n, int k) {
    static KernelsKind kind;
    if (kind == UNKNOWN) kind = kernels_of_openblas();
#if defined __x86_64__ && !defined __FMA__
    (void)trans_b, (void)m, (void)n, (void)k;
    return kind != FALLBACK;
#elif defined __AVX512F__
    enum { SMALL = 64 };
    return kind == OF_64_BYTES && !trans_b && m <= SMALL && n <= SMALL && k <= SMALL;
#else
    (void)trans_b, (void)m, (void)n, (void)k;
    return false;
#endif
}

typedef struct Product {
    bool        trans_a, trans_b;
    int         m, n, k;
    const real *a, *b;
    real        beta, *c;
    bool        by_rows;
    int         pieces;
} Product;

static void multiply_piece(const Product *p, int piece) {
    enum { GRAIN = 48 }; /* a multiple of the sides of its tiles */
    Share rows = {0, (size_t)p->m}, columns = {0, (size_t)p->n};
    if (p->by_rows) rows = team_share(rows.end, GRAIN, piece, p->pieces);
    else columns = team_share(columns.end, GRAIN, piece, p->pieces);
    const int lda = p->trans_a ? p->m : p->k, ldb = p->trans_b ? p->k : p->n;
    const int m = (int)(rows.end - rows.begin), n = (int)(columns.end - columns.begin);
    if (m == 0 || n == 0) return;
    cblas_gemm(CblasRowMajor, p->trans_a ? CblasTrans : CblasNoTrans, p->trans_b ? CblasTrans : CblasNoTrans, m, n,
               p->k, 1, p->a + rows.begin * (p->trans_a ? 1 : (size_t)lda), lda,
               p->b + columns.begin * (p->trans_b ? (size_t)ldb : 1), ldb, p->beta,
               p->c + rows.begin * (size_t)p->n + columns.begin, p->n);
}

static void multiply_share(void *product, int part, int parts) {
    const Product *p = product;
    const Share    mine = team_share((size_t)p->pieces, 1, part, parts);
    for (size_t piece = mine.begin; piece < mine.end; piece++) multiply_piece(p, (int)piece);
}

/* The longer side of C is cut. A piece that is much shorter packs the other operand for too little work. */
void cpu_gemm_blas_in_parts(int parts, bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b,
                            real beta, real *c) {
    enum { PIECE = 256, PIECES = 8 };
    static bool one_thread;
    if (!one_thread) openblas_set_num_threads(1);
    one_thread = true;
    if (m == 0 || n == 0 || k == 0) {
        cpu_gemm_loops(trans_a, trans_b, m, n, k, a, b, beta, c);
        return;
    }
    const int longer = m > n ? m : n, wanted = (longer + PIECE - 1) / PIECE, pieces = wanted < PIECES ? wanted : PIECES;
    Product   p = {trans_a, trans_b, m, n, k, a, b, beta, c, .by_rows = m > n, .pieces = pieces};
    team_run(parts < pieces ? parts : pieces, multiply_share, &p);
}

void cpu_gemm_blas(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, real beta, real *c) {
    enum { MULTIPLICATIONS_PER_US = sizeof(real) == sizeof(double) ? 40000 : 80000 };
    const int parts = team_parts((double)m * n * k / MULTIPLICATIONS_PER_US);
    cpu_gemm_blas_in_parts(parts, trans_a, trans_b, m, n, k, a, b, beta, c);
}
#endif
