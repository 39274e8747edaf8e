/* One training image, and what each of lab 6's transforms makes of it, again and again. */
#include "images.h"
#include "transforms.h"

enum { DIGIT = 2, DRAWS = 5 };

static int first_of(const Dataset *d, int64_t label) {
    int i = 0;
    while (i < d->n && d->y->i64[i] != label) i++;
    if (i == d->n) tsv_die("no such digit");
    return i;
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *train, *test;
    images_load(&train, &test);
    const int   sample = first_of(train, DIGIT);
    const real *pixels = train->x->data + sample * IMAGE_SIDE * IMAGE_SIDE;
    Augmentation a = {.padding = 3, .flip = 0.5, .degrees = 25, .jitter = {0.6, 0.6}};
    Transform    crop[] = {{random_crop, &a.padding}, {0}}, flip[] = {{random_flip, &a.flip}, {0}};
    Transform    turn[] = {{random_rotation, &a.degrees}, {0}}, light[] = {{jitter, &a.jitter}, {0}};
    Transform    all[] = {{random_crop, &a.padding}, {random_rotation, &a.degrees}, {jitter, &a.jitter}, {0}};
    Transform   *const rows[] = {crop, flip, turn, light, all};
    const int    n_rows = sizeof rows / sizeof *rows;
    Tsv         *original = images_open("original"), *table = images_open("augmented");
    images_add(original, pixels, IMAGE_SIDE, IMAGE_SIDE);
    int flipped = 0;
    for (int row = 0; row < n_rows; row++) {
        Rng rng = rng_new(1, (uint64_t)row);
        train->transform = transform_compose(rows[row]);
        for (int i = 0; i < DRAWS; i++) {
            t_step();
            Tensor *x, *y;
            if (!dataset_get(train, sample, &rng, &x, &y)) tsv_die("a training image");
            images_add(table, x->data, IMAGE_SIDE, IMAGE_SIDE);
            if (rows[row] == flip) flipped += memcmp(x->data, pixels, x->size * sizeof(real)) != 0;
        }
    }
    tsv_close(original);
    tsv_close(table);
    tsv_fact("digit", DIGIT);
    tsv_fact("draws", DRAWS);
    tsv_fact("rows", n_rows);
    tsv_fact("flipped", flipped);
    tsv_fact("padding", a.padding);
    tsv_fact("degrees", a.degrees);
    tsv_fact("jitter", 100 * a.jitter.brightness);
    dataset_free(train);
    dataset_free(test);
    return tsv_end();
}
