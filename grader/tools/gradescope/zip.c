/* zip.c: packs a folder, as a zip that depends on names, contents and permissions alone.
 *
 *     zip OUT.zip FOLDER
 *
 * Layout: PKWARE's APPNOTE, 4.3; no encryption, no entry or archive of 4 GiB. */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

enum { PATH_ROOM = 4096, DEFLATE = 8, NEEDS_2_0 = 20, MADE_ON_UNIX = 3 << 8, NAMES_ARE_UTF8 = 1 << 11 };
enum { NEW_YEAR_1980 = 1 << 5 | 1 }; /* the first day that a zip can name */

static FILE  *out;
static FILE  *directory; /* what is written after the last entry */
static int    entries;
static size_t folder_length;

static _Noreturn void fail(const char *path) {
    fprintf(stderr, "zip: %s: %s\n", path, strerror(errno));
    exit(1);
}

static void put(FILE *to, uint32_t value, int bytes) {
    for (int i = 0; i < bytes; i++) putc((int)(value >> (8 * i) & 0xff), to);
}

static unsigned char *read_all(const char *path, size_t size) {
    FILE *f = fopen(path, "rb");
    unsigned char *bytes = malloc(size + 1);
    if (f == NULL || bytes == NULL || fread(bytes, 1, size, f) != size) fail(path);
    fclose(f);
    return bytes;
}

/* Without zlib's own header and end, as a zip wants it. */
static unsigned char *deflate_all(unsigned char *bytes, size_t size, size_t *packed) {
    z_stream z = {.next_in = bytes, .avail_in = (uInt)size};
    if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) fail("zlib");
    const uLong room = deflateBound(&z, (uLong)size);
    unsigned char *to = malloc(room);
    z.next_out = to;
    z.avail_out = (uInt)room;
    if (to == NULL || deflate(&z, Z_FINISH) != Z_STREAM_END) fail("zlib");
    *packed = z.total_out;
    deflateEnd(&z);
    return to;
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

static void add_file(const char *path, const struct stat *st) {
    const char *name = path + folder_length + 1;
    const size_t size = (size_t)st->st_size;
    unsigned char *bytes = read_all(path, size);
    size_t packed;
    unsigned char *content = deflate_all(bytes, size, &packed);
    const uint32_t crc = (uint32_t)crc32(0, bytes, (uInt)size), at = (uint32_t)ftell(out);
    put(out, 0x04034b50, 4);
    put_description(out, crc, packed, size, name);
    fputs(name, out);
    fwrite(content, 1, packed, out);

    put(directory, 0x02014b50, 4);
    put(directory, MADE_ON_UNIX | NEEDS_2_0, 2);
    put_description(directory, crc, packed, size, name);
    put(directory, 0, 2); /* no comment */
    put(directory, 0, 2); /* the first disk */
    put(directory, 0, 2); /* contents unknown */
    put(directory, (uint32_t)(S_IFREG | (st->st_mode & 0111 ? 0755 : 0644)) << 16, 4);
    put(directory, at, 4);
    fputs(name, directory);
    entries++;
    free(bytes);
    free(content);
}

static void add_folder(const char *folder) {
    struct dirent **names;
    const int n = scandir(folder, &names, NULL, alphasort);
    if (n < 0) fail(folder);
    for (int i = 0; i < n; i++) {
        char path[PATH_ROOM];
        struct stat st;
        if (strcmp(names[i]->d_name, ".") != 0 && strcmp(names[i]->d_name, "..") != 0) {
            snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
            if (lstat(path, &st) != 0) fail(path);
            if (S_ISDIR(st.st_mode)) add_folder(path);
            else if (S_ISREG(st.st_mode)) add_file(path, &st);
        }
        free(names[i]);
    }
    free(names);
}

static void add_directory(void) {
    const uint32_t at = (uint32_t)ftell(out), size = (uint32_t)ftell(directory);
    rewind(directory);
    for (int c; (c = getc(directory)) != EOF;) putc(c, out);
    put(out, 0x06054b50, 4);
    put(out, 0, 4); /* one disk */
    put(out, (uint32_t)entries, 2);
    put(out, (uint32_t)entries, 2);
    put(out, size, 4);
    put(out, at, 4);
    put(out, 0, 2); /* no comment */
}

int main(int argc, char *argv[]) {
    if (argc != 3) {
        fprintf(stderr, "usage: zip OUT.zip FOLDER\n");
        return 2;
    }
    out = fopen(argv[1], "wb");
    directory = tmpfile();
    if (out == NULL || directory == NULL) fail(argv[1]);
    folder_length = strlen(argv[2]);
    add_folder(argv[2]);
    add_directory();
    if (fclose(out) != 0) fail(argv[1]);
    return 0;
}
