/* Lab 6 in another style: computed in float, whatever real is. */

/* @ 6.7 to_tensor */
    int     H = image->shape[0], W = image->shape[1], C = image->ndim == 2 ? 1 : image->shape[2];
    Tensor *x = t_empty(DTYPE_REAL, 3, (int[]){C, H, W});
    for (int i = 0; i < C * H * W; i++) x->data[i % C * H * W + i / C] = (float)image->u8[i] / 255.0f;
    return x;

/* @ 6.7 channel_statistics */
    int   C = x->shape[1], pixels = x->shape[2] * x->shape[3];
    float n = (float)(x->shape[0] * pixels), mean[MAX_CHANNELS] = {0}, squares[MAX_CHANNELS] = {0};
    for (int i = 0; i < (int)x->size; i++) mean[i / pixels % C] += (float)x->data[i] / n;
    for (int i = 0; i < (int)x->size; i++) {
        float d = (float)x->data[i] - mean[i / pixels % C];
        squares[i / pixels % C] += d * d / n;
    }
    for (int c = 0; c < C; c++) {
        z.mean[c] = mean[c];
        z.std[c] = sqrtf(squares[c]);
    }

/* @ 6.7 normalize */
    Tensor *y = t_like(x);
    int     pixels = x->shape[1] * x->shape[2];
    for (int i = 0; i < (int)x->size; i++)
        y->data[i] = ((float)x->data[i] - (float)z->mean[i / pixels]) / (float)z->std[i / pixels];
    return y;

/* @ 6.8 random_crop */
    int top = -padding, left = -padding, H = x->shape[1], W = x->shape[2];
    top += (int)rng_below(rng, (uint64_t)(padding + padding + 1));
    left += (int)rng_below(rng, (uint64_t)(padding + padding + 1));
    Tensor *y = t_zeros_like(x);
    for (int c = 0; c < x->shape[0]; c++)
        for (int iy = 0; iy < H; iy++)
            for (int ix = 0; ix < W; ix++) {
                int i = iy - top, j = ix - left;
                if (i >= 0 && i < H && j >= 0 && j < W) y->data[(c * H + i) * W + j] = x->data[(c * H + iy) * W + ix];
            }
    return y;

/* @ 6.8 random_flip */
    if (rng_uniform(rng) >= p) return t_clone(x);
    Tensor *y = t_like(x);
    int     W = x->shape[2];
    for (int i = 0; i < (int)x->size; i++) y->data[i / W * W + W - 1 - i % W] = x->data[i];
    return y;

/* @ 6.9 between_pixels */
    float y0 = floorf((float)y), x0 = floorf((float)x), a = (float)y - y0, b = (float)x - x0, sum = 0;
    float weight[] = {(1 - a) * (1 - b), (1 - a) * b, a * (1 - b), a * b};
    for (int k = 0; k < 4; k++) sum += weight[k] * (float)pixel(image, c, (int)y0 + k / 2, (int)x0 + k % 2);
    return sum;

/* @ 6.9 random_rotation */
    float   t = (2 * (float)rng_uniform(rng) - 1) * (float)degrees * (float)M_PI / 180, s = sinf(t), co = cosf(t);
    int     H = x->shape[1], W = x->shape[2];
    Tensor *y = t_like(x);
    for (int i = 0; i < (int)x->size; i++) {
        float v = (float)(i / W % H) - (float)(H - 1) / 2, u = (float)(i % W) - (float)(W - 1) / 2;
        y->data[i] = (real)between_pixels(x, i / (W * H), (float)(H - 1) / 2 + u * s + v * co,
                                          (float)(W - 1) / 2 + u * co - v * s);
    }
    return y;

/* @ 6.9 jitter */
    float   f = 1 + (2 * (float)rng_uniform(rng) - 1) * (float)j->brightness;
    float   g = 1 + (2 * (float)rng_uniform(rng) - 1) * (float)j->contrast, mean = 0;
    Tensor *y = t_like(x);
    for (size_t i = 0; i < x->size; i++) y->data[i] = fminf(fmaxf(f * (float)x->data[i], 0), 1);
    for (size_t i = 0; i < x->size; i++) mean += (float)y->data[i] / (float)x->size;
    for (size_t i = 0; i < x->size; i++) y->data[i] = fminf(fmaxf(mean + g * ((float)y->data[i] - mean), 0), 1);
    return y;

/* @ 6.10 set_transforms */
    a->normalization = channel_statistics(train->x);
    memset(a->train, 0, sizeof a->train);
    memset(a->test, 0, sizeof a->test);
    a->train[0] = (Transform){random_crop, &a->padding};
    a->train[1] = (Transform){random_flip, &a->flip};
    a->train[2] = (Transform){random_rotation, &a->degrees};
    a->train[3] = (Transform){jitter, &a->jitter};
    a->train[4] = a->test[0] = (Transform){normalize, &a->normalization};
    train->transform = transform_compose(a->train);
    test->transform = transform_compose(a->test);
