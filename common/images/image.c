/* image.c: an image file as a tensor, whatever its format. */
#include "image.h"
#include "autograd.h"
#include "image_private.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A colour of 0..255 under an opacity of 0..255, laid on white; rounded to nearest. */
static uint8_t on_white(int value, int alpha) { return (uint8_t)((value * alpha + 255 * (255 - alpha) + 127) / 255); }

static Tensor *planes(const Pixels *pixels) {
    int     channels = pixels->channels, colours = channels <= 2 ? 1 : 3;
    bool    alpha = channels != colours;
    Tensor *image = t_own(DTYPE_UINT8, DEV_CPU, T_SHAPE(colours, pixels->height, pixels->width));
    size_t  area = (size_t)pixels->height * (size_t)pixels->width;
    for (int c = 0; c < colours; c++) {
        const unsigned char *from = pixels->bytes;
        uint8_t *to = image->u8 + (size_t)c * area;
        for (size_t i = 0; i < area; i++, from += channels) to[i] = alpha ? on_white(from[c], from[colours]) : from[c];
    }
    return image;
}

static bool decode(const char *path, FILE *file, Pixels *pixels) {
    static const unsigned char png[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}, jpeg[3] = {0xff, 0xd8, 0xff};
    unsigned char first[17] = {0}; /* and the end of a text */
    errno = 0;
    size_t size = fread(first, 1, sizeof first - 1, file);
    if (ferror(file)) return t_error_set("%s: %s", path, strerror(errno));
    rewind(file);
    if (memcmp(first, png, sizeof png) == 0) return png_decode(path, file, pixels);
    if (memcmp(first, jpeg, sizeof jpeg) == 0) return jpeg_decode(path, file, pixels);
    return image_other_format(path, first, size);
}

Tensor *image_read(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        t_error_set("%s: %s", path, strerror(errno));
        return NULL;
    }
    Pixels  pixels = {0};
    Tensor *image = decode(path, file, &pixels) ? planes(&pixels) : NULL;
    free(pixels.bytes);
    fclose(file);
    return image;
}
