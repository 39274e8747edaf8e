/* Lab 6 in another style: element after element of the window, for all windows at once. */

/* @ 6.5 pool_size */
    const int down = (n + 2 * padding - kernel) / stride + 1;
    if (!ceil_mode) return down;
    const int up = (int)ceil((n + 2 * padding - kernel) / (double)stride) + 1;
    return (up - 1) * stride >= n + padding ? up - 1 : up;

/* @ before max_pool2d_forward */
/* Element t of window o of an image: its pixel, or -1 outside the image. */
static int pixel_of(const PoolShape *s, int o, int t) {
    const int y = o / s->OW * s->stride - s->padding + t / s->kernel;
    const int x = o % s->OW * s->stride - s->padding + t % s->kernel;
    return y >= 0 && y < s->H && x >= 0 && x < s->W ? y * s->W + x : -1;
}

/* @ 6.5 max_pool2d_forward */
    const PoolShape s = pool_shape(c);
    const int       shape[] = {x->shape[0], x->shape[1], s.OH, s.OW}, places = s.OH * s.OW;
    Tensor         *y = t_full_shape(-INFINITY, 4, shape);
    int64_t        *place = (c->saved[1] = t_empty(DTYPE_INT64, 4, shape))->i64;
    for (int t = 0; t < s.kernel * s.kernel; t++)
        for (int w = 0; w < places; w++) {
            const int pixel = pixel_of(&s, w, t);
            for (int i = 0; i < s.images && pixel >= 0; i++) {
                const real value = x->data[i * s.H * s.W + pixel];
                if (!(value > y->data[i * places + w] || isnan(value))) continue;
                y->data[i * places + w] = value;
                place[i * places + w] = pixel;
            }
        }
    return y;

/* @ 6.5 max_pool2d_backward */
    const PoolShape s = pool_shape(c);
    for (int i = 0; i < s.images; i++)
        for (int w = 0; w < s.OH * s.OW; w++)
            dx[0]->data[i * s.H * s.W + c->saved[1]->i64[i * s.OH * s.OW + w]] += dy->data[i * s.OH * s.OW + w];

/* @ before avg_pool2d_forward */
static real counted(const PoolShape *s, int w) {
    real n = 0;
    for (int t = 0; t < s->kernel * s->kernel; t++) {
        const int  y = w / s->OW * s->stride + t / s->kernel, x = w % s->OW * s->stride + t % s->kernel;
        const bool framed = y < s->H + 2 * s->padding && x < s->W + 2 * s->padding;
        n += s->count_padding ? framed : pixel_of(s, w, t) >= 0;
    }
    return n;
}

/* @ 6.6 avg_pool2d_forward */
    const PoolShape s = pool_shape(c);
    Tensor         *y = t_zeros(x->shape[0], x->shape[1], s.OH, s.OW);
    for (int t = 0; t < s.kernel * s.kernel; t++)
        for (int o = 0; o < (int)y->size; o++) {
            const int w = o % (s.OH * s.OW), pixel = pixel_of(&s, w, t);
            if (pixel >= 0) y->data[o] += x->data[o / (s.OH * s.OW) * s.H * s.W + pixel] / counted(&s, w);
        }
    return y;

/* @ 6.6 avg_pool2d_backward */
    const PoolShape s = pool_shape(c);
    for (int t = 0; t < s.kernel * s.kernel; t++)
        for (int o = 0; o < (int)dy->size; o++) {
            const int w = o % (s.OH * s.OW), pixel = pixel_of(&s, w, t);
            if (pixel >= 0) dx[0]->data[o / (s.OH * s.OW) * s.H * s.W + pixel] += dy->data[o] / counted(&s, w);
        }

/* @ 6.6 global_avg_pool_forward */
    return t_mean_axis(t_reshape((Tensor *)x, x->shape[0], x->shape[1], -1), 2);

/* @ 6.6 global_avg_pool_backward */
    const int     pixels = x->shape[2] * x->shape[3];
    const Tensor *each = t_div((Tensor *)dy, pixels);
    for (size_t i = 0; i < each->size; i++)
        for (int p = pixels - 1; p >= 0; p--) dx[0]->data[(int)i * pixels + p] += each->data[i];
