/* Photographs in folders, and their features in a file that is believed only when it fits. */
#include "../../../common/tests/owned.h"
#include "../../../common/tests/scratch.h"
#include "feature_cache.h"
#include "image.h"
#include "photographs.h"
#include "transfer.h"
#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* --- One photograph ----------------------------------------------------------------------------------------------- */
/* Each channel has a value of its own. */
static Tensor *plain_image(int channels, int height, int width, int value) {
    Tensor *image = t_own(DTYPE_UINT8, DEV_CPU, T_SHAPE(channels, height, width));
    for (size_t i = 0; i < image->size; i++)
        image->u8[i] = (uint8_t)(value + 20 * (int)(i / (image->size / (size_t)channels)));
    return image;
}

START_TEST(input_of_a_colour_image) {
    static const double mean[] = {0.485, 0.456, 0.406}, std[] = {0.229, 0.224, 0.225};
    t_step();
    Tensor       *image = plain_image(3, 300, 500, 100), *crop = photograph_crop(image);
    const Tensor *x = photograph_input(crop);
    ck_assert_str_eq(t_shape_text(x), "(3,224,224)");
    for (int c = 0; c < 3; c++)
        ck_assert_double_eq_tol(t_at(x, c, 100, 50), ((100 + 20 * c) / 255.0 - mean[c]) / std[c], 1e-5);
    t_free(crop);
    t_free(image);
}
END_TEST

START_TEST(grey_becomes_colour) {
    Tensor *image = plain_image(1, 90, 70, 77), *crop = photograph_crop(image);
    ck_assert_str_eq(t_shape_text(crop), "(3,224,224)");
    for (size_t i = 0; i < crop->size; i++) ck_assert_int_eq(crop->u8[i], 77);
    t_free(crop);
    t_free(image);
}
END_TEST

/* --- Folders ------------------------------------------------------------------------------------------------------ */
static void make_folders(const char *const folders[]) {
    for (int i = 0; folders[i]; i++) mkdir(scratch_path(folders[i]), 0700);
}

static void draw(const char *folder, int number, int value) {
    char    name[64];
    Tensor *image = plain_image(3, 8, 10, value);
    snprintf(name, sizeof name, "%s/%d.png", folder, number);
    ck_assert_msg(image_write_png(scratch_path(name), image), "%s", t_error());
    t_free(image);
}

/* Ten ants and five bees in one folder, two and one in folders of their own. */
static void make_photographs(void) {
    scratch_make();
    make_folders((const char *const[]){"all", "all/ant", "all/bee", "two", "two/train", "two/val", "two/train/ant",
                                       "two/train/bee", "two/val/ant", "two/val/bee", NULL});
    for (int i = 0; i < 10; i++) draw("all/ant", i, 10 * i);
    for (int i = 0; i < 5; i++) draw("all/bee", i, 100 + 10 * i);
    for (int i = 0; i < 2; i++) draw("two/train/ant", i, 10 * i), draw("two/train/bee", i, 90 + 10 * i);
    draw("two/val/ant", 0, 50);
    draw("two/val/bee", 0, 150);
}

static void read_good(const char *place, uint64_t seed, Dataset **train, Dataset **val, bool *split) {
    ck_assert_msg(photographs_read(place, seed, train, val, split), "%s", t_error());
    owned(*train);
    owned(*val);
}

START_TEST(folders_train_and_val) {
    Dataset *train, *val;
    bool     split;
    read_good(scratch_path("two"), 0, &train, &val, &split);
    ck_assert(!split && train->n == 4 && val->n == 2 && train->classes == 2);
    ck_assert_str_eq(dataset_file(val, 1), scratch_path("two/val/bee/0.png"));
    DataLoader *loader = owned_loader(data_loader(train, .batch_size = 4));
    Tensor     *x, *y;
    ck_assert(data_next(loader, &x, &y));
    ck_assert_str_eq(t_shape_text(x), "(4,3,224,224)");
}
END_TEST

