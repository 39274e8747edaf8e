#include "cpu_private.h"
#include "elementwise.h"

/* --- y = f(x), and dx += dy f'(x) ----------------------------------------------------------------------------------- */
#define LOOP(kind, value, slope)                                                                                       \
    case UNARY_##kind:                                                                                                 \
        for (size_t i = 0; i < n; i++) {                                                                               \
            const real x = from[i];                                                                                    \
            to[i] = (value);                                                                                           \
        }                                                                                                              \
        return;

void cpu_unary(UnaryKind kind, size_t n, const real *restrict from, real *restrict to) {
    switch (kind) { UNARY_FUNCTIONS(LOOP) }
}
#undef LOOP

#define LOOP(kind, value, slope)                                                                                       \
    case UNARY_##kind:                                                                                                 \
        for (size_t i = 0; i < n; i++) {                                                                               \
            const real x = from[i], y = to[i];                                                                         \
            (void)x, (void)y;                                                                                          \
            dx[i] += dy[i] * (slope);                                                                                  \
        }                                                                                                              \
        return;

void cpu_unary_backward(UnaryKind kind, size_t n, const real *from, const real *to, const real *dy, real *restrict dx) {
    switch (kind) { UNARY_FUNCTIONS(LOOP) }
}
#undef LOOP

/* --- Runs: what lies along the last axis of a broadcast ----------------------------------------------------------- */
/* Where the run under way begins in a, in b and in the output. */
typedef struct Walk {
    size_t a, b, z;
    int    index[T_MAX_NDIM];
} Walk;

/* Goes on to the next run; false after the last. */
static bool next_run(const Broadcast *bc, Walk *w) {
    w->z += (size_t)bc->shape[bc->ndim - 1];
    for (int d = bc->ndim - 2; d >= 0; d--) {
        w->a += bc->stride_a[d];
        w->b += bc->stride_b[d];
        if (++w->index[d] < bc->shape[d]) return true;
        w->a -= bc->stride_a[d] * (size_t)bc->shape[d];
        w->b -= bc->stride_b[d] * (size_t)bc->shape[d];
        w->index[d] = 0;
    }
    return false;
}

/* The strides of a run are 0 or 1. DEFINE_STRIDES makes four functions of a body, with constants for the strides, so
 * that each becomes one vector loop; WITH_STRIDES calls the right one. No two are inlined in one function, for which a
 * compiler would take twice as long. */
#define ONCE __attribute__((noinline))
#define DEFINE_STRIDES(run, parameters, ...)                                                                           \
    ONCE static void run##_1_1 parameters { run(__VA_ARGS__, 1, 1); }                                                  \
    ONCE static void run##_1_0 parameters { run(__VA_ARGS__, 1, 0); }                                                  \
    ONCE static void run##_0_1 parameters { run(__VA_ARGS__, 0, 1); }                                                  \
    ONCE static void run##_0_0 parameters { run(__VA_ARGS__, 0, 0); }
#define WITH_STRIDES(sa, sb, run, ...)                                                                                 \
    do {                                                                                                               \
        if ((sa) && (sb)) run##_1_1(__VA_ARGS__);                                                                      \
        else if (sa) run##_1_0(__VA_ARGS__);                                                                           \
        else if (sb) run##_0_1(__VA_ARGS__);                                                                           \
        else run##_0_0(__VA_ARGS__);                                                                                   \
    } while (0)

/* --- z = f(a, b) -------------------------------------------------------------------------------------------------- */
#define EACH(Number, Type, expression)                                                                                 \
    do {                                                                                                               \
        Type *restrict to = z;                                                                                         \
        for (size_t i = 0; i < n; i++) {                                                                               \
            const Number x = a[i * sa], y = b[i * sb];                                                                 \
            to[i] = (Type)(expression);                                                                                \
        }                                                                                                              \
        return;                                                                                                        \
    } while (0)
#define REALS(kind, value, slope_x, slope_y) case BINARY_##kind: EACH(real, real, value);
#define COMPARED_REALS(kind, holds)          case BINARY_##kind: EACH(real, uint8_t, holds);
#define WHOLE(kind, value)                   case BINARY_##kind: EACH(int64_t, int64_t, value);
#define COMPARED_WHOLE(kind, holds)          case BINARY_##kind: EACH(int64_t, uint8_t, holds);

INLINE void run_real(BinaryKind kind, size_t n, const real *a, const real *b, void *z, size_t sa, size_t sb) {
    switch (kind) { BINARY_FUNCTIONS(REALS) COMPARISONS(COMPARED_REALS) }
}

INLINE void run_int64_t(BinaryKind kind, size_t n, const int64_t *a, const int64_t *b, void *z, size_t sa, size_t sb) {
    switch (kind) {
        BINARY_FUNCTIONS_INT64(WHOLE)
        COMPARISONS(COMPARED_WHOLE)
    case BINARY_DIV:
    case BINARY_POW: return;
    }
}
#undef EACH

