/* Lab 6's reference, transforms and networks. */
#include "convolution.h"
#include <check.h>

static const double close_to = sizeof(real) == sizeof(double) ? 1e-12 : 2e-6;

START_TEST(bytes_become_a_tensor) {
    Tensor *image = t_empty(DTYPE_UINT8, 3, (int[]){2, 3, 3});
    for (int i = 0; i < 18; i++) image->u8[i] = (uint8_t)(10 * i);
    Rng           rng = rng_new(1, 1);
    const Tensor *x = to_tensor(image, &rng, NULL);
    ck_assert(x->ndim == 3 && x->shape[0] == 3 && x->shape[1] == 2 && x->shape[2] == 3);
    for (int c = 0; c < 3; c++)
        for (int p = 0; p < 6; p++)
            ck_assert_double_eq_tol(x->data[c * 6 + p], 10 * (p * 3 + c) / 255.0, close_to);
}
END_TEST

/* The constants of the slide on the bytes 0, 128 and 255. */
START_TEST(normalize_of_the_lecture) {
    Normalization z = {{0.4914, 0.4822, 0.4465}, {0.2023, 0.1994, 0.2010}};
    const double  expected[] = {-2.429066, 0.052204, 2.514088, -2.418255, 0.099101, 2.596790,
                                -2.221393, 0.275924, 2.753731};
    Tensor *x = t_zeros(3, 1, 3);
    for (int i = 0; i < 9; i++) x->data[i] = (real)((int[]){0, 128, 255}[i % 3] / 255.0);
    Rng           rng = rng_new(1, 1);
    const Tensor *y = normalize(x, &rng, &z);
    for (int i = 0; i < 9; i++) ck_assert_double_eq_tol(y->data[i], expected[i], 1e-6);
}
END_TEST

START_TEST(statistics) {
    Tensor             *x = t_tensor(((real[]){0, 0, 1, 1, 0.5, 0.5, 1, 1}), 2, 2, 1, 2);
    const Normalization z = channel_statistics(x);
    ck_assert_double_eq_tol(z.mean[0], 0.25, close_to);
    ck_assert_double_eq_tol(z.mean[1], 1, close_to);
    ck_assert_double_eq_tol(z.std[0], 0.25, close_to); /* the images' own deviations are 0 */
    ck_assert_double_eq_tol(z.std[1], 0, close_to);
}
END_TEST

/* Each pixel has a number of its own, so a window shows where it was cut: all 81 are found, and no other. */
START_TEST(all_windows_are_cut) {
    enum { SIDE = 32, PADDING = 4, OFFSETS = 2 * PADDING + 1 };
    Tensor *x = t_zeros(1, SIDE, SIDE);
    for (int i = 0; i < SIDE * SIDE; i++) x->data[i] = (real)(i + 1);
    Rng rng = rng_new(7, 1);
    int seen[OFFSETS][OFFSETS] = {{0}}, found = 0;
    for (int n = 0; n < 1000; n++) {
        t_step();
        const Tensor *y = random_crop(x, &rng, &(int){PADDING});
        const int     middle = (int)y->data[SIDE / 2 * SIDE + SIDE / 2] - 1;
        const int     down = middle / SIDE - SIDE / 2, right = middle % SIDE - SIDE / 2;
        ck_assert(abs(down) <= PADDING && abs(right) <= PADDING);
        for (int i = 0; i < SIDE; i++)
            for (int j = 0; j < SIDE; j++) {
                const int  iy = i + down, ix = j + right;
                const bool inside = iy >= 0 && iy < SIDE && ix >= 0 && ix < SIDE;
                ck_assert(y->data[i * SIDE + j] == (inside ? iy * SIDE + ix + 1 : 0));
            }
        found += seen[down + PADDING][right + PADDING]++ == 0;
    }
    ck_assert_int_eq(found, OFFSETS * OFFSETS);
}
END_TEST

START_TEST(flipped_twice_is_as_before) {
    Tensor *x = t_randn(3, 4, 5), *y = t_clone(x);
    Rng     rng = rng_new(1, 1);
    y = random_flip(y, &rng, &(double){1});
    ck_assert(!t_equal(x, y) && y->data[0] == x->data[4]);
    ck_assert(t_equal(x, random_flip(y, &rng, &(double){1})));
    ck_assert(t_equal(x, random_flip(x, &rng, &(double){0})));
    int flips = 0;
    for (int n = 0; n < 1000; n++) {
        t_step();
        flips += !t_equal(x, random_flip(x, &rng, &(double){0.5}));
    }
    ck_assert(flips > 430 && flips < 570);
}
END_TEST

