/* Image files: every kind of PNG and JPEG with known pixels, and every kind of damage. */
#include "gradlab.h"
#include "scratch.h"
#include <check.h>

#include <jpeglib.h>
#include <png.h>
#include <zlib.h>

static void write_bytes(const char *path, const void *bytes, size_t size) {
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
}

/* At most 64 KiB. */
static size_t read_bytes(const char *path, unsigned char bytes[static 1 << 16]) {
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    size_t size = fread(bytes, 1, 1 << 16, file);
    fclose(file);
    ck_assert_uint_lt(size, 1 << 16);
    return size;
}

static Tensor *read_good(const char *path) {
    Tensor *image = image_read(path);
    ck_assert_msg(image != NULL, "%s", t_error());
    ck_assert_int_eq(image->dtype, DTYPE_UINT8);
    ck_assert_uint_eq(image->step, 0);
    return image;
}

/* image_read fails, and says "<path><expected>". */
static void check_bad(const char *path, const char *expected) {
    ck_assert_ptr_null(image_read(path));
    ck_assert_msg(strncmp(t_error(), path, strlen(path)) == 0, "no file is named: %s", t_error());
    ck_assert_str_eq(t_error() + strlen(path), expected);
}

/* --- PNG ---------------------------------------------------------------------------------------------------------- */

typedef struct PngFile {
    int width, height, depth, type;
    const unsigned char *rows; /* as they stand in the file */
    size_t row;
    int colours, transparent; /* of a palette; how many of them have an opacity */
    png_color palette[4];
    png_byte opacity[4];
    const png_color_16 *key; /* the colour that stands for "transparent" */
} PngFile;

