/* Lab 6 in another style: one walk over all products, from the last to the first, which forward and backward share. */

/* What is done with a product W[w] x[i] that goes into y[o]. */
typedef void (*Product)(size_t w, size_t i, size_t o, real *const to[], const real *const from[]);


/* @ 6.1 conv_size */
    int places = 0, end = n + padding;
    for (int last = dilation * (kernel - 1) - padding; last < end; last += stride) places++;
    return places;

/* @ before conv2d_loops_forward */
static void walk(const ConvShape *s, int N, int F, Product use, real *const to[], const real *const from[]) {
    for (int kx = s->KW - 1; kx >= 0; kx--)
        for (int ky = s->KH - 1; ky >= 0; ky--)
            for (int oy = s->OH - 1; oy >= 0; oy--) {
                const int iy = (oy * s->stride + ky * s->dilation) - s->padding;
                if (iy < 0 || iy > s->H - 1) continue;
                for (int ox = s->OW - 1; ox >= 0; ox--) {
                    const int ix = (ox * s->stride + kx * s->dilation) - s->padding;
                    if (ix < 0 || ix > s->W - 1) continue;
                    for (int ch = s->C - 1; ch >= 0; ch--)
                        for (int f = F - 1; f >= 0; f--)
                            for (int n = N - 1; n >= 0; n--)
                                use(at(s->C, s->KH, s->KW, f, ch, ky, kx), at(s->C, s->H, s->W, n, ch, iy, ix),
                                    at(F, s->OH, s->OW, n, f, oy, ox), to, from);
                }
            }
}

static void into_y(size_t w, size_t i, size_t o, real *const to[], const real *const from[]) {
    to[0][o] += from[0][w] * from[1][i];
}

static void into_gradients(size_t w, size_t i, size_t o, real *const to[], const real *const from[]) {
    if (to[0]) to[0][i] += from[0][w] * from[2][o];
    if (to[1]) to[1][w] += from[1][i] * from[2][o];
}

/* @ 6.1 conv2d_loops_forward */
    const ConvShape s = conv_shape(c);
    Tensor         *y = t_zeros(x->shape[0], W->shape[0], s.OH, s.OW);
    walk(&s, x->shape[0], W->shape[0], into_y, (real *[]){y->data}, (const real *[]){W->data, x->data});
    for (size_t o = y->size; o-- > 0;) y->data[o] += b->data[o / (size_t)(s.OH * s.OW) % b->size];
    return y;

/* @ 6.2 conv2d_loops_backward */
    const ConvShape s = conv_shape(c);
    walk(&s, x->shape[0], W->shape[0], into_gradients,
         (real *[]){dx[0] ? dx[0]->data : NULL, dx[1] ? dx[1]->data : NULL},
         (const real *[]){W->data, x->data, dy->data});
    for (size_t o = dy->size; dx[2] && o-- > 0;)
        dx[2]->data[o / (size_t)(s.OH * s.OW) % dx[2]->size] += dy->data[o];

/* @ 6.3 im2col */
    real *to = columns + s->C * s->KH * s->KW * s->OH * s->OW;
    for (int c = s->C; c-- > 0;)
        for (int ky = s->KH; ky-- > 0;)
            for (int kx = s->KW; kx-- > 0;)
                for (int oy = s->OH; oy-- > 0;)
                    for (int ox = s->OW; ox-- > 0;) {
                        const int iy = oy * s->stride + ky * s->dilation - s->padding;
                        const int ix = ox * s->stride + kx * s->dilation - s->padding;
                        const bool outside = iy < 0 || ix < 0 || iy >= s->H || ix >= s->W;
                        *--to = outside ? 0 : image[(c * s->H + iy) * s->W + ix];
                    }

/* @ 6.3 col2im */
    const real *from = columns + s->C * s->KH * s->KW * s->OH * s->OW;
    for (int c = s->C; c-- > 0;)
        for (int ky = s->KH; ky-- > 0;)
            for (int kx = s->KW; kx-- > 0;)
                for (int oy = s->OH; oy-- > 0;)
                    for (int ox = s->OW; ox-- > 0;) {
                        const real value = *--from;
                        const int  iy = oy * s->stride + ky * s->dilation - s->padding;
                        const int  ix = ox * s->stride + kx * s->dilation - s->padding;
                        if (iy < 0 || ix < 0 || iy >= s->H || ix >= s->W) continue;
                        image[(c * s->H + iy) * s->W + ix] += value;
                    }

/* @ 6.4 conv2d_forward */
    const ConvShape s = conv_shape(c);
    const int       N = x->shape[0], F = W->shape[0], P = s.OH * s.OW, K = s.C * s.KH * s.KW;
    Tensor         *y = t_zeros(N, F, s.OH, s.OW), *columns = t_zeros(K + 1, P);
    Tensor         *kernels = t_zeros(F, K + 1); /* the bias as one more weight, of a row of ones */
    for (int f = F; f-- > 0;) {
        memcpy(kernels->data + f * (K + 1), W->data + f * K, (size_t)K * sizeof(real));
        kernels->data[f * (K + 1) + K] = b->data[f];
    }
    for (int n = N; n-- > 0;) {
        im2col(&s, x->data + n * s.C * s.H * s.W, columns->data);
        for (int p = 0; p < P; p++) columns->data[K * P + p] = 1;
        cpu_kernels.gemm(false, false, F, P, K + 1, kernels->data, columns->data, 1, y->data + n * F * P);
    }
    return y;

/* @ 6.4 conv2d_backward */
    const ConvShape s = conv_shape(c);
    const int       N = x->shape[0], F = W->shape[0], P = s.OH * s.OW, K = s.C * s.KH * s.KW;
    Tensor         *columns = t_zeros(K + 1, P), *both = t_zeros(F, K + 1);
    for (int n = N; n-- > 0;) {
        const real *dyn = dy->data + n * F * P;
        im2col(&s, x->data + n * s.C * s.H * s.W, columns->data);
        for (int p = 0; p < P; p++) columns->data[K * P + p] = 1;
        cpu_kernels.gemm(false, true, F, K + 1, P, dyn, columns->data, 1, both->data);
        if (dx[0]) cpu_kernels.gemm(true, false, K, P, F, W->data, dyn, 0, columns->data);
        if (dx[0]) col2im(&s, columns->data, dx[0]->data + n * s.C * s.H * s.W);
    }
    for (int f = 0; f < F; f++) {
        for (int k = 0; dx[1] && k < K; k++) dx[1]->data[f * K + k] += both->data[f * (K + 1) + k];
        if (dx[2]) dx[2]->data[f] += both->data[f * (K + 1) + K];
    }
