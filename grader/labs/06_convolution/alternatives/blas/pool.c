/* Lab 6 in another style: first along the rows, then along the columns. */

/* @ 6.5 pool_size */
    int windows = 1;
    while (windows * stride + kernel <= n + 2 * padding) windows++;
    const bool rest = (windows - 1) * stride + kernel < n + 2 * padding;
    return windows + (ceil_mode && rest && windows * stride < n + padding);

/* @ before max_pool2d_forward */
/* Window o along an axis of n elements, cut to it, and how many of its places are image or padding. */
typedef struct Cut {
    int from, to, all;
} Cut;
static Cut cut_of(int o, int n, const PoolShape *s) {
    const int begin = o * s->stride - s->padding, end = smaller(begin + s->kernel, n + s->padding);
    return (Cut){larger(begin, 0), smaller(end, n), end - begin};
}

/* @ 6.5 max_pool2d_forward */
    /* `across` holds, for each row of the image, where the first maximum of each window's part of the row stands. */
    const PoolShape s = pool_shape(c);
    const int       shape[] = {x->shape[0], x->shape[1], s.OH, s.OW};
    Tensor         *y = t_empty(DTYPE_REAL, 4, shape), *place = c->saved[2] = t_empty(DTYPE_INT64, 4, shape);
    int             across[s.H * s.OW];
    for (int i = 0; i < s.images; i++) {
        for (int r = 0; r < s.H; r++)
            for (int ox = 0; ox < s.OW; ox++) {
                const Cut cut = cut_of(ox, s.W, &s);
                int      *best = &across[r * s.OW + ox];
                *best = (i * s.H + r) * s.W + cut.from;
                for (int j = cut.from + 1; j < cut.to; j++) {
                    const int at = (i * s.H + r) * s.W + j;
                    if (x->data[*best] < x->data[at] || isnan(x->data[at])) *best = at;
                }
            }
        for (int w = 0; w < s.OH * s.OW; w++) {
            const Cut cut = cut_of(w / s.OW, s.H, &s);
            int       best = across[cut.from * s.OW + w % s.OW];
            for (int r = cut.from + 1; r < cut.to; r++) {
                const int at = across[r * s.OW + w % s.OW];
                if (x->data[best] < x->data[at] || isnan(x->data[at])) best = at;
            }
            y->data[i * s.OH * s.OW + w] = x->data[best];
            place->i64[i * s.OH * s.OW + w] = best;
        }
    }
    return y;

/* @ 6.5 max_pool2d_backward */
    const real *g = dy->data;
    for (const int64_t *p = c->saved[2]->i64; g < dy->data + dy->size; p++) dx[0]->data[*p] += *g++;

/* @ 6.6 avg_pool2d_forward */
    const PoolShape s = pool_shape(c);
    Tensor         *y = t_empty(DTYPE_REAL, 4, (int[]){x->shape[0], x->shape[1], s.OH, s.OW});
    real            across[s.H * s.OW];
    for (int i = 0; i < s.images; i++) {
        for (int a = 0; a < s.H * s.OW; a++) {
            const Cut cut = cut_of(a % s.OW, s.W, &s);
            across[a] = 0;
            for (int j = cut.from; j < cut.to; j++) across[a] += x->data[(i * s.H + a / s.OW) * s.W + j];
            across[a] /= (real)(s.count_padding ? cut.all : cut.to - cut.from);
        }
        for (int w = 0; w < s.OH * s.OW; w++) {
            const Cut cut = cut_of(w / s.OW, s.H, &s);
            real      sum = 0;
            for (int r = cut.from; r < cut.to; r++) sum += across[r * s.OW + w % s.OW];
            y->data[i * s.OH * s.OW + w] = sum / (real)(s.count_padding ? cut.all : cut.to - cut.from);
        }
    }
    return y;

/* @ 6.6 avg_pool2d_backward */
    const PoolShape s = pool_shape(c);
    for (int i = 0; i < s.images; i++) {
        real across[s.H * s.OW];
        for (int a = 0; a < s.H * s.OW; a++) across[a] = 0;
        for (int w = 0; w < s.OH * s.OW; w++) {
            const Cut cut = cut_of(w / s.OW, s.H, &s);
            for (int r = cut.from; r < cut.to; r++)
                across[r * s.OW + w % s.OW] +=
                    dy->data[i * s.OH * s.OW + w] / (real)(s.count_padding ? cut.all : cut.to - cut.from);
        }
        for (int a = 0; a < s.H * s.OW; a++) {
            const Cut cut = cut_of(a % s.OW, s.W, &s);
            for (int j = cut.from; j < cut.to; j++)
                dx[0]->data[(i * s.H + a / s.OW) * s.W + j] +=
                    across[a] / (real)(s.count_padding ? cut.all : cut.to - cut.from);
        }
    }

/* @ 6.6 global_avg_pool_forward */
    return t_mean_axis(t_mean_axis((Tensor *)x, 3), 2);

/* @ 6.6 global_avg_pool_backward */
    const int H = x->shape[2], W = x->shape[3];
    for (int row = 0; row < (int)x->size / W; row++)
        for (int j = 0; j < W; j++) dx[0]->data[row * W + j] += dy->data[row / H] / (real)H / (real)W;
