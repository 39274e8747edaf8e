/* Lab 6 in another style: frames are built, and images changed in place. */

/* @ 6.7 to_tensor */
    const uint8_t *byte = image->u8;
    const int      C = image->ndim > 2 ? image->shape[2] : 1, pixels = image->shape[0] * image->shape[1];
    Tensor        *x = t_empty(DTYPE_REAL, 3, (int[]){C, image->shape[0], image->shape[1]});
    for (int p = 0; p < pixels; p++)
        for (int c = 0; c < C; c++) x->data[c * pixels + p] = (real)(*byte++ / 255.0);
    return x;

/* @ 6.7 channel_statistics */
    const Tensor *mean = t_mean_axes((Tensor *)x, 0, 2, 3), *var = t_var_axes((Tensor *)x, 0, 0, 2, 3);
    for (int c = 0; c < x->shape[1]; c++) {
        z.mean[c] = mean->data[c];
        z.std[c] = sqrt((double)var->data[c]);
    }

/* @ 6.7 normalize */
    const size_t pixels = (size_t)(x->shape[1] * x->shape[2]);
    for (size_t i = 0; i < x->size; i++)
        x->data[i] = (real)((x->data[i] - z->mean[i / pixels]) / z->std[i / pixels]);
    return x;

/* @ 6.8 random_crop */
    const int H = x->shape[1], W = x->shape[2], PW = W + 2 * padding;
    const int top = (int)rng_below(rng, (uint64_t)padding * 2 + 1);
    const int left = (int)rng_below(rng, (uint64_t)padding * 2 + 1);
    for (int c = 0; c < x->shape[0]; c++) {
        Tensor *frame = t_zeros(H + 2 * padding, PW);
        for (int i = 0; i < H * W; i++)
            frame->data[(i / W + padding) * PW + i % W + padding] = x->data[c * H * W + i];
        for (int i = 0; i < H * W; i++) x->data[c * H * W + i] = frame->data[(i / W + top) * PW + i % W + left];
    }
    return x;

/* @ 6.8 random_flip */
    const int W = x->shape[2];
    if (rng_uniform(rng) < p)
        for (real *row = x->data; row < x->data + x->size; row += W)
            for (int j = 0; j < W / 2; j++) {
                const real other = row[W - 1 - j];
                row[W - 1 - j] = row[j];
                row[j] = other;
            }
    return x;

/* @ 6.9 between_pixels */
    const double top = floor(y), left = floor(x), b = x - left;
    double       row[2];
    for (int i = 0; i < 2; i++) {
        const int  iy = (int)top + i, ix = (int)left;
        const real first = pixel(image, c, iy, ix), second = pixel(image, c, iy, ix + 1);
        row[i] = first + b * (second - first);
    }
    return row[0] + (y - top) * (row[1] - row[0]);

/* @ 6.9 random_rotation */
    const double u0 = rng_uniform(rng), t = (u0 + u0 - 1) * (degrees * M_PI / 180);
    const double cy = 0.5 * x->shape[1] - 0.5, cx = 0.5 * x->shape[2] - 0.5;
    Tensor      *y = t_like(x);
    real        *out = y->data;
    for (int c = 0; c < x->shape[0]; c++)
        for (double v = -cy; v < cy + 0.5; v++)
            for (double u = -cx; u < cx + 0.5; u++)
                *out++ = (real)between_pixels(x, c, cy + u * sin(t) + v * cos(t), cx + u * cos(t) - v * sin(t));
    return y;

/* @ 6.9 jitter */
    double f[2], mean = 0;
    f[0] = 1 + j->brightness * (2 * rng_uniform(rng) - 1);
    f[1] = 1 + j->contrast * (2 * rng_uniform(rng) - 1);
    for (size_t i = 0; i < x->size; i++) {
        x->data[i] = (real)fmax(fmin(x->data[i] * f[0], 1), 0);
        mean += x->data[i];
    }
    mean /= (double)x->size;
    for (size_t i = 0; i < x->size; i++) x->data[i] = (real)fmax(fmin(f[1] * (x->data[i] - mean) + mean, 1), 0);
    return x;

/* @ 6.10 set_transforms */
    Tensor *(*const apply[])(Tensor *, Rng *, void *) = {random_crop, random_flip, random_rotation, jitter,
                                                         normalize};
    void *data[] = {&a->padding, &a->flip, &a->degrees, &a->jitter, &a->normalization};
    a->normalization = channel_statistics(train->x);
    for (int i = 0; i < 5; i++) a->train[i] = (Transform){apply[i], data[i]};
    a->train[5] = a->test[1] = (Transform){0};
    a->test[0] = a->train[4];
    train->transform = transform_compose(a->train);
    test->transform = transform_compose(a->test);
