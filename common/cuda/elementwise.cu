/* elementwise.cu: functions of one and of two tensors, element by element, and their backward. */
#include "elementwise.h"
#include "philox.h"
#include "strided.h"

/* --- One tensor --------------------------------------------------------------------------------------------------- */
__device__ static inline real unary_value(UnaryKind kind, real x) {
#define CASE(kind, value, slope) case UNARY_##kind: return value;
    switch (kind) { UNARY_FUNCTIONS(CASE) }
#undef CASE
    return x;
}

__device__ static inline real unary_slope(UnaryKind kind, real x, real y) {
#define CASE(kind, value, slope) case UNARY_##kind: return slope;
    switch (kind) { UNARY_FUNCTIONS(CASE) }
#undef CASE
    return 0;
}

static void cuda_unary(UnaryKind kind, size_t n, const real *x, real *y) {
    each(n, [=] __device__(size_t i) { y[i] = unary_value(kind, x[i]); });
}

static void cuda_unary_backward(UnaryKind kind, size_t n, const real *x, const real *y, const real *dy, real *dx) {
    each(n, [=] __device__(size_t i) { dx[i] += dy[i] * unary_slope(kind, x[i], y[i]); });
}

/* --- Two tensors -------------------------------------------------------------------------------------------------- */
__device__ static inline real binary_value(BinaryKind kind, real x, real y) {
#define CASE(kind, value, slope_x, slope_y) case BINARY_##kind: return value;
    switch (kind) {
        BINARY_FUNCTIONS(CASE)
    default: return 0;
    }
#undef CASE
}

__device__ static inline int64_t binary_value(BinaryKind kind, int64_t x, int64_t y) {
#define CASE(kind, value) case BINARY_##kind: return (int64_t)(value);
    switch (kind) {
        BINARY_FUNCTIONS_INT64(CASE)
    default: return 0;
    }
#undef CASE
}

template <typename T> __device__ uint8_t binary_holds(BinaryKind kind, T x, T y) {
#define CASE(kind, holds) case BINARY_##kind: return holds;
    switch (kind) {
        COMPARISONS(CASE)
    default: return 0;
    }
#undef CASE
}

template <typename T> static void binary_of(BinaryKind kind, const Broadcast *bc, const T *a, const T *b, void *z) {
    Axes     at_a = axes_of(bc->ndim, bc->shape, bc->stride_a), at_b = axes_of(bc->ndim, bc->shape, bc->stride_b);
    T       *values = (T *)z;
    uint8_t *truths = (uint8_t *)z;
    if (kind >= BINARY_EQ)
        each(bc->size, [=] __device__(size_t i) { truths[i] = binary_holds(kind, a[at_a.at(i)], b[at_b.at(i)]); });
    else
        each(bc->size, [=] __device__(size_t i) { values[i] = binary_value(kind, a[at_a.at(i)], b[at_b.at(i)]); });
}

static void cuda_binary(BinaryKind kind, DType dtype, const Broadcast *bc, const void *a, const void *b, void *z) {
    if (dtype == DTYPE_INT64) binary_of(kind, bc, (const int64_t *)a, (const int64_t *)b, z);
    else binary_of(kind, bc, (const real *)a, (const real *)b, z);
}

__device__ static inline real slope_a(BinaryKind kind, real x, real y) {
#define CASE(kind, value, slope_x, slope_y) case BINARY_##kind: return slope_x;
    switch (kind) {
        BINARY_FUNCTIONS(CASE)
    default: return 0;
    }
#undef CASE
}

__device__ static inline real slope_b(BinaryKind kind, real x, real y, real z) {
#define CASE(kind, value, slope_x, slope_y) case BINARY_##kind: return slope_y;
    switch (kind) {
        BINARY_FUNCTIONS(CASE)
    default: return 0;
    }
#undef CASE
}

static void cuda_binary_backward(BinaryKind kind, const Broadcast *bc, const real *a, const real *b, const real *z,
                                 const real *dz, real *da, real *db) {
    Axes at_a = axes_of(bc->ndim, bc->shape, bc->stride_a), at_b = axes_of(bc->ndim, bc->shape, bc->stride_b);
    if (da)
        add_strided(bc->ndim, bc->shape, bc->stride_a, da,
                    [=] __device__(size_t i) { return dz[i] * slope_a(kind, a[at_a.at(i)], b[at_b.at(i)]); });
    if (db)
        add_strided(bc->ndim, bc->shape, bc->stride_b, db,
                    [=] __device__(size_t i) { return dz[i] * slope_b(kind, a[at_a.at(i)], b[at_b.at(i)], z[i]); });
}