static const char *write_png(const PngFile *f, int interlace) {
    const char *path = scratch_path("image.png");
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_init_io(png, file);
    png_set_IHDR(png, info, (png_uint_32)f->width, (png_uint_32)f->height, f->depth, f->type, interlace,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (f->colours) png_set_PLTE(png, info, f->palette, f->colours);
    if (f->transparent) png_set_tRNS(png, info, f->opacity, f->transparent, NULL);
    if (f->key) png_set_tRNS(png, info, NULL, 0, f->key);
    png_bytep rows[16];
    for (int y = 0; y < f->height; y++) rows[y] = (png_bytep)f->rows + (size_t)y * f->row;
    png_write_info(png, info);
    png_write_image(png, rows);
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
    ck_assert_int_eq(fclose(file), 0);
    return path;
}

static void check_pixels(const char *path, int channels, int height, int width, const int expected[]) {
    Tensor *image = read_good(path);
    ck_assert_int_eq(image->ndim, 3);
    ck_assert(image->shape[0] == channels && image->shape[1] == height && image->shape[2] == width);
    for (size_t i = 0; i < image->size; i++)
        ck_assert_msg(image->u8[i] == expected[i], "value %zu is %d, expected %d", i, image->u8[i], expected[i]);
    t_free(image);
}

/* Whether the file is interlaced makes no difference to what is read. */
static void check_png(const PngFile *f, int channels, const int expected[]) {
    check_pixels(write_png(f, PNG_INTERLACE_NONE), channels, f->height, f->width, expected);
    check_pixels(write_png(f, PNG_INTERLACE_ADAM7), channels, f->height, f->width, expected);
}

START_TEST(png_grey) {
    static const unsigned char one[] = {0xb0, 0x40}, two[] = {0x1b, 0xe4}, four[] = {0x0f, 0x81, 0x25, 0xa7};
    check_png(&(PngFile){.width = 4, .height = 2, .depth = 1, .rows = one, .row = 1}, 1,
              (int[]){255, 0, 255, 255, 0, 255, 0, 0});
    check_png(&(PngFile){.width = 4, .height = 2, .depth = 2, .rows = two, .row = 1}, 1,
              (int[]){0, 85, 170, 255, 255, 170, 85, 0});
    check_png(&(PngFile){.width = 4, .height = 2, .depth = 4, .rows = four, .row = 2}, 1,
              (int[]){0, 255, 136, 17, 34, 85, 170, 119});
    static const unsigned char eight[] = {0, 1, 128, 200, 254, 255};
    check_png(&(PngFile){.width = 3, .height = 2, .depth = 8, .rows = eight, .row = 3}, 1,
              (int[]){0, 1, 128, 200, 254, 255});
    /* 65535/255 = 257: 0x0080 is 0.498, 0x0081 0.502 of a step. */
    static const unsigned char sixteen[] = {0, 0, 0, 0x80, 0, 0x81, 0x12, 0x34, 0x80, 0x80, 0xff, 0xff};
    check_png(&(PngFile){.width = 6, .height = 1, .depth = 16, .rows = sixteen, .row = 12}, 1,
              (int[]){0, 0, 1, 18, 128, 255});
}
END_TEST

START_TEST(png_colour) {
    static const unsigned char eight[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 250, 251, 252},
                               sixteen[] = {1, 1, 2, 2, 3, 3, 0xff, 0xff, 0, 0, 0x80, 0x80};
    check_png(&(PngFile){.width = 2, .height = 2, .depth = 8, .type = PNG_COLOR_TYPE_RGB, .rows = eight, .row = 6}, 3,
              (int[]){1, 4, 7, 250, 2, 5, 8, 251, 3, 6, 9, 252});
    check_png(&(PngFile){.width = 2, .height = 1, .depth = 16, .type = PNG_COLOR_TYPE_RGB, .rows = sixteen, .row = 12},
              3, (int[]){1, 255, 2, 0, 3, 128});
}
END_TEST

START_TEST(png_palette) {
    static const unsigned char two[] = {0x1b, 0xe4}, eight[] = {0, 3, 2, 1};
    PngFile f = {.width = 4, .height = 1, .depth = 2, .type = PNG_COLOR_TYPE_PALETTE, .rows = two, .row = 1,
                 .colours = 4, .palette = {{1, 2, 3}, {100, 110, 120}, {200, 210, 220}, {255, 0, 9}}};
    check_png(&f, 3, (int[]){1, 100, 200, 255, 2, 110, 210, 0, 3, 120, 220, 9});
    f.depth = 8, f.rows = eight, f.row = 4;
    check_png(&f, 3, (int[]){1, 255, 200, 100, 2, 0, 210, 110, 3, 9, 220, 120});
    f.transparent = 2, f.opacity[0] = 0, f.opacity[1] = 255; /* the first colour is not seen: white */
    check_png(&f, 3, (int[]){255, 255, 200, 100, 255, 0, 210, 110, 255, 9, 220, 120});
}
END_TEST

/* Laid on white: c a/255 + 255 (1 - a/255), to the nearest. */
START_TEST(png_transparent) {
    static const unsigned char grey[] = {10, 0, 10, 255, 10, 128, 0, 51}, rgb[] = {0, 100, 255, 102, 9, 9, 9, 0},
                               grey16[] = {0x0a, 0x0a, 0x80, 0x80};
    check_png(&(PngFile){.width = 2, .height = 2, .depth = 8, .type = PNG_COLOR_TYPE_GRAY_ALPHA, .rows = grey,
                         .row = 4}, 1, (int[]){255, 10, 132, 204}); /* 255 - 245 * 128/255 = 132.02 */
    check_png(&(PngFile){.width = 2, .height = 1, .depth = 8, .type = PNG_COLOR_TYPE_RGB_ALPHA, .rows = rgb, .row = 8},
              3, (int[]){153, 255, 193, 255, 255, 255});
    check_png(&(PngFile){.width = 1, .height = 1, .depth = 16, .type = PNG_COLOR_TYPE_GRAY_ALPHA, .rows = grey16,
                         .row = 4}, 1, (int[]){132});
    static const unsigned char keyed[] = {7, 8, 9, 7};
    check_png(&(PngFile){.width = 4, .height = 1, .depth = 8, .rows = keyed, .row = 4,
                         .key = &(png_color_16){.gray = 7}}, 1, (int[]){255, 8, 9, 255});
}
END_TEST

/* A picture of many sizes, so that every pass of the interlacing has an edge somewhere. */
START_TEST(png_sizes) {
    unsigned char rows[10 * 13 * 3];
    for (size_t i = 0; i < sizeof rows; i++) rows[i] = (unsigned char)(i * 37);
    for (int height = 1; height <= 10; height += 3)
        for (int width = 1; width <= 13; width += 2) {
            int expected[sizeof rows];
            for (int c = 0; c < 3; c++)
                for (int i = 0; i < height * width; i++) expected[c * height * width + i] = rows[3 * i + c];
            check_png(&(PngFile){.width = width, .height = height, .depth = 8, .type = PNG_COLOR_TYPE_RGB, .rows = rows,
                                 .row = (size_t)(3 * width)}, 3, expected);
        }
}
END_TEST

static const unsigned char noise[] = {9, 200, 31, 4, 77, 120, 255, 0, 63, 18, 5, 99};

static size_t small_png(unsigned char bytes[static 1 << 16]) {
    PngFile f = {.width = 4, .height = 3, .depth = 8, .rows = noise, .row = 4};
    return read_bytes(write_png(&f, PNG_INTERLACE_NONE), bytes);
}

START_TEST(png_breaks_off) {
    static unsigned char bytes[1 << 16];
    size_t      size = small_png(bytes);
    const char *path = scratch_path("short.png");
    for (size_t n = 8; n < size; n++) {
        char expected[100];
        write_bytes(path, bytes, n);
        snprintf(expected, sizeof expected, ": damaged PNG: it breaks off after %zu bytes", n);
        check_bad(path, expected);
    }
}
END_TEST

/* Whatever byte is hit, the file is refused or its pixels are those it has: checksums see to that. */
START_TEST(png_damaged_byte) {
    static unsigned char bytes[1 << 16];
    size_t      size = small_png(bytes);
    const char *path = scratch_path("hit.png");
    for (size_t i = 0; i < size; i++) {
        bytes[i] ^= 0x55;
        write_bytes(path, bytes, size);
        bytes[i] ^= 0x55;
        Tensor *image = image_read(path);
        if (image) ck_assert(image->size == 12 && memcmp(image->u8, noise, 12) == 0);
        else ck_assert(strstr(t_error(), path) == t_error());
        t_free(image);
    }
    size_t data = size - 12 - 6; /* within the data's checksum, before the last part's 12 bytes */
    bytes[data + 3] ^= 1;
    write_bytes(path, bytes, size);
    check_bad(path, ": damaged PNG: IDAT: CRC error");
}
END_TEST

static void put32(unsigned char *to, unsigned long value) {
    for (int i = 0; i < 4; i++) to[i] = (unsigned char)(value >> (24 - 8 * i));
}

/* A header that promises much, with a right checksum: refused before any memory is asked for. */
START_TEST(png_too_large) {
    static unsigned char bytes[1 << 16];
    size_t      size = small_png(bytes);
    const char *path = scratch_path("large.png");
    static const struct {
        unsigned long width, height;
        const char   *expected;
    } cases[] = {{50000, 50000, ": 50000 x 50000 pixels; "}, {70000, 1, ": 70000 x 1 pixels; "},
                 {0x7fffffff, 0x7fffffff, ": 2147483647 x 2147483647 pixels; "}};
    for (int i = 0; i < 3; i++) {
        put32(bytes + 16, cases[i].width);
        put32(bytes + 20, cases[i].height);
        put32(bytes + 29, crc32(0, bytes + 12, 17));
        write_bytes(path, bytes, size);
        char expected[200];
        snprintf(expected, sizeof expected, "%sexpected at least one and at most 64 million in all, 65500 along an "
                 "axis", cases[i].expected);
        check_bad(path, expected);
    }
}
END_TEST

/* --- JPEG --------------------------------------------------------------------------------------------------------- */

typedef struct JpegFile {
    int  width, height, channels;
    bool progressive;
    const unsigned char *rows;
    const unsigned char *exif; /* NULL: none */
    unsigned             exif_size;
} JpegFile;

static const char *write_jpeg(const JpegFile *f) {
    const char *path = scratch_path("image.jpg");
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    struct jpeg_error_mgr errors;
    struct jpeg_compress_struct info = {.err = jpeg_std_error(&errors)};
    jpeg_create_compress(&info);
    jpeg_stdio_dest(&info, file);
    info.image_width = (JDIMENSION)f->width;
    info.image_height = (JDIMENSION)f->height;
    info.input_components = f->channels;
    info.in_color_space = f->channels == 1 ? JCS_GRAYSCALE : f->channels == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, 100, TRUE);
    info.comp_info[0].h_samp_factor = info.comp_info[0].v_samp_factor = 1; /* colours as sharp as brightness */
    if (f->progressive) jpeg_simple_progression(&info);
    jpeg_start_compress(&info, TRUE);
    if (f->exif) jpeg_write_marker(&info, JPEG_APP0 + 1, f->exif, f->exif_size);
    while (info.next_scanline < info.image_height) {
        JSAMPROW row = (JSAMPROW)f->rows + (size_t)info.next_scanline * (size_t)(f->width * f->channels);
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    ck_assert_int_eq(fclose(file), 0);
    return path;
}

enum { JPEG_W = 19, JPEG_H = 11 };

/* Slopes in each colour; of quality 100 they come back within a few grey levels. */
static const unsigned char *slopes(int channels) {
    static unsigned char rows[JPEG_H * JPEG_W * 4];
    for (int y = 0; y < JPEG_H; y++)
        for (int x = 0; x < JPEG_W; x++)
            for (int c = 0; c < channels; c++) {
                int value = c == 0 ? 10 * x : c == 1 ? 20 * y : 200 - 8 * x;
                rows[(y * JPEG_W + x) * channels + c] = (unsigned char)value;
            }
    return rows;
}

START_TEST(jpeg_pixels) {
    int channels = _i & 1 ? 3 : 1;
    JpegFile f = {JPEG_W, JPEG_H, channels, .progressive = _i & 2, .rows = slopes(channels)};
    Tensor *image = read_good(write_jpeg(&f));
    ck_assert(image->shape[0] == channels && image->shape[1] == JPEG_H && image->shape[2] == JPEG_W);
    for (int c = 0; c < channels; c++)
        for (int i = 0; i < JPEG_H * JPEG_W; i++)
            ck_assert_int_le(abs(image->u8[c * JPEG_H * JPEG_W + i] - f.rows[i * channels + c]), 4);
    t_free(image);
}
END_TEST

/* The camera's note that the picture has to be turned is not followed: rows and columns are those of the file. */
START_TEST(jpeg_orientation_is_ignored) {
    static const unsigned char turned[] = {'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, /* one entry: */
                                           0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0};
    const JpegFile plain = {JPEG_W, JPEG_H, 3, .rows = slopes(3)};
    JpegFile       exif = plain;
    exif.exif = turned, exif.exif_size = sizeof turned;
    Tensor *image = read_good(write_jpeg(&plain)), *same = read_good(write_jpeg(&exif));
    ck_assert(same->shape[1] == JPEG_H && same->shape[2] == JPEG_W && t_equal(image, same));
    t_free(image);
    t_free(same);
}
END_TEST

START_TEST(jpeg_of_printing_colours) {
    JpegFile f = {JPEG_W, JPEG_H, 4, .rows = slopes(4)};
    check_bad(write_jpeg(&f), ": a JPEG of four printing colours (CMYK); convert it to RGB");
}
END_TEST

/* libjpeg itself would fill up with grey and warn. */
START_TEST(jpeg_breaks_off) {
    static unsigned char bytes[1 << 16];
    JpegFile    f = {JPEG_W, JPEG_H, 3, .progressive = _i, .rows = slopes(3)};
    size_t      size = read_bytes(write_jpeg(&f), bytes);
    const char *path = scratch_path("short.jpg");
    for (size_t n = 3; n < size; n++) {
        write_bytes(path, bytes, n);
        char expected[100];
        snprintf(expected, sizeof expected, ": damaged JPEG: it breaks off after %zu bytes", n);
        check_bad(path, expected);
    }
}
END_TEST

/* A JPEG has no checksums: the wrong pixels may come, but an image of its size or a sentence has to. */
START_TEST(jpeg_damaged_byte) {
    static unsigned char bytes[1 << 16];
    JpegFile    f = {JPEG_W, JPEG_H, 3, .progressive = _i, .rows = slopes(3)};
    size_t      size = read_bytes(write_jpeg(&f), bytes), refused = 0;
    const char *path = scratch_path("hit.jpg");
    for (size_t i = 3; i < size; i++) {
        bytes[i] ^= 0xff;
        write_bytes(path, bytes, size);
        bytes[i] ^= 0xff;
        Tensor *image = image_read(path);
        if (!image) {
            refused++;
            ck_assert(strstr(t_error(), path) == t_error());
        }
        t_free(image);
    }
    ck_assert_uint_gt(refused, 20);
}
END_TEST

START_TEST(jpeg_too_large) {
    static unsigned char bytes[1 << 16];
    JpegFile    f = {JPEG_W, JPEG_H, 1, .rows = slopes(1)};
    size_t      size = read_bytes(write_jpeg(&f), bytes), at = 2;
    const char *path = scratch_path("large.jpg");
    while (!(bytes[at] == 0xff && bytes[at + 1] == 0xc0)) at++; /* the frame: length, bits, height, width */
    bytes[at + 5] = bytes[at + 7] = 0xea;
    bytes[at + 6] = bytes[at + 8] = 0x60;
    write_bytes(path, bytes, size);
    check_bad(path, ": 60000 x 60000 pixels; expected at least one and at most 64 million in all, 65500 along an axis");
    memset(bytes + at + 5, 0xff, 4); /* beyond libjpeg's own limit */
    write_bytes(path, bytes, size);
    check_bad(path, ": 65535 x 65535 pixels; expected at least one and at most 64 million in all, 65500 along an axis");
}
END_TEST

/* --- Neither ------------------------------------------------------------------------------------------------------ */

START_TEST(other_files) {
    const char *path = scratch_path("other.png");
    check_bad(path, ": No such file or directory");
    check_bad(scratch_folder, ": Is a directory");
    write_bytes(path, "", 0);
    check_bad(path, ": the file is empty; a PNG or JPEG file is expected");
    write_bytes(path, "text", 4);
    check_bad(path, ": a text that begins with 'text'; fetch the file itself");
    write_bytes(path, "\0\0\0\0\0\0\0\0", 8);
    check_bad(path, ": neither PNG nor JPEG; it begins with the bytes 00 00 00 00");
    write_bytes(path, "\x89PNG", 4);
    check_bad(path, ": damaged PNG: it breaks off after 4 bytes");
}
END_TEST

START_TEST(formats_are_named) {
    static const struct {
        const char *bytes;
        size_t      size;
        const char *expected;
    } files[] = {
        {"GIF89a", 6, ": a GIF file; convert it to PNG or JPEG"},
        {"RIFF\x24\0\0\0WEBPVP8 ", 16, ": a WebP file; convert it to PNG or JPEG"},
        {"\0\0\0\x18" "ftypheic", 12, ": a HEIC file; convert it to PNG or JPEG"},
        {"BM\x46\0\0\0", 6, ": a BMP file; convert it to PNG or JPEG"},
        {"II*\0\x08\0\0\0", 8, ": a TIFF file; convert it to PNG or JPEG"},
        {"<!DOCTYPE html>", 15, ": HTML, a web page in place of the file; fetch the file itself"},
        {"version https://git-lfs.github.com/spec/v1", 42,
         ": a pointer of Git LFS; 'git lfs pull' brings the image itself"},
        {"\xef\xbb\xbf\n  <html>", 11, ": HTML, a web page in place of the file; fetch the file itself"},
        {"{\"error\":1}", 11, ": JSON; fetch the file itself"},
        {"404: Not Found\n", 15, ": a text that begins with '404: Not Found'; fetch the file itself"},
        {"iVBORw0KGgoAAAAN", 16, ": a PNG as base64; decode it first"},
        {"\x93NUMPY\1\0", 8, ": an array of NumPy (.npy); convert it to PNG or JPEG"},
        {"\x89PNG\n\x1a\n\0", 8,
         ": a PNG whose bytes were changed on the way, as in a text; copy the file again in binary mode"},
        {"\x09PNG\r\n\x1a\n", 8,
         ": a PNG whose bytes were changed on the way, as in a text; copy the file again in binary mode"},
    };
    const char *path = scratch_path("other.png");
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        write_bytes(path, files[i].bytes, files[i].size);
        check_bad(path, files[i].expected);
    }
}
END_TEST

