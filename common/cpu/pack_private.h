/* pack_private.h: operands of products, copied in the order in which the products read them. */
#pragma once
#include "cpu_private.h"
#include "vector_private.h"
#include <string.h>

typedef real Four VECTOR(4 * sizeof(real));

/* One operand, read as element (i, l) where l runs along k; one of the strides is 1. */
typedef struct Matrix {
    const real *data;
    size_t      i_stride, l_stride;
} Matrix;

static inline const real *element(const Matrix *x, int i, int l) {
    return x->data + (size_t)i * x->i_stride + (size_t)l * x->l_stride;
}

#if defined __clang__ || __GNUC__ >= 12
#define SHUFFLE __builtin_shufflevector
#else
typedef __typeof__((Four){0} < (Four){0}) FourIndices;
#define SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (FourIndices){__VA_ARGS__})
#endif

INLINE void transpose_4x4(const real *from, size_t from_row, real *to, size_t to_row) {
    const Four a = *(const Four *)from, b = *(const Four *)(from + from_row);
    const Four c = *(const Four *)(from + 2 * from_row), d = *(const Four *)(from + 3 * from_row);
    const Four ab01 = SHUFFLE(a, b, 0, 4, 1, 5), ab23 = SHUFFLE(a, b, 2, 6, 3, 7);
    const Four cd01 = SHUFFLE(c, d, 0, 4, 1, 5), cd23 = SHUFFLE(c, d, 2, 6, 3, 7);
    *(Four *)to = SHUFFLE(ab01, cd01, 0, 1, 4, 5);
    *(Four *)(to + to_row) = SHUFFLE(ab01, cd01, 2, 3, 6, 7);
    *(Four *)(to + 2 * to_row) = SHUFFLE(ab23, cd23, 0, 1, 4, 5);
    *(Four *)(to + 3 * to_row) = SHUFFLE(ab23, cd23, 2, 3, 6, 7);
}

/* `count` x `k` elements: for each l, `count` neighbours in i, and room for `width`. */
INLINE void pack(const Matrix *x, int i0, int count, int l0, int k, int width, real *restrict to) {
    const size_t i_stride = x->i_stride, l_stride = x->l_stride;
    const real  *from = element(x, i0, l0);
    if (i_stride == 1) {
        for (int l = 0; l < k; l++, from += l_stride, to += width) memcpy(to, from, (size_t)count * sizeof *to);
        return;
    }
    const int fours = count & ~3, k_fours = k & ~3;
    for (int l = 0; l < k_fours; l += 4)
        for (int i = 0; i < fours; i += 4)
            transpose_4x4(from + (size_t)i * i_stride + l, i_stride, to + l * width + i, (size_t)width);
    for (int l = 0; l < k; l++)
        for (int i = l < k_fours ? fours : 0; i < count; i++)
            to[l * width + i] = from[(size_t)i * i_stride + (size_t)l];
}