/* --- One of two tensors ------------------------------------------------------------------------------------------- */
template <typename T> static void select_as(const Broadcast *bc, const uint8_t *cond, const void *a, const void *b,
                                            void *z) {
    Axes     at_a = axes_of(bc->ndim, bc->shape, bc->stride_a), at_b = axes_of(bc->ndim, bc->shape, bc->stride_b);
    const T *if_true = (const T *)a, *if_false = (const T *)b;
    T       *to = (T *)z;
    each(bc->size, [=] __device__(size_t i) { to[i] = cond[i] ? if_true[at_a.at(i)] : if_false[at_b.at(i)]; });
}

static void cuda_select(size_t element_size, const Broadcast *bc, const uint8_t *cond, const void *a, const void *b,
                        void *z) {
    switch (element_size) {
    case 1: return select_as<uint8_t>(bc, cond, a, b, z);
    case 4: return select_as<uint32_t>(bc, cond, a, b, z);
    case 8: return select_as<uint64_t>(bc, cond, a, b, z);
    }
    t_fail(NULL, "CUDA: elements of %zu bytes cannot be chosen from", element_size);
}

static void cuda_select_backward(const Broadcast *bc, const uint8_t *cond, const real *dz, real *da, real *db) {
    if (da)
        add_strided(bc->ndim, bc->shape, bc->stride_a, da,
                    [=] __device__(size_t i) { return cond[i] ? dz[i] : (real)0; });
    if (db)
        add_strided(bc->ndim, bc->shape, bc->stride_b, db,
                    [=] __device__(size_t i) { return cond[i] ? (real)0 : dz[i]; });
}

/* --- Other types, multiples, random numbers ----------------------------------------------------------------------- */
__device__ static inline int64_t to_int64(real x) { return REAL_TO_INT64(x); }
__device__ static inline int64_t to_int64(int64_t x) { return x; }
__device__ static inline int64_t to_int64(uint8_t x) { return x; }

template <typename From> static void cast_from(DType to, void *y, const From *x, size_t n) {
    real    *reals = (real *)y;
    int64_t *integers = (int64_t *)y;
    uint8_t *bytes = (uint8_t *)y;
    switch (to) {
    case DTYPE_REAL: return each(n, [=] __device__(size_t i) { reals[i] = (real)x[i]; });
    case DTYPE_INT64: return each(n, [=] __device__(size_t i) { integers[i] = to_int64(x[i]); });
    case DTYPE_UINT8: return each(n, [=] __device__(size_t i) { bytes[i] = (uint8_t)to_int64(x[i]); });
    }
}

static void cuda_cast(DType to, void *y, DType from, const void *x, size_t n) {
    switch (from) {
    case DTYPE_REAL: return cast_from(to, y, (const real *)x, n);
    case DTYPE_INT64: return cast_from(to, y, (const int64_t *)x, n);
    case DTYPE_UINT8: return cast_from(to, y, (const uint8_t *)x, n);
    }
}

static void cuda_scale(size_t n, real s, const real *x, real *y) {
    each(n, [=] __device__(size_t i) { y[i] = s * x[i]; });
}

static void cuda_divide(size_t n, real d, const real *x, real *y) {
    each(n, [=] __device__(size_t i) { y[i] = x[i] / d; });
}

static void cuda_axpy(size_t n, real s, const real *x, real *y) {
    each(n, [=] __device__(size_t i) { y[i] += s * x[i]; });
}

static void cuda_uniform(const uint64_t name[2], size_t n, real *x) {
    each(n, [=] __device__(size_t i) { x[i] = (real)philox_uniform(name[0], name[1], i); });
}

void elementwise_kernels(Kernels *k) {
    k->unary = cuda_unary;
    k->unary_backward = cuda_unary_backward;
    k->binary = cuda_binary;
    k->binary_backward = cuda_binary_backward;
    k->select = cuda_select;
    k->select_backward = cuda_select_backward;
    k->cast = cuda_cast;
    k->scale = cuda_scale;
    k->divide = cuda_divide;
    k->axpy = cuda_axpy;
    k->uniform = cuda_uniform;
}
