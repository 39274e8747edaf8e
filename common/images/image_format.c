/* image_format.c: what a file is that is not what it should be: its first bytes say so. */
#include "error.h"
#include "image.h"
#include "image_private.h"
#include <string.h>

typedef struct Format {
    int         at; /* where `bytes` stand in the file */
    const char *bytes;
    int         n;
    const char *what, *remedy;
    bool        text; /* then a byte order mark and blanks may stand before them */
} Format;

static const char convert[] = "convert it to PNG or JPEG", fetch[] = "fetch the file itself",
                  decode[] = "decode it first",
                  sent_as_text[] = "a PNG whose bytes were changed on the way, as in a text",
                  html[] = "HTML, a web page in place of the file", copy[] = "copy the file again in binary mode";

static const Format formats[] = {
    {0, "\x89PNG\r\n\x1a\n", 8, "a PNG image", NULL, false},
    {0, "\xff\xd8\xff", 3, "a JPEG image", NULL, false},
    {0, "GIF8", 4, "a GIF file", convert, false},
    {0, "BM", 2, "a BMP file", convert, false},
    {0, "II*\0", 4, "a TIFF file", convert, false},
    {0, "MM\0*", 4, "a TIFF file", convert, false},
    {8, "WEBP", 4, "a WebP file", convert, false},
    {4, "ftypavif", 8, "an AVIF file", convert, false},
    {4, "ftyphei", 7, "a HEIC file", convert, false},
    {4, "ftypmif1", 8, "a HEIF file", convert, false},
    {4, "ftyp", 4, "a film", convert, false},
    {0, "\x1a\x45\xdf\xa3", 4, "a film", convert, false},
    {4, "jP  ", 4, "a JPEG 2000 file", convert, false},
    {0, "\xff\x0a", 2, "a JPEG XL file", convert, false},
    {4, "JXL ", 4, "a JPEG XL file", convert, false},
    {0, "8BPS", 4, "a Photoshop file", convert, false},
    {0, "\0\0\1\0", 4, "an icon (ICO)", convert, false},
    {0, "qoif", 4, "a QOI file", convert, false},
    {0, "\x76\x2f\x31\x01", 4, "an OpenEXR file", convert, false},
    {0, "#?RADIANCE", 10, "a Radiance HDR file", convert, false},
    {0, "%PDF", 4, "a PDF file", convert, true},
    {0, "P5", 2, "a PGM file", convert, false},
    {0, "P6", 2, "a PPM file", convert, false},
    {0, "PK\3\4", 4, "a zip archive", "unpack it, or convert it to PNG or JPEG", false},
    {0, "\x1f\x8b", 2, "a gzip file", "unpack it first", false},
    {0, "7z\xbc\xaf", 4, "a 7z archive", "unpack it first", false},
    {0, "Rar!", 4, "a RAR archive", "unpack it first", false},
    {0, "\x93NUMPY", 6, "an array of NumPy (.npy)", convert, false},
    {0, "\x80\2", 2, "a pickle of Python", convert, false},
    {0, "\x80\3", 2, "a pickle of Python", convert, false},
    {0, "\x80\4", 2, "a pickle of Python", convert, false},
    {0, "\x80\5", 2, "a pickle of Python", convert, false},
    {0, "\x89HDF", 4, "an HDF5 file", convert, false},
    {0, "GGUF", 4, "a GGUF file", convert, false},
    {0, "PAR1", 4, "a Parquet table", convert, false},
    {0, "SQLite format 3", 15, "an SQLite database", convert, false},
    {0, "\xef\xbf\xbd", 3, "a binary file that was saved as a text", copy, false},
    {0, "version https://", 16, "a pointer of Git LFS", "'git lfs pull' brings the image itself", true},
    {0, "data:image/", 11, "a data URI", decode, true},
    {0, "iVBORw0KGgo", 11, "a PNG as base64", decode, true},
    {0, "/9j/", 4, "a JPEG as base64", decode, true},
    {0, "<svg", 4, "an SVG drawing", convert, true},
    {0, "<?xml", 5, "an XML text, such as an SVG drawing", convert, true},
    {0, "<!", 2, html, fetch, true},
    {0, "<html", 5, html, fetch, true},
    {0, "<HTML", 5, html, fetch, true},
    {0, "<head", 5, html, fetch, true},
    {0, "<", 1, html, fetch, false},
    {0, "{\"", 2, "JSON", fetch, true},
    {0, "[{", 2, "JSON", fetch, true},
    {0, "[[", 2, "JSON", fetch, true},
    {0, "@relation", 9, "an ARFF table", convert, true},
    {0, "@RELATION", 9, "an ARFF table", convert, true},
    {0, "\x89PNG", 4, sent_as_text, copy, false},
    {0, "\x09PNG", 4, sent_as_text, copy, false},
};

static const Format *known_format(const unsigned char first[], size_t size, bool only_text) {
    size_t skip = size >= 3 && memcmp(first, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (skip < size && first[skip] != '\0' && strchr(" \t\r\n", first[skip])) skip++;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        const Format *f = &formats[i];
        const size_t at = (size_t)f->at + (f->text ? skip : 0);
        if (only_text && !f->text) continue;
        if (at + (size_t)f->n <= size && memcmp(first + at, f->bytes, (size_t)f->n) == 0) return f;
    }
    return NULL;
}

const char *file_format(const unsigned char first[], size_t size) {
    const Format *known = known_format(first, size, false);
    return known ? known->what : NULL;
}

const char *file_format_of_text(const unsigned char first[], size_t size) {
    const Format *known = known_format(first, size, true);
    return known ? known->what : NULL;
}

static bool is_ascii_text(const unsigned char first[], size_t size) {
    for (size_t i = 0; i < size; i++)
        if (first[i] >= 0x7f || first[i] == '\0' || (first[i] < ' ' && !strchr("\t\r\n", first[i]))) return false;
    return true;
}

bool image_other_format(const char *path, const unsigned char first[], size_t size) {
    if (size == 0) return t_error_set("%s: the file is empty; a PNG or JPEG file is expected", path);
    if (size < 8 && memcmp(first, "\x89PNG", size < 4 ? size : 4) == 0)
        return t_error_set("%s: damaged PNG: it breaks off after %zu bytes", path, size);
    const Format *known = known_format(first, size, false);
    if (known) return t_error_set("%s: %s; %s", path, known->what, known->remedy);
    if (is_ascii_text(first, size))
        return t_error_set("%s: a text that begins with '%.*s'; %s", path, (int)strcspn((const char *)first, "\r\n"),
                           (const char *)first, fetch);
    return t_error_set("%s: neither PNG nor JPEG; it begins with the bytes %02x %02x %02x %02x", path, first[0],
                       first[1], first[2], first[3]);
}
