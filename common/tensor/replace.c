#include "replace.h"
#include "autograd.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(Replace *r, const char *why) {
    t_error_set("cannot write %s: %s", r->path, why);
    free(r->place);
    free(r->temporary);
    return false;
}

bool replace_begin(Replace *r, const char *path) {
    *r = (Replace){.path = path};
    struct stat old;
    const bool  exists = stat(path, &old) == 0;
    if (exists && !S_ISREG(old.st_mode))
        return fail(r, S_ISDIR(old.st_mode) ? "it is a folder" : "it is no regular file");
    if (exists) r->place = realpath(path, NULL);
    const char  *place = r->place ? r->place : path;
    const size_t size = strlen(place) + 32;
    r->temporary = t_malloc(size);
    snprintf(r->temporary, size, "%s.%ld.tmp", place, (long)getpid());
    const int fd = open(r->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0) return fail(r, strerror(errno));
    if (exists && fchmod(fd, old.st_mode & 07777) != 0) {
        const int why = errno;
        close(fd);
        unlink(r->temporary);
        return fail(r, strerror(why));
    }
    r->to = fdopen(fd, "wb");
    errno = 0;
    return true;
}

bool replace_end(Replace *r, bool written) {
    int why = errno;
    if (fclose(r->to) != 0 && written) written = false, why = errno;
    if (written && rename(r->temporary, r->place ? r->place : r->path) != 0) written = false, why = errno;
    if (!written) {
        unlink(r->temporary);
        return fail(r, why ? strerror(why) : "the file could not be made");
    }
    free(r->place);
    free(r->temporary);
    return true;
}
