#include "cpu_private.h"
#include "team.h"
#include <stdlib.h>
#include <string.h>

/* --- Memory ------------------------------------------------------------------------------------------------------- */
static void *cpu_alloc(size_t bytes) {
    t_allocations++;
    return aligned_alloc(64, (bytes / 64 + 1) * 64);
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
typedef struct Sgd {
    size_t      n;
    real       *p, *velocity;
    const real *g;
    real        lr, momentum, weight_decay;
} Sgd;

static void sgd_plain(size_t n, real *restrict p, const real *restrict g, real lr, real weight_decay) {
    for (size_t i = 0; i < n; i++) p[i] -= lr * (g[i] + weight_decay * p[i]);
}

static void sgd_with_momentum(size_t n, real *restrict p, const real *restrict g, real *restrict velocity, real lr,
                              real momentum, real weight_decay) {
    for (size_t i = 0; i < n; i++) {
        velocity[i] = momentum * velocity[i] + (g[i] + weight_decay * p[i]);
        p[i] -= lr * velocity[i];
    }
}

static void sgd_share(void *job, int part, int parts) {
    const Sgd   *s = job;
    const Share  x = team_share(s->n, CPU_GRAIN, part, parts);
    const size_t at = x.begin, n = x.end - x.begin;
    if (s->momentum == 0) sgd_plain(n, s->p + at, s->g + at, s->lr, s->weight_decay);
    else sgd_with_momentum(n, s->p + at, s->g + at, s->velocity + at, s->lr, s->momentum, s->weight_decay);
}

static void cpu_sgd(size_t n, real *p, const real *g, real *velocity, double lr, double momentum, double weight_decay) {
    Sgd job = {n, p, velocity, g, (real)lr, (real)momentum, (real)weight_decay};
    team_run(cpu_parts_for(3 * n * sizeof(real)), sgd_share, &job);
}

/* What the formula has of numbers alone is worked out in double: 1 - 0.999 in float is off by 5e-5 of itself. */
typedef struct Adam {
    size_t      n;
    real       *p, *m, *v;
    const real *g;
    real        beta1, beta2, rest1, rest2, eps, weight_decay, step, root2;
} Adam;

static void adam_pass(const Adam *job, size_t n, real *restrict p, const real *restrict g, real *restrict m,
                      real *restrict v) {
    const Adam a = *job;
    for (size_t i = 0; i < n; i++) {
        const real slope = g[i] + a.weight_decay * p[i];
        m[i] = a.beta1 * m[i] + a.rest1 * slope;
        v[i] = a.beta2 * v[i] + a.rest2 * slope * slope;
        p[i] -= a.step * m[i] / (sqrt(v[i]) * a.root2 + a.eps);
    }
}

static void adam_share(void *job, int part, int parts) {
    const Adam *a = job;
    const Share x = team_share(a->n, CPU_GRAIN, part, parts);
    adam_pass(a, x.end - x.begin, a->p + x.begin, a->g + x.begin, a->m + x.begin, a->v + x.begin);
}

static void cpu_adam(size_t n, real *p, const real *g, real *m, real *v, double lr, double beta1, double beta2,
                     double eps, double weight_decay, double correction1, double correction2) {
    Adam job = {n, p, m, v, g, (real)beta1, (real)beta2, (real)(1 - beta1), (real)(1 - beta2), (real)eps,
                (real)weight_decay, (real)(lr / correction1), (real)(1 / sqrt(correction2))};
    team_run(cpu_parts_for(7 * n * sizeof(real)), adam_share, &job);
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
    .gemm_bias = cpu_gemm_bias,
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
