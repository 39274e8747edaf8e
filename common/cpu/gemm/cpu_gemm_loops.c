#include "gemm_private.h"
#include <string.h>

static void scale_by(real beta, size_t n, real *c) {
    if (beta == 0) memset(c, 0, n * sizeof *c);
    else if (beta != 1)
        for (size_t i = 0; i < n; i++) c[i] *= beta;
}

/* An operand's elements: those of neighbours along i or j, and along k, are so far apart. */
typedef struct Strides {
    size_t a_row, a_column, b_row, b_column;
} Strides;

/* c[i,j] = sum_l a[i,l] b[l,j], or += that. Inlined with a small n or k that the compiler knows, it is without its
 * inner loop. */
INLINE void dots(size_t m, size_t n, size_t k, Strides s, const real *restrict a, const real *restrict b, bool add,
                 real *restrict c) {
    for (size_t i = 0; i < m; i++, c += n, a += s.a_row)
        for (size_t j = 0; j < n; j++) {
            real sum = 0;
            for (size_t l = 0; l < k; l++) sum += a[l * s.a_column] * b[l * s.b_row + j * s.b_column];
            c[j] = add ? c[j] + sum : sum;
        }
}

/* The inner loop runs along a row of C and B where B is stored as it is and its rows are worth it, else along k. */
void cpu_gemm_loops(bool trans_a, bool trans_b, int m_, int n_, int k_, const real *restrict a, const real *restrict b,
                    real beta, real *restrict c) {
    enum { SHORT = 4 };
    const size_t  m = (size_t)m_, n = (size_t)n_, k = (size_t)k_;
    const Strides s = {trans_a ? 1 : k, trans_a ? m : 1, trans_b ? 1 : n, trans_b ? k : 1};
    const bool    add = beta != 0; /* else C is not read: it may hold NaN */
    if (add || k == 0) scale_by(beta, m * n, c);
    if (k == 0) return;
    if (trans_b || n < SHORT) {
        if (n == 1) dots(m, 1, k, s, a, b, add, c);
        else if (k == 1) dots(m, n, 1, s, a, b, add, c);
        else if (k == 2) dots(m, n, 2, s, a, b, add, c);
        else if (k == 3) dots(m, n, 3, s, a, b, add, c);
        else if (k == 4) dots(m, n, 4, s, a, b, add, c);
        else dots(m, n, k, s, a, b, add, c);
        return;
    }
    for (size_t i = 0; i < m; i++, c += n, a += s.a_row)
        for (size_t l = 0; l < k; l++) {
            const real  x = a[l * s.a_column];
            const real *row = b + l * n;
            if (add || l > 0)
                for (size_t j = 0; j < n; j++) c[j] += x * row[j];
            else
                for (size_t j = 0; j < n; j++) c[j] = x * row[j];
        }
}
