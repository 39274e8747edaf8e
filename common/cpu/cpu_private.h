/* cpu_private.h: the CPU's kernels, as cpu.c gathers them in its table; their contracts stand in device.h. */
#pragma once
#include "device.h"

/* A body that is inlined with constants becomes a loop of its own for each of them. */
#define INLINE static inline __attribute__((always_inline))

/* The larger one; a NaN is larger than every number, so that no maximum hides it. */
#define LARGER(v, best) ((((v) > (best)) | ((v) != (v))) ? (v) : (best))

/* Into how many parts a pass over `bytes` bytes is split. Each part starts at a multiple of CPU_GRAIN elements. */
int cpu_parts_for(size_t bytes);
enum { CPU_LINE = 64, CPU_GRAIN = CPU_LINE / sizeof(real) };

/* Calls loop(context, at, n) for stretches of elements, [at, at + n), that together are [0, total). Threads share them
 * when `total` elements of bytes_each bytes are worth it. For loops that the author of an op or of an optimiser has
 * written: a loop that makes a tensor ends the program. */
typedef void (*CpuStretch)(const void *context, size_t at, size_t n);
void cpu_in_stretches(size_t total, size_t bytes_each, CpuStretch loop, const void *context);

void cpu_unary(UnaryKind kind, size_t n, const real *x, real *y);
void cpu_unary_backward(UnaryKind kind, size_t n, const real *x, const real *y, const real *dy, real *dx);
void cpu_binary(BinaryKind kind, DType dtype, const Broadcast *bc, const void *a, const void *b, void *z);
void cpu_binary_backward(BinaryKind kind, const Broadcast *bc, const real *a, const real *b, const real *z,
                         const real *dz, real *da, real *db);
void cpu_select(size_t element_size, const Broadcast *bc, const uint8_t *cond, const void *a, const void *b, void *z);
void cpu_select_backward(const Broadcast *bc, const uint8_t *cond, const real *dz, real *da, real *db);

void cpu_uniform(const uint64_t name[2], size_t n, real *x);

size_t cpu_conv2d_work(const Conv2d *s);
void   cpu_conv2d(const Conv2d *s, const real *x, const real *w, const real *b, real *y, void *work);
void   cpu_conv2d_images(const Conv2d *s, const real *w, const real *dy, real beta, real *dx, void *work);
void   cpu_conv2d_kernels(const Conv2d *s, const real *x, const real *dy, real beta_w, real *dw, real beta_b, real *db,
                          void *work);
size_t cpu_conv2d_relu_work(const Conv2d *s, const Pool2d *pool);
void   cpu_conv2d_relu(const Conv2d *s, const real *x, const real *w, const real *b, const Pool2d *pool, real *y,
                       size_t y_image, void *work);

/* One channel of an image, by the thread that calls it. */
void cpu_max_pool_channel(const Pool2d *s, const real *x, real *y);
void cpu_max_pool2d(const Pool2d *s, const real *x, real *y);
void cpu_max_pool2d_backward(const Pool2d *s, const real *x, const real *y, const real *dy, real beta, real *dx);
void cpu_batch_norm(const BatchNorm *s, const real *x, const real *gamma, const real *beta, real *running_mean,
                    real *running_var, real *mean, real *inverse_std, real *y);
void cpu_batch_norm_backward(const BatchNorm *s, const real *x, const real *gamma, const real *beta, const real *mean,
                             const real *inverse_std, const real *dy, real keep, real *dx, real keep_gamma,
                             real *dgamma, real keep_beta, real *dbeta);

/* The sum in double precision, eight partial sums at a time: a float sum of a million terms would lose three digits. */
double cpu_sum(size_t n, const real *x);
void   cpu_reduce(ReduceKind kind, DType dtype, size_t outer, size_t n, size_t inner, const void *x, void *y);
void   cpu_spread(size_t outer, size_t n, size_t inner, real s, const real *dy, real *dx);
void   cpu_scatter_arg(size_t outer, size_t n, size_t inner, const int64_t *arg, const real *dy, real *dx);

void cpu_gather_strided(size_t element_size, int ndim, const int shape[], const size_t stride[], const void *x,
                        void *y);
void cpu_scatter_strided(int ndim, const int shape[], const size_t stride[], const real *dy, real *dx);
void cpu_rows_gather(size_t rows, size_t row_bytes, const int64_t *index, const void *x, void *y);
void cpu_rows_scatter(size_t rows, size_t n, const int64_t *index, const real *dy, real *dx);
void cpu_pick(size_t rows, size_t n, const int64_t *index, const real *x, real *y);
void cpu_pick_backward(size_t rows, size_t n, const int64_t *index, const real *dy, real *dx);
