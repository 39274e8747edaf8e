/* Lab 0 in another style: one step a line, as a first solution is written. */

/* @ 0.1 strides_of */
    int k;
    size_t s = 1;
    k = ndim - 1;
    while (k >= 0) {
        stride[k] = s;
        s = s * shape[k];
        k--;
    }

/* @ 0.1 flat_index */
    size_t stride[T_MAX_NDIM];
    strides_of(ndim, shape, stride);
    size_t result = 0;
    for (int i = 0; i < ndim; i++) {
        result = result + index[i] * stride[i];
    }
    return result;

/* @ 0.1 multi_index */
    size_t stride[T_MAX_NDIM];
    strides_of(ndim, shape, stride);
    for (int i = 0; i < ndim; i++) {
        index[i] = flat / stride[i];
        flat = flat % stride[i];
    }

/* @ 0.2 broadcast_shape */
    int n = ndim_a;
    if (ndim_b > n) n = ndim_b;
    for (int i = 0; i < n; i++) {
        int ia = ndim_a - 1 - i;
        int ib = ndim_b - 1 - i;
        int la = 1, lb = 1;
        if (ia >= 0) la = a[ia];
        if (ib >= 0) lb = b[ib];
        if (la == lb) {
            shape[n - 1 - i] = la;
        } else if (la == 1) {
            shape[n - 1 - i] = lb;
        } else if (lb == 1) {
            shape[n - 1 - i] = la;
        } else {
            return t_error_set("length %d does not fit length %d", la, lb);
        }
    }
    *ndim = n;
    return true;

/* @ 0.2 broadcast_strides */
    size_t own[T_MAX_NDIM];
    strides_of(x->ndim, x->shape, own);
    for (int i = 0; i < ndim; i++) {
        int j = i - (ndim - x->ndim);
        if (j < 0) {
            stride[i] = 0;
        } else if (x->shape[j] == 1) {
            stride[i] = 0;
        } else {
            stride[i] = own[j];
        }
    }

/* @ 0.2 broadcast_add */
    size_t sa[T_MAX_NDIM], sb[T_MAX_NDIM];
    int index[T_MAX_NDIM];
    broadcast_strides(a, ndim, sa);
    broadcast_strides(b, ndim, sb);
    Tensor *out = t_empty(DTYPE_REAL, ndim, shape);
    for (size_t i = 0; i < out->size; i++) {
        multi_index(ndim, shape, i, index);
        size_t pa = 0;
        size_t pb = 0;
        for (int d = 0; d < ndim; d++) {
            pa += index[d] * sa[d];
            pb += index[d] * sb[d];
        }
        out->data[i] = a->data[pa] + b->data[pb];
    }
    return out;
