/* Lab 0 in another style: other formulas for the same numbers. */
#include "tensors.h"

/* Divisions from the whole size down. */
void strides_of(int ndim, const int shape[], size_t stride[]) {
    size_t size = 1;
    for (int d = 0; d < ndim; d++) size *= (size_t)shape[d];
    for (int d = 0; d < ndim; d++) stride[d] = size /= (size_t)shape[d];
}

size_t flat_index(int ndim, const int shape[], const int index[]) {
    size_t stride[T_MAX_NDIM], flat = 0;
    strides_of(ndim, shape, stride);
    for (int d = 0; d < ndim; d++) flat += stride[d] * (size_t)index[d];
    return flat;
}

void multi_index(int ndim, const int shape[], size_t flat, int index[]) {
    size_t stride[T_MAX_NDIM];
    strides_of(ndim, shape, stride);
    for (int d = 0; d < ndim; d++) index[d] = (int)(flat / stride[d] % (size_t)shape[d]);
}

/* Both shapes in full first. */
bool broadcast_shape(int ndim_a, const int a[], int ndim_b, const int b[], int *ndim, int shape[]) {
    int long_a[T_MAX_NDIM], long_b[T_MAX_NDIM];
    *ndim = (int)fmax(ndim_a, ndim_b);
    for (int d = 0; d < *ndim; d++) {
        long_a[d] = d < *ndim - ndim_a ? 1 : a[d - (*ndim - ndim_a)];
        long_b[d] = d < *ndim - ndim_b ? 1 : b[d - (*ndim - ndim_b)];
        shape[d] = long_a[d] * long_b[d];
        if (long_a[d] == long_b[d]) shape[d] = long_a[d];
        else if (shape[d] != long_a[d] && shape[d] != long_b[d])
            return t_error_set("%d is not %d", long_a[d], long_b[d]);
    }
    return true;
}

/* The index of a's element is that of y's, cut to a's lengths. */
static real element(const Tensor *x, int ndim, const int index[]) {
    int of_x[T_MAX_NDIM];
    for (int d = 0; d < x->ndim; d++) of_x[d] = index[ndim - x->ndim + d] % x->shape[d];
    return x->data[flat_index(x->ndim, x->shape, of_x)];
}

Tensor *broadcast_add(const Tensor *a, const Tensor *b) {
    int ndim, shape[T_MAX_NDIM], index[T_MAX_NDIM];
    if (!broadcast_shape(a->ndim, a->shape, b->ndim, b->shape, &ndim, shape)) t_fail(NULL, "%s", t_error());
    Tensor *y = t_full_shape(0, ndim, shape);
    for (size_t i = 0; i < y->size; i++) {
        multi_index(ndim, shape, i, index);
        y->data[i] = element(b, ndim, index) + element(a, ndim, index);
    }
    return y;
}
