/* Lab 6 in another style: every element of a result is worked out by itself, from all that goes into it. */

/* Whether element i of an axis lies in window o. */
static bool lies_in(int i, int o, int kernel, int stride, int padding) {
    return i >= o * stride - padding && i < o * stride - padding + kernel;
}

/* How many of the places first .. end-1 lie in window o. */
static int places_in(int first, int end, int o, int kernel, int stride, int padding) {
    int places = 0;
    for (int i = first; i < end; i++) places += lies_in(i, o, kernel, stride, padding);
    return places;
}

/* @ 6.5 pool_size */
    int windows = 0;
    for (int first = -padding; ceil_mode ? first < n : first + kernel <= n + padding; first += stride) {
        windows++;
        if (ceil_mode && first + kernel >= n + padding) break;
    }
    return windows;

/* @ 6.5 max_pool2d_forward */
    PoolShape s = pool_shape(c);
    int       shape[] = {x->shape[0], x->shape[1], s.OH, s.OW};
    Tensor   *y = t_full_shape(-INFINITY, 4, shape);
    c->saved[0] = t_empty(DTYPE_INT64, 4, shape);
    for (int o = 0; o < (int)y->size; o++)
        for (int t = 0; t < s.kernel * s.kernel; t++) {
            int iy = o / s.OW % s.OH * s.stride - s.padding + t / s.kernel;
            int ix = o % s.OW * s.stride - s.padding + t % s.kernel, i = (o / (s.OW * s.OH) * s.H + iy) * s.W + ix;
            if (iy < 0 || iy >= s.H || ix < 0 || ix >= s.W || isnan(y->data[o]) || x->data[i] <= y->data[o]) continue;
            y->data[o] = x->data[i];
            c->saved[0]->i64[o] = i;
        }
    return y;

/* @ 6.5 max_pool2d_backward */
    PoolShape s = pool_shape(c);
    for (int i = 0; i < (int)dx[0]->size; i++)
        for (int oy = 0; oy < s.OH; oy++) {
            if (!lies_in(i / s.W % s.H, oy, s.kernel, s.stride, s.padding)) continue;
            for (int ox = 0; ox < s.OW; ox++) {
                int o = (i / (s.W * s.H) * s.OH + oy) * s.OW + ox;
                if (c->saved[0]->i64[o] == i) dx[0]->data[i] += dy->data[o];
            }
        }

/* @ before avg_pool2d_forward */
/* What the sum of window (oy, ox) is divided by. */
static real count_of(const PoolShape *s, int oy, int ox) {
    int p = s->count_padding ? s->padding : 0;
    return (real)(places_in(-p, s->H + p, oy, s->kernel, s->stride, s->padding) *
                  places_in(-p, s->W + p, ox, s->kernel, s->stride, s->padding));
}

/* @ 6.6 avg_pool2d_forward */
    PoolShape s = pool_shape(c);
    Tensor   *y = t_zeros(x->shape[0], x->shape[1], s.OH, s.OW);
    for (int o = 0; o < (int)y->size; o++) {
        int oy = o / s.OW % s.OH, ox = o % s.OW;
        for (int p = 0; p < s.H * s.W; p++)
            if (lies_in(p / s.W, oy, s.kernel, s.stride, s.padding) &&
                lies_in(p % s.W, ox, s.kernel, s.stride, s.padding))
                y->data[o] += x->data[o / (s.OW * s.OH) * s.H * s.W + p];
        y->data[o] /= count_of(&s, oy, ox);
    }
    return y;

/* @ 6.6 avg_pool2d_backward */
    PoolShape s = pool_shape(c);
    for (int i = 0; i < (int)dx[0]->size; i++)
        for (int p = 0; p < s.OH * s.OW; p++)
            if (lies_in(i / s.W % s.H, p / s.OW, s.kernel, s.stride, s.padding) &&
                lies_in(i % s.W, p % s.OW, s.kernel, s.stride, s.padding))
                dx[0]->data[i] += dy->data[i / (s.W * s.H) * s.OH * s.OW + p] / count_of(&s, p / s.OW, p % s.OW);

/* @ 6.6 global_avg_pool_forward */
    return t_mean_axes((Tensor *)x, 2, 3);

/* @ 6.6 global_avg_pool_backward */
    size_t pixels = x->size / dy->size;
    for (size_t i = 0; i < x->size; i++) dx[0]->data[i] += dy->data[i / pixels] / (real)pixels;
