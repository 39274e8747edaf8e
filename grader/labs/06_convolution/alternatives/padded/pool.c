/* Lab 6 in another style: windows are taken from a copy of the image, in a frame wide enough for all of them. */

/* @ 6.5 pool_size */
    const int span = n + 2 * padding - kernel;
    int       windows = span / stride + 1;
    if (ceil_mode && span % stride != 0 && windows * stride < n + padding) windows++;
    return windows;

/* @ before max_pool2d_forward */
/* One channel, with `outside` all around it; at least a window wide behind the image. */
static Tensor *framed(const real *image, const PoolShape *s, double outside) {
    const int H = s->H + 2 * s->kernel + s->padding, W = s->W + 2 * s->kernel + s->padding;
    Tensor   *p = t_full(outside, H, W);
    for (int i = 0; i < s->H * s->W; i++)
        p->data[(i / s->W + s->padding) * W + i % s->W + s->padding] = image[i];
    return p;
}

/* @ 6.5 max_pool2d_forward */
    const PoolShape s = pool_shape(c);
    const int       shape[] = {x->shape[0], x->shape[1], s.OH, s.OW};
    Tensor         *y = t_empty(DTYPE_REAL, 4, shape), *place = t_empty(DTYPE_INT64, 4, shape);
    int             o = 0;
    for (int i = 0; i < s.images; i++) {
        const Tensor *p = framed(x->data + i * s.H * s.W, &s, -INFINITY);
        for (int w = 0; w < s.OH * s.OW; w++, o++) {
            const int first = w / s.OW * s.stride * p->shape[1] + w % s.OW * s.stride;
            int       best = first;
            for (int t = 0; t < s.kernel * s.kernel; t++) {
                const int j = first + t / s.kernel * p->shape[1] + t % s.kernel;
                if (p->data[j] > p->data[best] || isnan(p->data[j])) best = j;
            }
            y->data[o] = p->data[best];
            place->i64[o] = (i * s.H + best / p->shape[1] - s.padding) * s.W + best % p->shape[1] - s.padding;
        }
    }
    c->saved[3] = place;
    return y;

/* @ 6.5 max_pool2d_backward */
    const int64_t *place = c->saved[3]->i64;
    for (int o = (int)dy->size - 1; o >= 0; o--) dx[0]->data[place[o]] += dy->data[o];

/* @ before avg_pool2d_forward */
/* 1 where a place counts: image and, if so, padding. */
static Tensor *counted(const PoolShape *s) {
    const int inside = s->count_padding ? 0 : s->padding, W = s->W + 2 * s->kernel + s->padding;
    Tensor   *p = t_zeros(s->H + 2 * s->kernel + s->padding, W);
    for (int i = inside; i < s->H + 2 * s->padding - inside; i++)
        for (int j = inside; j < s->W + 2 * s->padding - inside; j++) p->data[i * W + j] = 1;
    return p;
}

static real window_sum(const Tensor *p, const PoolShape *s, int w) {
    real sum = 0;
    for (int t = 0; t < s->kernel * s->kernel; t++)
        sum += p->data[(w / s->OW * s->stride + t / s->kernel) * p->shape[1] + w % s->OW * s->stride + t % s->kernel];
    return sum;
}

/* @ 6.6 avg_pool2d_forward */
    const PoolShape s = pool_shape(c);
    Tensor         *y = t_empty(DTYPE_REAL, 4, (int[]){x->shape[0], x->shape[1], s.OH, s.OW}), *count = counted(&s);
    for (int o = 0; o < (int)y->size; o++) {
        t_step();
        const int     w = o % (s.OH * s.OW);
        const Tensor *p = framed(x->data + o / (s.OH * s.OW) * s.H * s.W, &s, 0);
        y->data[o] = window_sum(p, &s, w) / window_sum(count, &s, w);
    }
    return y;

/* @ 6.6 avg_pool2d_backward */
    const PoolShape s = pool_shape(c);
    const Tensor   *count = counted(&s);
    for (int o = 0; o < (int)dy->size; o++) {
        const int  w = o % (s.OH * s.OW), i = o / (s.OH * s.OW);
        const real share = dy->data[o] / window_sum(count, &s, w);
        for (int t = 0; t < s.kernel * s.kernel; t++) {
            const int iy = w / s.OW * s.stride + t / s.kernel - s.padding;
            const int ix = w % s.OW * s.stride + t % s.kernel - s.padding;
            if (iy >= 0 && iy < s.H && ix >= 0 && ix < s.W) dx[0]->data[(i * s.H + iy) * s.W + ix] += share;
        }
    }

/* @ 6.6 global_avg_pool_forward */
    Tensor   *y = t_empty(DTYPE_REAL, 2, x->shape);
    const int pixels = x->shape[2] * x->shape[3];
    for (size_t i = 0; i < y->size; i++) {
        double sum = 0;
        for (int p = 0; p < pixels; p++) sum += x->data[(int)i * pixels + p];
        y->data[i] = (real)(sum / pixels);
    }
    return y;

/* @ 6.6 global_avg_pool_backward */
    const int pixels = x->shape[2] * x->shape[3];
    for (int i = 0; i < (int)x->size; i++) dx[0]->data[i] += dy->data[i / pixels] / (real)pixels;