/* All runs, one after the other. */
#define DEFINE_RUNS(Number)                                                                                            \
    INLINE void runs_##Number(BinaryKind kind, const Broadcast *bc, const Number *a, const Number *b, char *z,         \
                              size_t sa, size_t sb) {                                                                  \
        size_t n = (size_t)bc->shape[bc->ndim - 1], z_element = kind >= BINARY_EQ ? sizeof(uint8_t) : sizeof(Number);  \
        Walk   w = {0};                                                                                                \
        do {                                                                                                           \
            run_##Number(kind, n, a + w.a, b + w.b, z + w.z * z_element, sa, sb);                                      \
        } while (next_run(bc, &w));                                                                                    \
    }                                                                                                                  \
    DEFINE_STRIDES(runs_##Number, (BinaryKind kind, const Broadcast *bc, const Number *a, const Number *b, char *z),   \
                   kind, bc, a, b, z)
DEFINE_RUNS(real)
DEFINE_RUNS(int64_t)

void cpu_binary(BinaryKind kind, DType dtype, const Broadcast *bc, const void *a, const void *b, void *z) {
    if (bc->size == 0) return;
    size_t sa = bc->stride_a[bc->ndim - 1], sb = bc->stride_b[bc->ndim - 1];
    if (dtype == DTYPE_REAL) WITH_STRIDES(sa, sb, runs_real, kind, bc, a, b, z);
    else WITH_STRIDES(sa, sb, runs_int64_t, kind, bc, a, b, z);
}

/* --- Backward: da += dz df/da and db += dz df/db ------------------------------------------------------------------ */
enum { BLOCK = 256 };
typedef enum Side { SIDE_A, SIDE_B } Side;

#define EACH(slope)                                                                                                    \
    do {                                                                                                               \
        for (size_t i = 0; i < n; i++) {                                                                               \
            const real x = a[i * sa], y = b[i * sb], z = out[i];                                                       \
            (void)x, (void)y, (void)z;                                                                                 \
            g[i] = dz[i] * (slope);                                                                                    \
        }                                                                                                              \
        return;                                                                                                        \
    } while (0)
#define SHARE_OF_A(kind, value, slope_x, slope_y) case BINARY_##kind: EACH(slope_x);
#define SHARE_OF_B(kind, value, slope_x, slope_y) case BINARY_##kind: EACH(slope_y);

/* g = dz df/da, and g = dz df/db. */
INLINE void share_of_a(BinaryKind kind, size_t n, const real *a, const real *b, const real *out, const real *dz,
                       real *restrict g, size_t sa, size_t sb) {
    switch (kind) {
        BINARY_FUNCTIONS(SHARE_OF_A)
    default: __builtin_unreachable(); /* or gcc 14 warns of a g that is not set */
    }
}

INLINE void share_of_b(BinaryKind kind, size_t n, const real *a, const real *b, const real *out, const real *dz,
                       real *restrict g, size_t sa, size_t sb) {
    switch (kind) {
        BINARY_FUNCTIONS(SHARE_OF_B)
    default: __builtin_unreachable(); /* or gcc 14 warns of a g that is not set */
    }
}
#undef EACH

/* Adds s g to d: element by element, or summed where d has stride 0. */
ONCE static void add_run(size_t n, real s, const real *g, real *d, size_t stride) {
    if (stride == 0) *d += s * (real)cpu_sum(n, g);
    else
        for (size_t i = 0; i < n; i++) d[i] += s * g[i];
}

/* The shares of a run of a product, quotient, power or maximum, a block at a time. */
INLINE void backward_run(Side side, BinaryKind kind, size_t n, const real *a, const real *b, const real *z,
                         const real *dz, real *d, size_t sa, size_t sb) {
    real   g[BLOCK];
    double sum = 0;
    bool   summed = (side == SIDE_A ? sa : sb) == 0;
    for (size_t done = 0; done < n; done += BLOCK) {
        size_t      m = n - done < BLOCK ? n - done : BLOCK;
        const real *x = a + done * sa, *y = b + done * sb;
        if (side == SIDE_A) share_of_a(kind, m, x, y, z + done, dz + done, g, sa, sb);
        else share_of_b(kind, m, x, y, z + done, dz + done, g, sa, sb);
        if (summed) sum += cpu_sum(m, g);
        else add_run(m, 1, g, d + done, 1);
    }
    if (summed) *d += (real)sum;
}
#define RUN (BinaryKind kind, size_t n, const real *a, const real *b, const real *z, const real *dz, real *d)
#define backward_a(...) backward_run(SIDE_A, __VA_ARGS__)
#define backward_b(...) backward_run(SIDE_B, __VA_ARGS__)
DEFINE_STRIDES(backward_a, RUN, kind, n, a, b, z, dz, d)
DEFINE_STRIDES(backward_b, RUN, kind, n, a, b, z, dz, d)
#undef RUN

