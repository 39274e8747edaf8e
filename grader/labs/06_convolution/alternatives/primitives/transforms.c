/* Lab 6 in another style: the library's operations on whole images. */

/* @ 6.7 to_tensor */
    Tensor *x = t_div(t_cast(image, DTYPE_REAL), 255);
    return image->ndim == 2 ? t_unsqueeze(x, 0) : t_permute(x, 2, 0, 1);

/* @ 6.7 channel_statistics */
    const int     C = x->shape[1];
    const Tensor *rows = t_reshape(t_permute((Tensor *)x, 1, 0, 2, 3), C, -1);
    for (int c = 0; c < C; c++) {
        const int n = rows->shape[1];
        double    sum = 0, squares = 0;
        for (int i = 0; i < n; i++) sum += rows->data[c * n + i];
        for (int i = 0; i < n; i++) squares += pow(rows->data[c * n + i] - sum / n, 2);
        z.mean[c] = sum / n;
        z.std[c] = sqrt(squares / n);
    }

/* @ 6.7 normalize */
    const int C = x->shape[0];
    Tensor   *mean = t_zeros(C, 1, 1), *std = t_zeros(C, 1, 1);
    for (int c = 0; c < C; c++) {
        mean->data[c] = (real)z->mean[c];
        std->data[c] = (real)z->std[c];
    }
    return t_div(t_sub(x, mean), std);

/* @ 6.8 random_crop */
    const int C = x->shape[0], H = x->shape[1], W = x->shape[2];
    const uint64_t windows = 1 + 2 * (uint64_t)padding;
    const int      top = (int)rng_below(rng, windows), left = (int)rng_below(rng, windows);
    if (padding == 0) return x;
    Tensor *band = t_zeros(C, padding, W), *side = t_zeros(C, H + 2 * padding, padding);
    Tensor *frame = t_cat(2, side, t_cat(1, band, x, band), side);
    return t_slice(t_slice(frame, 1, top, top + H), 2, left, left + W);

/* @ 6.8 random_flip */
    if (!(rng_uniform(rng) < p)) return x;
    Tensor *column[x->shape[2]];
    for (int j = 0; j < x->shape[2]; j++) column[x->shape[2] - 1 - j] = t_slice(x, 2, j, j + 1);
    return t_cat_at(T_HERE("flip"), 2, x->shape[2], column);

/* @ 6.9 between_pixels */
    double sum = 0;
    for (int k = 0; k < 4; k++) {
        const int iy = (int)floor(y) + k / 2, ix = (int)floor(x) + k % 2;
        sum += (1 - fabs(y - iy)) * (1 - fabs(x - ix)) * pixel(image, c, iy, ix);
    }
    return sum;

/* @ 6.9 random_rotation */
    const double t = degrees * M_PI / 180 * (2 * rng_uniform(rng) - 1);
    const int    H = x->shape[1], W = x->shape[2];
    Tensor      *y = t_zeros_like(x);
    for (int i = 0; i < H; i++)
        for (int j = 0; j < W; j++) {
            const double v = (2 * i - H + 1) / 2.0, u = (2 * j - W + 1) / 2.0;
            const double dv = u * sin(t) + v * cos(t) - v, du = u * cos(t) - v * sin(t) - u;
            for (int c = 0; c < x->shape[0]; c++)
                y->data[(c * H + i) * W + j] = (real)between_pixels(x, c, i + dv, j + du);
        }
    return y;

/* @ 6.9 jitter */
    const double f = 1 + (2 * rng_uniform(rng) - 1) * j->brightness, g = 1 + (2 * rng_uniform(rng) - 1) * j->contrast;
    Tensor      *y = t_scale(x, f);
    y = t_neg(t_maximum(t_neg(t_maximum(y, 0)), -1));
    Tensor *mean = t_mean(y);
    y = t_add(mean, t_scale(t_sub(y, mean), g));
    return t_neg(t_maximum(t_neg(t_maximum(y, 0)), -1));

/* @ 6.10 set_transforms */
    a->normalization = channel_statistics(train->x);
    a->test[0] = (Transform){normalize, &a->normalization};
    a->test[1].apply = NULL;
    test->transform = transform_compose(a->test);
    a->train[0] = (Transform){.apply = random_crop, .data = &a->padding};
    a->train[1] = (Transform){.apply = random_flip, .data = &a->flip};
    a->train[2] = (Transform){.apply = random_rotation, .data = &a->degrees};
    a->train[3] = (Transform){.apply = jitter, .data = &a->jitter};
    a->train[4] = test->transform; /* a list may be part of another */
    a->train[5].apply = NULL;
    train->transform = transform_compose(a->train);
