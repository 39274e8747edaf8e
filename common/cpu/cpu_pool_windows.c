/* Windows of 2x2 and 3x3: a vector holds one row of several windows, a pair of lanes for each, and the rows of an image
 * are cut into such pieces; the third column of a window of 3x3 is in a second vector, one pixel on. The last piece of
 * a row goes over the end of the one before it again: rows of images are too short to leave a rest to a loop of single
 * numbers. */
#include "pool_private.h"
#include "cpu_private.h"
#include "vector_private.h"
#include <string.h>

enum { LANES = VECTOR_BYTES / sizeof(real) };

/* An integer of a real's size: masks of all bits or none, which comparisons give. */
typedef __typeof__(_Generic((real)0, float: (int32_t)0, double: (int64_t)0)) Bits;

/* The lanes of one vector in another order. A copy of half a vector into a whole one goes through memory and waits for
 * it, so the half is taken as it is where the compiler can do that. */
#if defined __clang__ || __GNUC__ >= 12
#define REORDER(n, v, ...) __builtin_shufflevector(v, v, __VA_ARGS__)
#define TWICE(n, half) REORDER(n, half, TWICE_##n)
#else
#define REORDER(n, v, ...) __builtin_shuffle(v, (Mask##n){__VA_ARGS__})
#define TWICE(n, half)                                                                                                 \
    ({                                                                                                                 \
        Row##n v_ = {0};                                                                                               \
        memcpy(&v_, &half, sizeof half);                                                                               \
        REORDER(n, v_, TWICE_##n);                                                                                     \
    })
#endif

#define SWAPPED_2 1, 0
#define SWAPPED_4 SWAPPED_2, 3, 2
#define SWAPPED_8 SWAPPED_4, 5, 4, 7, 6
#define SWAPPED_16 SWAPPED_8, 9, 8, 11, 10, 13, 12, 15, 14
#define TWICE_2 0, 0
#define TWICE_4 TWICE_2, 1, 1
#define TWICE_8 TWICE_4, 2, 2, 3, 3
#define TWICE_16 TWICE_8, 4, 4, 5, 5, 6, 6, 7, 7
/* The left lanes of all pairs come first; what follows them is not stored. */
#define LEFT_2 0, 0
#define LEFT_4 0, 2, 0, 2
#define LEFT_8 0, 2, 4, 6, 0, 2, 4, 6
#define LEFT_16 0, 2, 4, 6, 8, 10, 12, 14, 0, 2, 4, 6, 8, 10, 12, 14
/* All bits in the right lanes. */
#define RIGHT_2 0, -1
#define RIGHT_4 RIGHT_2, RIGHT_2
#define RIGHT_8 RIGHT_4, RIGHT_4
#define RIGHT_16 RIGHT_8, RIGHT_8

/* A piece of n lanes. In the way back a mask tells the lanes that are as large as y, or NaN. The first of a window
 * counts: the right one only where the left one is not, the lower row only where the upper one has none; and the last
 * one gets what no other has got. */
#define PIECE(n)                                                                                                       \
    typedef real Row##n VECTOR((n) * sizeof(real));                                                                    \
    typedef real Half##n VECTOR((n) / 2 * sizeof(real));                                                               \
    typedef Bits Mask##n __attribute__((vector_size((n) * sizeof(Bits))));                                             \
    INLINE Row##n larger_##n(Row##n a, Row##n b) { /* a NaN is larger than every number */                             \
        const Mask##n m = (Mask##n)(a > b) | (Mask##n)(a != a);                                                        \
        return (Row##n)(((Mask##n)a & m) | ((Mask##n)b & ~m));                                                         \
    }                                                                                                                  \
    INLINE void largest_##n(const real *x, const real *below, real *y) {                                               \
        const Row##n m = larger_##n(*(const Row##n *)x, *(const Row##n *)below);                                       \
        const Row##n both = larger_##n(m, REORDER(n, m, SWAPPED_##n)), left = REORDER(n, both, LEFT_##n);              \
        memcpy(y, &left, sizeof left / 2);                                                                             \
    }                                                                                                                  \
    INLINE Row##n of_three_rows_##n(const real *x, size_t pitch) {                                                     \
        const Row##n m = larger_##n(*(const Row##n *)x, *(const Row##n *)(x + pitch));                                 \
        return larger_##n(m, *(const Row##n *)(x + 2 * pitch));                                                        \
    }                                                                                                                  \
    INLINE void largest_of_nine_##n(const real *x, size_t pitch, real *y) {                                            \
        const Row##n first = of_three_rows_##n(x, pitch), others = of_three_rows_##n(x + 1, pitch);                    \
        const Row##n m = larger_##n(larger_##n(first, others), REORDER(n, others, SWAPPED_##n));                       \
        const Row##n left = REORDER(n, m, LEFT_##n);                                                                   \
        memcpy(y, &left, sizeof left / 2);                                                                             \
    }                                                                                                                  \
    INLINE void give_##n(const real *x, const real *below, const real *y, const real *dy, real *dx, real *dx_below) {  \
        const Mask##n right = {RIGHT_##n}, g = (Mask##n)TWICE(n, *(const Half##n *)dy);                                \
        const Row##n  most = TWICE(n, *(const Half##n *)y);                                                            \
        const Row##n  a = *(const Row##n *)x, b = *(const Row##n *)below;                                              \
        const Mask##n upper = (Mask##n)(a == most) | (Mask##n)(a != a);                                                \
        const Mask##n lower = (Mask##n)(b == most) | (Mask##n)(b != b);                                                \
        const Mask##n other = REORDER(n, upper, SWAPPED_##n), none = ~(upper | other);                                 \
        const Mask##n lower_left = REORDER(n, lower, SWAPPED_##n);                                                     \
        *(Row##n *)dx = (Row##n)(g & upper & ~(right & other));                                                        \
        *(Row##n *)dx_below = (Row##n)(g & none & ((lower & ~right) | (~lower_left & right)));                         \
    }

PIECE(16)
PIECE(8)
PIECE(4)
PIECE(2)

#define IN_PIECES(n, i, piece)                                                                                         \
    for (int i = 0, last_ = (n) - (piece); i < (n); i = i < last_ && i + (piece) > last_ ? last_ : i + (piece))

#define ALL_ROWS(lanes)                                                                                                \
    for (int r = 0; r < rows; r++, x += 2 * pitch, y += columns)                                                       \
        IN_PIECES(columns, i, (lanes) / 2) largest_##lanes(x + 2 * i, x + pitch + 2 * i, y + i)

WHOLE_VECTORS void pool_2x2(int rows, int columns, size_t pitch, const real *x, real *y) {
    if (LANES >= 16 && columns >= 8) ALL_ROWS(16);
    else if (LANES >= 8 && columns >= 4) ALL_ROWS(8);
    else if (LANES >= 4 && columns >= 2) ALL_ROWS(4);
    else ALL_ROWS(2);
}

#define ALL_ROWS_OF_NINE(lanes)                                                                                        \
    for (int r = 0; r < rows; r++, x += 2 * pitch, y += columns)                                                       \
        IN_PIECES(columns, i, (lanes) / 2) largest_of_nine_##lanes(x + 2 * i, pitch, y + i)

WHOLE_VECTORS void pool_3x3(int rows, int columns, size_t pitch, const real *x, real *y) {
    if (LANES >= 16 && columns >= 8) ALL_ROWS_OF_NINE(16);
    else if (LANES >= 8 && columns >= 4) ALL_ROWS_OF_NINE(8);
    else if (LANES >= 4 && columns >= 2) ALL_ROWS_OF_NINE(4);
    else ALL_ROWS_OF_NINE(2);
}

#define ALL_ROWS_BACK(lanes)                                                                                           \
    for (int r = 0; r < rows; r++, x += 2 * pitch, dx += 2 * pitch, y += columns, dy += columns)                       \
        IN_PIECES(columns, i, (lanes) / 2)                                                                             \
            give_##lanes(x + 2 * i, x + pitch + 2 * i, y + i, dy + i, dx + 2 * i, dx + pitch + 2 * i)

WHOLE_VECTORS void pool_2x2_backward(int rows, int columns, const real *x, const real *y, const real *dy, real *dx) {
    const size_t pitch = 2 * (size_t)columns;
    if (LANES >= 16 && columns >= 8) ALL_ROWS_BACK(16);
    else if (LANES >= 8 && columns >= 4) ALL_ROWS_BACK(8);
    else if (LANES >= 4 && columns >= 2) ALL_ROWS_BACK(4);
    else ALL_ROWS_BACK(2);
}
