/* Lab 0, first part: where an element of a tensor lies in memory, and how tensors of different shapes go together.
 *
 * A tensor's elements stand one behind the other, row-major: the last index runs fastest. The element x[i][j] of a
 * shape (2,3) is number 3 i + j of the six. */
#include "tensors.h"

/* 0.1  The stride of each axis: how many elements further on the next position along it lies.
 *
 *     stride[ndim-1] = 1,   stride[d] = shape[d+1] * stride[d+1]
 *
 * Shape (2,3,4) has strides (12,4,1). A scalar, ndim 0, has none. */
void strides_of(int ndim, const int shape[], size_t stride[]) {
    TODO("0.1");
}

/* 0.1  The number of the element with this index in each axis, counted from 0:  sum_d index[d] * stride[d].
 * In shape (2,3,4) the element (1,2,3) is number 23, the last one. ndim is at most T_MAX_NDIM; for ndim 0 it is 0. */
size_t flat_index(int ndim, const int shape[], const int index[]) {
    TODO("0.1");
}

/* 0.1  And back: the index in each axis of element number `flat`. In shape (2,3,4) number 23 is (1,2,3). */
void multi_index(int ndim, const int shape[], size_t flat, int index[]) {
    TODO("0.1");
}

/* 0.2  The shape of what a and b give element by element. The shapes are laid one over the other *from the right*; one
 * that is shorter is filled up with axes of length 1 on its left. Two lengths fit when they are equal or one of them is
 * 1, and the other one is the result's:
 *
 *     (2,3)   and (3)       ->  (2,3)
 *     (4,1)   and (5)       ->  (4,5)
 *     (7,1,5) and (6,1)     ->  (7,6,5)
 *     (2,3)   and (2)       do not fit: 3 against 2
 *
 * Sets *ndim and shape, and returns true. Where they do not fit it returns false, with a sentence in t_error() that
 * names the two lengths: `return t_error_set("... %d ... %d", ...)` does both. `shape` has room for T_MAX_NDIM lengths,
 * and no more come; a scalar has ndim 0. All lengths are at least 1. */
bool broadcast_shape(int ndim_a, const int a[], int ndim_b, const int b[], int *ndim, int shape[]) {
    TODO("0.2");
}

/* 0.2  The strides with which x is read while an output of `ndim` axes is walked. For each axis of the output: x's own
 * stride if x is longer than 1 there, else 0, so that the same element is read again; 0, too, where x has no such axis.
 * ndim is at least x->ndim. For x (3,1) and ndim 3 they are (0,1,0). */
static void broadcast_strides(const Tensor *x, int ndim, size_t stride[]) {
    TODO("0.2");
}

/* 0.2  a + b, element by element, with broadcasting: for every index of the output
 *
 *     y[index] = a->data[sum_d index[d] * stride_a[d]] + b->data[sum_d index[d] * stride_b[d]]
 *
 * where broadcast_strides gives the strides and multi_index the index of output element i. Nothing is copied to be made
 * larger: the strides do it. t_empty(DTYPE_REAL, ndim, shape) makes the output. */
Tensor *broadcast_add(const Tensor *a, const Tensor *b) {
    int ndim, shape[T_MAX_NDIM] = {0};
    if (!broadcast_shape(a->ndim, a->shape, b->ndim, b->shape, &ndim, shape))
        t_fail("lengths fit when they are equal or one of them is 1", "broadcast_add: %s and %s do not fit: %s",
               t_label(a, "a"), t_label(b, "b"), t_error());
    TODO("0.2");
}
