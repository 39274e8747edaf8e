#include "cpu_private.h"
#include <string.h>

enum { LANES = 8, COLUMNS = 128 };

double cpu_sum(size_t n, const real *x) {
    double lane[LANES] = {0}, sum = 0;
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t j = 0; j < LANES; j++) lane[j] += (double)x[i + j];
    for (; i < n; i++) sum += (double)x[i];
    for (size_t j = 0; j < LANES; j++) sum += lane[j];
    return sum;
}

/* Down the columns, in double as well: a strip of columns at a time, row by row. */
static void sum_columns(size_t n, size_t inner, const real *x, real *y) {
    for (size_t first = 0; first < inner; first += COLUMNS) {
        size_t width = inner - first < COLUMNS ? inner - first : COLUMNS;
        double sum[COLUMNS] = {0};
        for (size_t j = 0; j < n; j++)
            for (size_t i = 0; i < width; i++) sum[i] += (double)x[j * inner + first + i];
        for (size_t i = 0; i < width; i++) y[first + i] = (real)sum[i];
    }
}

static void sum_real(size_t outer, size_t n, size_t inner, const real *x, real *y) {
    for (size_t o = 0; o < outer; o++) {
        if (inner == 1) y[o] = (real)cpu_sum(n, x + o * n);
        else sum_columns(n, inner, x + o * n * inner, y + o * inner);
    }
}

#define DEFINE_SUM_INTEGERS(Type)                                                                                      \
    static void sum_##Type(size_t outer, size_t n, size_t inner, const Type *x, int64_t *y) {                          \
        for (size_t o = 0; o < outer; o++)                                                                             \
            for (size_t i = 0; i < inner; i++) {                                                                       \
                uint64_t sum = 0;                                                                                      \
                for (size_t j = 0; j < n; j++) sum += (uint64_t)x[(o * n + j) * inner + i];                            \
                y[o * inner + i] = (int64_t)sum;                                                                       \
            }                                                                                                          \
    }
DEFINE_SUM_INTEGERS(int64_t)
DEFINE_SUM_INTEGERS(uint8_t)

/* As LARGER, but false between two NaN, so that the first stays. */
#define BETTER(v, best) ((v) > (best) || ((v) != (v) && (best) == (best)))

#define DEFINE_MAX(Type)                                                                                               \
    static Type max_row_##Type(size_t n, const Type *x) {                                                              \
        Type   lane[LANES], best = x[0];                                                                               \
        size_t i = 0;                                                                                                  \
        for (size_t j = 0; j < LANES; j++) lane[j] = best;                                                             \
        for (; i + LANES <= n; i += LANES)                                                                             \
            for (size_t j = 0; j < LANES; j++) lane[j] = LARGER(x[i + j], lane[j]);                                    \
        for (; i < n; i++) best = LARGER(x[i], best);                                                                  \
        for (size_t j = 0; j < LANES; j++) best = LARGER(lane[j], best);                                               \
        return best;                                                                                                   \
    }                                                                                                                  \
    static void max_##Type(size_t outer, size_t n, size_t inner, const Type *x, Type *y) {                             \
        for (size_t o = 0; o < outer; o++, x += n * inner, y += inner) {                                               \
            if (inner == 1) {                                                                                          \
                y[0] = max_row_##Type(n, x);                                                                           \
                continue;                                                                                              \
            }                                                                                                          \
            memcpy(y, x, inner * sizeof *y);                                                                           \
            for (size_t j = 1; j < n; j++)                                                                             \
                for (size_t i = 0; i < inner; i++) y[i] = LARGER(x[j * inner + i], y[i]);                              \
        }                                                                                                              \
    }                                                                                                                  \
    static void argmax_##Type(size_t outer, size_t n, size_t inner, const Type *x, int64_t *y) {                       \
        memset(y, 0, outer * inner * sizeof *y);                                                                       \
        for (size_t o = 0; o < outer; o++, x += n * inner, y += inner)                                                 \
            for (size_t j = 1; j < n; j++)                                                                             \
                for (size_t i = 0; i < inner; i++)                                                                     \
                    if (BETTER(x[j * inner + i], x[(size_t)y[i] * inner + i])) y[i] = (int64_t)j;                      \
    }
DEFINE_MAX(real)
DEFINE_MAX(int64_t)
DEFINE_MAX(uint8_t)

#define BY_DTYPE(reduction)                                                                                            \
    do {                                                                                                               \
        if (dtype == DTYPE_REAL) reduction##_real(outer, n, inner, x, y);                                              \
        else if (dtype == DTYPE_INT64) reduction##_int64_t(outer, n, inner, x, y);                                     \
        else reduction##_uint8_t(outer, n, inner, x, y);                                                               \
    } while (0)

void cpu_reduce(ReduceKind kind, DType dtype, size_t outer, size_t n, size_t inner, const void *x, void *y) {
    switch (kind) {
    case REDUCE_SUM: BY_DTYPE(sum); break;
    case REDUCE_MAX: BY_DTYPE(max); break;
    case REDUCE_ARGMAX: BY_DTYPE(argmax); break;
    }
}

void cpu_spread(size_t outer, size_t n, size_t inner, real s, const real *dy, real *dx) {
    for (size_t o = 0; o < outer; o++, dx += n * inner, dy += inner) {
        if (inner == 1) {
            real each = s * dy[0];
            for (size_t j = 0; j < n; j++) dx[j] += each;
        } else {
            for (size_t j = 0; j < n; j++)
                for (size_t i = 0; i < inner; i++) dx[j * inner + i] += s * dy[i];
        }
    }
}

void cpu_scatter_arg(size_t outer, size_t n, size_t inner, const int64_t *arg, const real *dy, real *dx) {
    for (size_t o = 0; o < outer; o++)
        for (size_t i = 0; i < inner; i++) dx[(o * n + (size_t)arg[o * inner + i]) * inner + i] += dy[o * inner + i];
}
