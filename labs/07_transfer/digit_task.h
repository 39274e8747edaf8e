/* digit_task.h: the network of lab 7's experiment, and the digits that it learns. Given. */
#pragma once
#include "convolution.h"

/* The source task: the digits 0 to 4, each in 8 positions (turned by quarters, and mirrored): 40 classes, so that the
 * network has to learn shapes, and not only what tells five digits apart. The target task: the digits 5 to 9. */
enum { SOURCE_DIGITS = 5, POSITIONS = 8, SOURCE_CLASSES = SOURCE_DIGITS * POSITIONS, TARGET_CLASSES = 5 };

/* Three blocks of convolution, batch norm and ReLU, and the mean of each channel: 56 features of images of any size. */
static inline Module *digit_network(int classes) {
    Module *m = nn_container("DigitNetwork");
    nn_add(m, "features", nn_sequential(conv_block(1, 14), nn_max_pool2d(2), conv_block(14, 28), nn_max_pool2d(2),
                                        conv_block(28, 56)));
    nn_add(m, "pool", nn_global_avg_pool());
    nn_add(m, "classifier", nn_linear(56, classes));
    return m;
}

/* Images are moved by up to 2 pixels and turned by up to 10 degrees, at random. */
static inline Transform scatter(void) {
    static int       pixels = 2;
    static double    degrees = 10;
    static Transform list[] = {{random_crop, &pixels}, {random_rotation, &degrees}, {NULL, NULL}};
    return transform_compose(list);
}

/* Some digits, drawn twice as large, as they are. */
static inline Dataset *plain_digits(const Dataset *digits, int first, int last) {
    Dataset *some = dataset_of_classes(digits, first, last), *large = dataset_doubled(some);
    dataset_free(some);
    return large;
}

/* The images of a set, each scattered once, by the seed. Frees the set. */
static inline Dataset *scattered(Dataset *plain, uint64_t seed) {
    plain->transform = scatter();
    Dataset *fixed = dataset_load(plain, seed);
    dataset_free(plain);
    return fixed;
}

/* n images of the target task to learn from, of each class as many; the seed says which. */
static inline Dataset *labelled(const Dataset *target, int n, uint64_t seed) {
    Dataset *few, *rest;
    data_split_stratified(target, (double)n / target->n, seed, &few, &rest);
    dataset_free(rest);
    return scattered(few, seed);
}
