/* CIFAR-10's files, its folder and its archive, whole and damaged. */
#include "data.h"
#include "owned.h"
#include "scratch_files.h"
#include "tar.h"
#include <sys/stat.h>

enum { PIXELS = 3 * 32 * 32, RECORD = 1 + PIXELS, BLOCK = TAR_BLOCK };

/* Image i of a file that begins with this label: labels go up by one, and every byte tells where it stands. */
static void make_records(unsigned char *to, int n, int label) {
    for (int i = 0; i < n; i++, to += RECORD) {
        to[0] = (unsigned char)(label + i);
        for (int p = 0; p < PIXELS; p++) to[1 + p] = (unsigned char)(p / 1024 * 50 + p % 32 + i);
    }
}

static void check_image(const Dataset *d, int at, int i, int label) {
    ck_assert_int_eq(d->y->i64[at], label);
    for (int p = 0; p < PIXELS; p++)
        ck_assert(d->x->data[at * PIXELS + p] == (real)((p / 1024 * 50 + p % 32 + i) / 255.0));
}

START_TEST(one_file) {
    unsigned char bytes[2 * RECORD];
    make_records(bytes, 2, 8);
    Dataset *d = owned(data_cifar10_file(write_bytes("some.bin", bytes, sizeof bytes)));
    ck_assert_str_eq(t_shape_text(d->x), "(2,3,32,32)");
    ck_assert_int_eq(d->classes, 10);
    ck_assert_str_eq(d->class_names[9], "truck");
    check_image(d, 0, 0, 8);
    check_image(d, 1, 1, 9);
}
END_TEST

START_TEST(damaged_files) {
    unsigned char bytes[2 * RECORD] = {0};
    ck_assert_ptr_null(data_cifar10_file(write_bytes("x.bin", bytes, 0)));
    check_error("x.bin: the file is empty; a CIFAR-10 file has 3073 bytes for each image");
    ck_assert_ptr_null(data_cifar10_file(write_bytes("x.bin", bytes, RECORD + 5)));
    check_error("x.bin: the file has 3078 bytes; a CIFAR-10 file has 3073 for each image, and 5 are left over");
    bytes[RECORD] = 10;
    ck_assert_ptr_null(data_cifar10_file(write_bytes("x.bin", bytes, sizeof bytes)));
    check_error("x.bin, byte 3073: the label is 10 for image 1; labels run from 0 to 9");
    ck_assert_ptr_null(data_cifar10_file(scratch_path("nowhere.bin")));
    check_error("nowhere.bin: No such file or directory");
}
END_TEST

/* The six files, of one image each but the last: the k-th begins with label k. */
static size_t member(int k, char name[static 64], unsigned char bytes[static 2 * RECORD]) {
    if (k < 5) snprintf(name, 64, "cifar-10-batches-bin/data_batch_%d.bin", k + 1);
    else snprintf(name, 64, "cifar-10-batches-bin/test_batch.bin");
    make_records(bytes, k < 5 ? 1 : 2, k);
    return k < 5 ? RECORD : 2 * RECORD;
}

static void check_set(const char *place) {
    Dataset *train = owned(data_cifar10(place, false)), *test = owned(data_cifar10(place, true));
    ck_assert_int_eq(train->n, 5);
    for (int k = 0; k < 5; k++) check_image(train, k, 0, k);
    ck_assert_int_eq(test->n, 2);
    check_image(test, 1, 1, 6);
}

static void write_folder(void) {
    ck_assert_int_eq(mkdir(scratch_path("cifar-10-batches-bin"), 0700), 0);
    for (int k = 0; k < 6; k++) {
        char          name[64];
        unsigned char bytes[2 * RECORD];
        const size_t  size = member(k, name, bytes);
        write_bytes(name, bytes, size);
    }
}

START_TEST(unpacked) {
    write_folder();
    check_set(scratch_path("cifar-10-batches-bin"));
    remove(scratch_path("cifar-10-batches-bin/data_batch_3.bin"));
    ck_assert_ptr_null(data_cifar10(scratch_path("cifar-10-batches-bin"), false));
    check_error("cifar-10-batches-bin/data_batch_3.bin: No such file or directory");
}
END_TEST