START_TEST(a_folder_without_them_is_split) {
    Dataset *train, *val, *again, *other, *unused;
    bool     split;
    read_good(scratch_path("all"), 3, &train, &val, &split);
    ck_assert(split && train->n == 12 && val->n == 3);
    int counts[2];
    dataset_class_counts(val, counts);
    ck_assert(counts[0] == 2 && counts[1] == 1);
    read_good(scratch_path("all"), 3, &unused, &again, &split);
    int differ = 0;
    for (int i = 0; i < 3; i++) ck_assert_str_eq(dataset_file(val, i), dataset_file(again, i));
    for (uint64_t seed = 4; seed < 8; seed++) {
        read_good(scratch_path("all"), seed, &unused, &other, &split);
        for (int i = 0; i < 3; i++) differ += strcmp(dataset_file(val, i), dataset_file(other, i)) != 0;
    }
    ck_assert_int_gt(differ, 0);
}
END_TEST

static void refused(const char *place, const char *expected) {
    Dataset *train, *val;
    bool     split;
    ck_assert(!photographs_read(place, 0, &train, &val, &split));
    ck_assert_msg(strstr(t_error(), expected) != NULL, "%s", t_error());
}

START_TEST(folders_that_are_wrong) {
    setenv("GRADLAB_DATA", scratch_path("nowhere"), 1);
    refused("flowers6", "flowers6 is not on this machine: make data DATA=flowers6 fetches it");
    refused(scratch_path("nowhere"), "there is no such folder");
    refused(scratch_path("two/val/ant"), "no subfolder");
    refused(scratch_path("two/train"), "ant: 2 photographs; at least 5 a class are needed");
    make_folders((const char *const[]){"odd", "odd/train", "odd/val", "odd/train/ant", "odd/val/bee", "one", "one/ant",
                                       NULL});
    draw("odd/train/ant", 0, 0);
    draw("odd/val/bee", 0, 0);
    refused(scratch_path("odd"), "class 0 is ant in train/ and bee in val/");
    for (int i = 0; i < 5; i++) draw("one/ant", i, 0);
    refused(scratch_path("one"), "one class, ant");
}
END_TEST

/* --- The cache ---------------------------------------------------------------------------------------------------- */
static Module *tiny_network(void) {
    Module *m = nn_container("Tiny");
    nn_add(m, "features", nn_sequential(nn_conv2d(3, 4, 32, 32, 0)));
    nn_add(m, "pool", nn_global_avg_pool());
    nn_add(m, "classifier", nn_linear(4, 2));
    return m;
}

static int  asked;
static Transform inner;
static Tensor *count(Tensor *image, Rng *rng, void *data) {
    (void)data;
    asked++;
    return inner.apply(image, rng, inner.data);
}

/* The training set's four photographs, counted when they are read; their features under a network. */
static Dataset *train;
static Module  *network;
static Dataset *features(int expected_reads) {
    asked = 0;
    Dataset *d = owned(features_of(network, train, scratch_path("cache/features.safetensors")));
    ck_assert_int_eq(asked, expected_reads);
    ck_assert_str_eq(t_shape_text(d->x), "(4,4)");
    ck_assert(t_equal(d->y, train->y));
    return d;
}

static void setup_cache(void) {
    Dataset *val;
    bool     split;
    read_good(scratch_path("two"), 0, &train, &val, &split);
    inner = train->transform;
    train->transform = (Transform){.apply = count};
    t_manual_seed(1);
    network = tiny_network();
    unlink(scratch_path("cache/features.safetensors"));
}

static void teardown_cache(void) {
    nn_free(network);
    free_owned();
}

START_TEST(read_the_second_time) {
    const Dataset *made = features(4), *read = features(0);
    const Dataset *plain = owned(extract_features(network, train, 3, DEV_CPU));
    ck_assert(t_equal(made->x, read->x));
    for (size_t i = 0; i < made->x->size; i++)
        ck_assert_double_eq_tol(made->x->data[i], plain->x->data[i], 1000 * REAL_EPSILON);
    nn_find(network, "classifier.weight")->data[0] += 1; /* the head has no part in it */
    features(0);
}
END_TEST

