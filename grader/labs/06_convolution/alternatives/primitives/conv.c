/* Lab 6 in another style: the library's operations, and a list of which pixel is where. */

/* For every element of the matrix of columns, the pixel of the image that it holds, or -1. */
static int64_t *pixels_of(const ConvShape *s) {
    const int places = s->OH * s->OW, n = s->C * s->KH * s->KW * places;
    int64_t  *pixel = t_empty(DTYPE_INT64, 1, &n)->i64;
    for (int i = 0; i < n; i++) {
        const int t = i / places, o = i % places;
        const int y = o / s->OW * s->stride - s->padding + t / s->KW % s->KH * s->dilation;
        const int x = o % s->OW * s->stride - s->padding + t % s->KW * s->dilation;
        const bool inside = y >= 0 && y < s->H && x >= 0 && x < s->W;
        pixel[i] = inside ? (t / (s->KH * s->KW) * s->H + y) * s->W + x : -1;
    }
    return pixel;
}

static Tensor *matrix(const real *values, int rows, int columns) {
    return t_copy_of(values, DTYPE_REAL, 2, (int[]){rows, columns});
}

/* @ 6.1 conv_size */
    n += 2 * padding;
    n -= (kernel - 1) * dilation;
    return (n - 1 - (n - 1) % stride) / stride + 1;

/* @ 6.1 conv2d_loops_forward */
    const ConvShape s = conv_shape(c);
    const int       N = x->shape[0], F = W->shape[0], places = s.OH * s.OW, taps = s.C * s.KH * s.KW;
    const int64_t  *pixel = pixels_of(&s);
    Tensor         *y = t_zeros(N, F, s.OH, s.OW);
    for (int n = 0; n < N; n++)
        for (int i = 0; i < taps * places; i++)
            for (int f = 0; f < F && pixel[i] >= 0; f++)
                y->data[(n * F + f) * places + i % places] +=
                    W->data[f * taps + i / places] * x->data[n * s.C * s.H * s.W + pixel[i]];
    return t_add(y, t_reshape((Tensor *)b, 1, F, 1, 1));

/* @ 6.2 conv2d_loops_backward */
    const ConvShape s = conv_shape(c);
    const int       N = x->shape[0], F = W->shape[0], places = s.OH * s.OW, taps = s.C * s.KH * s.KW;
    const int64_t  *pixel = pixels_of(&s);
    for (int i = 0; i < N * F * taps * places; i++) {
        const int n = i / (F * taps * places), f = i / (taps * places) % F, j = i % (taps * places);
        if (pixel[j] < 0) continue;
        const real g = dy->data[(n * F + f) * places + j % places];
        const int64_t at_x = n * s.C * s.H * s.W + pixel[j], at_w = f * taps + j / places;
        if (dx[0]) dx[0]->data[at_x] += W->data[at_w] * g;
        if (dx[1]) dx[1]->data[at_w] += x->data[at_x] * g;
    }
    if (!dx[2]) return;
    const Tensor *db = t_sum_axes((Tensor *)dy, 0, 2, 3);
    for (int f = 0; f < F; f++) dx[2]->data[f] += db->data[f];

/* @ 6.3 im2col */
    t_step();
    const int64_t *pixel = pixels_of(s);
    for (int i = 0; i < s->C * s->KH * s->KW * s->OH * s->OW; i++) columns[i] = pixel[i] < 0 ? 0 : image[pixel[i]];

/* @ 6.3 col2im */
    t_step();
    const int64_t *pixel = pixels_of(s);
    for (int i = s->C * s->KH * s->KW * s->OH * s->OW - 1; i >= 0; i--)
        if (pixel[i] >= 0) image[pixel[i]] += columns[i];

/* @ 6.4 conv2d_forward */
    const ConvShape s = conv_shape(c);
    const int       N = x->shape[0], F = W->shape[0], places = s.OH * s.OW, taps = s.C * s.KH * s.KW;
    Tensor         *y = t_empty(DTYPE_REAL, 4, (int[]){N, F, s.OH, s.OW}), *columns = t_zeros(taps, places);
    const int64_t  *pixel = pixels_of(&s);
    t_no_grad();
    for (int n = 0; n < N; n++) {
        t_step();
        const real *image = x->data + n * s.C * s.H * s.W;
        for (int i = 0; i < taps * places; i++) columns->data[i] = pixel[i] < 0 ? 0 : image[pixel[i]];
        const Tensor *yn = t_add(t_matmul(matrix(W->data, F, taps), columns), matrix(b->data, F, 1));
        memcpy(y->data + n * F * places, yn->data, yn->size * sizeof(real));
    }
    return y;

/* @ 6.4 conv2d_backward */
    const ConvShape s = conv_shape(c);
    const int       N = x->shape[0], F = W->shape[0], places = s.OH * s.OW, taps = s.C * s.KH * s.KW;
    const int64_t  *pixel = pixels_of(&s);
    Tensor         *columns = t_zeros(taps, places);
    t_no_grad();
    for (int n = 0; n < N; n++) {
        t_step();
        const int image = n * s.C * s.H * s.W;
        Tensor   *dyn = matrix(dy->data + n * F * places, F, places);
        for (int i = 0; i < taps * places; i++) columns->data[i] = pixel[i] < 0 ? 0 : x->data[image + pixel[i]];
        const Tensor *dW = t_matmul(dyn, t_transpose(columns)), *db = t_sum_axis(dyn, 1);
        const Tensor *back = t_matmul(t_transpose(matrix(W->data, F, taps)), dyn);
        for (int i = 0; dx[0] && i < taps * places; i++)
            if (pixel[i] >= 0) dx[0]->data[image + pixel[i]] += back->data[i];
        for (int i = 0; dx[1] && i < F * taps; i++) dx[1]->data[i] += dW->data[i];
        for (int f = 0; dx[2] && f < F; f++) dx[2]->data[f] += db->data[f];
    }
