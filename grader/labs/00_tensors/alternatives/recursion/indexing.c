/* Lab 0 in another style: functions that call themselves. */

static size_t product(int n, const int lengths[]) {
    return n == 0 ? 1 : (size_t)lengths[0] * product(n - 1, lengths + 1);
}

/* @ 0.1 strides_of */
    if (ndim == 0) return;
    stride[0] = product(ndim - 1, shape + 1);
    strides_of(ndim - 1, shape + 1, stride + 1);

/* @ 0.1 flat_index */
    if (ndim == 0) return 0;
    return (size_t)index[0] * product(ndim - 1, shape + 1) + flat_index(ndim - 1, shape + 1, index + 1);

/* @ 0.1 multi_index */
    if (ndim == 0) return;
    index[ndim - 1] = (int)(flat % (size_t)shape[ndim - 1]);
    multi_index(ndim - 1, shape, flat / (size_t)shape[ndim - 1], index);

/* @ 0.2 broadcast_shape */
    if (ndim_a < ndim_b) return broadcast_shape(ndim_b, b, ndim_a, a, ndim, shape);
    if (ndim_a == 0) {
        *ndim = 0;
        return true;
    }
    if (!broadcast_shape(ndim_a - 1, a, ndim_b > 0 ? ndim_b - 1 : 0, b, ndim, shape)) return false;
    int x = a[ndim_a - 1], y = ndim_b > 0 ? b[ndim_b - 1] : 1;
    shape[(*ndim)++] = x > y ? x : y;
    return x == y || x == 1 || y == 1 || t_error_set("%d and %d do not fit", x, y);

/* @ before broadcast_add */
/* All of y below one position of the axes before. */
static void add(int ndim, const int shape[], const Tensor *a, const Tensor *b, int axis, size_t at_a, size_t at_b,
                real **y) {
    if (axis == ndim) {
        *(*y)++ = a->data[at_a] + b->data[at_b];
        return;
    }
    const int of_a = axis - (ndim - a->ndim), of_b = axis - (ndim - b->ndim);
    for (int i = 0; i < shape[axis]; i++) {
        size_t next_a = at_a, next_b = at_b;
        if (of_a >= 0) next_a = at_a * (size_t)a->shape[of_a] + (size_t)(a->shape[of_a] == 1 ? 0 : i);
        if (of_b >= 0) next_b = at_b * (size_t)b->shape[of_b] + (size_t)(b->shape[of_b] == 1 ? 0 : i);
        add(ndim, shape, a, b, axis + 1, next_a, next_b, y);
    }
}

/* @ 0.2 broadcast_add */
    Tensor *y = t_empty(DTYPE_REAL, ndim, shape);
    real   *next = y->data;
    add(ndim, shape, a, b, 0, 0, 0, &next);
    return y;

/* @ without broadcast_strides */
