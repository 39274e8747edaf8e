/* Lab 0 in another style: tables that are computed once. */
#include "tensors.h"

void strides_of(int ndim, const int shape[], size_t stride[]) {
    if (ndim > 0) stride[ndim - 1] = 1;
    for (int d = ndim - 2; d >= 0; d--) stride[d] = stride[d + 1] * (size_t)shape[d + 1];
}

size_t flat_index(int ndim, const int shape[], const int index[]) {
    size_t s[T_MAX_NDIM + 1] = {0}, flat = 0;
    strides_of(ndim, shape, s);
    for (int d = 0; d < ndim; d++) flat += s[d] * (size_t)index[d];
    return flat;
}

void multi_index(int ndim, const int shape[], size_t flat, int index[]) {
    size_t s[T_MAX_NDIM + 1] = {0};
    strides_of(ndim, shape, s);
    for (int d = 0; d < ndim; flat %= s[d], d++) index[d] = (int)(flat / s[d]);
}

bool broadcast_shape(int ndim_a, const int a[], int ndim_b, const int b[], int *ndim, int shape[]) {
    int table[2][T_MAX_NDIM];
    for (int d = 0; d < T_MAX_NDIM; d++) table[0][d] = table[1][d] = 1;
    memcpy(table[0] + T_MAX_NDIM - ndim_a, a, (size_t)ndim_a * sizeof *a);
    memcpy(table[1] + T_MAX_NDIM - ndim_b, b, (size_t)ndim_b * sizeof *b);
    *ndim = ndim_a < ndim_b ? ndim_b : ndim_a;
    for (int d = T_MAX_NDIM - *ndim; d < T_MAX_NDIM; d++) {
        const int low = table[table[0][d] > table[1][d]][d], high = table[table[0][d] <= table[1][d]][d];
        if (low != high && low != 1) return t_error_set("no");
        *shape++ = high;
    }
    return true;
}

/* Where each element of x goes to is written down: the inverse of what is asked for. */
Tensor *broadcast_add(const Tensor *a, const Tensor *b) {
    int ndim, shape[T_MAX_NDIM];
    if (!broadcast_shape(a->ndim, a->shape, b->ndim, b->shape, &ndim, shape)) t_fail(NULL, "%s", t_error());
    Tensor       *y = t_full_shape(0, ndim, shape);
    const Tensor *in[] = {a, b};
    for (int k = 0; k < 2; k++) {
        size_t *from = calloc(y->size, sizeof *from);
        size_t  repeats = 1;
        for (int d = ndim - 1, e = in[k]->ndim - 1; d >= 0; d--, e--) {
            size_t own[T_MAX_NDIM];
            strides_of(in[k]->ndim, in[k]->shape, own);
            if (e >= 0 && in[k]->shape[e] > 1)
                for (size_t i = 0; i < y->size; i++) from[i] += i / repeats % (size_t)shape[d] * own[e];
            repeats *= (size_t)shape[d];
        }
        for (size_t i = 0; i < y->size; i++) y->data[i] += in[k]->data[from[i]];
        free(from);
    }
    return y;
}
