/* PNG files that the library writes: read back, and places where they cannot be written. */
#include "gradlab.h"
#include "scratch.h"
#include <check.h>
#include <sys/stat.h>

START_TEST(written_and_read) {
    const char *path = scratch_path("written.png");
    for (int channels = 1; channels <= 3; channels += 2) {
        Tensor *image = t_empty(DTYPE_UINT8, T_SHAPE(channels, 5, 7));
        for (size_t i = 0; i < image->size; i++) image->u8[i] = (uint8_t)(i * 29);
        ck_assert_msg(image_write_png(path, image), "%s", t_error()); /* the second time over the first file */
        Tensor *back = image_read(path);
        ck_assert_msg(back != NULL, "%s", t_error());
        ck_assert(t_equal(image, back));
        t_free(back);
    }
    struct stat status;
    mode_t mask = umask(0);
    umask(mask);
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0666 & ~mask);
}
END_TEST

START_TEST(not_written) {
    char folder[600], expected[800], path[700];
    snprintf(folder, sizeof folder, "%s", scratch_path("folder.png"));
    ck_assert_int_eq(mkdir(folder, 0777), 0);
    snprintf(path, sizeof path, "%s/none/a.png", folder);
    snprintf(expected, sizeof expected, "cannot write %s: No such file or directory", path);
    Tensor *image = t_empty(DTYPE_UINT8, T_SHAPE(1, 2, 2));
    memset(image->u8, 0, image->size);
    ck_assert(!image_write_png(path, image));
    ck_assert_str_eq(t_error(), expected);
    snprintf(expected, sizeof expected, "cannot write %s: it is a folder", folder);
    ck_assert(!image_write_png(folder, image));
    ck_assert_str_eq(t_error(), expected);
    snprintf(path, sizeof path, "%s.%ld.tmp", folder, (long)getpid());
    ck_assert_int_ne(access(path, F_OK), 0); /* nothing is left behind */
}
END_TEST

START_TEST(writing_other_tensors_is_a_wrong_call) {
    const char *path = scratch_path("wrong.png");
    if (_i == 0) image_write_png(path, t_zeros(1, 2, 2));
    if (_i == 1) image_write_png(path, t_empty(DTYPE_UINT8, T_SHAPE(2, 2)));
    if (_i == 2) image_write_png(path, t_empty(DTYPE_UINT8, T_SHAPE(2, 2, 2)));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("written images");
    TCase *tests = tcase_create("written images");
    tcase_add_unchecked_fixture(tests, scratch_make, scratch_remove);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, written_and_read);
    tcase_add_test(tests, not_written);
    tcase_add_loop_exit_test(tests, writing_other_tensors_is_a_wrong_call, EXIT_WRONG_CALL, 0, 3);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
