/* What the checks of lab 6 draw for transforms: single images, and sets of images. */
#pragma once
#include "lab.h"

static void draw_to_tensor(Case *k) {
    const int C = k->index == 0 ? 1 : 3, H = case_between(k, 2, 4), W = H + case_between(k, 1, 3);
    Tensor   *x = t_empty(DTYPE_UINT8, k->index == 0 ? 2 : 3, (int[]){H, W, C});
    for (size_t i = 0; i < x->size; i++) x->u8[i] = (uint8_t)case_between(k, 0, 255);
    case_input(k, "image", x);
    case_output(k, "x", DTYPE_REAL, 3, (int[]){C, H, W});
}

/* Images of different brightness and contrast. */
static Tensor *draw_images(Case *k, const char *name, int N, int C, int H, int W) {
    Tensor *x = case_uniform(k, name, 0, 1, 4, (int[]){N, C, H, W});
    const int pixels = H * W;
    for (int i = 0; i < N * C; i++) {
        const double low = 0.5 * rng_uniform(k->rng), range = 0.2 + 0.3 * rng_uniform(k->rng);
        for (int p = 0; p < pixels; p++)
            x->data[i * pixels + p] = (real)(low + range * x->data[i * pixels + p]);
    }
    return x;
}

static void draw_channel_statistics(Case *k) {
    const int C = k->index == 0 ? 1 : case_between(k, 2, 3), H = case_between(k, 2, 4);
    draw_images(k, "x", case_between(k, 3, 6), C, H, H + 1);
    case_output(k, "mean", DTYPE_REAL, 1, &C);
    case_output(k, "std", DTYPE_REAL, 1, &C);
}

static void draw_normalize(Case *k) {
    const int C = k->index == 0 ? 1 : case_between(k, 2, 3), H = case_between(k, 2, 4), W = H + 1;
    case_uniform(k, "x", 0, 1, 3, (int[]){C, H, W});
    case_uniform(k, "mean", 0.2, 0.8, 1, &C);
    case_uniform(k, "std", 0.1, 0.5, 1, &C);
    case_output(k, "y", DTYPE_REAL, 3, (int[]){C, H, W});
}

/* One image, what comes out of it three times, and which number is drawn next. */
static void draw_transformed(Case *k) {
    static const char *const names[] = {"the first time", "the second time", "the third time"};
    const int C = k->index == 0 ? 1 : case_between(k, 2, 3), H = case_between(k, 4, 6), W = H + case_between(k, 1, 3);
    case_uniform(k, "x", 0.1, 1, 3, (int[]){C, H, W});
    case_int(k, "seed", case_between(k, 0, 1 << 30));
    for (int i = 0; i < 3; i++) case_output(k, names[i], DTYPE_REAL, 3, (int[]){C, H, W});
    case_number(k, "the next random number");
}

static void draw_random_crop(Case *k) {
    case_int(k, "padding", case_between(k, 2, 3));
    draw_transformed(k);
}

/* The first case has a p of 0: no image is flipped then, and a number is drawn all the same. */
static void draw_random_flip(Case *k) {
    case_real(k, "p", k->index == 0 ? 0 : 0.2 + 0.6 * rng_uniform(k->rng));
    draw_transformed(k);
}

static void draw_random_rotation(Case *k) {
    case_real(k, "degrees", k->index % 2 ? 30 : 170);
    draw_transformed(k);
}

static void draw_jitter(Case *k) {
    case_real(k, "brightness", 0.4 + 0.4 * rng_uniform(k->rng));
    case_real(k, "contrast", 0.4 + 0.4 * rng_uniform(k->rng));
    draw_transformed(k);
}

/* Images of the test set are brighter than those of the training set, and more. */
static void draw_set(Case *k) {
    static const char *const names[] = {"image 0", "image 1", "image 2"};
    const int C = k->index == 0 ? 1 : 2, H = case_between(k, 4, 6), W = H + 1;
    draw_images(k, "train", case_between(k, 3, 5), C, H, W);
    Tensor *test = draw_images(k, "test", case_between(k, 6, 8), C, H, W);
    for (size_t i = 0; i < test->size; i++) test->data[i] = (real)(0.3 + 0.5 * test->data[i]);
    case_int(k, "padding", case_between(k, 1, 2));
    case_real(k, "flip", 0.5);
    case_real(k, "degrees", 20);
    case_real(k, "brightness", 0.3);
    case_real(k, "contrast", 0.4);
    case_int(k, "seed", case_between(k, 0, 1 << 30));
    for (int i = 0; i < 3; i++) case_output(k, names[i], DTYPE_REAL, 3, (int[]){C, H, W});
}
