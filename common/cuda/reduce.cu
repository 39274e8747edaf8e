/* reduce.cu: sums and maxima over an axis, x (outer, n, inner) -> y (outer, inner), and their backward. */
#include "fold.h"

/* Where term r of output j = (o, i) stands in x. */
__device__ static inline size_t term_at(size_t j, size_t r, size_t n, size_t inner) {
    return (j / inner * n + r) * inner + j % inner;
}

/* Sums of integers wrap around, which only unsigned ones may. */
template <typename T> static void sum_of_integers(size_t outer, size_t n, size_t inner, const T *x, int64_t *y) {
    fold_each<uint64_t>(
        outer * inner, n, 0, [=] __device__(size_t j, size_t r) { return (uint64_t)x[term_at(j, r, n, inner)]; },
        Plus(), [=] __device__(size_t j, uint64_t total) { y[j] = (int64_t)total; });
}

static void sum_of_reals(size_t outer, size_t n, size_t inner, const real *x, real *y) {
    sum_each(
        outer * inner, n, [=] __device__(size_t j, size_t r) { return (double)x[term_at(j, r, n, inner)]; },
        [=] __device__(size_t j, double total) { y[j] = (real)total; });
}

/* The first of the largest values met so far; index -1 before the first. A NaN counts as larger than any number. */
template <typename T> struct Largest {
    T       value;
    int64_t index;
};

struct Larger {
    template <typename T> __device__ Largest<T> operator()(Largest<T> a, Largest<T> b) const {
        if (a.index < 0) return b;
        if (b.index < 0) return a;
        return b.value > a.value || (b.value != b.value && a.value == a.value) ? b : a;
    }
};

template <typename T> static void max_of(ReduceKind kind, size_t outer, size_t n, size_t inner, const T *x, void *y) {
    Largest<T> none = {0, -1};
    T         *values = (T *)y;
    int64_t   *indices = (int64_t *)y;
    bool       index_wanted = kind == REDUCE_ARGMAX;
    fold_each(
        outer * inner, n, none,
        [=] __device__(size_t j, size_t r) { return Largest<T>{x[term_at(j, r, n, inner)], (int64_t)r}; }, Larger(),
        [=] __device__(size_t j, Largest<T> largest) {
            if (index_wanted) indices[j] = largest.index;
            else values[j] = largest.value;
        });
}

static void cuda_reduce(ReduceKind kind, DType dtype, size_t outer, size_t n, size_t inner, const void *x, void *y) {
    bool sum = kind == REDUCE_SUM;
    switch (dtype) {
    case DTYPE_REAL:
        if (sum) sum_of_reals(outer, n, inner, (const real *)x, (real *)y);
        else max_of(kind, outer, n, inner, (const real *)x, y);
        break;
    case DTYPE_INT64:
        if (sum) sum_of_integers(outer, n, inner, (const int64_t *)x, (int64_t *)y);
        else max_of(kind, outer, n, inner, (const int64_t *)x, y);
        break;
    case DTYPE_UINT8:
        if (sum) sum_of_integers(outer, n, inner, (const uint8_t *)x, (int64_t *)y);
        else max_of(kind, outer, n, inner, (const uint8_t *)x, y);
        break;
    }
}

static void cuda_spread(size_t outer, size_t n, size_t inner, real s, const real *dy, real *dx) {
    each(outer * n * inner, [=] __device__(size_t i) { dx[i] += s * dy[i / (n * inner) * inner + i % inner]; });
}

static void cuda_scatter_arg(size_t outer, size_t n, size_t inner, const int64_t *arg, const real *dy, real *dx) {
    each(outer * inner, [=] __device__(size_t j) { dx[term_at(j, (size_t)arg[j], n, inner)] += dy[j]; });
}

void reduce_kernels(Kernels *k) {
    k->reduce = cuda_reduce;
    k->spread = cuda_spread;
    k->scatter_arg = cuda_scatter_arg;
}
