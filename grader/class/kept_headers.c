/* A header lies in OUT/state/headers/KEY/NAME.gch, where KEY is the hash of all that it is made from, with the hash of
 * its own bytes beside it. It is there as a whole or not at all. */
#include "kept_headers.h"

#include "store.h"
#include "text.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY = 64 };
#define HASH_FILE "sha256"

static bool is_key(const char *name) { return strlen(name) == KEY && strspn(name, "0123456789abcdef") == KEY; }

static bool is_header(const char *name) {
    const size_t n = strlen(name);
    return n > 4 && strcmp(name + n - 4, ".gch") == 0;
}

/* The one header in a folder, free() it; NULL for none, or an empty one, which says that the compiler makes none. */
static char *header_in(const char *folder) {
    DIR  *d = opendir(folder);
    char *found = NULL;
    for (struct dirent *e; d != NULL && found == NULL && (e = readdir(d)) != NULL;) {
        struct stat st;
        if (is_header(e->d_name) && fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(st.st_mode) && st.st_size > 0)
            found = text_format("%s", e->d_name);
    }
    if (d != NULL) closedir(d);
    return found;
}

static bool copy(const char *from, const char *to) {
    size_t size;
    char  *bytes = store_read(from, &size);
    FILE  *f = bytes != NULL ? fopen(to, "we") : NULL;
    bool   ok = f != NULL && fwrite(bytes, 1, size, f) == size;
    ok = f != NULL && fclose(f) == 0 && ok && chmod(to, 0644) == 0; /* the compiler may be somebody else */
    free(bytes);
    return ok;
}

/* Whether a kept header is what was kept. */
static bool is_whole(const char *folder, const char *name) {
    char  hex[65], *header = text_format("%s/%s", folder, name), *file = text_format("%s/" HASH_FILE, folder);
    char *known = store_exists(file) ? store_read(file, NULL) : NULL;
    const bool whole = known != NULL && store_hash(header, hex) && strcmp(hex, known) == 0;
    free(known);
    free(file);
    free(header);
    return whole;
}

static bool is_older(const char *path, const char *than) {
    struct stat a, b;
    if (stat(path, &a) != 0 || stat(than, &b) != 0) return true;
    return a.st_mtim.tv_sec != b.st_mtim.tv_sec ? a.st_mtim.tv_sec < b.st_mtim.tv_sec
                                                : a.st_mtim.tv_nsec < b.st_mtim.tv_nsec;
}

static void take(const char *from, const char *name, const char *to) {
    char *source = text_format("%s/%s", from, name), *place = text_format("%s/%s", to, name);
    if (mkdir(to, 0755) != 0 || chmod(to, 0755) != 0 || !copy(source, place)) store_remove(to);
    free(source);
    free(place);
}

static bool keep(const char *from, const char *name, const char *to) {
    char hex[65], *source = text_format("%s/%s", from, name), *header = text_format("%s/%s", to, name);
    char *hash = text_format("%s/" HASH_FILE, to);
    const bool ok = store_folder(to) && copy(source, header) && store_hash(header, hex) &&
                    store_file(hash, hex, strlen(hex));
    free(source);
    free(header);
    free(hash);
    return ok;
}

void kept_headers_take(const Settings *s, const char *shared) {
    char *kept = class_path(s, "state/headers"), *own = text_format("%s/headers", shared);
    char *made = text_format("%s/../include/.made", s->kit);
    DIR  *d = opendir(kept);
    if (d != NULL && mkdir(own, 0755) == 0) chmod(own, 0755);
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        if (!is_key(e->d_name)) continue;
        char *from = text_format("%s/%s", kept, e->d_name), *to = text_format("%s/%s", own, e->d_name);
        char *name = header_in(from);
        if (name != NULL && !is_older(from, made) && is_whole(from, name)) take(from, name, to);
        else store_remove(from);
        free(name);
        free(from);
        free(to);
    }
    if (d != NULL) closedir(d);
    free(made);
    free(own);
    free(kept);
}

void kept_headers_keep(const Settings *s, const char *shared, const char *host) {
    char *kept = class_path(s, "state/headers"), *own = text_format("%s/headers", shared);
    DIR  *d = store_folder(kept) ? opendir(own) : NULL;
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        if (!is_key(e->d_name)) continue;
        char *from = text_format("%s/%s", own, e->d_name), *to = text_format("%s/%s", kept, e->d_name);
        char *name = store_exists(to) ? NULL : header_in(from);
        char *beside = class_path(s, "state/tmp/%s.%ld.%.16s", host, (long)getpid(), e->d_name);
        if (name != NULL && (!keep(from, name, beside) || !store_move(beside, to))) store_remove(beside);
        free(beside);
        free(name);
        free(from);
        free(to);
    }
    if (d != NULL) closedir(d);
    free(own);
    free(kept);
}
