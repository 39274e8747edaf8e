#include "store.h"

#include "autograd.h"
#include "error.h"
#include "sha256.h"
#include "text.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(const char *path) { return t_error_set("%s: %s", path, strerror(errno)); }

bool store_folder(const char *path) {
    char part[PATH_MAX];
    for (size_t n = 1; n < sizeof part; n++) {
        if (path[n] != '/' && path[n] != '\0') continue;
        snprintf(part, sizeof part, "%.*s", (int)n, path);
        if (mkdir(part, 0777) != 0 && errno != EEXIST) return fail(part);
        if (path[n] == '\0') break;
    }
    struct stat st;
    return (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) || t_error_set("%s: is no folder", path);
}

/* What a folder lists is on the disk, too. */
static void sync_folder_of(const char *path) {
    char *copy = text_format("%s", path), *slash = strrchr(copy, '/');
    if (slash != NULL) slash[slash == copy] = '\0';
    const int fd = open(slash != NULL ? copy : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    free(copy);
}

static bool write_synced(const char *path, const char *bytes, size_t size) {
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0) return fail(path);
    bool ok = true;
    for (size_t at = 0; ok && at < size;) {
        const ssize_t n = write(fd, bytes + at, size - at);
        if (n < 0 && errno == EINTR) continue;
        ok = n > 0;
        at += ok ? (size_t)n : 0;
    }
    ok = (ok && fsync(fd) == 0) || fail(path);
    close(fd);
    return ok;
}

bool store_file(const char *path, const void *bytes, size_t size) {
    char *temporary = text_format("%s.%ld.tmp", path, (long)getpid());
    bool ok = write_synced(temporary, bytes, size) && (rename(temporary, path) == 0 || fail(path));
    if (ok) sync_folder_of(path);
    else unlink(temporary);
    free(temporary);
    return ok;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *walk) {
    (void)st;
    (void)type;
    (void)walk;
    return remove(path);
}

void store_remove(const char *path) { nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS); }

bool store_move(const char *from, const char *to) {
    DIR *d = opendir(from);
    if (d == NULL) return fail(from);
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        const int fd = e->d_name[0] != '.' ? openat(dirfd(d), e->d_name, O_RDONLY | O_CLOEXEC) : -1;
        if (fd < 0) continue;
        fsync(fd);
        close(fd);
    }
    fsync(dirfd(d));
    closedir(d);
    if (rename(from, to) != 0) {
        if (errno != EEXIST && errno != ENOTEMPTY) return fail(to);
        store_remove(to);
        if (rename(from, to) != 0) return fail(to);
    }
    sync_folder_of(to);
    return true;
}

char *store_read(const char *path, size_t *size) {
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        if (fd >= 0 && S_ISDIR(st.st_mode)) errno = EISDIR;
        fail(path);
        if (fd >= 0) close(fd);
        return NULL;
    }
    char  *bytes = t_malloc((size_t)st.st_size + 1);
    size_t n = 0;
    for (ssize_t got; n < (size_t)st.st_size; n += (size_t)got) {
        got = read(fd, bytes + n, (size_t)st.st_size - n);
        if (got < 0 && errno == EINTR) got = 0;
        else if (got <= 0) break;
    }
    bytes[n] = '\0';
    if (size != NULL) *size = n;
    close(fd);
    return bytes;
}

bool store_exists(const char *path) { return access(path, F_OK) == 0; }

static int by_name(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }
static int is_shown(const struct dirent *e) { return e->d_name[0] != '.'; }

static bool add_hash(Text *to, const char *path) {
    struct stat st;
    if (stat(path, &st) != 0) return fail(path);
    if (!S_ISDIR(st.st_mode)) {
        size_t size;
        char hex[65], *bytes = store_read(path, &size);
        if (bytes == NULL) return false;
        sha256_hex(bytes, size, hex);
        free(bytes);
        text_add(to, "%s\n", hex);
        return true;
    }
    struct dirent **list;
    const int n = scandir(path, &list, is_shown, by_name);
    bool ok = n >= 0 || fail(path);
    for (int i = 0; i < n; i++) {
        char *inside = text_format("%s/%s", path, list[i]->d_name);
        text_add(to, "%s ", list[i]->d_name);
        ok = ok && add_hash(to, inside);
        free(inside);
        free(list[i]);
    }
    if (n >= 0) free(list);
    return ok;
}

bool store_hash(const char *path, char hex[65]) {
    Text all = {0};
    const bool ok = add_hash(&all, path);
    if (ok) sha256_hex(text_of(&all), all.size, hex);
    text_free(&all);
    return ok;
}

int store_lock(const char *path) {
    const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        fail(path);
        return -1;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
    t_error_set("%s: another make class is at work in this folder", path);
    close(fd);
    return -1;
}
