/* compile_take.c: what was made in the box, out of the box. */
#include "autograd.h"
#include "compile.h"
#include "error.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U /* Linux 6.3 */
#endif

enum { MAX_PROGRAM = 64 << 20 };

int compile_open(const CompileBox *box, const char *name) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.3000s/%.1000s", box->work, name);
    int file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    if (file >= 0 && fstat(file, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= MAX_PROGRAM) return file;
    t_error_set("what was compiled cannot be read: %s", strerror(errno));
    if (file >= 0) close(file);
    return -1;
}

bool compile_copy(int from, int to) {
    off_t at = 0, size = lseek(from, 0, SEEK_END);
    while (at < size)
        if (sendfile(to, from, &at, (size_t)(size - at)) <= 0) return false;
    return size > 0;
}

/* Into memory that nobody can change any more. Where memory may not be executed: the file itself, which loses its name,
 * if it has one in the scratch folder. */
static int seal(int file, const char *path) {
    int fd = memfd_create("probe", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);
    if (fd < 0 && errno == EINVAL) fd = memfd_create("probe", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0 && path != NULL) {
        fchmod(file, 0555);
        unlink(path);
        return file;
    }
    const bool ok = fd >= 0 && compile_copy(file, fd) &&
                    fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0;
    close(file);
    if (ok) return fd;
    t_error_set("the probe cannot be brought into memory: %s", strerror(errno));
    if (fd >= 0) close(fd);
    return -1;
}

int compile_seal(int file) { return seal(file, NULL); }

int compile_take(const CompileBox *box, const char *name) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.3000s/%.1000s", box->work, name);
    const int file = compile_open(box, name);
    return file < 0 ? -1 : seal(file, path);
}
