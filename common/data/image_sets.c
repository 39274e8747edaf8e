/* image_sets.c: sets of images in memory, made anew: larger, or moved. */
#include "data.h"

/* The images in `x`, with the rest of d: labels, names, transforms. */
static Dataset *with_images(const Dataset *d, Tensor *x) {
    Dataset *set = dataset_new(d->name, x, t_keep(d->y), d->classes);
    set->transform = d->transform;
    set->target_transform = d->target_transform;
    return set;
}

static void check_images(const Dataset *d, const char *function) {
    if (d->x == NULL || d->x->ndim != 4 || d->x->dtype != DTYPE_REAL)
        t_fail("load the samples into memory with dataset_load",
               "%s: %s has no images (N,C,H,W) of reals in memory", function, d->name);
}

/* The pixel at (row, column) of an image that is twice as large as this one of H x W pixels. */
static real between(const real *image, int H, int W, int row, int column) {
    const int y0 = row / 2, y1 = row % 2 && y0 + 1 < H ? y0 + 1 : y0;
    const int x0 = column / 2, x1 = column % 2 && x0 + 1 < W ? x0 + 1 : x0;
    return (image[y0 * W + x0] + image[y0 * W + x1] + image[y1 * W + x0] + image[y1 * W + x1]) / 4;
}

Dataset *dataset_doubled(const Dataset *d) {
    check_images(d, "dataset_doubled");
    const int N = d->x->shape[0], C = d->x->shape[1], H = d->x->shape[2], W = d->x->shape[3];
    Tensor   *x = t_own(DTYPE_REAL, DEV_CPU, T_SHAPE(N, C, 2 * H, 2 * W));
    real     *to = x->data;
    for (const real *image = d->x->data; image < d->x->data + d->x->size; image += H * W)
        for (int row = 0; row < 2 * H; row++)
            for (int column = 0; column < 2 * W; column++) *to++ = between(image, H, W, row, column);
    return with_images(d, x);
}

Dataset *dataset_moved(const Dataset *d, int down, int right) {
    check_images(d, "dataset_moved");
    const int H = d->x->shape[2], W = d->x->shape[3];
    Tensor   *x = t_own(DTYPE_REAL, DEV_CPU, d->x->ndim, d->x->shape);
    real     *to = x->data;
    for (const real *image = d->x->data; image < d->x->data + d->x->size; image += H * W)
        for (int row = -down; row < H - down; row++)
            for (int column = -right; column < W - right; column++) {
                const bool inside = row >= 0 && row < H && column >= 0 && column < W;
                *to++ = inside ? image[row * W + column] : 0;
            }
    return with_images(d, x);
}
