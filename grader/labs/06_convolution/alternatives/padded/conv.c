/* Lab 6 in another style: images are copied into a frame of zeros first, and no index is ever outside. */

/* (N,C,H,W) in a frame. */
static Tensor *in_frame(const Tensor *x, int frame) {
    int     H = x->shape[2], W = x->shape[3];
    Tensor *y = t_zeros(x->shape[0], x->shape[1], H + 2 * frame, W + 2 * frame);
    for (int i = 0; i < x->shape[0] * x->shape[1] * H; i++)
        memcpy(y->data + (i / H * (H + 2 * frame) + frame + i % H) * (W + 2 * frame) + frame, x->data + i * W,
               (size_t)W * sizeof(real));
    return y;
}

/* The inside of a framed y is added to x. */
static void add_inside(Tensor *x, const Tensor *y, int frame) {
    int H = x->shape[2], W = x->shape[3];
    for (int i = 0; i < (int)x->size; i++) {
        int row = i / W, image = row / H;
        x->data[i] += y->data[(image * (H + 2 * frame) + frame + row % H) * (W + 2 * frame) + frame + i % W];
    }
}

/* @ 6.1 conv_size */
    const int covered = dilation * (kernel - 1) + 1, rows = n + 2 * padding;
    return (rows - covered + stride) / stride;

/* @ 6.1 conv2d_loops_forward */
    const ConvShape s = conv_shape(c);
    const Tensor   *p = in_frame(x, s.padding);
    const int       F = W->shape[0], PH = p->shape[2], PW = p->shape[3];
    Tensor         *y = t_empty(DTYPE_REAL, 4, (int[]){x->shape[0], F, s.OH, s.OW});
    real           *out = y->data;
    for (int n = 0; n < x->shape[0]; n++)
        for (int f = 0; f < F; f++)
            for (int oy = 0; oy < s.OH; oy++)
                for (int ox = 0; ox < s.OW; ox++, out++) {
                    const real *w = W->data + f * s.C * s.KH * s.KW;
                    *out = b->data[f];
                    for (int ch = 0; ch < s.C; ch++)
                        for (int ky = 0; ky < s.KH; ky++)
                            for (int kx = 0; kx < s.KW; kx++)
                                *out += *w++ * p->data[at(s.C, PH, PW, n, ch, oy * s.stride + ky * s.dilation,
                                                          ox * s.stride + kx * s.dilation)];
                }
    return y;

/* @ 6.2 conv2d_loops_backward */
    const ConvShape s = conv_shape(c);
    const Tensor   *p = in_frame(x, s.padding);
    const int       F = W->shape[0], PH = p->shape[2], PW = p->shape[3];
    Tensor         *dp = t_zeros_like(p);
    for (int n = 0; n < x->shape[0]; n++)
        for (int ch = 0; ch < s.C; ch++)
            for (int oy = 0; oy < s.OH; oy++)
                for (int ox = 0; ox < s.OW; ox++)
                    for (int f = 0; f < F; f++)
                        for (int ky = 0; ky < s.KH; ky++)
                            for (int kx = 0; kx < s.KW; kx++) {
                                const size_t i = at(s.C, PH, PW, n, ch, oy * s.stride + ky * s.dilation,
                                                    ox * s.stride + kx * s.dilation);
                                const real   g = dy->data[at(F, s.OH, s.OW, n, f, oy, ox)];
                                const size_t w = at(s.C, s.KH, s.KW, f, ch, ky, kx);
                                dp->data[i] += W->data[w] * g;
                                if (dx[1]) dx[1]->data[w] += p->data[i] * g;
                            }
    if (dx[0]) add_inside(dx[0], dp, s.padding);
    if (dx[2])
        for (size_t i = 0; i < dy->size; i++) dx[2]->data[i / (size_t)(s.OH * s.OW) % (size_t)F] += dy->data[i];

/* @ 6.3 im2col */
    const Tensor *p = in_frame(t_copy_of(image, DTYPE_REAL, 4, (int[]){1, s->C, s->H, s->W}), s->padding);
    const int     PH = p->shape[2], PW = p->shape[3];
    for (int t = 0; t < s->C * s->KH * s->KW; t++)
        for (int oy = 0; oy < s->OH; oy++) {
            const int   y = oy * s->stride + t / s->KW % s->KH * s->dilation;
            const real *row = p->data + (t / (s->KH * s->KW) * PH + y) * PW;
            for (int ox = 0; ox < s->OW; ox++) *columns++ = row[ox * s->stride + t % s->KW * s->dilation];
        }

/* @ 6.3 col2im */
    Tensor   *x = t_zeros(1, s->C, s->H, s->W), *p = in_frame(x, s->padding);
    const int PH = p->shape[2], PW = p->shape[3];
    for (int t = 0; t < s->C * s->KH * s->KW; t++)
        for (int oy = 0; oy < s->OH; oy++) {
            const int y = oy * s->stride + t / s->KW % s->KH * s->dilation;
            real     *row = p->data + (t / (s->KH * s->KW) * PH + y) * PW;
            for (int ox = 0; ox < s->OW; ox++) row[ox * s->stride + t % s->KW * s->dilation] += *columns++;
        }
    add_inside(x, p, s->padding);
    for (size_t i = 0; i < x->size; i++) image[i] += x->data[i];

/* @ 6.4 conv2d_forward */
    const ConvShape s = conv_shape(c);
    const int       F = W->shape[0], places = s.OH * s.OW, taps = s.C * s.KH * s.KW;
    Tensor         *y = t_empty(DTYPE_REAL, 4, (int[]){x->shape[0], F, s.OH, s.OW}), *columns = t_zeros(taps, places);
    for (int n = 0; n < x->shape[0]; n++) {
        t_step();
        real *yn = y->data + n * F * places;
        im2col(&s, x->data + n * s.C * s.H * s.W, columns->data);
        cpu_kernels.gemm(false, false, F, places, taps, W->data, columns->data, 0, yn);
        for (int i = 0; i < F * places; i++) yn[i] += b->data[i / places];
    }
    return y;

/* @ 6.4 conv2d_backward */
    const ConvShape s = conv_shape(c);
    const int       N = x->shape[0], F = W->shape[0], places = s.OH * s.OW, taps = s.C * s.KH * s.KW;
    Tensor         *columns = t_empty(DTYPE_REAL, 2, (int[]){taps, places}), *back = t_like(columns);
    for (int n = 0; n < N; n++) {
        t_step();
        const real *dyn = dy->data + n * F * places;
        im2col(&s, x->data + n * s.C * s.H * s.W, columns->data);
        if (dx[1]) cpu_kernels.gemm(false, true, F, taps, places, dyn, columns->data, 1, dx[1]->data);
        cpu_kernels.gemm(true, false, taps, places, F, W->data, dyn, 0, back->data);
        if (dx[0]) col2im(&s, back->data, dx[0]->data + n * s.C * s.H * s.W);
    }
    if (dx[2])
        for (size_t i = 0; i < dy->size; i++) dx[2]->data[i / (size_t)places % (size_t)F] += dy->data[i];
