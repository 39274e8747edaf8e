/* update.c: brings a newer handout into a student's tree. `make update` calls it:
 *
 *     update HANDOUT.tar.gz TREE SCRATCH
 *
 * TREE is the tree, and SCRATCH an empty folder. handout.sha256, in the tree as in the archive, has the hash of every
 * file that was handed out. So three states of a file are known: as it was handed out, as it is now, as it is in the
 * archive. A file that nobody has changed becomes the archive's. A file that the student has changed stays as it is; if
 * the archive has a third state of it, that one is put beside it as FILE.new. Status 0; 2 when the archive is refused,
 * and then nothing is changed; 3 when a file cannot be written: the same call goes on where it was. */
#include "tools/archive.h"
#include "tools/files.h"

#include "autograd.h"
#include "replace.h"
#include "sha256.h"
#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EXIT_REFUSED = 2, EXIT_FAILED = 3, PATH_ROOM = 4096, HEX = 64 };
#define MANIFEST "handout.sha256"
#define MOST_BYTES ((size_t)1 << 29)

typedef struct File {
    char  sha256[HEX + 1];
    char *path;
} File;
/* The files in the order of their names; `labs` is "00_tensors 01_perceptron". */
typedef struct Manifest {
    int   n;
    File *files;
    char *labs;
} Manifest;

static const char *tree, *scratch, *from;

static char *in(const char *folder, const char *path, char room[PATH_ROOM]) {
    snprintf(room, PATH_ROOM, "%.2000s/%.2000s", folder, path);
    return room;
}

/* --- Manifests and hashes ----------------------------------------------------------------------------------------- */
static int compare_files(const void *a, const void *b) {
    return strcmp(((const File *)a)->path, ((const File *)b)->path);
}

/* "# labs 00_tensors ...", then lines as sha256sum writes them. */
static bool read_manifest(const char *folder, Manifest *m) {
    char   path[PATH_ROOM];
    size_t size;
    char  *text = file_read(in(folder, MANIFEST, path), MOST_BYTES, &size);
    *m = (Manifest){.labs = NULL};
    if (text == NULL) return false;
    for (char *rest, *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        if (strncmp(line, "# labs ", 7) == 0) m->labs = strdup(line + 7);
        if (line[0] == '#') continue;
        if (strspn(line, "0123456789abcdef") != HEX || strncmp(line + HEX, "  ", 2) != 0 || line[HEX + 2] == '\0')
            return t_error_set("%s has a line that is no hash and name", MANIFEST);
        m->files = realloc(m->files, (size_t)(m->n + 1) * sizeof *m->files);
        File *f = &m->files[m->n++];
        snprintf(f->sha256, sizeof f->sha256, "%.64s", line);
        f->path = strdup(line + HEX + 2);
    }
    free(text);
    if (m->n > 0) qsort(m->files, (size_t)m->n, sizeof *m->files, compare_files);
    return m->labs != NULL || t_error_set("%s names no labs", MANIFEST);
}

static const File *find(const Manifest *m, const char *path) {
    const File key = {.path = (char *)path};
    return m->n > 0 ? bsearch(&key, m->files, (size_t)m->n, sizeof *m->files, compare_files) : NULL;
}

/* What a file in `folder` is now: its hash; "" for none; "-" for a link, a folder and what else is no file. */
static void hash_of(const char *folder, const char *path, char hex[HEX + 1]) {
    char        place[PATH_ROOM];
    struct stat st;
    size_t      size;
    *hex = '\0';
    if (lstat(in(folder, path, place), &st) != 0) return;
    char *bytes = file_read(place, MOST_BYTES, &size);
    if (bytes != NULL) sha256_hex(bytes, size, hex);
    else strcpy(hex, "-");
    free(bytes);
}

/* --- The archive, looked through before anything is done ---------------------------------------------------------- */
static int unpacked;
static int count_file(const char *path, const struct stat *st, int kind, struct FTW *at) {
    (void)path, (void)st, (void)at;
    unpacked += kind == FTW_F;
    return 0;
}

static bool check_archive(const Manifest *new) {
    for (int i = 0; i < new->n; i++) {
        char now[HEX + 1];
        if (!archive_is_plain(new->files[i].path))
            return t_error_set("%s: no handout: %s names a file as no handout does", from, MANIFEST);
        hash_of(scratch, new->files[i].path, now);
        if (strcmp(now, new->files[i].sha256) != 0)
            return t_error_set("%s: a damaged handout: %s is not what %s says", from, new->files[i].path, MANIFEST);
        if (strncmp(new->files[i].path, "build/", 6) == 0 || strcmp(new->files[i].path, MANIFEST) == 0)
            return t_error_set("%s: no handout: it holds %s", from, new->files[i].path);
    }
    nftw(scratch, count_file, 16, FTW_PHYS);
    return unpacked == new->n + 1 || t_error_set("%s: a damaged handout: it holds %d files, and %s names %d", from,
                                                 unpacked - 1, MANIFEST, new->n);
}

/* An earlier stage lacks labs that the tree has. */
static bool check_labs(const Manifest *old, const Manifest *new) {
    char *labs = strdup(old->labs);
    for (char *rest, *lab = strtok_r(labs, " ", &rest); lab != NULL; lab = strtok_r(NULL, " ", &rest))
        if (strstr(new->labs, lab) == NULL)
            return t_error_set("%s: this handout has no lab %s, which this tree has: it is an older one", from, lab);
    free(labs);
    return true;
}