START_TEST(other_weights) {
    const Dataset *before = features(4);
    nn_find(network, "features.0.weight")->data[7] += 1;
    ck_assert(!t_equal(features(4)->x, before->x));
    features(0);
}
END_TEST

START_TEST(another_photograph) {
    const Dataset *before = features(4);
    draw("two/train/bee", 1, 33);
    ck_assert(!t_equal(features(4)->x, before->x));
    features(0);
}
END_TEST

START_TEST(another_order_of_the_classes) {
    features(4);
    train->y->i64[0] = 1;
    features(4);
}
END_TEST

/* Every byte from the header on, changed; and the file cut short. */
START_TEST(damage) {
    const Dataset *before = features(4);
    const char    *path = scratch_path("cache/features.safetensors");
    struct stat    status;
    ck_assert_int_eq(stat(path, &status), 0);
    for (off_t at = status.st_size - 1; at >= status.st_size - (off_t)(16 * sizeof(real)); at -= 13) {
        int  file = open(path, O_RDWR);
        char byte;
        ck_assert_int_eq(pread(file, &byte, 1, at), 1);
        byte = (char)(byte ^ 4);
        ck_assert_int_eq(pwrite(file, &byte, 1, at), 1);
        close(file);
        ck_assert(t_equal(features(4)->x, before->x));
        features(0);
    }
    ck_assert_int_eq(truncate(path, status.st_size / 2), 0);
    ck_assert(t_equal(features(4)->x, before->x));
    features(0);
}
END_TEST

START_TEST(a_file_of_something_else) {
    mkdir(scratch_path("cache"), 0700);
    ck_assert(nn_save(network, scratch_path("cache/features.safetensors")));
    features(4);
    features(0);
}
END_TEST

START_TEST(what_cannot_be_kept_is_made) {
    asked = 0;
    const Dataset *d = owned(features_of(network, train, scratch_path("two/train/ant/0.png/x.safetensors")));
    ck_assert_int_eq(asked, 4);
    ck_assert_str_eq(t_shape_text(d->x), "(4,4)");
}
END_TEST

START_TEST(a_photograph_that_cannot_be_read) {
    FILE *file = fopen(scratch_path("two/train/bee/0.png"), "wb");
    fputs("no photograph", file);
    fclose(file);
    features(4);
}
END_TEST

int main(void) {
    setenv("GRADLAB_PROGRESS", "none", 1);
    Suite *s = suite_create("photographs");
    TCase *t = tcase_create("photographs"), *cache = tcase_create("cache");
    tcase_add_unchecked_fixture(t, make_photographs, scratch_remove);
    tcase_add_checked_fixture(t, NULL, free_owned);
    tcase_add_test(t, input_of_a_colour_image);
    tcase_add_test(t, grey_becomes_colour);
    tcase_add_test(t, folders_train_and_val);
    tcase_add_test(t, a_folder_without_them_is_split);
    tcase_add_test(t, folders_that_are_wrong);
    suite_add_tcase(s, t);
    tcase_add_unchecked_fixture(cache, make_photographs, scratch_remove);
    tcase_add_checked_fixture(cache, setup_cache, teardown_cache);
    tcase_set_timeout(cache, 60);
    tcase_add_test(cache, read_the_second_time);
    tcase_add_test(cache, other_weights);
    tcase_add_test(cache, another_photograph);
    tcase_add_test(cache, another_order_of_the_classes);
    tcase_add_test(cache, damage);
    tcase_add_test(cache, a_file_of_something_else);
    tcase_add_test(cache, what_cannot_be_kept_is_made);
    tcase_add_exit_test(cache, a_photograph_that_cannot_be_read, EXIT_WRONG_CALL);
    suite_add_tcase(s, cache);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
