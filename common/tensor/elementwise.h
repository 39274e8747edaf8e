/* elementwise.h: the functions of one and of two numbers and their slopes, once for all devices. cpu/cpu_elementwise.c
 * makes a loop of each row, cuda/elementwise.cu a case of what a thread computes; so the two cannot differ.
 *
 * In a row x, y and z are numbers: y = f(x), z = f(x, y). A table is used with a macro that takes its rows:
 *     #define CASE(kind, value, slope) case UNARY_##kind: return value;
 *     switch (kind) { UNARY_FUNCTIONS(CASE) } */
#pragma once

/*    y = f(x)       dy/dx, which for exp and sqrt reads off y */
#define UNARY_FUNCTIONS(ROW)                                                                                           \
    ROW(NEG, -x, -1)                                                                                                   \
    ROW(EXP, exp(x), y)                                                                                                \
    ROW(LOG, log(x), 1 / x)                                                                                            \
    ROW(SQRT, sqrt(x), (real)0.5 / y)                                                                                  \
    ROW(ABS, fabs(x), (real)((x > 0) - (x < 0)))                                                                       \
    ROW(SIN, sin(x), cos(x))                                                                                           \
    ROW(COS, cos(x), -sin(x))

/* Squares are common, and the general power is slow. */
#define POWER(x, y) ((y) == 2 ? (x) * (x) : pow(x, y))
/* NaN wins. The same without a branch, for vectors: | in place of ||. */
#define IS_LARGER(x, y) (((x) >= (y)) | ((x) != (x)))

/*    z = f(x, y)    dz/dx    dz/dy
 * x^0 has slope 0, also at x = 0, where the formula reads 0 infinity; and 0^y is 0 for all y >= 0, so its slope in y is
 * 0, where the formula reads 0 log 0. */
#define BINARY_FUNCTIONS(ROW)                                                                                          \
    ROW(ADD, x + y, 1, 1)                                                                                              \
    ROW(SUB, x - y, 1, -1)                                                                                             \
    ROW(MUL, x * y, y, x)                                                                                              \
    ROW(DIV, x / y, 1 / y, -z / y)                                                                                     \
    ROW(POW, POWER(x, y), y == 0 ? 0 : y * POWER(x, y - 1), x == 0 && y >= 0 ? 0 : z * log(x))                         \
    ROW(MAXIMUM, IS_LARGER(x, y) ? x : y, IS_LARGER(x, y), !IS_LARGER(x, y))

/* Of whole numbers, which wrap around as torch.int64 does; quotients and powers are taken of reals. */
#define BINARY_FUNCTIONS_INT64(ROW)                                                                                    \
    ROW(ADD, (uint64_t)x + (uint64_t)y)                                                                                \
    ROW(SUB, (uint64_t)x - (uint64_t)y)                                                                                \
    ROW(MUL, (uint64_t)x * (uint64_t)y)                                                                                \
    ROW(MAXIMUM, x >= y ? x : y)

#define COMPARISONS(ROW)                                                                                               \
    ROW(EQ, x == y)                                                                                                    \
    ROW(NE, x != y)                                                                                                    \
    ROW(LT, x < y)                                                                                                     \
    ROW(LE, x <= y)                                                                                                    \
    ROW(GT, x > y)                                                                                                     \
    ROW(GE, x >= y)

/* A real x as int64: one that does not fit is cut to the nearest end, and NaN is 0. */
#define REAL_TO_INT64(x)                                                                                               \
    ((x) != (x)               ? 0                                                                                      \
     : (x) >= (real)0x1p63    ? INT64_MAX                                                                              \
     : (x) < -(real)0x1p63    ? INT64_MIN                                                                              \
                              : (int64_t)(x))
