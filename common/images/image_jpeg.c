/* image_jpeg.c: JPEG files, by way of libjpeg. */
#include "autograd.h"
#include "image_private.h"
#include <setjmp.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <jerror.h>

typedef struct Reading {
    struct jpeg_error_mgr         manager; /* first: libjpeg hands out its address */
    jmp_buf                       failed;
    struct jpeg_decompress_struct info;
    const char *path;
    FILE       *file;
    Pixels     *pixels;
} Reading;

static Reading *reading_of(j_common_ptr info) { return (Reading *)info->err; }

/* A file that may well be whole, and that others may read. */
static bool is_unsupported(int code) {
    switch (code) {
    case JERR_BAD_PRECISION:
    case JERR_SOF_UNSUPPORTED:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_NOTIMPL: return true;
    default: return false;
    }
}

/* libjpeg's own would end the program. */
_Noreturn static void on_error(j_common_ptr info) {
    Reading *r = reading_of(info);
    char     message[JMSG_LENGTH_MAX];
    info->err->format_message(info, message);
    const int code = info->err->msg_code;
    if (is_unsupported(code))
        t_error_set("%s: a kind of JPEG that is not supported (%s); convert it to PNG", r->path, message);
    else if (code != JERR_IMAGE_TOO_BIG || image_size_allowed(r->path, r->info.image_width, r->info.image_height))
        t_error_set("%s: damaged JPEG: %s", r->path, message);
    longjmp(r->failed, 1);
}

/* To libjpeg a file that breaks off or goes wrong within is a matter for a warning: it fills up with grey. */
static void on_message(j_common_ptr info, int level) {
    if (level >= 0) return;
    switch (info->err->msg_code) {
    case JWRN_JPEG_EOF: {
        const Reading *r = reading_of(info);
        t_error_set("%s: damaged JPEG: it breaks off after %ld bytes", r->path, ftell(r->file));
        longjmp(reading_of(info)->failed, 1);
    }
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
    case JWRN_BOGUS_PROGRESSION:
        on_error(info);
    default:
        break; /* bytes between the parts, odd versions */
    }
}

static bool read_pixels(Reading *r) {
    struct jpeg_decompress_struct *info = &r->info;
    if (setjmp(r->failed)) return false;
    jpeg_create_decompress(info);
    jpeg_stdio_src(info, r->file);
    jpeg_read_header(info, TRUE);
    if (!image_size_allowed(r->path, info->image_width, info->image_height)) return false;
    if (info->jpeg_color_space == JCS_CMYK || info->jpeg_color_space == JCS_YCCK)
        return t_error_set("%s: a JPEG of four printing colours (CMYK); convert it to RGB", r->path);
    info->out_color_space = info->jpeg_color_space == JCS_GRAYSCALE ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_start_decompress(info);
    size_t row = (size_t)info->output_width * (size_t)info->output_components;
    r->pixels->height = (int)info->output_height;
    r->pixels->width = (int)info->output_width;
    r->pixels->channels = info->output_components;
    r->pixels->bytes = t_malloc((size_t)info->output_height * row);
    while (info->output_scanline < info->output_height) {
        JSAMPROW to = r->pixels->bytes + info->output_scanline * row;
        jpeg_read_scanlines(info, &to, 1);
    }
    jpeg_finish_decompress(info);
    return true;
}

bool jpeg_decode(const char *path, FILE *file, Pixels *pixels) {
    Reading r = {.path = path, .file = file, .pixels = pixels};
    r.info.err = jpeg_std_error(&r.manager);
    r.manager.error_exit = on_error;
    r.manager.emit_message = on_message;
    bool good = read_pixels(&r);
    jpeg_destroy_decompress(&r.info);
    return good;
}
