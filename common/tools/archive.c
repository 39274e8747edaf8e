#include "tools/archive.h"

#include "autograd.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* tar: blocks of 512 bytes, of which a header stands before each file. */
enum { BLOCK = 512, NAME_SIZE = 100, MODE_AT = 100, SIZE_AT = 124, SUM_AT = 148, FIELD = 8, KIND_AT = 156 };
enum { MAGIC_AT = 257, PREFIX_AT = 345, PREFIX_SIZE = 155, PATH_ROOM = NAME_SIZE + PREFIX_SIZE + 2 };
enum { MOST_ENTRIES = 20000 };
#define MOST_BYTES ((size_t)1 << 29)

typedef struct Archive {
    const char *path, *folder;
    gzFile      file;
    size_t      bytes; /* unpacked until now */
    int         entries;
    char        top[PATH_ROOM]; /* the one folder */
} Archive;

static bool fail(const Archive *a, const char *what) { return t_error_set("%s: %s", a->path, what); }

static bool read_all(Archive *a, void *to, size_t size) {
    if (gzread(a->file, to, (unsigned)size) == (int)size) return true;
    int code;
    gzerror(a->file, &code);
    return fail(a, code == Z_DATA_ERROR ? "a damaged archive: its packed data goes wrong"
                                        : "a damaged archive: it breaks off");
}

/* An octal number, which a blank or a zero byte ends. */
static bool octal(const unsigned char *field, int length, size_t *value) {
    int i = 0;
    while (i < length && field[i] == ' ') i++;
    const int first = i;
    for (*value = 0; i < length && field[i] >= '0' && field[i] <= '7'; i++)
        *value = 8 * *value + (size_t)(field[i] - '0');
    return i > first && (i == length || field[i] == ' ' || field[i] == '\0');
}

static size_t header_sum(const unsigned char *header) {
    size_t sum = FIELD * ' ';
    for (int i = 0; i < BLOCK; i++)
        if (i < SUM_AT || i >= SUM_AT + FIELD) sum += header[i];
    return sum;
}

bool archive_is_plain(const char *path) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-";
    for (const char *name = path;; name++) {
        const size_t length = strspn(name, letters);
        if (length == 0 || strncmp(name, "./", 2) == 0 || strcmp(name, ".") == 0) return false;
        if (strncmp(name, "../", 3) == 0 || strcmp(name, "..") == 0) return false;
        name += length;
        if (*name == '\0') return true;
        if (*name != '/') return false;
    }
}

static void name_of(const unsigned char *header, char name[PATH_ROOM]) {
    const bool has_prefix = memcmp(header + MAGIC_AT, "ustar", 6) == 0 && header[PREFIX_AT] != '\0';
    snprintf(name, PATH_ROOM, "%.*s%s%.*s", has_prefix ? PREFIX_SIZE : 0, (const char *)header + PREFIX_AT,
             has_prefix ? "/" : "", NAME_SIZE, (const char *)header);
}

/* Bytes of the file into its place, and what fills its last block. */
static bool unpack_file(Archive *a, const char *place, size_t size, bool executable) {
    const int fd = open(place, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, executable ? 0777 : 0666);
    if (fd < 0) return t_error_set("%s: %s", place, strerror(errno));
    char bytes[64 * BLOCK];
    bool written = true;
    for (size_t left = size; written && left > 0;) {
        const size_t part = left < sizeof bytes ? left : sizeof bytes, blocks = (part + BLOCK - 1) / BLOCK * BLOCK;
        written = read_all(a, bytes, blocks);
        if (written && write(fd, bytes, part) != (ssize_t)part)
            written = t_error_set("cannot write %s: %s", place, strerror(errno));
        left -= part;
    }
    close(fd);
    return written;
}

static bool unpack_entry(Archive *a, const unsigned char *header) {
    char   name[PATH_ROOM], place[4096];
    size_t size, mode;
    name_of(header, name);
    const size_t length = strlen(name);
    const bool   folder = header[KIND_AT] == '5';
    if (folder && length > 0 && name[length - 1] == '/') name[length - 1] = '\0';
    if (!archive_is_plain(name)) return fail(a, "no handout: it holds a name that no file of a handout has");
    if (!folder && header[KIND_AT] != '0' && header[KIND_AT] != '\0')
        return t_error_set("%s: no handout: %s is neither a file nor a folder", a->path, name);
    if (!octal(header + SIZE_AT, 12, &size) || !octal(header + MODE_AT, FIELD, &mode))
        return fail(a, "a damaged archive: it holds a header with a wrong number");
    if (size > MOST_BYTES || (a->bytes += size) > MOST_BYTES || ++a->entries > MOST_ENTRIES)
        return t_error_set("%s: no handout: it unpacks to more than %zu MiB or %d files", a->path, MOST_BYTES >> 20,
                           MOST_ENTRIES);
    const size_t top = strcspn(name, "/");
    if (*a->top == '\0') snprintf(a->top, sizeof a->top, "%.*s", (int)top, name);
    if (strncmp(a->top, name, top) != 0 || a->top[top] != '\0' || (!folder && name[top] == '\0'))
        return fail(a, "no handout: not all of it lies in one folder");
    if (name[top] == '\0') return true; /* the folder itself */
    snprintf(place, sizeof place, "%.3000s/%s", a->folder, name + top + 1);
    if (!folder) return unpack_file(a, place, size, mode & 0100);
    return mkdir(place, 0777) == 0 || t_error_set("%s: %s", place, strerror(errno));
}

bool archive_unpack(const char *path, const char *folder) {
    Archive a = {.path = path, .folder = folder, .file = gzopen(path, "rb")};
    if (a.file == NULL) return t_error_set("%s: %s", path, strerror(errno));
    unsigned char header[BLOCK];
    size_t        sum;
    bool          good = gzdirect(a.file) == 0 || fail(&a, "no handout: it is no .tar.gz");
    while (good) {
        good = read_all(&a, header, BLOCK);
        if (!good || header[0] == '\0') break; /* a block of zeros is the end */
        good = (octal(header + SUM_AT, FIELD, &sum) && sum == header_sum(header)) ||
               fail(&a, "a damaged archive: it holds a header whose sum is wrong");
        good = good && unpack_entry(&a, header);
    }
    /* The packed data ends with a sum of its own. */
    while (good && (sum = (size_t)gzread(a.file, header, BLOCK)) == BLOCK) continue;
    int code;
    gzerror(a.file, &code);
    if (good && code != Z_OK) good = fail(&a, "a damaged archive: its packed data goes wrong");
    gzclose(a.file);
    return good;
}
