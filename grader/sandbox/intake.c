#include "intake.h"

#include "autograd.h"
#include "sha256.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static Source refuse(Source s, const char *format, ...) __attribute__((format(printf, 2, 3)));
static Source refuse(Source s, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(s.reason, sizeof s.reason, format, args);
    va_end(args);
    s.ok = false;
    return s;
}

/* O_NONBLOCK: opening a FIFO must not wait for a writer. */
static int open_beneath(int folder, const char *name) {
    int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
    struct open_how how = {.flags = (uint64_t)flags,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
    long fd = syscall(SYS_openat2, folder, name, &how, sizeof how);
    if (fd < 0 && (errno == ENOSYS || errno == EPERM)) { /* an older kernel, or a container that filters the call */
        if (strchr(name, '/') != NULL) {
            errno = EINVAL;
            return -1;
        }
        fd = openat(folder, name, flags);
    }
    return (int)fd;
}

int intake_folder(const char *path, char reason[200]) {
    int fd = open(path[0] == '/' ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    for (const char *p = path + strspn(path, "/"); fd >= 0 && *p != '\0'; p += strspn(p, "/")) {
        char name[NAME_MAX + 1];
        struct stat st;
        const size_t n = strcspn(p, "/");
        const int above = fd;
        snprintf(name, sizeof name, "%.*s", (int)n, p);
        p += n;
        fd = n > NAME_MAX ? -1 : openat(above, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (n > NAME_MAX) errno = ENAMETOOLONG;
        const int error = errno;
        const bool link = fd < 0 && fstatat(above, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode);
        close(above);
        errno = error;
        if (!link) continue;
        snprintf(reason, 200, "%.50s is a symbolic link, and hand-ins are not reached through links. If the link is "
                 "your own, type the path that it leads to", name);
        return -1;
    }
    if (fd < 0) snprintf(reason, 200, "%s", strerror(errno));
    return fd;
}

static Source read_open(Source s, int fd) {
    struct stat st;
    if (fstat(fd, &st) != 0) return refuse(s, "cannot be read: %s", strerror(errno));
    if (S_ISDIR(st.st_mode)) return refuse(s, "is a folder, not a file");
    if (!S_ISREG(st.st_mode)) return refuse(s, "is not a regular file");
    if (st.st_nlink != 1) return refuse(s, "is a hard link: hand in the file itself");
    if (st.st_size > INTAKE_MAX_BYTES)
        return refuse(s, "has %lld bytes: at most %d are taken", (long long)st.st_size, INTAKE_MAX_BYTES);

    s.text = t_malloc(INTAKE_MAX_BYTES + 1);
    while (s.size < INTAKE_MAX_BYTES + 1) {
        ssize_t n = read(fd, s.text + s.size, INTAKE_MAX_BYTES + 1 - s.size);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return refuse(s, "cannot be read: %s", strerror(errno));
        if (n == 0) break;
        s.size += (size_t)n;
    }
    if (s.size > INTAKE_MAX_BYTES) return refuse(s, "grew while it was read");
    if (s.size >= 2 && (memcmp(s.text, "\xff\xfe", 2) == 0 || memcmp(s.text, "\xfe\xff", 2) == 0))
        return refuse(s, "is text in UTF-16: save it as UTF-8");
    if (memchr(s.text, '\0', s.size) != NULL)
        return refuse(s, "holds a zero byte (at %zu): it is not C source",
                      (size_t)((char *)memchr(s.text, 0, s.size) - s.text));
    s.text[s.size] = '\0';
    sha256_hex(s.text, s.size, s.sha256);
    s.ok = true;
    return s;
}

Source intake_read(int folder, const char *name) {
    Source s = {.name = name};
    int fd = open_beneath(folder, name);
    if (fd < 0) {
        if (errno == ENOENT) return refuse(s, "is missing");
        if (errno == ELOOP) return refuse(s, "is a symbolic link: hand in the file itself");
        return refuse(s, "cannot be opened: %s", strerror(errno));
    }
    s = read_open(s, fd);
    close(fd);
    return s;
}

void intake_free(Source *source) {
    free(source->text);
    source->text = NULL;
}
