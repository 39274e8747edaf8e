/* strided.h: walking tensors by strides, and adding into one whose strides are 0 along some axes. */
#pragma once
#include "fold.h"

/* Some axes of a row-major walk. Element i of these axes stands at sum of index * step in a tensor. */
struct Axes {
    int    ndim;
    int    shape[T_MAX_NDIM];
    size_t step[T_MAX_NDIM];
    size_t size;

    void add(int length, size_t axis_step) {
        shape[ndim] = length;
        step[ndim++] = axis_step;
        size *= (size_t)length;
    }
    __device__ size_t at(size_t i) const {
        size_t position = 0;
        for (int axis = ndim - 1; axis >= 0; axis--) {
            position += i % (size_t)shape[axis] * step[axis];
            i /= (size_t)shape[axis];
        }
        return position;
    }
};

static inline Axes axes_of(int ndim, const int shape[], const size_t step[]) {
    Axes axes = {0, {0}, {0}, 1};
    for (int axis = 0; axis < ndim; axis++) axes.add(shape[axis], step[axis]);
    return axes;
}

/* The backward of reading a tensor by `stride` in a row-major walk of `shape`: x[target] += the sum of term(i) over all
 * positions i of the walk that read x[target], which are several where a stride is 0. */
template <typename Term> void add_strided(int ndim, const int shape[], const size_t stride[], real *x, Term term) {
    Axes   kept = {0, {0}, {0}, 1}, summed = kept, target = kept;
    size_t step[T_MAX_NDIM], size = 1;
    for (int axis = ndim - 1; axis >= 0; axis--) {
        step[axis] = size;
        size *= (size_t)shape[axis];
    }
    for (int axis = 0; axis < ndim; axis++) {
        if (stride[axis] == 0) {
            summed.add(shape[axis], step[axis]);
        } else {
            kept.add(shape[axis], step[axis]);
            target.add(shape[axis], stride[axis]);
        }
    }
    sum_each(
        kept.size, summed.size, [=] __device__(size_t j, size_t r) { return (double)term(kept.at(j) + summed.at(r)); },
        [=] __device__(size_t j, double total) { x[target.at(j)] += (real)total; });
}