/* A tar archive of the folder and its files in another order, as tar makes it; its size. */
static size_t make_tar(unsigned char *tar, int members) {
    static const int order[] = {3, 5, 0, 4, 1, 2};
    size_t           at = tar_entry(tar, "cifar-10-batches-bin/", '5', NULL, 0);
    for (int m = 0; m < members; m++) {
        char          name[64];
        unsigned char bytes[2 * RECORD];
        const size_t  size = member(order[m], name, bytes);
        at += tar_entry(tar + at, name, '0', bytes, size);
    }
    memset(tar + at, 0, 2 * BLOCK);
    return at + 2 * BLOCK;
}

static const char *write_archive(const unsigned char *tar, size_t size) {
    const char *path = scratch_path("cifar-10-binary.tar.gz");
    gzFile      to = gzopen(path, "wb");
    ck_assert_int_eq(gzwrite(to, tar, (unsigned)size), (int)size);
    ck_assert_int_eq(gzclose(to), Z_OK);
    return path;
}

START_TEST(packed) {
    static unsigned char tar[64 * 1024];
    const size_t         size = make_tar(tar, 6);
    check_set(write_archive(tar, size));

    tar[BLOCK + 3] ^= 1; /* in the name of the first file */
    ck_assert_ptr_null(data_cifar10(write_archive(tar, size), false));
    check_error("cifar-10-binary.tar.gz: unpacked byte 512: a header of a tar archive is expected here; the archive is "
                "damaged");
    make_tar(tar, 6);
    ck_assert_ptr_null(data_cifar10(write_archive(tar, 2 * BLOCK + 100), false));
    check_error("cifar-10-binary.tar.gz: the archive ends at unpacked byte 1124, within "
                "cifar-10-batches-bin/data_batch_4.bin");
    ck_assert_ptr_null(data_cifar10(write_archive(tar, make_tar(tar, 4)), false));
    check_error("cifar-10-binary.tar.gz: the archive has no data_batch_2.bin");
    make_tar(tar, 6);
    tar[2 * BLOCK] = 200; /* the label of the image of data_batch_4.bin */
    ck_assert_ptr_null(data_cifar10(write_archive(tar, size), false));
    check_error("cifar-10-binary.tar.gz: data_batch_4.bin, byte 0: the label is 200 for image 0; labels run from 0 to "
                "9");
}
END_TEST

START_TEST(by_name) {
    ck_assert_int_eq(setenv("GRADLAB_DATA", scratch_folder, 1), 0);
    ck_assert_int_eq(chdir(scratch_folder), 0);
    ck_assert_ptr_null(data_named("cifar10"));
    ck_assert_str_eq(t_error(), "cifar10 is not on this machine: make data DATA=cifar10 fetches it");
    ck_assert_ptr_null(data_named("cifar10_subset"));
    ck_assert_int_eq(mkdir("cifar10", 0700), 0);
    static unsigned char tar[64 * 1024];
    const char          *archive = write_archive(tar, make_tar(tar, 6));
    ck_assert_int_eq(rename(archive, scratch_path("cifar10/cifar-10-binary.tar.gz")), 0);
    Dataset *train, *test;
    ck_assert_msg(data_train_test("cifar10", &train, &test), "%s", t_error());
    ck_assert_str_eq(owned(train)->name, "cifar10");
    ck_assert_int_eq(train->n, 5);
    ck_assert_int_eq(owned(test)->n, 2);

    ck_assert_int_eq(mkdir("cifar10_subset", 0700), 0);
    unsigned char *bytes = malloc(50 * RECORD);
    for (int c = 0; c < 5; c++) make_records(bytes + c * 10 * RECORD, 10, 0);
    write_bytes("cifar10_subset/data_batch_1_first4000.bin", bytes, 50 * RECORD);
    free(bytes);
    ck_assert_msg(data_train_test("cifar10_subset", &train, &test), "%s", t_error());
    ck_assert_str_eq(owned(train)->name, "cifar10_subset");
    ck_assert_int_eq(train->n, 40);
    ck_assert_int_eq(owned(test)->n, 10);
    ck_assert_str_eq(test->class_names[3], "cat");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("CIFAR-10");
    TCase *tests = tcase_create("CIFAR-10");
    tcase_add_unchecked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_checked_fixture(tests, NULL, free_owned);
    tcase_add_test(tests, one_file);
    tcase_add_test(tests, damaged_files);
    tcase_add_test(tests, unpacked);
    tcase_add_test(tests, packed);
    tcase_add_test(tests, by_name);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
