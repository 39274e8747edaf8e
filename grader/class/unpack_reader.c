/* unpack_reader.c: what is done in the process that reads an archive. */
#include "unpack_private.h"

#include "items.h"
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool write_all(int fd, const void *bytes, size_t size) {
    for (const char *p = bytes; size > 0;) {
        const ssize_t n = write(fd, p, size);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        p += n;
        size -= (size_t)n;
    }
    return true;
}

static void tell(int to, uint32_t kind, const char *path, const void *bytes, size_t size, int64_t time) {
    const Head h = {.kind = kind, .path = (uint32_t)strnlen(path, PATH_BYTES), .size = size, .time = time};
    if (!write_all(to, &h, sizeof h) || !write_all(to, path, h.path) || !write_all(to, bytes, size)) _exit(2);
}

static void tell_words(int to, uint32_t kind, const char *path, const char *words) {
    tell(to, kind, path, words, strlen(words), NO_TIME);
}

/* A path that stays where it is put: neither absolute nor with "..". Windows writes \ between folders. */
static bool stays_inside(char *path) {
    for (char *p = path; *p != '\0'; p++)
        if (*p == '\\') *p = '/';
    if (path[0] == '/' || (path[0] != '\0' && path[1] == ':')) return false;
    for (const char *p = path; p != NULL; p = strchr(p, '/'), p = p == NULL ? NULL : p + 1)
        if (p[0] == '.' && p[1] == '.' && (p[2] == '/' || p[2] == '\0')) return false;
    return true;
}

static const char *trouble(struct archive *a) {
    return archive_error_string(a) != NULL ? archive_error_string(a) : "is damaged";
}

static const char *name_of(struct archive_entry *e) {
    const char *name = archive_entry_pathname_utf8(e);
    return name != NULL ? name : archive_entry_pathname(e);
}

/* Sends the file: its bytes, where they are wanted and not too many. */
static void send_file(const Unpacking *r, struct archive *a, struct archive_entry *e, const char *path, int to) {
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    const bool  nested = item_is_archive(name);
    const bool  wanted = nested || item_file(r->lab, name, NULL, NULL) >= 0 ||
                        strcmp(name, "submission_metadata.yml") == 0;
    const int64_t time = archive_entry_mtime_is_set(e) ? (int64_t)archive_entry_mtime(e) : NO_TIME;
    if (!wanted) {
        tell(to, TOLD_NAME, path, "", 0, time);
        return;
    }
    const size_t most = nested || strstr(name, ".yml") != NULL ? UNPACK_NESTED_MAX : UNPACK_FILE_MAX;
    static char bytes[UNPACK_NESTED_MAX + 1];
    size_t size = 0;
    la_ssize_t n;
    while (size <= most && (n = archive_read_data(a, bytes + size, most + 1 - size)) != 0) {
        if (n < 0) {
            tell_words(to, TOLD_SKIPPED, path, trouble(a));
            return;
        }
        size += (size_t)n;
    }
    char words[120];
    snprintf(words, sizeof words, "has more than %zu KiB, the most that is taken", most / 1024);
    if (size > most) tell_words(to, TOLD_SKIPPED, path, words);
    else tell(to, TOLD_FILE, path, bytes, size, time);
}

/* What is wrong with the archive as a whole; NULL while nothing is. */
static const char *beyond(const UnpackLimits *l, int64_t entries, int64_t bytes, int64_t packed) {
    static char words[160];
    if (entries > l->entries)
        snprintf(words, sizeof words, "it has more than %lld entries", (long long)l->entries);
    else if (bytes > l->bytes)
        snprintf(words, sizeof words, "it has more than %lld MiB when unpacked", (long long)(l->bytes >> 20));
    else if (bytes > l->free && bytes / l->ratio > packed)
        snprintf(words, sizeof words, "it grows more than %lld times when unpacked, to %lld MiB", (long long)l->ratio,
                 (long long)(bytes >> 20));
    else return NULL;
    return words;
}

