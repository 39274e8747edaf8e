/* Lab 6 in another style: from the last pixel to the first. */

/* @ 6.7 to_tensor */
    const int C = image->ndim == 3 ? image->shape[2] : 1, W = image->shape[1], H = image->shape[0];
    Tensor   *y = t_empty(DTYPE_REAL, 3, (int[]){C, H, W});
    size_t    byte = image->size;
    for (int row = H; row-- > 0;)
        for (int column = W; column-- > 0;)
            for (int c = C; c-- > 0;) y->data[(c * H + row) * W + column] = image->u8[--byte] * (real)(1.0 / 255);
    return y;

/* @ 6.7 channel_statistics */
    const size_t pixels = (size_t)x->shape[2] * (size_t)x->shape[3], C = (size_t)x->shape[1];
    const double n = (double)(x->size / C);
    for (size_t i = x->size; i-- > 0;) z.mean[i / pixels % C] += x->data[i];
    for (size_t c = C; c-- > 0;) z.mean[c] /= n;
    for (size_t i = x->size; i-- > 0;) {
        const double d = z.mean[i / pixels % C] - x->data[i];
        z.std[i / pixels % C] += d * d;
    }
    for (size_t c = C; c-- > 0;) z.std[c] = pow(z.std[c] / n, 0.5);

/* @ 6.7 normalize */
    Tensor *y = t_clone(x);
    for (int i = (int)y->size; i-- > 0;) {
        const int c = i / (y->shape[1] * y->shape[2]);
        y->data[i] -= (real)z->mean[c];
        y->data[i] /= (real)z->std[c];
    }
    return y;

/* @ 6.8 random_crop */
    const int wide = 2 * padding + 1, H = x->shape[1], W = x->shape[2];
    const int top = (int)rng_below(rng, (uint64_t)wide), left = (int)rng_below(rng, (uint64_t)wide);
    Tensor   *y = t_like(x);
    for (int i = (int)y->size; i-- > 0;) {
        const int r = i / W % H + top, q = i % W + left; /* in the frame */
        const bool in_frame_only = r < padding || r >= H + padding || q < padding || q >= W + padding;
        y->data[i] = in_frame_only ? 0 : x->data[(i / W / H * H + r - padding) * W + q - padding];
    }
    return y;

/* @ 6.8 random_flip */
    const double drawn = rng_uniform(rng);
    const int    W = x->shape[2];
    Tensor      *y = t_clone(x);
    for (int r = (int)x->size / W; drawn < p && r-- > 0;)
        for (int j = W; j-- > 0;) y->data[r * W + j] = x->data[(r + 1) * W - 1 - j];
    return y;

/* @ 6.9 between_pixels */
    const double a = y - floor(y), b = x - floor(x);
    const int    lower = (int)floor(y) + 1, right = (int)floor(x) + 1;
    double       value = a * b * pixel(image, c, lower, right);
    value += a * (1 - b) * pixel(image, c, lower, right - 1);
    value += (1 - a) * b * pixel(image, c, lower - 1, right);
    return value + (1 - a) * (1 - b) * pixel(image, c, lower - 1, right - 1);

/* @ 6.9 random_rotation */
    const double most = degrees * M_PI / 180, t = -most + 2 * most * rng_uniform(rng);
    const int    H = x->shape[1], W = x->shape[2];
    Tensor      *y = t_like(x);
    for (int i = (int)y->size; i-- > 0;) {
        const double v = i / W % H - (H - 1) * 0.5, u = i % W - (W - 1) * 0.5;
        const double away = hypot(u, v), was = atan2(-v, u) - t; /* polar, anticlockwise */
        y->data[i] = (real)between_pixels(x, i / W / H, (H - 1) * 0.5 - away * sin(was),
                                          (W - 1) * 0.5 + away * cos(was));
    }
    return y;

/* @ 6.9 jitter */
    const double brighter = (2 * rng_uniform(rng) - 1) * j->brightness, more = (2 * rng_uniform(rng) - 1) * j->contrast;
    Tensor      *y = t_clone(x);
    double       sum = 0;
    for (size_t i = y->size; i-- > 0; sum += y->data[i])
        y->data[i] = (real)fmax(0, fmin(1, y->data[i] + brighter * y->data[i]));
    const double mean = sum / (double)y->size;
    for (size_t i = y->size; i-- > 0;)
        y->data[i] = (real)fmax(0, fmin(1, y->data[i] + more * (y->data[i] - mean)));
    return y;

/* @ 6.10 set_transforms */
    int n = MAX_TRANSFORMS;
    a->normalization = channel_statistics(train->x);
    a->test[--n] = (Transform){0};
    a->test[--n] = (Transform){normalize, &a->normalization};
    test->transform = transform_compose(a->test + n);
    n = MAX_TRANSFORMS;
    a->train[--n] = (Transform){0};
    a->train[--n] = (Transform){normalize, &a->normalization};
    a->train[--n] = (Transform){jitter, &a->jitter};
    a->train[--n] = (Transform){random_rotation, &a->degrees};
    a->train[--n] = (Transform){random_flip, &a->flip};
    a->train[--n] = (Transform){random_crop, &a->padding};
    train->transform = transform_compose(a->train + n);
