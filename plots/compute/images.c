#include "images.h"

void images_load(Dataset **train, Dataset **test) {
    Dataset *small_train, *small_test;
    if (!data_train_test("digits", &small_train, &small_test)) tsv_die("the digits");
    *train = dataset_doubled(small_train);
    *test = dataset_doubled(small_test);
    dataset_free(small_train);
    dataset_free(small_test);
}

Tsv *images_open(const char *name) { return tsv_open(name, "column row value"); }

void images_add(Tsv *table, const real *pixels, int height, int width) {
    for (int row = 0; row < height; row++)
        for (int column = 0; column < width; column++) tsv_row(table, column, row, pixels[row * width + column]);
    tsv_gap(table);
}
