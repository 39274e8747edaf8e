/* gzip and IDX files, whole and damaged, and data sets by name: each damage is named with its file and its place. */
#include "data_private.h"
#include "scratch_files.h"
#include <sys/stat.h>

/* --- gzip --------------------------------------------------------------------------------------------------------- */

START_TEST(gz_damage) {
    char text[3000];
    for (size_t i = 0; i < sizeof text; i++) text[i] = "abcdefgh,\n"[(i * i + i / 7) % 10];
    write_gz("whole.gz", text, sizeof text);
    FILE *from = fopen(scratch_path("whole.gz"), "rb");
    unsigned char packed[4000];
    size_t size = fread(packed, 1, sizeof packed, from), unpacked;
    fclose(from);

    unsigned char *bytes = gz_read(scratch_path("whole.gz"), &unpacked);
    ck_assert_uint_eq(unpacked, sizeof text);
    ck_assert(memcmp(bytes, text, sizeof text) == 0 && bytes[unpacked] == '\0');
    free(bytes);
    for (size_t cut = 1; cut < 40; cut++) {
        ck_assert_ptr_null(gz_read(write_bytes("cut.gz", packed, size - cut), &unpacked));
        ck_assert_ptr_nonnull(strstr(t_error(), "/cut.gz: damaged gzip file: it breaks off after "));
    }
    packed[size - 8] ^= 1; /* the checksum */
    ck_assert_ptr_null(gz_read(write_bytes("sum.gz", packed, size), &unpacked));
    ck_assert_ptr_nonnull(strstr(t_error(), "/sum.gz: damaged gzip file: it goes wrong after "));
}
END_TEST

/* --- IDX ---------------------------------------------------------------------------------------------------------- */

static const unsigned char images[] = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, /* 2 images of 2 x 3 */
                                       0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6};
static const unsigned char labels[] = {0, 0, 8, 1, 0, 0, 0, 2, 9, 0};

START_TEST(idx_whole) {
    write_gz("images.gz", images, sizeof images);
    for (int packed = 0; packed < 2; packed++) {
        Tensor *x = idx_read(packed ? scratch_path("images.gz") : write_bytes("images", images, sizeof images));
        ck_assert_str_eq(t_shape_text(x), "(2,2,3)");
        ck_assert_int_eq(x->dtype, DTYPE_UINT8);
        ck_assert_int_eq(x->u8[5], 255);
        ck_assert_int_eq(x->u8[11], 6);
        t_free(x);
    }
    char labels_path[600];
    snprintf(labels_path, sizeof labels_path, "%s", write_bytes("labels", labels, sizeof labels));
    Dataset *d = data_idx(scratch_path("images"), labels_path, 10);
    ck_assert_str_eq(t_shape_text(d->x), "(2,1,2,3)");
    ck_assert(d->x->data[1] == (real)0.2 && d->x->data[5] == 1);
    ck_assert(d->y->i64[0] == 9 && d->y->i64[1] == 0);
    ck_assert_int_eq(d->classes, 10);
    dataset_free(d);
}
END_TEST

static void check_idx_fails(size_t at, unsigned char byte, size_t size, const char *expected) {
    unsigned char bytes[sizeof images + 1] = {0};
    memcpy(bytes, images, sizeof images);
    if (at < sizeof images) bytes[at] = byte;
    ck_assert_ptr_null(idx_read(write_bytes("x", bytes, size)));
    check_error(expected);
}

START_TEST(idx_damage) {
    enum { SIZE = sizeof images, NOWHERE = sizeof images };
    check_idx_fails(NOWHERE, 0, 0, "x: the file has 0 bytes; an IDX file has at least 4");
    check_idx_fails(1, 7, SIZE, "x: the file begins with 00 07; an IDX file begins with 00 00");
    ck_assert_ptr_null(idx_read(write_bytes("x", "<!DOCTYPE html>", 15)));
    check_error("x: the file begins with 3c 21; an IDX file begins with 00 00; this is HTML, a web page in place of "
                "the file");
    ck_assert_ptr_null(idx_read(write_bytes("x", "\x89PNG\r\n\x1a\n", 8)));
    check_error("x: the file begins with 89 50; an IDX file begins with 00 00; this is a PNG image");
    check_idx_fails(2, 0x0D, SIZE, "x, byte 2: the element type is 0d; only 08 (unsigned byte) can be read");
    check_idx_fails(3, 0, SIZE, "x, byte 3: the rank is 0; it must be from 1 to 6");
    check_idx_fails(3, 200, SIZE, "x, byte 3: the rank is 200; it must be from 1 to 6");
    check_idx_fails(NOWHERE, 0, 11, "x: the file ends at byte 11, within its header of 16 bytes");
    check_idx_fails(NOWHERE, 0, SIZE - 1,
                    "x: the file ends at byte 27; its header says that 12 elements follow byte 16");
    check_idx_fails(NOWHERE, 0, SIZE + 1,
                    "x, byte 28: 1 bytes follow the last of the 12 elements that the header names");
    check_idx_fails(7, 0, SIZE, "x, byte 4: the length is 0 for axis 0, which is not possible");
    check_idx_fails(8, 0x80, SIZE, "x, byte 8: the length is 2147483650 for axis 1, which is not possible");
    check_idx_fails(4, 0x7F, SIZE,
                    "x: the file ends at byte 28; its header says that 12784238604 elements follow byte 16");
}
END_TEST

