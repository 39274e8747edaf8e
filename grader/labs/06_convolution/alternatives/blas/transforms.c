/* Lab 6 in another style: rows at a time, with pointers. */

/* @ 6.7 to_tensor */
    const int H = image->shape[0], W = image->shape[1], C = image->ndim < 3 ? 1 : image->shape[2];
    Tensor   *x = t_zeros(C, H, W);
    real     *to = x->data;
    for (int c = 0; c < C; c++)
        for (const uint8_t *from = image->u8 + c; to < x->data + (c + 1) * H * W; from += C) *to++ = (real)*from / 255;
    return x;

/* @ 6.7 channel_statistics */
    const int    N = x->shape[0], C = x->shape[1], pixels = x->shape[2] * x->shape[3];
    const double n = (double)N * pixels;
    for (int i = 0; i < N * C; i++)
        for (const real *p = x->data + i * pixels; p < x->data + (i + 1) * pixels; p++) z.mean[i % C] += *p / n;
    for (int i = 0; i < N * C; i++)
        for (const real *p = x->data + i * pixels; p < x->data + (i + 1) * pixels; p++)
            z.std[i % C] += (*p - z.mean[i % C]) * (*p - z.mean[i % C]) / n;
    for (int c = 0; c < C; c++) z.std[c] = sqrt(z.std[c]);

/* @ 6.7 normalize */
    real *p = x->data;
    for (int c = 0; c < x->shape[0]; c++)
        for (const real *end = p + x->shape[1] * x->shape[2]; p < end; p++) *p = (real)((*p - z->mean[c]) / z->std[c]);
    return x;

/* @ 6.8 random_crop */
    const uint64_t n = 2 * (uint64_t)padding + 1;
    const int      H = x->shape[1], W = x->shape[2], dy = (int)rng_below(rng, n) - padding;
    const int      dx = (int)rng_below(rng, n) - padding, from = dx < 0 ? -dx : 0, to = dx > 0 ? W - dx : W;
    Tensor        *y = t_zeros_like(x);
    for (int r = 0; r < x->shape[0] * H; r++) {
        const int i = r % H + dy;
        if (i < 0 || i >= H || to <= from) continue;
        memcpy(y->data + r * W + from, x->data + (r + dy) * W + from + dx, (size_t)(to - from) * sizeof(real));
    }
    return y;

/* @ 6.8 random_flip */
    if (p <= rng_uniform(rng)) return x;
    for (real *row = x->data; row < x->data + x->size; row += x->shape[2])
        for (real *a = row, *b = row + x->shape[2] - 1; a < b; a++, b--) {
            const real kept = *a;
            *a = *b;
            *b = kept;
        }
    return x;

/* @ 6.9 between_pixels */
    int y0 = (int)y, x0 = (int)x; /* towards 0 */
    if (y0 > y) y0--;
    if (x0 > x) x0--;
    const double above = pixel(image, c, y0, x0) * (x0 + 1 - x) + pixel(image, c, y0, x0 + 1) * (x - x0);
    const double below = pixel(image, c, y0 + 1, x0) * (x0 + 1 - x) + pixel(image, c, y0 + 1, x0 + 1) * (x - x0);
    return above * (y0 + 1 - y) + below * (y - y0);

/* @ 6.9 random_rotation */
    /* Along a row of the output the place in the input moves on by (sin, cos). */
    const double angle = degrees * (2 * rng_uniform(rng) - 1) * M_PI / 180, s = sin(angle), co = cos(angle);
    const int    H = x->shape[1], W = x->shape[2];
    Tensor      *y = t_like(x);
    for (int r = 0; r < x->shape[0] * H; r++) {
        const double v = r % H - (H - 1) / 2.0, u = -(W - 1) / 2.0;
        const double fy = (H - 1) / 2.0 + u * s + v * co, fx = (W - 1) / 2.0 + u * co - v * s;
        for (int j = 0; j < W; j++) y->data[r * W + j] = (real)between_pixels(x, r / H, fy + j * s, fx + j * co);
    }
    return y;

/* @ 6.9 jitter */
    const double amount[] = {j->brightness, j->contrast};
    double       factor[2], mean = 0;
    for (int i = 0; i < 2; i++) factor[i] = 1 + amount[i] * (2 * rng_uniform(rng) - 1);
    for (int step = 0; step < 2; step++) {
        for (real *p = x->data; p < x->data + x->size; p++) {
            *p = (real)(mean + factor[step] * (*p - mean));
            if (*p < 0) *p = 0;
            if (*p > 1) *p = 1;
        }
        for (size_t i = 0; i < x->size; i++) mean += x->data[i] / (double)x->size;
    }
    return x;

/* @ 6.10 set_transforms */
    const Transform last = {normalize, &a->normalization}, none = {NULL, NULL};
    a->normalization = channel_statistics(train->x);
    a->train[0] = (Transform){random_crop, &a->padding};
    a->train[1] = (Transform){random_flip, &a->flip};
    a->train[2] = (Transform){random_rotation, &a->degrees};
    a->train[3] = (Transform){jitter, &a->jitter};
    a->train[4] = last;
    a->train[5] = none;
    a->test[0] = last;
    a->test[1] = none;
    Dataset   *set[] = {train, test};
    Transform *list[] = {a->train, a->test};
    for (int i = 0; i < 2; i++) set[i]->transform = transform_compose(list[i]);