/* The limit of the angle is chosen so that this seed turns by a quarter, anticlockwise: the last column becomes the first
 * row. */
START_TEST(a_quarter_turn) {
    Tensor *x = t_randn(2, 5, 5);
    for (uint64_t seed = 0; seed < 5; seed++) {
        t_step();
        Rng           rng = rng_new(seed, 1), same = rng;
        const double  degrees = 90 / (2 * rng_uniform(&same) - 1);
        const Tensor *y = random_rotation(x, &rng, (void *)&degrees);
        for (int c = 0; c < 2; c++)
            for (int i = 0; i < 5; i++)
                for (int j = 0; j < 5; j++)
                    ck_assert_double_eq_tol(t_at(y, c, i, j), t_at(x, c, j, 4 - i), 10 * close_to);
    }
    Rng rng = rng_new(1, 1);
    ck_assert(t_allclose(random_rotation(x, &rng, &(double){0}), x, close_to, close_to));
}
END_TEST

START_TEST(jitter_stays_in_range) {
    Tensor *x = t_rand(2, 4, 4);
    Rng     rng = rng_new(3, 1);
    for (int n = 0; n < 50; n++) {
        t_step();
        const Tensor *y = jitter(x, &rng, &(Jitter){0.8, 0.8});
        for (size_t i = 0; i < y->size; i++) ck_assert(y->data[i] >= 0 && y->data[i] <= 1);
    }
    ck_assert(t_allclose(jitter(x, &rng, &(Jitter){0, 0}), x, close_to, close_to));
}
END_TEST

START_TEST(only_training_images_are_augmented) {
    Tensor      *x = t_keep(t_rand(6, 1, 8, 8)), *labels = t_keep(t_randint(0, 2, 6));
    Dataset     *train = dataset_new("train", x, labels, 2), *test = dataset_subset(train, (int64_t[]){0, 1, 2}, 3);
    Augmentation a = {.padding = 2, .flip = 0.5, .degrees = 10, .jitter = {0.2, 0.2}};
    set_transforms(&a, train, test);
    Tensor *again[2][2], *y;
    for (int set = 0; set < 2; set++)
        for (int time = 0; time < 2; time++) {
            Rng rng = rng_new((uint64_t)time, 1);
            ck_assert(dataset_get(set ? test : train, 0, &rng, &again[set][time], &y));
        }
    ck_assert(!t_equal(again[0][0], again[0][1]) && t_equal(again[1][0], again[1][1]));
    Rng rng = rng_new(0, 1);
    ck_assert(t_allclose(again[1][0], normalize(t_select(train->x, 0), &rng, &a.normalization), close_to, close_to));
    dataset_free(train);
    dataset_free(test);
}
END_TEST

START_TEST(networks) {
    Module *m = lenet5(1, 28, 10);
    ck_assert_uint_eq(nn_parameter_count(m), 61706);
    ck_assert(nn_find(m, "features.3.weight") && nn_find(m, "classifier.4.bias"));
    const Tensor *logits = nn_forward(m, t_zeros(2, 1, 28, 28));
    ck_assert(logits->ndim == 2 && logits->shape[0] == 2 && logits->shape[1] == 10);
    nn_free(m);
    m = small_cnn(3, 4, 5);
    ck_assert(nn_find(m, "features.4.1.running_var"));
    ck_assert_int_eq(nn_forward(m, t_randn(2, 3, 9, 13))->shape[1], 5);
    nn_free(m);
}
END_TEST

int main(void) {
    Suite *s = suite_create("images");
    TCase *t = tcase_create("images");
    tcase_set_timeout(t, 60);
    suite_add_tcase(s, t);
    tcase_add_test(t, bytes_become_a_tensor);
    tcase_add_test(t, normalize_of_the_lecture);
    tcase_add_test(t, statistics);
    tcase_add_test(t, all_windows_are_cut);
    tcase_add_test(t, flipped_twice_is_as_before);
    tcase_add_test(t, a_quarter_turn);
    tcase_add_test(t, jitter_stays_in_range);
    tcase_add_test(t, only_training_images_are_augmented);
    tcase_add_test(t, networks);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
