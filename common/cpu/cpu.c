#include "elementwise.h"
#include "gemm_private.h"
#include "team.h"
#include <stdlib.h>
#include <string.h>

/* --- Memory ------------------------------------------------------------------------------------------------------- */
static void *cpu_alloc(size_t bytes) {
    t_allocations++;
    void *p = aligned_alloc(64, (bytes / 64 + 1) * 64);
    if (!p) t_error_set("out of memory: %zu bytes asked for", bytes);
    return p;
}

static void cpu_copy(void *to, const void *from, size_t bytes) { memcpy(to, from, bytes); }

/* Passes over large arrays wait for little else than memory, which gives about so much to one thread. */
int cpu_parts_for(size_t bytes) {
    enum { BYTES_PER_US = 25000 };
    return team_parts((double)bytes / BYTES_PER_US);
}

typedef struct Zeros {
    char  *to;
    size_t bytes;
} Zeros;

static void zero_share(void *zeros, int part, int parts) {
    const Zeros *z = zeros;
    const Share  s = team_share(z->bytes, CPU_LINE, part, parts);
    memset(z->to + s.begin, 0, s.end - s.begin);
}

static void cpu_zero(void *p, size_t bytes) {
    const int parts = cpu_parts_for(bytes);
    if (parts == 1) memset(p, 0, bytes);
    else team_run(parts, zero_share, &(Zeros){p, bytes});
}

static void cpu_fill(real *x, size_t n, real value) {
    for (size_t i = 0; i < n; i++) x[i] = value;
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
    else if (to_type == DTYPE_INT64 && from_type == DTYPE_REAL) CAST(int64_t, real, REAL_TO_INT64(from[i]));
    else if (to_type == DTYPE_INT64) CAST(int64_t, uint8_t, from[i]);
    else if (from_type == DTYPE_REAL) CAST(uint8_t, real, REAL_TO_INT64(from[i]));
    else CAST(uint8_t, int64_t, from[i]);
}

static void cpu_scale(size_t n, real s, const real *x, real *y) {
    for (size_t i = 0; i < n; i++) y[i] = s * x[i];
}

static void cpu_divide(size_t n, real d, const real *x, real *y) {
    for (size_t i = 0; i < n; i++) y[i] = x[i] / d;
}

static void cpu_axpy(size_t n, real s, const real *x, real *y) {
    for (size_t i = 0; i < n; i++) y[i] += s * x[i];
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
    .select = cpu_select,
    .select_backward = cpu_select_backward,
    .cast = cpu_cast,
    .scale = cpu_scale,
    .divide = cpu_divide,
    .axpy = cpu_axpy,
    .uniform = cpu_uniform,
    .gemm = cpu_gemm,
    .gemm_bias = cpu_gemm_bias,
    .conv2d_work = cpu_conv2d_work,
    .conv2d = cpu_conv2d,
    .conv2d_images = cpu_conv2d_images,
    .conv2d_kernels = cpu_conv2d_kernels,
    .conv2d_relu_work = cpu_conv2d_relu_work,
    .conv2d_relu = cpu_conv2d_relu,
    .max_pool2d = cpu_max_pool2d,
    .max_pool2d_backward = cpu_max_pool2d_backward,
    .batch_norm = cpu_batch_norm,
    .batch_norm_backward = cpu_batch_norm_backward,
    .reduce = cpu_reduce,
    .spread = cpu_spread,
    .scatter_arg = cpu_scatter_arg,
    .gather_strided = cpu_gather_strided,
    .scatter_strided = cpu_scatter_strided,
    .rows_gather = cpu_rows_gather,
    .rows_scatter = cpu_rows_scatter,
    .pick = cpu_pick,
    .pick_backward = cpu_pick_backward,
};
