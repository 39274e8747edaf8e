/* Lab 6 in another style: from the last window and the last element to the first. */

/* @ 6.5 pool_size */
    int windows = ceil_mode ? (n + 2 * padding - kernel + stride - 1) / stride : (n + 2 * padding - kernel) / stride;
    return ceil_mode && windows * stride >= n + padding ? windows : windows + 1;

/* @ before max_pool2d_forward */
/* Element t of window o, all windows of all images counted through; -1 outside the image. */
static int element(const PoolShape *s, size_t o, int t) {
    const int w = (int)o % (s->OH * s->OW), i = (int)o / (s->OH * s->OW);
    const int iy = w / s->OW * s->stride + t / s->kernel - s->padding;
    const int ix = w % s->OW * s->stride + t % s->kernel - s->padding;
    return iy < 0 || iy >= s->H || ix < 0 || ix >= s->W ? -1 : (i * s->H + iy) * s->W + ix;
}

/* @ 6.5 max_pool2d_forward */
    const PoolShape s = pool_shape(c);
    const int       shape[] = {x->shape[0], x->shape[1], s.OH, s.OW};
    Tensor         *y = t_empty(DTYPE_REAL, 4, shape);
    c->saved[0] = t_empty(DTYPE_INT64, 4, shape);
    for (size_t o = y->size; o-- > 0;) {
        int best = -1;
        for (int t = s.kernel * s.kernel; t-- > 0;) {
            const int i = element(&s, o, t);
            if (i >= 0 && (best < 0 || x->data[i] >= x->data[best] || isnan(x->data[i]))) best = i;
        }
        y->data[o] = x->data[best];
        c->saved[0]->i64[o] = best;
    }
    return y;

/* @ 6.5 max_pool2d_backward */
    for (size_t o = dy->size; o-- > 0;) dx[0]->data[c->saved[0]->i64[o]] += dy->data[o];

/* @ before avg_pool2d_forward */
static real divisor(const PoolShape *s, size_t o) {
    int n = 0;
    for (int t = s->kernel * s->kernel; t-- > 0;) n += element(s, o, t) >= 0;
    if (!s->count_padding) return (real)n;
    const int w = (int)o % (s->OH * s->OW);
    return (real)(smaller(s->kernel, s->H + 2 * s->padding - w / s->OW * s->stride) *
                  smaller(s->kernel, s->W + 2 * s->padding - w % s->OW * s->stride));
}

/* @ 6.6 avg_pool2d_forward */
    const PoolShape s = pool_shape(c);
    Tensor         *y = t_zeros(x->shape[0], x->shape[1], s.OH, s.OW);
    for (size_t o = y->size; o-- > 0;)
        for (int t = s.kernel * s.kernel; t-- > 0;) {
            const int i = element(&s, o, t);
            if (i >= 0) y->data[o] += x->data[i] / divisor(&s, o);
        }
    return y;

/* @ 6.6 avg_pool2d_backward */
    const PoolShape s = pool_shape(c);
    for (size_t o = dy->size; o-- > 0;)
        for (int t = s.kernel * s.kernel; t-- > 0;) {
            const int i = element(&s, o, t);
            if (i >= 0) dx[0]->data[i] += dy->data[o] / divisor(&s, o);
        }

/* @ 6.6 global_avg_pool_forward */
    const size_t pixels = (size_t)x->shape[2] * (size_t)x->shape[3];
    Tensor      *y = t_zeros(x->shape[0], x->shape[1]);
    for (size_t i = x->size; i-- > 0;) y->data[i / pixels] += x->data[i] / (real)pixels;
    return y;

/* @ 6.6 global_avg_pool_backward */
    const size_t pixels = dx[0]->size / dy->size;
    for (size_t i = x->size; i-- > 0;) dx[0]->data[i] += dy->data[i / pixels] / (real)pixels;