/* --- The update --------------------------------------------------------------------------------------------------- */
typedef enum Change { ADDED, CHANGED, REMOVED, KEPT, CHANGES } Change;
static const char *const words[] = {[ADDED] = "new", [CHANGED] = "changed", [REMOVED] = "removed", [KEPT] = "yours"};
static int counts[CHANGES];

/* Folders that no student reads are told with one line each. */
static void tell(Change change, const char *path, const char *more) {
    static char last[PATH_ROOM];
    char        shown[PATH_ROOM];
    const bool  whole = strncmp(path, "labs/", 5) == 0 || strchr(path, '/') == NULL || change == KEPT;
    counts[change]++;
    snprintf(shown, sizeof shown, "  %-8s %.*s%s%.2000s", words[change],
             whole ? (int)strlen(path) : (int)strcspn(path, "/"), path, whole ? "" : "/", more);
    if (strcmp(shown, last) != 0) puts(shown);
    strcpy(last, shown);
}

static bool make_folders(const char *path) {
    char place[PATH_ROOM];
    for (const char *p = path; (p = strchr(p, '/')) != NULL; p++) {
        snprintf(place, sizeof place, "%.2000s/%.*s", tree, (int)(p - path), path);
        if (mkdir(place, 0777) != 0 && errno != EEXIST) return t_error_set("%s: %s", place, strerror(errno));
    }
    return true;
}

/* The archive's file at `path` to `to` in the tree. */
static bool put(const char *path, const char *to) {
    char        place[PATH_ROOM], source[PATH_ROOM];
    struct stat st;
    size_t      size;
    Replace     r;
    char       *bytes = file_read(in(scratch, path, source), MOST_BYTES, &size);
    bool        good = bytes != NULL && stat(source, &st) == 0 && make_folders(to);
    if (good && (good = replace_begin(&r, in(tree, to, place)))) {
        fwrite(bytes, 1, size, r.to);
        good = fchmod(fileno(r.to), st.st_mode & 0777) == 0;
        good = replace_end(&r, good && !ferror(r.to));
    }
    free(bytes);
    return good;
}

/* Beside a file of the student's: under a name that is free, or has this very content. */
static bool put_beside(const File *new) {
    char name[PATH_ROOM], now[HEX + 1], more[PATH_ROOM];
    for (int i = 1;; i++) {
        if (i == 1) snprintf(name, sizeof name, "%.2000s.new", new->path);
        else snprintf(name, sizeof name, "%.2000s.new%d", new->path, i);
        hash_of(tree, name, now);
        if (*now == '\0' || strcmp(now, new->sha256) == 0) break;
    }
    if (*now == '\0' && !put(new->path, name)) return false;
    snprintf(more, sizeof more, " stays; the handout's new one is %.2000s", name);
    tell(KEPT, new->path, more);
    return true;
}

static bool update_file(const File *old, const File *new) {
    char now[HEX + 1];
    hash_of(tree, new->path, now);
    if (strcmp(now, new->sha256) == 0) return true;
    if (*now == '\0') {
        tell(ADDED, new->path, "");
        return put(new->path, new->path);
    }
    if (old != NULL && strcmp(now, old->sha256) == 0) {
        tell(CHANGED, new->path, "");
        return put(new->path, new->path);
    }
    if (old != NULL && strcmp(old->sha256, new->sha256) == 0) return true; /* the student's, and no news */
    return put_beside(new);
}

static void remove_file(const File *old) {
    char now[HEX + 1], place[PATH_ROOM];
    hash_of(tree, old->path, now);
    if (*now == '\0') return;
    if (strcmp(now, old->sha256) != 0) {
        tell(KEPT, old->path, " stays; the handout has it no more");
        return;
    }
    unlink(in(tree, old->path, place));
    tell(REMOVED, old->path, "");
    for (char *slash; (slash = strrchr(place, '/')) > place + strlen(tree);) { /* folders that are empty now */
        *slash = '\0';
        if (rmdir(place) != 0) break;
    }
}

static bool update(const Manifest *old, const Manifest *new) {
    for (int i = 0; i < new->n; i++)
        if (!update_file(find(old, new->files[i].path), &new->files[i])) return false;
    for (int i = 0; i < old->n; i++)
        if (find(new, old->files[i].path) == NULL) remove_file(&old->files[i]);
    return put(MANIFEST, MANIFEST);
}

static int refuse(int status) {
    fprintf(stderr, "%s\n", t_error());
    return status;
}

int main(int argc, char *argv[]) {
    if (argc != 4) {
        fprintf(stderr, "usage: update HANDOUT.tar.gz TREE SCRATCH\n");
        return EXIT_REFUSED;
    }
    from = argv[1], tree = argv[2], scratch = argv[3];
    Manifest old, new;
    if (!archive_unpack(from, scratch)) return refuse(EXIT_REFUSED);
    if (!read_manifest(scratch, &new)) {
        char why[300];
        snprintf(why, sizeof why, "%.200s", t_error());
        t_error_set("%s: no handout: %s %s", from, MANIFEST, why);
        return refuse(EXIT_REFUSED);
    }
    if (!read_manifest(tree, &old) || !check_archive(&new) || !check_labs(&old, &new)) return refuse(EXIT_REFUSED);
    if (!update(&old, &new)) return refuse(EXIT_FAILED);
    if (counts[ADDED] + counts[CHANGED] + counts[REMOVED] + counts[KEPT] == 0) puts("This tree is up to date.");
    else
        printf("%d new, %d changed, %d removed; %d of yours stay as they are\n", counts[ADDED], counts[CHANGED],
               counts[REMOVED], counts[KEPT]);
    return 0;
}
