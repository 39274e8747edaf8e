/* cuda_pairs.h: arrays that stand in the memory of both devices, to run a kernel of either table on the same values. */
#pragma once
#include "device.h"
#include "random.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

static const Kernels *gpu;
static Rng            rng;

static int between(int low, int high) { return low + (int)rng_below(&rng, (uint64_t)(high - low + 1)); }

/* The same values twice; behind those of the device stands a guard. */
enum { GUARD = 64, GUARD_BYTE = 0xa5 };

typedef struct Pair {
    DType  dtype;
    size_t n;
    void  *cpu, *gpu;
} Pair;

static Pair pair_of(DType dtype, size_t n) {
    size_t        bytes = n * t_element_size(dtype);
    unsigned char guard[GUARD];
    Pair          p = {dtype, n, calloc(1, bytes + 1), gpu->alloc(bytes + GUARD)};
    ck_assert(p.cpu && p.gpu);
    memset(guard, GUARD_BYTE, GUARD);
    gpu->to_device((char *)p.gpu + bytes, guard, GUARD);
    return p;
}

static Pair upload(Pair p) {
    gpu->to_device(p.gpu, p.cpu, p.n * t_element_size(p.dtype));
    return p;
}

static Pair reals(size_t n) {
    Pair p = pair_of(DTYPE_REAL, n);
    for (size_t i = 0; i < n; i++) ((real *)p.cpu)[i] = (real)rng_normal(&rng);
    return upload(p);
}

static Pair positives(size_t n) {
    Pair p = pair_of(DTYPE_REAL, n);
    for (size_t i = 0; i < n; i++) ((real *)p.cpu)[i] = (real)(0.5 + rng_uniform(&rng));
    return upload(p);
}

static inline Pair below(size_t n, int limit) {
    Pair p = pair_of(DTYPE_INT64, n);
    for (size_t i = 0; i < n; i++) ((int64_t *)p.cpu)[i] = (int64_t)rng_below(&rng, (uint64_t)limit);
    return upload(p);
}

/* Few different values, so that equal ones meet. */
static inline Pair values_of(DType dtype, size_t n) {
    Pair p = pair_of(dtype, n);
    for (size_t i = 0; i < n; i++) {
        int v = between(-4, 4);
        if (dtype == DTYPE_REAL) ((real *)p.cpu)[i] = (real)v / 2;
        else if (dtype == DTYPE_INT64) ((int64_t *)p.cpu)[i] = v;
        else ((uint8_t *)p.cpu)[i] = (uint8_t)(v + 4);
    }
    return upload(p);
}

static void discard(Pair p) {
    free(p.cpu);
    gpu->release(p.gpu);
}

static bool close_to(real got, real expected, double tolerance) {
    if (isnan((double)expected)) return isnan((double)got);
    if (isinf((double)expected)) return got == expected;
    return fabs((double)got - (double)expected) <= tolerance * REAL_EPSILON * (1 + fabs((double)expected));
}

/* Both memories hold the same, reals up to `tolerance` roundings, and the guard is untouched. */
static void check_same(Pair p, double tolerance) {
    size_t         bytes = p.n * t_element_size(p.dtype);
    unsigned char *got = malloc(bytes + GUARD);
    gpu->to_host(got, p.gpu, bytes + GUARD);
    for (size_t i = 0; i < GUARD; i++) ck_assert_msg(got[bytes + i] == GUARD_BYTE, "written behind the end");
    const real *values = (void *)got, *expected = p.cpu;
    if (p.dtype == DTYPE_REAL)
        for (size_t i = 0; i < p.n; i++)
            ck_assert_msg(close_to(values[i], expected[i], tolerance), "element %zu of %zu: %.17g, not %.17g", i, p.n,
                          (double)values[i], (double)expected[i]);
    else
        ck_assert_mem_eq(got, p.cpu, bytes);
    free(got);
}

static void check_and_discard(Pair p, double tolerance) {
    check_same(p, tolerance);
    discard(p);
}

static const size_t sizes[] = {0, 1, 2, 7, 255, 256, 257, 1000};
#define EACH_SIZE(n)                                                                                                   \
    for (size_t at_ = 0, n; at_ < sizeof sizes / sizeof sizes[0] && (n = sizes[at_], true); at_++)

/* Runs `call` twice, with `k` the CPU's table and with the device's; PART(p) is the pair's memory there. */
#define ON_BOTH(call)                                                                                                  \
    do {                                                                                                               \
        for (int on_gpu_ = 0; on_gpu_ < 2; on_gpu_++) {                                                                \
            const Kernels *k = on_gpu_ ? gpu : &cpu_kernels;                                                           \
            call;                                                                                                      \
        }                                                                                                              \
    } while (0)
#define PART(p) (on_gpu_ ? (p).gpu : (p).cpu)
