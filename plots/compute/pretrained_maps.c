/* What the three blocks of lab 7's pre-trained network make of digits that it has never been taught. */
#include "digit_task.h"
#include "images.h"

enum { BLOCKS = 3, SHOWN = 8 };

static void write_scaled(Tsv *table, const real *map, int side) {
    real low = map[0], high = map[0], grey[IMAGE_SIDE * IMAGE_SIDE];
    for (int i = 0; i < side * side; i++) {
        low = fmin(low, map[i]);
        high = fmax(high, map[i]);
    }
    for (int i = 0; i < side * side; i++) grey[i] = high > low ? (map[i] - low) / (high - low) : 0;
    images_add(table, grey, side, side);
}

static double variance(const real *map, int n) {
    double sum = 0, squares = 0;
    for (int i = 0; i < n; i++) {
        sum += map[i];
        squares += map[i] * map[i];
    }
    return squares / n - sum / n * sum / n;
}

/* The channels that vary the most over the image, in their order. */
static void write_liveliest(Tsv *table, const Tensor *maps) {
    const int side = maps->shape[2], C = maps->shape[1];
    for (int c = 0, shown = 0; c < C && shown < SHOWN; c++) {
        const double v = variance(maps->data + c * side * side, side * side);
        int          livelier = 0;
        for (int d = 0; d < C; d++) livelier += variance(maps->data + d * side * side, side * side) > v;
        if (livelier >= SHOWN) continue;
        write_scaled(table, maps->data + c * side * side, side);
        shown++;
    }
}

int main(int argc, char **argv) {
    static const int digits[] = {5, 8};
    tsv_begin(argc, argv);
    Dataset *train, *test;
    images_load(&train, &test);
    Module *m = digit_network(SOURCE_CLASSES);
    if (!nn_load(m, "labs/07_transfer/pretrained.safetensors")) tsv_die("no weights");
    t_no_grad();
    nn_eval(m);
    Tsv *images = images_open("images"), *blocks[BLOCKS] = {images_open("block1"), images_open("block2"),
                                                            images_open("block3")};
    for (size_t k = 0; k < sizeof digits / sizeof *digits; k++) {
        int i = 0;
        while (i < test->n - 1 && test->y->i64[i] != digits[k]) i++;
        Tensor *x = t_slice(test->x, 0, i, i + 1);
        images_add(images, x->data, IMAGE_SIDE, IMAGE_SIDE);
        Module *features = m->children[0].module;
        for (int layer = 0; layer < features->n_children; layer++) {
            x = nn_forward(features->children[layer].module, x);
            if (layer % 2 == 0) write_liveliest(blocks[layer / 2], x);
        }
    }
    tsv_close(images);
    for (int b = 0; b < BLOCKS; b++) tsv_close(blocks[b]);
    tsv_fact("shown", SHOWN);
    tsv_fact("digits", sizeof digits / sizeof *digits);
    nn_free(m);
    dataset_free(train);
    dataset_free(test);
    return tsv_end();
}
