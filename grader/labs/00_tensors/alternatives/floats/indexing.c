/* Lab 0 in another style: numbers are float, whatever real is. */

/* @ 0.1 strides_of */
    int product = 1;
    for (int *d = (int[]){ndim}; (*d)-- > 0; product *= shape[*d]) stride[*d] = (size_t)product;

/* @ 0.1 flat_index */
    int flat = 0, product = 1;
    for (int d = ndim - 1; d >= 0; product *= shape[d--]) flat += product * index[d];
    return (size_t)flat;

/* @ 0.1 multi_index */
    int rest = (int)flat;
    for (int d = ndim; d > 0; d--) {
        index[d - 1] = rest - rest / shape[d - 1] * shape[d - 1];
        rest /= shape[d - 1];
    }

/* @ 0.2 broadcast_shape */
    int i = ndim_a - 1, j = ndim_b - 1, k = (ndim_a > ndim_b ? ndim_a : ndim_b) - 1;
    *ndim = k + 1;
    for (; k >= 0; i--, j--, k--) {
        if (i < 0) shape[k] = b[j];
        else if (j < 0 || a[i] == b[j] || b[j] == 1) shape[k] = a[i];
        else if (a[i] == 1) shape[k] = b[j];
        else return t_error_set("lengths: %d, %d", a[i], b[j]);
    }
    return true;

/* @ before broadcast_add */
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

/* @ 0.2 broadcast_add */
    Tensor *y = t_empty(DTYPE_REAL, ndim, shape);
    float  *whole_a = malloc(y->size * sizeof(float)), *whole_b = malloc(y->size * sizeof(float));
    write_out(a, ndim, shape, whole_a, y->size);
    write_out(b, ndim, shape, whole_b, y->size);
    for (size_t i = 0; i < y->size; i++) y->data[i] = whole_a[i] + whole_b[i];
    free(whole_a);
    free(whole_b);
    return y;

/* @ without broadcast_strides */
