/* Lab 0 in another style: everything through small helpers and one way to walk. */

typedef struct Shape {
    int n, length[T_MAX_NDIM];
} Shape;

static Shape shape_of(int n, const int lengths[]) {
    Shape s = {.n = n};
    for (int d = 0; d < n; d++) s.length[d] = lengths[d];
    return s;
}
/* Length of the d-th axis from the right. */
static int from_right(const Shape *s, int d) { return d < s->n ? s->length[s->n - 1 - d] : 1; }
static bool fit(int p, int q) { return p == q || p == 1 || q == 1; }
static int joined(int p, int q) { return p == 1 ? q : p; }

/* @ 0.1 strides_of */
    for (int d = 0; d < ndim; d++) {
        stride[d] = 1;
        for (int e = d + 1; e < ndim; e++) stride[d] *= (size_t)shape[e];
    }

/* @ 0.1 flat_index */
    size_t stride[T_MAX_NDIM], sum = 0;
    strides_of(ndim, shape, stride);
    while (ndim-- > 0) sum += stride[ndim] * (size_t)index[ndim];
    return sum;

/* @ 0.1 multi_index */
    /* Counts up to it. */
    for (int d = 0; d < ndim; d++) index[d] = 0;
    while (flat-- > 0)
        for (int d = ndim - 1; d >= 0 && ++index[d] == shape[d]; d--) index[d] = 0;

/* @ 0.2 broadcast_shape */
    const Shape s = shape_of(ndim_a, a), t = shape_of(ndim_b, b);
    const int   n = s.n > t.n ? s.n : t.n;
    for (int d = 0; d < n; d++)
        if (!fit(from_right(&s, d), from_right(&t, d)))
            return t_error_set("lengths %d and %d", from_right(&s, d), from_right(&t, d));
    for (int d = 0; d < n; d++) shape[n - 1 - d] = joined(from_right(&s, d), from_right(&t, d));
    *ndim = n;
    return true;

/* @ 0.2 broadcast_add */
    /* A counter that runs through all of y, and two places that run along. */
    int           index[T_MAX_NDIM] = {0};
    Tensor       *y = t_empty(DTYPE_REAL, ndim, shape);
    const Tensor *in[2] = {a, b};
    size_t        step[2][T_MAX_NDIM] = {{0}}, at[2] = {0};
    for (int k = 0; k < 2; k++) {
        size_t own[T_MAX_NDIM];
        strides_of(in[k]->ndim, in[k]->shape, own);
        for (int d = 0; d < in[k]->ndim; d++)
            step[k][ndim - in[k]->ndim + d] = in[k]->shape[d] > 1 ? own[d] : 0;
    }
    for (size_t i = 0; i < y->size; i++) {
        y->data[i] = a->data[at[0]] + b->data[at[1]];
        for (int d = ndim - 1; d >= 0; d--) {
            at[0] += step[0][d];
            at[1] += step[1][d];
            if (++index[d] < shape[d]) break;
            at[0] -= step[0][d] * (size_t)shape[d];
            at[1] -= step[1][d] * (size_t)shape[d];
            index[d] = 0;
        }
    }
    return y;

/* @ without broadcast_strides */
