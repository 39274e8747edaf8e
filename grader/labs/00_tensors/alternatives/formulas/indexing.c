/* Lab 0 in another style: other formulas for the same numbers. */

/* @ 0.1 strides_of */
    /* Divisions from the whole size down. */
    size_t size = 1;
    for (int d = 0; d < ndim; d++) size *= (size_t)shape[d];
    for (int d = 0; d < ndim; d++) stride[d] = size /= (size_t)shape[d];

/* @ 0.1 flat_index */
    size_t stride[T_MAX_NDIM], flat = 0;
    strides_of(ndim, shape, stride);
    for (int d = 0; d < ndim; d++) flat += stride[d] * (size_t)index[d];
    return flat;

/* @ 0.1 multi_index */
    size_t stride[T_MAX_NDIM];
    strides_of(ndim, shape, stride);
    for (int d = 0; d < ndim; d++) index[d] = (int)(flat / stride[d] % (size_t)shape[d]);

/* @ 0.2 broadcast_shape */
    /* Both shapes in full first. */
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

/* @ before broadcast_add */
/* The index of a's element is that of y's, cut to a's lengths. */
static real element(const Tensor *x, int ndim, const int index[]) {
    int of_x[T_MAX_NDIM];
    for (int d = 0; d < x->ndim; d++) of_x[d] = index[ndim - x->ndim + d] % x->shape[d];
    return x->data[flat_index(x->ndim, x->shape, of_x)];
}

/* @ 0.2 broadcast_add */
    int     index[T_MAX_NDIM];
    Tensor *y = t_full_shape(0, ndim, shape);
    for (size_t i = 0; i < y->size; i++) {
        multi_index(ndim, shape, i, index);
        y->data[i] = element(b, ndim, index) + element(a, ndim, index);
    }
    return y;

/* @ without broadcast_strides */
