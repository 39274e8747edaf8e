/* Lab 6 in another style: computed in float, whatever real is. */

/* @ 6.5 pool_size */
    float places = (float)(n + 2 * padding - kernel) / (float)stride;
    int   windows = (int)(ceil_mode ? ceilf(places) : floorf(places)) + 1;
    while (ceil_mode && (windows - 1) * stride - padding >= n) windows--;
    return windows;

/* @ 6.5 max_pool2d_forward */
    PoolShape s = pool_shape(c);
    int       shape[] = {x->shape[0], x->shape[1], s.OH, s.OW}, o = 0;
    Tensor   *y = t_empty(DTYPE_REAL, 4, shape);
    c->saved[0] = t_empty(DTYPE_INT64, 4, shape);
    for (int i = 0; i < s.images; i++)
        for (int w = 0; w < s.OH * s.OW; w++, o++) {
            float most = -INFINITY;
            for (int t = 0; t < s.kernel * s.kernel; t++) {
                int r = w / s.OW * s.stride - s.padding + t / s.kernel;
                int q = w % s.OW * s.stride - s.padding + t % s.kernel;
                int j = (i * s.H + r) * s.W + q;
                if (r < 0 || q < 0 || r >= s.H || q >= s.W || isnan(most) || (float)x->data[j] <= most) continue;
                most = (float)x->data[j];
                c->saved[0]->i64[o] = j;
            }
            y->data[o] = most;
        }
    return y;

/* @ 6.5 max_pool2d_backward */
    for (size_t o = 0; o < dy->size; o++) {
        real *d = &dx[0]->data[c->saved[0]->i64[o]];
        *d = (float)*d + (float)dy->data[o];
    }

/* @ 6.6 avg_pool2d_forward */
    PoolShape s = pool_shape(c);
    Tensor   *y = t_empty(DTYPE_REAL, 4, (int[]){x->shape[0], x->shape[1], s.OH, s.OW});
    for (int o = 0; o < (int)y->size; o++) {
        int   w = o % (s.OH * s.OW), count = 0;
        float sum = 0;
        for (int t = 0; t < s.kernel * s.kernel; t++) {
            int  r = w / s.OW * s.stride - s.padding + t / s.kernel, q = w % s.OW * s.stride - s.padding + t % s.kernel;
            bool inside = r >= 0 && q >= 0 && r < s.H && q < s.W;
            count += inside || (s.count_padding && r < s.H + s.padding && q < s.W + s.padding);
            if (inside) sum += (float)x->data[(o / (s.OH * s.OW) * s.H + r) * s.W + q];
        }
        y->data[o] = sum / (float)count;
    }
    return y;

/* @ 6.6 avg_pool2d_backward */
    PoolShape s = pool_shape(c);
    for (int o = 0; o < (int)dy->size; o++) {
        int   w = o % (s.OH * s.OW), count = 0, n = 0;
        real *to[s.kernel * s.kernel];
        for (int t = 0; t < s.kernel * s.kernel; t++) {
            int  r = w / s.OW * s.stride - s.padding + t / s.kernel, q = w % s.OW * s.stride - s.padding + t % s.kernel;
            bool inside = r >= 0 && q >= 0 && r < s.H && q < s.W;
            count += inside || (s.count_padding && r < s.H + s.padding && q < s.W + s.padding);
            if (inside) to[n++] = dx[0]->data + (o / (s.OH * s.OW) * s.H + r) * s.W + q;
        }
        while (n-- > 0) *to[n] = (float)*to[n] + (float)dy->data[o] / (float)count;
    }

/* @ 6.6 global_avg_pool_forward */
    Tensor *y = t_empty(DTYPE_REAL, 2, x->shape);
    int     pixels = x->shape[2] * x->shape[3];
    for (int i = 0; i < (int)y->size; i++) {
        float mean = 0;
        for (int p = 0; p < pixels; p++) mean += (float)x->data[i * pixels + p] / (float)pixels;
        y->data[i] = mean;
    }
    return y;

/* @ 6.6 global_avg_pool_backward */
    float share = 1 / (float)(x->shape[2] * x->shape[3]);
    for (int i = 0; i < (int)x->size; i++) dx[0]->data[i] += (float)dy->data[i / (x->shape[2] * x->shape[3])] * share;
