/* Lab 6 in another style: every element of a result is worked out by itself, from all that goes into it. */

/* Channel, row and column of an element. */
typedef struct Place {
    int c, y, x;
} Place;
static Place place_of(const Tensor *image, size_t i) {
    int H = image->shape[1], W = image->shape[2];
    return (Place){(int)i / (H * W), (int)i / W % H, (int)i % W};
}

/* @ 6.7 to_tensor */
    bool grey = image->ndim == 2;
    int  C = grey ? 1 : image->shape[2];
    Tensor *y = t_zeros(C, image->shape[0], image->shape[1]);
    for (size_t i = 0; i < y->size; i++) {
        Place p = place_of(y, i);
        y->data[i] = image->u8[(p.y * image->shape[1] + p.x) * C + p.c] / (real)255;
    }
    return y;

/* @ 6.7 channel_statistics */
    for (int c = 0; c < x->shape[1]; c++) {
        double n = 0, mean = 0, squares = 0; /* Welford: one pass */
        for (size_t i = 0; i < x->size; i++) {
            if ((int)(i / (size_t)(x->shape[2] * x->shape[3])) % x->shape[1] != c) continue;
            double d = x->data[i] - mean;
            mean += d / ++n;
            squares += d * (x->data[i] - mean);
        }
        z.mean[c] = mean;
        z.std[c] = sqrt(squares / n);
    }

/* @ 6.7 normalize */
    for (size_t i = 0; i < x->size; i++) {
        Place p = place_of(x, i);
        x->data[i] = (real)(x->data[i] / z->std[p.c] - z->mean[p.c] / z->std[p.c]);
    }
    return x;

/* @ 6.8 random_crop */
    uint64_t windows = (uint64_t)(2 * padding + 1);
    int     top = (int)rng_below(rng, windows), left = (int)rng_below(rng, windows);
    Tensor *y = t_zeros_like(x);
    for (size_t i = 0; i < y->size; i++) {
        Place p = place_of(y, i);
        p.y += top - padding;
        p.x += left - padding;
        if (p.y >= 0 && p.y < x->shape[1] && p.x >= 0 && p.x < x->shape[2])
            y->data[i] = x->data[(p.c * x->shape[1] + p.y) * x->shape[2] + p.x];
    }
    return y;

/* @ 6.8 random_flip */
    bool    flip = rng_uniform(rng) < p;
    Tensor *y = t_like(x);
    for (size_t i = 0; i < y->size; i++) {
        int j = place_of(x, i).x;
        y->data[i] = x->data[flip ? (int)i - j + x->shape[2] - 1 - j : (int)i];
    }
    return y;

/* @ 6.9 between_pixels */
    double sum = 0; /* each pixel is a tent, one wide on each side */
    for (int i = (int)y - 1; i <= (int)y + 1; i++)
        for (int j = (int)x - 1; j <= (int)x + 1; j++)
            sum += fmax(0, 1 - fabs(y - i)) * fmax(0, 1 - fabs(x - j)) * pixel(image, c, i, j);
    return sum;

/* @ 6.9 random_rotation */
    double  angle = (2 * rng_uniform(rng) - 1) * degrees / 180 * acos(-1);
    Tensor *y = t_like(x);
    for (size_t i = 0; i < y->size; i++) {
        Place  p = place_of(x, i);
        double v = p.y - 0.5 * (x->shape[1] - 1), u = p.x - 0.5 * (x->shape[2] - 1);
        y->data[i] = (real)between_pixels(x, p.c, u * sin(angle) + v * cos(angle) + 0.5 * (x->shape[1] - 1),
                                          u * cos(angle) - v * sin(angle) + 0.5 * (x->shape[2] - 1));
    }
    return y;

/* @ 6.9 jitter */
    double factor[2];
    factor[0] = 1 - j->brightness + 2 * j->brightness * rng_uniform(rng);
    factor[1] = 1 - j->contrast + 2 * j->contrast * rng_uniform(rng);
    Tensor *y = t_scale(x, factor[0]);
    for (size_t i = 0; i < y->size; i++) y->data[i] = y->data[i] > 1 ? 1 : y->data[i] < 0 ? 0 : y->data[i];
    real mean = (real)t_item(t_mean(y));
    for (size_t i = 0; i < y->size; i++) {
        y->data[i] = (real)(factor[1] * y->data[i] + (1 - factor[1]) * mean);
        y->data[i] = y->data[i] > 1 ? 1 : y->data[i] < 0 ? 0 : y->data[i];
    }
    return y;

/* @ 6.10 set_transforms */
    Transform *t = a->train;
    a->normalization = channel_statistics(train->x);
    *t++ = (Transform){random_crop, &a->padding};
    *t++ = (Transform){random_flip, &a->flip};
    *t++ = (Transform){random_rotation, &a->degrees};
    *t++ = (Transform){jitter, &a->jitter};
    *t++ = (Transform){normalize, &a->normalization};
    *t = (Transform){.apply = NULL};
    train->transform = transform_compose(a->train);
    test->transform = (Transform){normalize, &a->normalization};
