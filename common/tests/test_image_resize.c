/* Images of another size: the bytes that Pillow makes. */
#include "gradlab.h"
#include "image.h"
#include "sha256.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

/* Byte (c,y,x) is 37 x + 91 y + 53 c + x y, modulo 256. */
static Tensor *pattern(int height, int width) {
    Tensor  *image = t_own(DTYPE_UINT8, DEV_CPU, T_SHAPE(3, height, width));
    uint8_t *at = image->u8;
    for (int c = 0; c < 3; c++)
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++) *at++ = (uint8_t)(37 * x + 91 * y + 53 * c + x * y);
    return image;
}

/* Made by Pillow 11.3.0: the pattern as an RGB image, .resize((width, height), Image.BILINEAR), as bytes (C,H,W). */
static const struct {
    int         from_height, from_width, height, width;
    const char *sha256;
} resized[] = {
    {9, 13, 4, 5, "44e3e1a3dd9ad91592a2c23ea730f23d36aafca365a4f480ca3b03e676867d1f"},
    {5, 7, 8, 11, "bdf266390982d138a41b9e31f698e8cca24e1c4c64e594ad05fd1f7a065fd350"},
    {17, 6, 17, 3, "d806b85b89b40648836287c94ec21f1f721e4b5dbbb8522d0f6e6abd1aba0694"},
    {6, 17, 3, 17, "9b27cd970d594d3b29eeed4fdfab6b2768fc89df2a42ca82dc0e97adb6403817"},
    {40, 30, 1, 1, "e6df9caf9562876b8f456910d96fbfa2715bcab8bc3f5b7acab5299e6bf97713"},
    {3, 2, 5, 9, "54019b752c65a970b23c2af4e967f0a57207b5755ce4ea2efe0157801cd1843a"},
    {64, 48, 20, 31, "f412042d8345eb3166b9c12216e21c3d638bcfde7c5f44e6eb2b031f956d9b39"},
    {1, 1, 3, 2, "4ca676547bfa23fa0ac4ab07ef12c56b2d9ae6033965fd80b7226961e8863a24"},
    {300, 7, 2, 5, "b61121a968ec0f44d1cf6a1594a6f7eab0068dd97a60ec6d66f0f82fc1fe9cc3"},
};
enum { RESIZED = sizeof resized / sizeof resized[0] };

START_TEST(as_pillow) {
    Tensor *image = pattern(resized[_i].from_height, resized[_i].from_width);
    Tensor *small = image_resize(image, resized[_i].height, resized[_i].width);
    char    hex[65];
    ck_assert(small->ndim == 3 && small->shape[0] == 3);
    ck_assert(small->shape[1] == resized[_i].height && small->shape[2] == resized[_i].width);
    sha256_hex(small->u8, small->size, hex);
    ck_assert_str_eq(hex, resized[_i].sha256);
    t_free(small);
    t_free(image);
}
END_TEST

/* The first of these in full, so that a difference can be seen. */
START_TEST(first_channel_as_pillow) {
    static const uint8_t expected[] = {100, 136, 121, 118, 149, 111, 124, 108, 124, 138,
                                       137, 124, 136, 121, 132, 114, 107, 136, 111, 147};
    Tensor *image = pattern(9, 13), *small = image_resize(image, 4, 5);
    for (size_t i = 0; i < sizeof expected; i++) ck_assert_int_eq(small->u8[i], expected[i]);
    t_free(small);
    t_free(image);
}
END_TEST

START_TEST(the_same_size_is_the_same_image) {
    Tensor *image = pattern(11, 8), *same = image_resize(image, 11, 8);
    ck_assert(t_equal(image, same));
    t_free(same);
    t_free(image);
}
END_TEST

/* Stripes of one pixel become grey: each output pixel is the mean of many. */
START_TEST(fine_stripes_become_grey) {
    Tensor *image = t_own(DTYPE_UINT8, DEV_CPU, T_SHAPE(1, 64, 64));
    for (size_t i = 0; i < image->size; i++) image->u8[i] = i % 2 ? 255 : 0;
    Tensor *small = image_resize(image, 8, 8);
    for (size_t i = 0; i < small->size; i++) ck_assert(small->u8[i] >= 120 && small->u8[i] <= 136);
    t_free(small);
    t_free(image);
}
END_TEST

/* torchvision's Resize(256) and CenterCrop(224): sizes, and the corner of the crop. */
static const struct {
    int height, width, resized_height, resized_width, top, left;
} photographs[] = {
    {213, 320, 256, 384, 16, 80}, {320, 213, 384, 256, 80, 16}, {240, 320, 256, 341, 16, 58},
    {256, 256, 256, 256, 16, 16}, {500, 333, 384, 256, 80, 16}, {287, 320, 256, 285, 16, 30},
    {200, 227, 256, 290, 16, 33},
};
enum { PHOTOGRAPHS = sizeof photographs / sizeof photographs[0] };

START_TEST(shorter_side_and_centre) {
    Tensor *image = pattern(photographs[_i].height, photographs[_i].width), *whole = image_shorter_side(image, 256);
    ck_assert_int_eq(whole->shape[1], photographs[_i].resized_height);
    ck_assert_int_eq(whole->shape[2], photographs[_i].resized_width);
    Tensor *part = image_centre(whole, 224, 224);
    ck_assert_str_eq(t_shape_text(part), "(3,224,224)");
    for (int c = 0; c < 3; c++)
        for (int y = 0; y < 224; y += 37)
            for (int x = 0; x < 224; x += 37)
                ck_assert(t_at(part, c, y, x) == t_at(whole, c, photographs[_i].top + y, photographs[_i].left + x));
    t_free(part);
    t_free(whole);
    t_free(image);
}
END_TEST

START_TEST(a_long_strip_is_refused) {
    Tensor *strip = pattern(1, 60000);
    ck_assert_ptr_null(image_shorter_side(strip, 256));
    ck_assert_msg(strncmp(t_error(), "resized image: 15360000 x 256 pixels;", 37) == 0, "%s", t_error());
    t_free(strip);
}
END_TEST

static void real_image(void) { image_resize(t_zeros(3, 4, 4), 2, 2); }
static void no_height(void) { image_resize(pattern(4, 4), 0, 2); }
static void centre_of_a_smaller_one(void) { image_centre(pattern(4, 9), 5, 5); }

START_TEST(wrong_call) {
    static void (*const calls[])(void) = {real_image, no_height, centre_of_a_smaller_one};
    calls[_i]();
}
END_TEST

int main(void) {
    Suite *s = suite_create("image_resize");
    TCase *t = tcase_create("image_resize");
    suite_add_tcase(s, t);
    tcase_add_loop_test(t, as_pillow, 0, RESIZED);
    tcase_add_test(t, first_channel_as_pillow);
    tcase_add_test(t, the_same_size_is_the_same_image);
    tcase_add_test(t, fine_stripes_become_grey);
    tcase_add_loop_test(t, shorter_side_and_centre, 0, PHOTOGRAPHS);
    tcase_add_test(t, a_long_strip_is_refused);
    tcase_add_loop_exit_test(t, wrong_call, EXIT_WRONG_CALL, 0, 3);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
