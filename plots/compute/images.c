#include "images.h"

/* Between two pixels stands their mean. */
static real doubled_at(const real *from, int side, int row, int column) {
    const int y0 = row / 2, y1 = row % 2 && y0 + 1 < side ? y0 + 1 : y0;
    const int x0 = column / 2, x1 = column % 2 && x0 + 1 < side ? x0 + 1 : x0;
    return (from[y0 * side + x0] + from[y0 * side + x1] + from[y1 * side + x0] + from[y1 * side + x1]) / 4;
}

static Dataset *doubled(const Dataset *d) {
    const int n = d->n, side = IMAGE_SIDE / 2;
    Tensor   *x = t_own(DTYPE_REAL, DEV_CPU, 4, (int[]){n, 1, IMAGE_SIDE, IMAGE_SIDE});
    real     *to = x->data;
    for (int i = 0; i < n; i++)
        for (int row = 0; row < IMAGE_SIDE; row++)
            for (int column = 0; column < IMAGE_SIDE; column++)
                *to++ = doubled_at(d->x->data + i * side * side, side, row, column);
    return dataset_new(d->name, x, t_keep(d->y), d->classes);
}

void images_load(Dataset **train, Dataset **test) {
    Dataset *small_train, *small_test;
    if (!data_train_test("digits", &small_train, &small_test)) tsv_die("the digits");
    *train = doubled(small_train);
    *test = doubled(small_test);
    dataset_free(small_train);
    dataset_free(small_test);
}

Dataset *images_moved(const Dataset *d, int down, int right) {
    const int H = d->x->shape[2], W = d->x->shape[3], planes = d->n * d->x->shape[1];
    Tensor   *x = t_own(DTYPE_REAL, DEV_CPU, 4, d->x->shape);
    for (int p = 0; p < planes; p++)
        for (int row = 0; row < H; row++)
            for (int column = 0; column < W; column++) {
                const int  y = row - down, z = column - right;
                const bool inside = y >= 0 && y < H && z >= 0 && z < W;
                x->data[(p * H + row) * W + column] = inside ? d->x->data[(p * H + y) * W + z] : 0;
            }
    Dataset *moved = dataset_new(d->name, x, t_keep(d->y), d->classes);
    moved->transform = d->transform;
    return moved;
}

Tsv *images_open(const char *name) { return tsv_open(name, "column row value"); }

void images_add(Tsv *table, const real *pixels, int height, int width) {
    for (int row = 0; row < height; row++)
        for (int column = 0; column < width; column++) tsv_row(table, column, row, pixels[row * width + column]);
    tsv_gap(table);
}