/* A chunk that no reader may pass over, and libpng does not know: this PNG is whole. */
START_TEST(a_kind_of_png_that_is_not_known) {
    static const char bytes[] = "\x89PNG\r\n\x1a\n\0\0\0\4CgBI\x50\0\x20\2\x2b\xd5\xb3\x7f";
    const char *path = scratch_path("other.png");
    write_bytes(path, bytes, sizeof bytes - 1);
    check_bad(path, ": a kind of PNG that is not supported (CgBI: unhandled critical chunk); convert it to an "
                    "ordinary PNG");
}
END_TEST

/* The frame's header: ff c0, two bytes of length, the bits of a value. */
START_TEST(jpeg_of_12_bits_is_not_damaged) {
    JpegFile    jpeg = {JPEG_W, JPEG_H, 1, .rows = slopes(1)};
    const char *path = write_jpeg(&jpeg);
    unsigned char bytes[1 << 16];
    const size_t  size = read_bytes(path, bytes);
    for (size_t i = 0; i + 4 < size; i++)
        if (bytes[i] == 0xff && bytes[i + 1] == 0xc0) bytes[i + 4] = 12;
    write_bytes(path, bytes, size);
    check_bad(path, ": a kind of JPEG that is not supported (Unsupported JPEG data precision 12); convert it to PNG");
}
END_TEST

