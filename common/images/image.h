/* image.h: pictures, one a file. (Data sets made of them: data.h.) */
#pragma once
#include "tensor.h"

/* A PNG or JPEG file, told by its first bytes whatever it is called: uint8, (1,H,W) when it is grey, otherwise RGB
 * (3,H,W). 16 bits become 8, fewer bits are spread over 0..255, a palette is looked up, and what is transparent is laid
 * on white. Colour profiles and the camera's orientation are left alone. Caller-owned; NULL and t_error() with the file
 * and what is wrong, also when it breaks off or has more than 64 million pixels. */
Tensor *image_read(const char *path);
/* Writes uint8 (1,H,W) or (3,H,W). What was at `path` stays until all is written. false and t_error() if it cannot. */
bool image_write_png(const char *path, const Tensor *image);
/* What a file is by its first bytes: "a WebP file", "a pointer of Git LFS"; NULL when it is none of the kinds that turn
 * up in place of data. */
const char *file_format(const unsigned char first[], size_t size);
/* The same among the kinds that are texts: "HTML, a web page in place of the file". */
const char *file_format_of_text(const unsigned char first[], size_t size);

/* Other sizes. All take and give uint8 (C,H,W); what they give is caller-owned. */
/* Bilinear with antialiasing: the bytes of Pillow's Image.resize((width, height), BILINEAR), up to Pillow 12, and so of
 * torchvision's Resize on a PIL image. */
Tensor *image_resize(const Tensor *image, int height, int width);
/* The shorter side gets `side` pixels; the longer one gets side * longer / shorter, rounded down (Resize(side)). NULL
 * and t_error() when that is more than an image may have: a strip of 1 x 60000 pixels would become 256 x 15 million. */
Tensor *image_shorter_side(const Tensor *image, int side);
/* The part of this size in the middle (CenterCrop). */
Tensor *image_centre(const Tensor *image, int height, int width);
