/* Lab 0 in another style: numbers are float, whatever real is. */
#include "tensors.h"

void strides_of(int ndim, const int shape[], size_t stride[]) {
    int product = 1;
    for (int *d = (int[]){ndim}; (*d)-- > 0; product *= shape[*d]) stride[*d] = (size_t)product;
}

size_t flat_index(int ndim, const int shape[], const int index[]) {
    int flat = 0, product = 1;
    for (int d = ndim - 1; d >= 0; product *= shape[d--]) flat += product * index[d];
    return (size_t)flat;
}

void multi_index(int ndim, const int shape[], size_t flat, int index[]) {
    int rest = (int)flat;
    for (int d = ndim; d > 0; d--) {
        index[d - 1] = rest - rest / shape[d - 1] * shape[d - 1];
        rest /= shape[d - 1];
    }
}

bool broadcast_shape(int ndim_a, const int a[], int ndim_b, const int b[], int *ndim, int shape[]) {
    int i = ndim_a - 1, j = ndim_b - 1, k = (ndim_a > ndim_b ? ndim_a : ndim_b) - 1;
    *ndim = k + 1;
    for (; k >= 0; i--, j--, k--) {
        if (i < 0) shape[k] = b[j];
        else if (j < 0 || a[i] == b[j] || b[j] == 1) shape[k] = a[i];
        else if (a[i] == 1) shape[k] = b[j];
        else return false;
    }
    return true;
}

/* Both operands are written out in full, and then added. */
static void write_out(const Tensor *x, int ndim, const int shape[], float *out, size_t size) {
    for (size_t i = 0; i < size; i++) {
        int    rest = (int)i;
        size_t at = 0, step = 1;
        for (int d = ndim - 1, e = x->ndim - 1; e >= 0; d--, e--) {
            at += x->shape[e] == 1 ? 0 : step * (size_t)(rest % shape[d]);
            step *= (size_t)x->shape[e];
            rest /= shape[d];
        }
        out[i] = (float)x->data[at];
    }
}

Tensor *broadcast_add(const Tensor *a, const Tensor *b) {
    int ndim, shape[T_MAX_NDIM];
    if (!broadcast_shape(a->ndim, a->shape, b->ndim, b->shape, &ndim, shape)) t_fail(NULL, "they do not fit");
    Tensor *y = t_empty(DTYPE_REAL, ndim, shape);
    float  *whole_a = malloc(y->size * sizeof(float)), *whole_b = malloc(y->size * sizeof(float));
    write_out(a, ndim, shape, whole_a, y->size);
    write_out(b, ndim, shape, whole_b, y->size);
    for (size_t i = 0; i < y->size; i++) y->data[i] = whole_a[i] + whole_b[i];
    free(whole_a);
    free(whole_b);
    return y;
}
