/* image_png.c: PNG files, by way of libpng. */
#include "autograd.h"
#include "image.h"
#include "image_private.h"
#include "replace.h"
#include <png.h>
#include <stdlib.h>
#include <string.h>

/* --- Reading ------------------------------------------------------------------------------------------------------ */

typedef struct Reading {
    const char *path;
    FILE       *file;
    png_structp png;
    png_infop   info;
    Pixels     *pixels;
} Reading;

static void on_error(png_structp png, png_const_charp message) {
    const Reading *r = png_get_error_ptr(png);
    if (feof(r->file)) t_error_set("%s: damaged PNG: it breaks off after %ld bytes", r->path, ftell(r->file));
    else if (strstr(message, "unhandled critical chunk"))
        t_error_set("%s: a kind of PNG that is not supported (%s); convert it to an ordinary PNG", r->path, message);
    else t_error_set("%s: damaged PNG: %s", r->path, message);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message) {
    (void)png, (void)message; /* such as a wrong colour profile */
}

/* Makes libpng hand out 8 bits a channel, and colours rather than places in a palette. */
static void ask_for_bytes(png_structp png) {
    png_set_expand(png); /* palettes, fewer than 8 bits, a transparent colour */
    png_set_scale_16(png);
}

static bool read_pixels(Reading *r) {
    if (setjmp(png_jmpbuf(r->png))) return false;
    png_init_io(r->png, r->file);
    png_set_user_limits(r->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX); /* the limits are image_size_allowed's */
    png_read_info(r->png, r->info);
    png_uint_32 width = png_get_image_width(r->png, r->info), height = png_get_image_height(r->png, r->info);
    if (!image_size_allowed(r->path, width, height)) return false;
    ask_for_bytes(r->png);
    int passes = png_set_interlace_handling(r->png);
    png_read_update_info(r->png, r->info);
    size_t row = png_get_rowbytes(r->png, r->info);
    r->pixels->height = (int)height;
    r->pixels->width = (int)width;
    r->pixels->channels = png_get_channels(r->png, r->info);
    r->pixels->bytes = t_malloc(height * row);
    for (int pass = 0; pass < passes; pass++)
        for (size_t y = 0; y < height; y++) png_read_row(r->png, r->pixels->bytes + y * row, NULL);
    png_read_end(r->png, NULL);
    return true;
}

bool png_decode(const char *path, FILE *file, Pixels *pixels) {
    Reading r = {.path = path, .file = file, .pixels = pixels};
    r.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &r, on_error, on_warning);
    r.info = r.png ? png_create_info_struct(r.png) : NULL;
    bool good = r.info ? read_pixels(&r) : t_error_set("%s: libpng cannot start (no memory?)", path);
    png_destroy_read_struct(&r.png, &r.info, NULL);
    return good;
}

/* --- Writing ------------------------------------------------------------------------------------------------------ */

static bool write_pixels(FILE *file, const Tensor *image) {
    int    colours = image->shape[0], height = image->shape[1], width = image->shape[2];
    size_t area = (size_t)height * (size_t)width;
    unsigned char *bytes = t_malloc(image->size);
    for (size_t i = 0; i < area; i++)
        for (int c = 0; c < colours; c++) bytes[i * (size_t)colours + (size_t)c] = image->u8[(size_t)c * area + i];
    png_image png = {.version = PNG_IMAGE_VERSION,
                     .width = (png_uint_32)width,
                     .height = (png_uint_32)height,
                     .format = colours == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB};
    bool written = png_image_write_to_stdio(&png, file, 0, bytes, 0, NULL) != 0;
    free(bytes);
    return written;
}

bool image_write_png(const char *path, const Tensor *image) {
    t_check_alive(image, "image");
    if (image->dtype != DTYPE_UINT8 || image->device != DEV_CPU || image->ndim != 3 ||
        (image->shape[0] != 1 && image->shape[0] != 3) || image->size == 0)
        t_fail("grey (1,H,W) or RGB (3,H,W), uint8, on the CPU", "image_write_png: %s is %s on %s",
               t_label(image, "image"), t_dtype_name(image->dtype), dev_name(image->device));
    Replace file;
    return replace_begin(&file, path) && replace_end(&file, write_pixels(file.to, image));
}
