/* Lab 6 in another style: computed in float, whatever real is. */

/* Element (c,y,x) of an image, 0 outside. */
static float pixel_at(const real *image, const ConvShape *s, int c, int y, int x) {
    return (unsigned)y < (unsigned)s->H && (unsigned)x < (unsigned)s->W ? (float)image[(c * s->H + y) * s->W + x] : 0;
}

/* @ 6.1 conv_size */
    return (int)floorf((float)(n + 2 * padding - dilation * (kernel - 1) - 1) / (float)stride) + 1;

/* @ 6.1 conv2d_loops_forward */
    ConvShape s = conv_shape(c);
    int       F = W->shape[0], o = 0;
    Tensor   *y = t_empty(DTYPE_REAL, 4, (int[]){x->shape[0], F, s.OH, s.OW});
    for (int n = 0; n < x->shape[0]; n++)
        for (int f = 0; f < F; f++)
            for (int p = 0; p < s.OH * s.OW; p++) {
                float sum = (float)b->data[f];
                for (int t = 0; t < s.C * s.KH * s.KW; t++)
                    sum += (float)W->data[f * s.C * s.KH * s.KW + t] *
                           pixel_at(x->data + n * s.C * s.H * s.W, &s, t / (s.KH * s.KW),
                                    p / s.OW * s.stride - s.padding + t / s.KW % s.KH * s.dilation,
                                    p % s.OW * s.stride - s.padding + t % s.KW * s.dilation);
                y->data[o++] = sum;
            }
    return y;

/* @ 6.2 conv2d_loops_backward */
    ConvShape s = conv_shape(c);
    int       F = W->shape[0], taps = s.C * s.KH * s.KW;
    for (int n = 0; n < x->shape[0]; n++)
        for (int t = 0; t < taps; t++)
            for (int f = 0; f < F; f++)
                for (int p = 0; p < s.OH * s.OW; p++) {
                    int   ch = t / (s.KH * s.KW), y = p / s.OW * s.stride - s.padding + t / s.KW % s.KH * s.dilation;
                    int   column = p % s.OW * s.stride - s.padding + t % s.KW * s.dilation;
                    float g = (float)dy->data[(n * F + f) * s.OH * s.OW + p];
                    if (dx[2] && t == 0) dx[2]->data[f] += g;
                    if (y < 0 || y >= s.H || column < 0 || column >= s.W) continue;
                    int i = ((n * s.C + ch) * s.H + y) * s.W + column;
                    if (dx[0]) dx[0]->data[i] = (float)dx[0]->data[i] + (float)W->data[f * taps + t] * g;
                    if (dx[1]) dx[1]->data[f * taps + t] = (float)dx[1]->data[f * taps + t] + (float)x->data[i] * g;
                }

/* @ 6.3 im2col */
    for (int t = 0; t < s->C * s->KH * s->KW; t++)
        for (int p = 0; p < s->OH * s->OW; p++)
            *columns++ = pixel_at(image, s, t / (s->KH * s->KW),
                                  p / s->OW * s->stride - s->padding + t / s->KW % s->KH * s->dilation,
                                  p % s->OW * s->stride - s->padding + t % s->KW * s->dilation);

/* @ 6.3 col2im */
    for (int t = 0; t < s->C * s->KH * s->KW; t++)
        for (int p = 0; p < s->OH * s->OW; p++, columns++) {
            int y = p / s->OW * s->stride - s->padding + t / s->KW % s->KH * s->dilation;
            int x = p % s->OW * s->stride - s->padding + t % s->KW * s->dilation;
            if (y < 0 || y >= s->H || x < 0 || x >= s->W) continue;
            real *to = image + (t / (s->KH * s->KW) * s->H + y) * s->W + x;
            *to = (float)*to + (float)*columns;
        }

/* @ 6.4 conv2d_forward */
    ConvShape s = conv_shape(c);
    int       F = W->shape[0], P = s.OH * s.OW, K = s.C * s.KH * s.KW;
    Tensor   *y = t_empty(DTYPE_REAL, 4, (int[]){x->shape[0], F, s.OH, s.OW}), *columns = t_zeros(K, P);
    for (int n = 0; n < x->shape[0]; n++) {
        im2col(&s, x->data + n * s.C * s.H * s.W, columns->data);
        for (int f = 0; f < F; f++) {
            float row[P];
            for (int p = 0; p < P; p++) row[p] = (float)b->data[f];
            for (int t = 0; t < K; t++)
                for (int p = 0; p < P; p++) row[p] += (float)W->data[f * K + t] * (float)columns->data[t * P + p];
            for (int p = 0; p < P; p++) y->data[(n * F + f) * P + p] = row[p];
        }
    }
    return y;

/* @ 6.4 conv2d_backward */
    ConvShape s = conv_shape(c);
    int       F = W->shape[0], P = s.OH * s.OW, K = s.C * s.KH * s.KW;
    Tensor   *columns = t_zeros(K, P), *back = t_zeros(K, P);
    for (int n = 0; n < x->shape[0]; n++) {
        const real *dyn = dy->data + n * F * P;
        im2col(&s, x->data + n * s.C * s.H * s.W, columns->data);
        memset(back->data, 0, back->size * sizeof(real));
        for (int f = 0; f < F; f++)
            for (int t = 0; t < K; t++) {
                float sum = 0, w = (float)W->data[f * K + t];
                for (int p = 0; p < P; p++) {
                    float g = (float)dyn[f * P + p];
                    sum += g * (float)columns->data[t * P + p];
                    back->data[t * P + p] = (float)back->data[t * P + p] + w * g;
                }
                if (dx[1]) dx[1]->data[f * K + t] += sum;
            }
        if (dx[0]) col2im(&s, back->data, dx[0]->data + n * s.C * s.H * s.W);
        for (int i = 0; dx[2] && i < F * P; i++) dx[2]->data[i / P] = (float)dx[2]->data[i / P] + (float)dyn[i];
    }
