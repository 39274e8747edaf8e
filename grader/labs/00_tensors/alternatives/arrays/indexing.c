/* Lab 0 in another style: tables that are computed once. */

/* @ 0.1 strides_of */
    if (ndim > 0) stride[ndim - 1] = 1;
    for (int d = ndim - 2; d >= 0; d--) stride[d] = stride[d + 1] * (size_t)shape[d + 1];

/* @ 0.1 flat_index */
    size_t s[T_MAX_NDIM + 1] = {0}, flat = 0;
    strides_of(ndim, shape, s);
    for (int d = 0; d < ndim; d++) flat += s[d] * (size_t)index[d];
    return flat;

/* @ 0.1 multi_index */
    size_t s[T_MAX_NDIM + 1] = {0};
    strides_of(ndim, shape, s);
    for (int d = 0; d < ndim; flat %= s[d], d++) index[d] = (int)(flat / s[d]);

/* @ 0.2 broadcast_shape */
    int table[2][T_MAX_NDIM];
    for (int d = 0; d < T_MAX_NDIM; d++) table[0][d] = table[1][d] = 1;
    memcpy(table[0] + T_MAX_NDIM - ndim_a, a, (size_t)ndim_a * sizeof *a);
    memcpy(table[1] + T_MAX_NDIM - ndim_b, b, (size_t)ndim_b * sizeof *b);
    *ndim = ndim_a < ndim_b ? ndim_b : ndim_a;
    for (int d = T_MAX_NDIM - *ndim; d < T_MAX_NDIM; d++) {
        const int low = table[table[0][d] > table[1][d]][d], high = table[table[0][d] <= table[1][d]][d];
        if (low != high && low != 1) return t_error_set("%d is not %d", low, high);
        *shape++ = high;
    }
    return true;

/* @ 0.2 broadcast_add */
    /* Where each element of x goes to is written down: the inverse of what is asked for. */
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

/* @ without broadcast_strides */