/* What counts is what is in the file. */
START_TEST(name_does_not_matter) {
    JpegFile jpeg = {JPEG_W, JPEG_H, 1, .rows = slopes(1)};
    const char *path = scratch_path("a.png");
    ck_assert_int_eq(rename(write_jpeg(&jpeg), path), 0);
    t_free(read_good(path));
    PngFile png = {.width = 4, .height = 3, .depth = 8, .rows = noise, .row = 4};
    path = scratch_path("b.jpg");
    ck_assert_int_eq(rename(write_png(&png, 0), path), 0);
    t_free(read_good(path));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("image");
    TCase *tests = tcase_create("image");
    tcase_add_unchecked_fixture(tests, scratch_make, scratch_remove);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, png_grey);
    tcase_add_test(tests, png_colour);
    tcase_add_test(tests, png_palette);
    tcase_add_test(tests, png_transparent);
    tcase_add_test(tests, png_sizes);
    tcase_add_test(tests, png_breaks_off);
    tcase_add_test(tests, png_damaged_byte);
    tcase_add_test(tests, png_too_large);
    tcase_add_loop_test(tests, jpeg_pixels, 0, 4);
    tcase_add_test(tests, jpeg_orientation_is_ignored);
    tcase_add_test(tests, jpeg_of_printing_colours);
    tcase_add_loop_test(tests, jpeg_breaks_off, 0, 2);
    tcase_add_loop_test(tests, jpeg_damaged_byte, 0, 2);
    tcase_add_test(tests, jpeg_too_large);
    tcase_add_test(tests, other_files);
    tcase_add_test(tests, formats_are_named);
    tcase_add_test(tests, a_kind_of_png_that_is_not_known);
    tcase_add_test(tests, jpeg_of_12_bits_is_not_damaged);
    tcase_add_test(tests, name_does_not_matter);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
