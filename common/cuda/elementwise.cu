/* elementwise.cu: functions of one and of two tensors, element by element, and their backward. */
#include "philox.h"
#include "strided.h"

/* --- One tensor --------------------------------------------------------------------------------------------------- */
__device__ static inline real unary_value(UnaryKind kind, real x) {
    switch (kind) {
    case UNARY_NEG: return -x;
    case UNARY_EXP: return exp(x);
    case UNARY_LOG: return log(x);
    case UNARY_SQRT: return sqrt(x);
    case UNARY_ABS: return fabs(x);
    case UNARY_SIN: return sin(x);
    case UNARY_COS: return cos(x);
    }
    return x;
}

/* dy/dx, which for exp and sqrt reads off y. */
__device__ static inline real unary_slope(UnaryKind kind, real x, real y) {
    switch (kind) {
    case UNARY_NEG: return -1;
    case UNARY_EXP: return y;
    case UNARY_LOG: return 1 / x;
    case UNARY_SQRT: return 1 / (2 * y);
    case UNARY_ABS: return (real)((x > 0) - (x < 0));
    case UNARY_SIN: return cos(x);
    case UNARY_COS: return -sin(x);
    }
    return 0;
}

static void cuda_unary(UnaryKind kind, size_t n, const real *x, real *y) {
    each(n, [=] __device__(size_t i) { y[i] = unary_value(kind, x[i]); });
}

static void cuda_unary_backward(UnaryKind kind, size_t n, const real *x, const real *y, const real *dy, real *dx) {
    each(n, [=] __device__(size_t i) { dx[i] += dy[i] * unary_slope(kind, x[i], y[i]); });
}

/* --- Two tensors -------------------------------------------------------------------------------------------------- */
__device__ static inline real binary_value(BinaryKind kind, real a, real b) {
    switch (kind) {
    case BINARY_ADD: return a + b;
    case BINARY_SUB: return a - b;
    case BINARY_MUL: return a * b;
    case BINARY_DIV: return a / b;
    case BINARY_POW: return pow(a, b);
    case BINARY_MAXIMUM: return a >= b || a != a ? a : b; /* NaN wins */
    default: return 0;
    }
}

/* Integers wrap around; quotients and powers are taken of reals. */
__device__ static inline int64_t binary_value(BinaryKind kind, int64_t a, int64_t b) {
    switch (kind) {
    case BINARY_ADD: return (int64_t)((uint64_t)a + (uint64_t)b);
    case BINARY_SUB: return (int64_t)((uint64_t)a - (uint64_t)b);
    case BINARY_MUL: return (int64_t)((uint64_t)a * (uint64_t)b);
    case BINARY_MAXIMUM: return a >= b ? a : b;
    default: return 0;
    }
}

template <typename T> __device__ uint8_t binary_holds(BinaryKind kind, T a, T b) {
    switch (kind) {
    case BINARY_EQ: return a == b;
    case BINARY_NE: return a != b;
    case BINARY_LT: return a < b;
    case BINARY_LE: return a <= b;
    case BINARY_GT: return a > b;
    case BINARY_GE: return a >= b;
    default: return 0;
    }
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

/* Of a^b: a^0 has slope 0, also at a = 0, where the formula reads 0 infinity; and 0^b is 0 for all b >= 0, so its slope
 * in b is 0, where the formula reads 0 log 0. */
__device__ static inline real slope_a(BinaryKind kind, real a, real b) {
    switch (kind) {
    case BINARY_ADD:
    case BINARY_SUB: return 1;
    case BINARY_MUL: return b;
    case BINARY_DIV: return 1 / b;
    case BINARY_POW: return b == 0 ? 0 : b * pow(a, b - 1);
    case BINARY_MAXIMUM: return a >= b || a != a;
    default: return 0;
    }
}

__device__ static inline real slope_b(BinaryKind kind, real a, real b, real z) {
    switch (kind) {
    case BINARY_ADD: return 1;
    case BINARY_SUB: return -1;
    case BINARY_MUL: return a;
    case BINARY_DIV: return -z / b;
    case BINARY_POW: return a == 0 && b >= 0 ? 0 : z * log(a);
    case BINARY_MAXIMUM: return !(a >= b || a != a);
    default: return 0;
    }
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
/* A real that does not fit an integer is cut to the nearest end, NaN is 0. */
__device__ static inline int64_t to_int64(real x) {
    if (x != x) return 0;
    return x >= (real)0x1p63 ? INT64_MAX : x < -(real)0x1p63 ? INT64_MIN : (int64_t)x;
}
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

static void cuda_uniform(uint64_t key, uint64_t stream, size_t n, real *x) {
    each(n, [=] __device__(size_t i) { x[i] = (real)philox_uniform(key, stream, i); });
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
