/* gz.c: a file as bytes, whether it is packed or not. */
#include "autograd.h"
#include "data_private.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { READ_AT_ONCE = 1 << 18, FILE_LIMIT = 1 << 30 };

/* Why a read failed: the system's reason, or that the packed data is at fault. */
static void set_read_error(const char *path, int code, size_t done) {
    if (code == Z_ERRNO) t_error_set("%s: %s", path, strerror(errno));
    else
        t_error_set("%s: damaged gzip file: it %s after %zu unpacked bytes", path,
                    code == Z_BUF_ERROR ? "breaks off" : "goes wrong", done);
}

/* The size of the packed data says nothing about the unpacked size, so the buffer grows with what is really there. */
static unsigned char *read_all(gzFile file, const char *path, size_t *size) {
    unsigned char *bytes = NULL;
    size_t used = 0, room = 0;
    for (;;) {
        if (room - used <= READ_AT_ONCE) {
            room = room ? 2 * room : 4 * READ_AT_ONCE;
            unsigned char *larger = realloc(bytes, room);
            t_allocations++;
            if (!larger) {
                t_error_set("%s: no memory for %zu bytes", path, room);
                break;
            }
            bytes = larger;
        }
        errno = 0;
        int got = gzread(file, bytes + used, READ_AT_ONCE);
        int code = Z_OK;
        if (got <= 0) gzerror(file, &code);
        if (got < 0 || code != Z_OK) {
            set_read_error(path, code, used);
            break;
        }
        if (got == 0) {
            bytes[used] = '\0';
            *size = used;
            return bytes;
        }
        used += (size_t)got;
        if (used > FILE_LIMIT) {
            t_error_set("%s: more than %d bytes unpacked, which no data set here has", path, FILE_LIMIT);
            break;
        }
    }
    free(bytes);
    return NULL;
}

unsigned char *gz_read(const char *path, size_t *size) {
    errno = 0;
    gzFile file = gzopen(path, "rb");
    if (!file) {
        t_error_set("%s: %s", path, errno ? strerror(errno) : "no memory");
        return NULL;
    }
    gzbuffer(file, READ_AT_ONCE);
    unsigned char *bytes = read_all(file, path, size);
    gzclose(file);
    return bytes;
}
