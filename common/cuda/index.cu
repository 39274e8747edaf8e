/* index.cu: reading and adding at other places: by strides, by rows, one element a row. */
#include "strided.h"

template <typename T> static void gather_as(Axes at, const void *x, void *y) {
    const T *from = (const T *)x;
    T       *to = (T *)y;
    each(at.size, [=] __device__(size_t i) { to[i] = from[at.at(i)]; });
}

static void cuda_gather_strided(size_t element_size, int ndim, const int shape[], const size_t stride[], const void *x,
                                void *y) {
    Axes at = axes_of(ndim, shape, stride);
    switch (element_size) {
    case 1: return gather_as<uint8_t>(at, x, y);
    case 4: return gather_as<uint32_t>(at, x, y);
    case 8: return gather_as<uint64_t>(at, x, y);
    }
    t_fail(NULL, "CUDA: elements of %zu bytes cannot be gathered", element_size);
}

static void cuda_scatter_strided(int ndim, const int shape[], const size_t stride[], const real *dy, real *dx) {
    add_strided(ndim, shape, stride, dx, [=] __device__(size_t i) { return dy[i]; });
}

template <typename T> static void rows_gather_as(size_t rows, size_t n, const int64_t *index, const void *x, void *y) {
    const T *from = (const T *)x;
    T       *to = (T *)y;
    each(rows * n, [=] __device__(size_t i) { to[i] = from[(size_t)index[i / n] * n + i % n]; });
}

static void cuda_rows_gather(size_t rows, size_t row_bytes, const int64_t *index, const void *x, void *y) {
    bool words = ((uintptr_t)x | (uintptr_t)y | row_bytes) % sizeof(uint32_t) == 0;
    if (words) rows_gather_as<uint32_t>(rows, row_bytes / sizeof(uint32_t), index, x, y);
    else rows_gather_as<uint8_t>(rows, row_bytes, index, x, y);
}

/* An index may come several times, so one thread takes a column and goes through the rows in order. That leaves most of
 * a GPU idle when n is small; adding atomically would be faster, and would round differently in every run. */
static void cuda_rows_scatter(size_t rows, size_t n, const int64_t *index, const real *dy, real *dx) {
    each(n, [=] __device__(size_t column) {
        for (size_t i = 0; i < rows; i++) dx[(size_t)index[i] * n + column] += dy[i * n + column];
    });
}

static void cuda_pick(size_t rows, size_t n, const int64_t *index, const real *x, real *y) {
    each(rows, [=] __device__(size_t i) { y[i] = x[i * n + (size_t)index[i]]; });
}

static void cuda_pick_backward(size_t rows, size_t n, const int64_t *index, const real *dy, real *dx) {
    each(rows, [=] __device__(size_t i) { dx[i * n + (size_t)index[i]] += dy[i]; });
}

void index_kernels(Kernels *k) {
    k->gather_strided = cuda_gather_strided;
    k->scatter_strided = cuda_scatter_strided;
    k->rows_gather = cuda_rows_gather;
    k->rows_scatter = cuda_rows_scatter;
    k->pick = cuda_pick;
    k->pick_backward = cuda_pick_backward;
}