static void read_entries(const Unpacking *r, struct archive *a, int64_t packed, const UnpackLimits *l, int to) {
    struct archive_entry *e;
    int64_t entries = 0, bytes = 0;
    int     rc;
    while ((rc = archive_read_next_header(a, &e)) == ARCHIVE_OK || rc == ARCHIVE_WARN) {
        char path[PATH_BYTES];
        const char *name = name_of(e), *why;
        snprintf(path, sizeof path, "%s", name != NULL ? name : "");
        entries++;
        /* A negative size would take from the sum. */
        if (archive_entry_size_is_set(e) && archive_entry_size(e) > 0) bytes += archive_entry_size(e);
        if (bytes < 0 || (why = beyond(l, entries, bytes, packed)) != NULL) {
            tell_words(to, TOLD_REFUSED, "", bytes < 0 ? "its sizes are false" : why);
            return;
        }
        if (name == NULL || name[0] == '\0') tell_words(to, TOLD_SKIPPED, "an entry", "has no name");
        else if (strlen(name) >= PATH_BYTES) tell_words(to, TOLD_SKIPPED, path, "has a name of 1,024 bytes or more");
        else if (!stays_inside(path)) tell_words(to, TOLD_SKIPPED, path, "leads out of the archive");
        else if (archive_entry_hardlink(e) != NULL || archive_entry_filetype(e) == AE_IFLNK)
            tell_words(to, TOLD_SKIPPED, path, "is a link");
        else if (archive_entry_filetype(e) == AE_IFREG) send_file(r, a, e, path, to);
        else if (archive_entry_filetype(e) != AE_IFDIR) tell_words(to, TOLD_SKIPPED, path, "is no regular file");
    }
    if (rc == ARCHIVE_EOF) tell_words(to, TOLD_END, "", "");
    else tell_words(to, TOLD_REFUSED, "", trouble(a));
}

/* A file, read through calls that the box allows: libarchive's own reader asks about it by fstat, which is none. */
typedef struct Stream {
    int  fd;
    char block[65536];
} Stream;

static la_ssize_t stream_read(struct archive *a, void *of, const void **bytes) {
    Stream *s = of;
    const ssize_t n = read(s->fd, s->block, sizeof s->block);
    *bytes = s->block;
    if (n < 0) archive_set_error(a, errno, "cannot be read: %s", strerror(errno));
    return n;
}

static la_int64_t stream_skip(struct archive *a, void *of, la_int64_t bytes) {
    (void)a;
    const Stream *s = of;
    return lseek(s->fd, bytes, SEEK_CUR) >= 0 ? bytes : 0;
}

static la_int64_t stream_seek(struct archive *a, void *of, la_int64_t to, int from) {
    const Stream *s = of;
    const off_t at = lseek(s->fd, to, from);
    if (at < 0) archive_set_error(a, errno, "cannot be read: %s", strerror(errno));
    return at >= 0 ? at : ARCHIVE_FATAL;
}

static int open_stream(struct archive *a, Stream *s) {
    archive_read_set_read_callback(a, stream_read);
    archive_read_set_skip_callback(a, stream_skip);
    archive_read_set_seek_callback(a, stream_seek);
    archive_read_set_callback_data(a, s);
    return archive_read_open1(a);
}

struct archive *unpack_reader(void) {
    struct archive *a = archive_read_new();
    if (a == NULL) return NULL;
    archive_read_support_format_zip(a);
    archive_read_support_format_tar(a);
    archive_read_support_format_7zip(a);
    archive_read_support_format_rar(a);
    archive_read_support_filter_gzip(a);
    archive_read_support_filter_bzip2(a);
    archive_read_support_filter_xz(a);
    archive_read_support_filter_zstd(a);
    return a;
}

void unpack_tell(const Unpacking *r, struct archive *a, int fd, const char *bytes, size_t size,
                 const UnpackLimits *limits, int to) {
    static Stream stream;
    stream.fd = fd;
    const int rc = fd >= 0 ? open_stream(a, &stream) : archive_read_open_memory(a, bytes, size);
    if (rc == ARCHIVE_OK) read_entries(r, a, (int64_t)size, limits, to);
    else tell_words(to, TOLD_REFUSED, "", trouble(a));
    archive_read_free(a);
}
