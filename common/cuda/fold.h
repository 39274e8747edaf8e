/* fold.h: sums and maxima on the GPU, in an order that depends on the sizes alone. */
#pragma once
#include "gpu.h"

/* How many terms one thread takes: all of them, or about the square root of n where outputs are too few to keep the GPU
 * busy. A function of the sizes alone: the order of additions, and so the rounding, is the same on every GPU. */
static inline size_t fold_piece(size_t outputs, size_t n) {
    const size_t enough_outputs = 16384;
    size_t       piece = 256;
    while (piece * piece < n) piece *= 2;
    return outputs >= enough_outputs || n < piece ? n : piece;
}

/* For every j < outputs: store(j, t), where t merges `empty`, term(j,0), term(j,1), ..., term(j,n-1), neighbours first.
 * `Acc` is the type of what is merged. */
template <typename Acc, typename Term, typename Merge, typename Store>
void fold_each(size_t outputs, size_t n, Acc empty, Term term, Merge merge, Store store) {
    size_t piece = fold_piece(outputs, n);
    if (outputs == 0) return;
    if (piece == n) {
        each(outputs, [=] __device__(size_t j) {
            Acc total = empty;
            for (size_t r = 0; r < n; r++) total = merge(total, term(j, r));
            store(j, total);
        });
        return;
    }
    size_t parts = (n + piece - 1) / piece;
    Acc   *partial = (Acc *)dev_alloc(DEV_CUDA, outputs * parts * sizeof(Acc));
    each(outputs * parts, [=] __device__(size_t k) {
        size_t j = k / parts, first = k % parts * piece, end = first + piece < n ? first + piece : n;
        Acc    total = empty;
        for (size_t r = first; r < end; r++) total = merge(total, term(j, r));
        partial[k] = total;
    });
    each(outputs, [=] __device__(size_t j) {
        Acc total = empty;
        for (size_t part = 0; part < parts; part++) total = merge(total, partial[j * parts + part]);
        store(j, total);
    });
    cuda_kernels.release(partial); /* whoever gets it next queues behind the kernels above */
}

/* The sum of n terms for every j < outputs. Reals are added in double, so that a sum of a million floats keeps its
 * digits; these kernels wait for memory, not for arithmetic. */
struct Plus {
    template <typename T> __device__ T operator()(T a, T b) const { return a + b; }
};
template <typename Term, typename Store> void sum_each(size_t outputs, size_t n, Term term, Store store) {
    fold_each<double>(outputs, n, 0.0, term, Plus(), store);
}
