#include "cpu.h"
#include <stdlib.h>
#include <string.h>

/* --- Memory ------------------------------------------------------------------------------------------------------- */
static void *cpu_alloc(size_t bytes) {
    t_allocations++;
    return aligned_alloc(64, (bytes / 64 + 1) * 64);
}

static void cpu_copy(void *to, const void *from, size_t bytes) { memcpy(to, from, bytes); }
static void cpu_zero(void *p, size_t bytes) { memset(p, 0, bytes); }

static void cpu_fill(real *x, size_t n, real value) {
    for (size_t i = 0; i < n; i++) x[i] = value;
}

/* What does not fit is cut to the nearest end, NaN is 0. */
static int64_t to_int64(real x) {
    if (x != x) return 0;
    return x >= (real)0x1p63 ? INT64_MAX : x < -(real)0x1p63 ? INT64_MIN : (int64_t)x;
}

#define CAST(To, From, value)                                                                                          \
    do {                                                                                                               \
        To         *to = y;                                                                                            \
        const From *from = x;                                                                                          \
        for (size_t i = 0; i < n; i++) to[i] = (To)(value);                                                            \
    } while (0)

static void cpu_cast(DType to_type, void *y, DType from_type, const void *x, size_t n) {
    if (to_type == from_type) memcpy(y, x, n * t_element_size(to_type));
    else if (to_type == DTYPE_REAL && from_type == DTYPE_INT64) CAST(real, int64_t, from[i]);
    else if (to_type == DTYPE_REAL) CAST(real, uint8_t, from[i]);
    else if (to_type == DTYPE_INT64 && from_type == DTYPE_REAL) CAST(int64_t, real, to_int64(from[i]));
    else if (to_type == DTYPE_INT64) CAST(int64_t, uint8_t, from[i]);
    else if (from_type == DTYPE_REAL) CAST(uint8_t, real, to_int64(from[i]));
    else CAST(uint8_t, int64_t, from[i]);
}

static void cpu_scale(size_t n, real s, const real *x, real *y) {
    for (size_t i = 0; i < n; i++) y[i] = s * x[i];
}

static void cpu_axpy(size_t n, real s, const real *x, real *y) {
    for (size_t i = 0; i < n; i++) y[i] += s * x[i];
}

/* --- Optimisers, as in optim.h ------------------------------------------------------------------------------------ */
static void cpu_sgd(size_t n, real *restrict p, const real *restrict g, real *restrict velocity, real lr, real momentum,
                    real weight_decay) {
    if (momentum == 0) {
        for (size_t i = 0; i < n; i++) p[i] -= lr * (g[i] + weight_decay * p[i]);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        velocity[i] = momentum * velocity[i] + (g[i] + weight_decay * p[i]);
        p[i] -= lr * velocity[i];
    }
}

/* correction1 = 1 - beta1^t, correction2 = 1 - beta2^t. */
static void cpu_adam(size_t n, real *restrict p, const real *restrict g, real *restrict m, real *restrict v, real lr,
                     real beta1, real beta2, real eps, real weight_decay, real correction1, real correction2) {
    real step = lr / correction1, root2 = 1 / sqrt(correction2);
    real rest1 = 1 - beta1, rest2 = 1 - beta2;
    for (size_t i = 0; i < n; i++) {
        real slope = g[i] + weight_decay * p[i];
        m[i] = beta1 * m[i] + rest1 * slope;
        v[i] = beta2 * v[i] + rest2 * slope * slope;
        p[i] -= step * m[i] / (sqrt(v[i]) * root2 + eps);
    }
}

/* An op written for the CPU is the CPU's form of it: none is looked up. */
static const Op *cpu_find_op(const char *name) {
    (void)name;
    return NULL;
}

const Kernels cpu_kernels = {
    .abi = DEV_ABI,
    .real_size = sizeof(real),
    .name = "cpu",
    .alloc = cpu_alloc,
    .release = free,
    .copy = cpu_copy,
    .to_device = cpu_copy,
    .to_host = cpu_copy,
    .zero = cpu_zero,
    .fill = cpu_fill,
    .unary = cpu_unary,
    .unary_backward = cpu_unary_backward,
    .binary = cpu_binary,
    .binary_backward = cpu_binary_backward,
    .cast = cpu_cast,
    .scale = cpu_scale,
    .axpy = cpu_axpy,
    .gemm = cpu_gemm,
    .reduce = cpu_reduce,
    .spread = cpu_spread,
    .scatter_arg = cpu_scatter_arg,
    .gather_strided = cpu_gather_strided,
    .scatter_strided = cpu_scatter_strided,
    .rows_gather = cpu_rows_gather,
    .rows_scatter = cpu_rows_scatter,
    .pick = cpu_pick,
    .pick_backward = cpu_pick_backward,
    .sgd = cpu_sgd,
    .adam = cpu_adam,
    .find_op = cpu_find_op,
};
