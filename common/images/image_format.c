/* image_format.c: what a file is that is neither PNG nor JPEG: its first bytes say so. */
#include "error.h"
#include "image.h"
#include "image_private.h"
#include <string.h>

typedef struct Format {
    int         at; /* where `bytes` stand in the file */
    const char *bytes;
    int         n;
    const char *what, *remedy;
} Format;

static const char convert[] = "convert it to PNG or JPEG", fetch[] = "fetch the file itself",
                  sent_as_text[] = "a PNG whose bytes were changed on the way, as in a text",
                  copy[] = "copy the file again in binary mode";

static const Format formats[] = {
    {0, "GIF8", 4, "a GIF file", convert},
    {0, "BM", 2, "a BMP file", convert},
    {0, "II*\0", 4, "a TIFF file", convert},
    {0, "MM\0*", 4, "a TIFF file", convert},
    {8, "WEBP", 4, "a WebP file", convert},
    {4, "ftypavif", 8, "an AVIF file", convert},
    {4, "ftyphei", 7, "a HEIC file", convert},
    {4, "ftypmif1", 8, "a HEIF file", convert},
    {4, "ftyp", 4, "a film", convert},
    {4, "jP  ", 4, "a JPEG 2000 file", convert},
    {0, "\xff\x0a", 2, "a JPEG XL file", convert},
    {4, "JXL ", 4, "a JPEG XL file", convert},
    {0, "8BPS", 4, "a Photoshop file", convert},
    {0, "%PDF", 4, "a PDF file", convert},
    {0, "P5", 2, "a PGM file", convert},
    {0, "P6", 2, "a PPM file", convert},
    {0, "PK\3\4", 4, "a zip archive", convert},
    {0, "\x1f\x8b", 2, "a gzip file", convert},
    {0, "version https://", 16, "a pointer of Git LFS", "'git lfs pull' brings the image itself"},
    {0, "<svg", 4, "an SVG drawing", convert},
    {0, "<?xml", 5, "an XML text, such as an SVG drawing", convert},
    {0, "<", 1, "HTML, a web page in place of the file", fetch},
    {0, "\x89PNG", 4, sent_as_text, copy},
    {0, "\x09PNG", 4, sent_as_text, copy},
};

static const Format *known_format(const unsigned char first[], size_t size) {
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        const Format *f = &formats[i];
        if ((size_t)(f->at + f->n) <= size && memcmp(first + f->at, f->bytes, (size_t)f->n) == 0) return f;
    }
    return NULL;
}

const char *file_format(const unsigned char first[], size_t size) {
    const Format *known = known_format(first, size);
    return known ? known->what : NULL;
}

bool image_other_format(const char *path, const unsigned char first[], size_t size) {
    if (size == 0) return t_error_set("%s: empty, expected a PNG or JPEG file", path);
    if (size < 8 && memcmp(first, "\x89PNG", size < 4 ? size : 4) == 0)
        return t_error_set("%s: damaged PNG: it breaks off after %zu bytes", path, size);
    const Format *known = known_format(first, size);
    if (known) return t_error_set("%s: %s; %s", path, known->what, known->remedy);
    return t_error_set("%s: neither PNG nor JPEG; it begins with the bytes %02x %02x %02x %02x", path, first[0],
                       first[1], first[2], first[3]);
}