/* The operand that d belongs to has all axes of the output. */
static bool has_every_axis(const Broadcast *bc, const size_t stride[]) {
    for (int d = 0; d < bc->ndim; d++)
        if (stride[d] == 0) return false;
    return true;
}

/* One operand at a time: a and b may be the same tensor, and da and db the same memory. */
static void backward_side(Side side, BinaryKind kind, const Broadcast *bc, const real *a, const real *b, const real *z,
                          const real *dz, real *d) {
    const size_t *stride = side == SIDE_A ? bc->stride_a : bc->stride_b;
    int           last = bc->ndim - 1;
    size_t        n = (size_t)bc->shape[last], sa = bc->stride_a[last], sb = bc->stride_b[last];
    bool          sum = kind == BINARY_ADD || kind == BINARY_SUB;
    real          s = side == SIDE_B && kind == BINARY_SUB ? -1 : 1;
    if (sum && has_every_axis(bc, stride)) {
        add_run(bc->size, s, dz, d, 1);
        return;
    }
    Walk w = {0};
    do {
        if (sum) add_run(n, s, dz + w.z, d + (side == SIDE_A ? w.a : w.b), stride[last]);
        else if (side == SIDE_A)
            WITH_STRIDES(sa, sb, backward_a, kind, n, a + w.a, b + w.b, z + w.z, dz + w.z, d + w.a);
        else WITH_STRIDES(sa, sb, backward_b, kind, n, a + w.a, b + w.b, z + w.z, dz + w.z, d + w.b);
    } while (next_run(bc, &w));
}

void cpu_binary_backward(BinaryKind kind, const Broadcast *bc, const real *a, const real *b, const real *z,
                         const real *dz, real *da, real *db) {
    if (bc->size == 0) return;
    if (da) backward_side(SIDE_A, kind, bc, a, b, z, dz, da);
    if (db) backward_side(SIDE_B, kind, bc, a, b, z, dz, db);
}

/* --- z = cond ? a : b --------------------------------------------------------------------------------------------- */
#define DEFINE_SELECT(Type)                                                                                            \
    INLINE void select_##Type(size_t n, const uint8_t *cond, const Type *a, const Type *b, Type *restrict z,           \
                              size_t sa, size_t sb) {                                                                  \
        for (size_t i = 0; i < n; i++) {                                                                               \
            const Type x = a[i * sa], y = b[i * sb];                                                                   \
            z[i] = cond[i] ? x : y;                                                                                    \
        }                                                                                                              \
    }                                                                                                                  \
    DEFINE_STRIDES(select_##Type, (size_t n, const uint8_t *cond, const Type *a, const Type *b, Type *restrict z), n,  \
                   cond, a, b, z)
DEFINE_SELECT(uint8_t)
DEFINE_SELECT(uint32_t)
DEFINE_SELECT(uint64_t)

#define SELECT(Type)                                                                                                   \
    WITH_STRIDES(sa, sb, select_##Type, n, cond + w.z, (const Type *)a + w.a, (const Type *)b + w.b, (Type *)z + w.z)

void cpu_select(size_t element_size, const Broadcast *bc, const uint8_t *cond, const void *a, const void *b, void *z) {
    if (bc->size == 0) return;
    int    last = bc->ndim - 1;
    size_t n = (size_t)bc->shape[last], sa = bc->stride_a[last], sb = bc->stride_b[last];
    Walk   w = {0};
    do {
        if (element_size == 1) SELECT(uint8_t);
        else if (element_size == 4) SELECT(uint32_t);
        else SELECT(uint64_t);
    } while (next_run(bc, &w));
}

/* Adds dz to d where cond is what `chosen` says; the sum of these where d has stride 0. */
static void add_chosen(size_t n, bool chosen, const uint8_t *cond, const real *dz, real *d, size_t stride) {
    double sum = 0;
    if (stride)
        for (size_t i = 0; i < n; i++) d[i] += (cond[i] != 0) == chosen ? dz[i] : 0;
    else
        for (size_t i = 0; i < n; i++) sum += (cond[i] != 0) == chosen ? (double)dz[i] : 0;
    if (!stride) *d += (real)sum;
}

/* One operand after the other: da and db may be the same memory. */
void cpu_select_backward(const Broadcast *bc, const uint8_t *cond, const real *dz, real *da, real *db) {
    if (bc->size == 0) return;
    int    last = bc->ndim - 1;
    size_t n = (size_t)bc->shape[last];
    for (Side side = SIDE_A; side <= SIDE_B; side++) {
        real *d = side == SIDE_A ? da : db;
        Walk  w = {0};
        if (!d) continue;
        do {
            if (side == SIDE_A) add_chosen(n, true, cond + w.z, dz + w.z, d + w.a, bc->stride_a[last]);
            else add_chosen(n, false, cond + w.z, dz + w.z, d + w.b, bc->stride_b[last]);
        } while (next_run(bc, &w));
    }
}
