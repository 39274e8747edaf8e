/* Lab 6 in another style: every element of a result is worked out by itself, from all that goes into it. */

/* The place o with o stride - padding + k dilation = i, or -1. */
static int place_over(int i, int k, int places, const ConvShape *s) {
    int from = i + s->padding - k * s->dilation;
    return from < 0 || from % s->stride != 0 || from / s->stride >= places ? -1 : from / s->stride;
}

static real padded(const real *channel, int H, int W, int y, int x) {
    return y < 0 || y >= H || x < 0 || x >= W ? 0 : channel[y * W + x];
}

/* @ 6.1 conv_size */
    int places = 0;
    for (int first = -padding; first + dilation * (kernel - 1) < n + padding; first += stride) places++;
    return places;

/* @ 6.1 conv2d_loops_forward */
    ConvShape s = conv_shape(c);
    Tensor   *y = t_empty(DTYPE_REAL, 4, (int[]){x->shape[0], W->shape[0], s.OH, s.OW});
    for (size_t o = 0; o < y->size; o++) {
        int    ox = (int)o % s.OW, oy = (int)o / s.OW % s.OH, f = (int)o / (s.OW * s.OH) % W->shape[0];
        int    n = (int)o / (s.OW * s.OH) / W->shape[0];
        double sum = 0;
        for (int t = 0; t < s.C * s.KH * s.KW; t++) {
            int kx = t % s.KW, ky = t / s.KW % s.KH, ch = t / (s.KW * s.KH);
            sum += W->data[f * s.C * s.KH * s.KW + t] * padded(x->data + (n * s.C + ch) * s.H * s.W, s.H, s.W,
                       oy * s.stride - s.padding + ky * s.dilation, ox * s.stride - s.padding + kx * s.dilation);
        }
        y->data[o] = (real)(sum + b->data[f]);
    }
    return y;

/* @ 6.2 conv2d_loops_backward */
    ConvShape s = conv_shape(c);
    int       N = x->shape[0], F = W->shape[0], places = s.OH * s.OW, taps = s.KH * s.KW;
    for (int i = 0; dx[0] && i < (int)x->size; i++) {
        int    ix = i % s.W, iy = i / s.W % s.H, ch = i / (s.W * s.H) % s.C, n = i / (s.W * s.H) / s.C;
        double sum = 0;
        for (int t = 0; t < taps; t++) {
            int oy = place_over(iy, t / s.KW, s.OH, &s), ox = place_over(ix, t % s.KW, s.OW, &s);
            for (int f = 0; f < F && oy >= 0 && ox >= 0; f++)
                sum += W->data[(f * s.C + ch) * taps + t] * dy->data[(n * F + f) * places + oy * s.OW + ox];
        }
        dx[0]->data[i] += (real)sum;
    }
    for (int w = 0; dx[1] && w < (int)W->size; w++) {
        int    kx = w % s.KW, ky = w / s.KW % s.KH, ch = w / taps % s.C, f = w / taps / s.C;
        double sum = 0;
        for (int n = 0; n < N; n++)
            for (int o = 0; o < places; o++)
                sum += dy->data[(n * F + f) * places + o] *
                       padded(x->data + (n * s.C + ch) * s.H * s.W, s.H, s.W,
                              o / s.OW * s.stride - s.padding + ky * s.dilation,
                              o % s.OW * s.stride - s.padding + kx * s.dilation);
        dx[1]->data[w] += (real)sum;
    }
    for (int f = 0; dx[2] && f < F; f++) {
        double sum = 0;
        for (int n = 0; n < N; n++)
            for (int o = 0; o < places; o++) sum += dy->data[(n * F + f) * places + o];
        dx[2]->data[f] += (real)sum;
    }

/* @ 6.3 im2col */
    int places = s->OH * s->OW;
    for (int i = 0; i < s->C * s->KH * s->KW * places; i++) {
        int t = i / places, o = i % places;
        columns[i] = padded(image + t / (s->KH * s->KW) * s->H * s->W, s->H, s->W,
                            o / s->OW * s->stride - s->padding + t / s->KW % s->KH * s->dilation,
                            o % s->OW * s->stride - s->padding + t % s->KW * s->dilation);
    }

/* @ 6.3 col2im */
    int places = s->OH * s->OW, taps = s->KH * s->KW;
    for (int i = 0; i < s->C * s->H * s->W; i++) {
        double sum = 0;
        for (int t = 0; t < taps; t++) {
            int oy = place_over(i / s->W % s->H, t / s->KW, s->OH, s), ox = place_over(i % s->W, t % s->KW, s->OW, s);
            if (oy >= 0 && ox >= 0) sum += columns[(i / (s->W * s->H) * taps + t) * places + oy * s->OW + ox];
        }
        image[i] += (real)sum;
    }

/* @ before conv2d_forward */
/* The patch of each place as a row: the columns, transposed. */
static Tensor *patches(const ConvShape *s, const real *image) {
    Tensor *columns = t_zeros(s->C * s->KH * s->KW, s->OH * s->OW);
    im2col(s, image, columns->data);
    return t_transpose(columns);
}

/* @ 6.4 conv2d_forward */
    ConvShape s = conv_shape(c);
    int       N = x->shape[0], F = W->shape[0], places = s.OH * s.OW, taps = s.C * s.KH * s.KW;
    Tensor   *y = t_empty(DTYPE_REAL, 4, (int[]){N, F, s.OH, s.OW});
    t_no_grad();
    for (int o = 0; o < (int)y->size; o++) y->data[o] = b->data[o / places % F];
    for (int n = N - 1; n >= 0; n--) {
        t_step();
        const Tensor *rows = patches(&s, x->data + n * s.C * s.H * s.W);
        cpu_kernels.gemm(false, true, F, places, taps, W->data, rows->data, 1, y->data + n * F * places);
    }
    return y;

/* @ 6.4 conv2d_backward */
    ConvShape s = conv_shape(c);
    int       N = x->shape[0], F = W->shape[0], places = s.OH * s.OW, taps = s.C * s.KH * s.KW;
    t_no_grad();
    for (int n = N - 1; n >= 0; n--) {
        t_step();
        const real   *dyn = dy->data + n * F * places;
        const Tensor *rows = patches(&s, x->data + n * s.C * s.H * s.W);
        Tensor       *back = t_zeros(places, taps);
        if (dx[1]) cpu_kernels.gemm(false, false, F, taps, places, dyn, rows->data, 1, dx[1]->data);
        if (dx[0]) {
            cpu_kernels.gemm(true, false, places, taps, F, dyn, W->data, 0, back->data);
            col2im(&s, t_transpose(back)->data, dx[0]->data + n * s.C * s.H * s.W);
        }
        for (int i = 0; dx[2] && i < F * places; i++) dx[2]->data[i / places] += dyn[i];
    }
