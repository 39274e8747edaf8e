/* image_private.h: what the readers of image files share. */
#pragma once
#include "tensor.h"

/* Rows from the top, in each pixel its channels: grey; grey, alpha; red, green, blue; red, green, blue, alpha. */
typedef struct Pixels {
    int            height, width, channels;
    unsigned char *bytes; /* free() them, also after a failure */
} Pixels;

/* Whether a picture of this size is read at all; otherwise t_error_set. Asked before memory is. */
bool image_size_allowed(const char *path, unsigned long width, unsigned long height);

/* Fill the pixels from a file that stands at its beginning; false and t_error() when it is damaged. */
bool png_decode(const char *path, FILE *file, Pixels *pixels);
bool jpeg_decode(const char *path, FILE *file, Pixels *pixels);

/* false and t_error(), which says what the file is by its first bytes: neither PNG nor JPEG, but a WebP file, say. Where
 * the file has fewer than four bytes, those missing are 0. */
bool image_other_format(const char *path, const unsigned char first[], size_t size);