/* Lengths whose product wraps around to the size of the file. */
START_TEST(idx_overflow) {
    unsigned char bytes[4 + 4 * 6 + 1] = {0, 0, 8, 6};
    for (int d = 0; d < 6; d++) bytes[4 + 4 * d] = 0x40;
    ck_assert_ptr_null(idx_read(write_bytes("x", bytes, sizeof bytes)));
    check_error("x, byte 12: the length is 1073741824 for axis 2, which is not possible");
}
END_TEST

START_TEST(idx_pairs_that_do_not_fit) {
    char images_path[600];
    snprintf(images_path, sizeof images_path, "%s", write_bytes("images", images, sizeof images));
    ck_assert_ptr_null(data_idx(images_path, write_bytes("labels", labels, sizeof labels), 9));
    check_error("labels, byte 8: the label is 9; labels run from 0 to 8");
    ck_assert_ptr_null(data_idx(images_path, images_path, 10));
    check_error("images, byte 3: the rank is 3; labels have rank 1");
    unsigned char three[] = {0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 2};
    const char *three_path = write_bytes("three", three, sizeof three);
    ck_assert_ptr_null(data_idx(images_path, three_path, 10));
    char expected[1300];
    snprintf(expected, sizeof expected, "%s has 3 labels, but %s has 2 images", three_path, images_path);
    ck_assert_str_eq(t_error(), expected);
    ck_assert_ptr_null(data_idx(three_path, three_path, 10));
    check_error("three, byte 3: the rank is 1; images have rank 3");
}
END_TEST

/* --- By name, in a folder of one's own ---------------------------------------------------------------------------- */

START_TEST(named_sets_in_a_folder) {
    ck_assert_int_eq(setenv("GRADLAB_DATA", scratch_folder, 1), 0);
    ck_assert_int_eq(chdir(scratch_folder), 0); /* no datasets/ here */
    ck_assert_ptr_null(data_named("mnist"));
    ck_assert_ptr_nonnull(strstr(t_error(), "mnist is not on this machine: make data DATA=mnist fetches it"));
    ck_assert_ptr_null(data_named("wine"));
    ck_assert_ptr_nonnull(strstr(t_error(), "wine: there is no datasets/wine.csv here"));
    ck_assert_ptr_null(data_named("minst"));
    ck_assert_str_eq(t_error(),
                     "there is no data set 'minst'; the choices are digits, wine, wine2, iris, mtcars, auto_mpg, "
                     "auto_mpg_all, mnist, fashion_mnist, cifar10, cifar10_subset");

    ck_assert_int_eq(mkdir("mnist", 0700), 0);
    write_gz("mnist/train-images-idx3-ubyte.gz", images, sizeof images);
    write_gz("mnist/train-labels-idx1-ubyte.gz", labels, sizeof labels);
    char path[DATA_PATH];
    ck_assert(data_find("mnist", "train-labels-idx1-ubyte.gz", path));
    ck_assert_str_eq(path, scratch_path("mnist/train-labels-idx1-ubyte.gz"));
    ck_assert(!data_find("mnist", "t10k-labels-idx1-ubyte.gz", path));
    ck_assert_str_eq(t_error(), "mnist is not on this machine: make data DATA=mnist fetches it");
    Dataset *train, *test;
    ck_assert(data_train_test("mnist", &train, NULL));
    ck_assert_str_eq(train->name, "mnist");
    ck_assert_int_eq(train->n, 2);
    dataset_free(train);
    ck_assert(!data_train_test("mnist", &train, &test)); /* half of it is missing */
    write_gz("mnist/t10k-images-idx3-ubyte.gz", images, sizeof images);
    write_gz("mnist/t10k-labels-idx1-ubyte.gz", labels, sizeof labels);
    ck_assert(data_train_test("mnist", &train, &test));
    ck_assert_int_eq(test->n, 2);
    dataset_free(train);
    dataset_free(test);

    const char *wine = "alcohol,class\n12,0\n13,1\n";
    write_bytes("wine.csv", wine, strlen(wine));
    ck_assert_ptr_null(data_named("wine"));
    ck_assert_str_eq(t_error(), "wine: the data have 2 classes, and 3 are expected");
    const char *digits = "p00,p01,digit\n1,2,9\n";
    write_gz("digits.csv.gz", digits, strlen(digits));
    ck_assert_ptr_null(data_named("digits"));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("idx");
    TCase *tests = tcase_create("idx");
    tcase_add_unchecked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_test(tests, gz_damage);
    tcase_add_test(tests, idx_whole);
    tcase_add_test(tests, idx_damage);
    tcase_add_test(tests, idx_overflow);
    tcase_add_test(tests, idx_pairs_that_do_not_fit);
    tcase_add_test(tests, named_sets_in_a_folder);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
