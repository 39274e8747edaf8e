/* zip.c: the layout is PKWARE's APPNOTE, 4.3; no encryption, no entry or archive of 4 GiB. */
#include "zip.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

enum { DEFLATE = 8, NEEDS_2_0 = 20, MADE_ON_UNIX = 3 << 8, NAMES_ARE_UTF8 = 1 << 11 };
enum { NEW_YEAR_1980 = 1 << 5 | 1 }; /* the first day that a zip can name */

static void put(FILE *to, uint32_t value, int bytes) {
    for (int i = 0; i < bytes; i++) putc((int)(value >> (8 * i) & 0xff), to);
}

/* Without zlib's own header and end, as a zip wants it. NULL when there is no memory. */
static unsigned char *deflate_all(const void *bytes, size_t size, size_t *packed) {
    z_stream z = {.next_in = (Bytef *)bytes, .avail_in = (uInt)size};
    if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) return NULL;
    const uLong room = deflateBound(&z, (uLong)size);
    unsigned char *to = malloc(room);
    z.next_out = to;
    z.avail_out = (uInt)room;
    const bool whole = to != NULL && deflate(&z, Z_FINISH) == Z_STREAM_END;
    *packed = z.total_out;
    deflateEnd(&z);
    if (whole) return to;
    free(to);
    return NULL;
}

/* What the entry and the directory both say. */
static void put_description(FILE *to, uint32_t crc, size_t packed, size_t size, const char *name) {
    put(to, NEEDS_2_0, 2);
    put(to, NAMES_ARE_UTF8, 2);
    put(to, DEFLATE, 2);
    put(to, 0, 2); /* midnight */
    put(to, NEW_YEAR_1980, 2);
    put(to, crc, 4);
    put(to, (uint32_t)packed, 4);
    put(to, (uint32_t)size, 4);
    put(to, (uint32_t)strlen(name), 2);
    put(to, 0, 2); /* no extra field */
}

Zip zip_begin(FILE *out) {
    FILE *directory = tmpfile();
    return (Zip){.out = out, .directory = directory, .whole = directory != NULL};
}

void zip_add(Zip *z, const char *name, const void *bytes, size_t size, bool executable) {
    size_t packed = 0;
    unsigned char *content = z->whole ? deflate_all(bytes, size, &packed) : NULL;
    if (content == NULL) {
        z->whole = false;
        return;
    }
    const uint32_t crc = (uint32_t)crc32(0, bytes, (uInt)size), at = (uint32_t)ftell(z->out);
    put(z->out, 0x04034b50, 4);
    put_description(z->out, crc, packed, size, name);
    fputs(name, z->out);
    fwrite(content, 1, packed, z->out);

    put(z->directory, 0x02014b50, 4);
    put(z->directory, MADE_ON_UNIX | NEEDS_2_0, 2);
    put_description(z->directory, crc, packed, size, name);
    put(z->directory, 0, 2); /* no comment */
    put(z->directory, 0, 2); /* the first disk */
    put(z->directory, 0, 2); /* contents unknown */
    put(z->directory, (uint32_t)(S_IFREG | (executable ? 0755 : 0644)) << 16, 4);
    put(z->directory, at, 4);
    fputs(name, z->directory);
    z->entries++;
    free(content);
}

bool zip_end(Zip *z) {
    if (z->directory == NULL) return false;
    const uint32_t at = (uint32_t)ftell(z->out), size = (uint32_t)ftell(z->directory);
    z->whole = z->whole && !ferror(z->directory) && fflush(z->directory) == 0;
    rewind(z->directory);
    for (int c; (c = getc(z->directory)) != EOF;) putc(c, z->out);
    put(z->out, 0x06054b50, 4);
    put(z->out, 0, 4); /* one disk */
    put(z->out, (uint32_t)z->entries, 2);
    put(z->out, (uint32_t)z->entries, 2);
    put(z->out, size, 4);
    put(z->out, at, 4);
    put(z->out, 0, 2); /* no comment */
    fclose(z->directory);
    return z->whole && !ferror(z->out) && fflush(z->out) == 0;
}
