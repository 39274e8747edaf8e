/* The matrix product for a narrow C = A B^T, as the last layer of a classifier makes it: x W^T with few classes. Rows
 * of both operands lie along k, and an element of C is a sum along two of them, a vector at a time: nothing is packed.
 *
 * Every element is the same sum in the same order, whatever stands beside it. */
#include "gemm_private.h"
#include "vector_private.h"
#include "team.h"

enum { LANES = VECTOR_BYTES / sizeof(real), FEW = 16 / sizeof(real), ROWS = 2, COLUMNS = 4, WIDEST = 12 };
typedef real Vector VECTOR(VECTOR_BYTES);
typedef real Few VECTOR(16);
#define UNROLL _Pragma("GCC unroll 8")

INLINE real sum_of(Vector v) {
    real x[LANES];
    *(Vector *)x = v;
    Few sum = *(const Few *)x;
    UNROLL
    for (int i = 1; i < LANES / FEW; i++) sum += *(const Few *)(x + i * FEW);
    *(Few *)x = sum;
    UNROLL
    for (int i = 1; i < FEW; i++) x[0] += x[i];
    return x[0];
}

/* rows x columns of C. */
INLINE void dots(int rows, int columns, size_t k, const real *a, const real *b, real beta, real *c, size_t c_row) {
    Vector sum[ROWS][COLUMNS] = {0};
    size_t l = 0;
    for (; l + LANES <= k; l += LANES) {
        UNROLL
        for (int j = 0; j < columns; j++) {
            const Vector y = *(const Vector *)(b + (size_t)j * k + l);
            UNROLL
            for (int i = 0; i < rows; i++) sum[i][j] += *(const Vector *)(a + (size_t)i * k + l) * y;
        }
    }
    UNROLL
    for (int i = 0; i < rows; i++)
        UNROLL
        for (int j = 0; j < columns; j++) {
            real total = sum_of(sum[i][j]), *to = c + (size_t)i * c_row + j;
            for (size_t rest = l; rest < k; rest++) total += a[(size_t)i * k + rest] * b[(size_t)j * k + rest];
            *to = beta == 0 ? total : total + beta * *to;
        }
}

INLINE void row_of_dots(int rows, int n, size_t k, const real *a, const real *b, real beta, real *c) {
    int j = 0;
    for (; j + COLUMNS <= n; j += COLUMNS) dots(rows, COLUMNS, k, a, b + (size_t)j * k, beta, c + j, (size_t)n);
    for (; j < n; j++) dots(rows, 1, k, a, b + (size_t)j * k, beta, c + j, (size_t)n);
}

bool cpu_narrow_is_better(bool trans_a, bool trans_b, int n, int k) {
    enum { LONG = 8 * LANES };
    return !trans_a && trans_b && n <= WIDEST && k >= LONG;
}

typedef struct Product {
    int         m, n;
    size_t      k;
    const real *a, *b;
    real        beta, *c;
} Product;

static void rows_of_dots(void *product, int part, int parts) {
    const Product *p = product;
    const size_t   n = (size_t)p->n;
    const Share    x = team_share((size_t)p->m, ROWS, part, parts);
    size_t         i = x.begin;
    for (; i + ROWS <= x.end; i += ROWS) row_of_dots(ROWS, p->n, p->k, p->a + i * p->k, p->b, p->beta, p->c + i * n);
    if (i < x.end) row_of_dots(1, p->n, p->k, p->a + i * p->k, p->b, p->beta, p->c + i * n);
}

void cpu_gemm_narrow(int m, int n, int k, const real *a, const real *b, real beta, real *c) {
    enum { MULTIPLICATIONS_PER_US = sizeof(real) == sizeof(double) ? 20000 : 40000 };
    Product p = {m, n, (size_t)k, a, b, beta, c};
    team_run(team_parts((double)m * n * k / MULTIPLICATIONS_PER_US), rows_of_dots, &p);
}
