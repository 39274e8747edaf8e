#include "items.h"

#include "autograd.h"
#include "error.h"
#include "text.h"
#include "unpack.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_DEPTH = 32, MAX_NESTED = 3, MAX_ENTRIES = 1000000 };

/* --- Names -------------------------------------------------------------------------------------------------------- */
/* "-0f8fad5b-d9cb-469f-a165-70867728950e": Canvas counts seven uploads of a name, and then stops to count. */
static bool is_uuid(const char *text, size_t n) {
    static const char form[] = "-........-....-....-....-............";
    if (n != sizeof form - 1) return false;
    for (size_t i = 0; i < n; i++)
        if (form[i] == '-' ? text[i] != '-' : !isxdigit((unsigned char)text[i])) return false;
    return true;
}

/* The number behind a stem: "", "-1", "_2", " (3)", " copy"; -1 when something else stands there. */
static int number_behind(const char *text, size_t n) {
    enum { UNCOUNTED = 8 };
    char copy[16];
    if (n == 0) return 0;
    if (is_uuid(text, n)) return UNCOUNTED;
    if (n >= sizeof copy) return -1;
    snprintf(copy, sizeof copy, "%.*s", (int)n, text);
    if (strcasecmp(copy, " copy") == 0 || strcasecmp(copy, "_copy") == 0) return 1;
    int number, end = -1;
    if (sscanf(copy, " (%9d)%n", &number, &end) == 1 && end == (int)n) return number;
    if ((copy[0] == '-' || copy[0] == '_') && isdigit((unsigned char)copy[1]) &&
        sscanf(copy + 1, "%9d%n", &number, &end) == 1 && end + 1 == (int)n)
        return number;
    return -1;
}

int item_file(const LabTable *lab, const char *name, int *number, bool *exact) {
    const size_t n = strlen(name);
    for (int f = 0; f < lab->n_files; f++) {
        const char *file = lab->files[f], *end = strrchr(file, '.'); /* .c, or .cu of optional tasks */
        const size_t stem = (size_t)(end - file), last = strlen(end);
        if (n < last || strcasecmp(name + n - last, end) != 0) continue;
        for (size_t at = 0; at + stem + last <= n; at++) {
            if (at > 0 && (isalnum((unsigned char)name[at - 1]) || (unsigned char)name[at - 1] >= 0x80)) continue;
            if (strncasecmp(name + at, file, stem) != 0) continue;
            const int behind = number_behind(name + at + stem, n - last - at - stem);
            if (behind < 0) continue;
            if (number != NULL) *number = behind;
            if (exact != NULL) *exact = strcmp(name + at, file) == 0;
            return f;
        }
    }
    return -1;
}

bool item_is_archive(const char *name) {
    static const char *const ends[] = {".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz",
                                       ".tar.zst", ".7z", ".rar"};
    const size_t n = strlen(name);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        const size_t end = strlen(ends[i]);
        if (n > end && strcasecmp(name + n - end, ends[i]) == 0) return true;
    }
    return false;
}

/* What systems and tools leave behind, and nobody hands in. */
static bool is_litter(const char *path) {
    static const char *const names[] = {"__MACOSX", ".git", ".DS_Store", "Thumbs.db", "desktop.ini", ".svn",
                                        ".vscode", ".idea", "node_modules"};
    while (path != NULL && *path != '\0') {
        const size_t n = strcspn(path, "/");
        if (n > 2 && path[0] == '.' && path[1] == '_') return true;
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
            if (strlen(names[i]) == n && strncasecmp(names[i], path, n) == 0) return true;
        path += n + (path[n] == '/');
    }
    return false;
}

/* --- Walking ------------------------------------------------------------------------------------------------------ */
typedef struct Walk {
    Class *class;
    Items *items;
    int    entries;
} Walk;

static void add(Items *items, char *path, char *bytes, size_t size, int64_t time) {
    if (items->n == items->room) {
        items->room = 2 * items->room + 256;
        items->items = realloc(items->items, (size_t)items->room * sizeof *items->items);
        if (items->items == NULL) t_fail(NULL, "no memory for %d files", items->room);
    }
    items->items[items->n++] = (Item){path, bytes, size, time};
}

static void drop_from(Items *items, int n) {
    while (items->n > n) {
        items->n--;
        free(items->items[items->n].path);
        free(items->items[items->n].bytes);
    }
}

typedef struct Inside {
    Walk   *walk;
    char   *path; /* of the archive */
    int     nested;
    int64_t time; /* of the archive; NO_TIME: the export itself, whose entries have their own */
} Inside;
static void read_archive(Walk *w, const char *path, int fd, const char *bytes, size_t size, int nested, int64_t time);

/* One file of an archive. What is in a student's own archive has the time of the archive, which the student has not
 * written. */
static void take_entry(void *to, const char *name, char *bytes, size_t size, int64_t time) {
    const Inside *in = to;
    if (is_litter(name)) {
        free(bytes);
        return;
    }
    char *path = text_format("%s%s%s", in->path, in->path[0] != '\0' ? "/" : "", name);
    const int64_t known = in->time != NO_TIME ? in->time : time;
    if (bytes != NULL && item_is_archive(name)) {
        read_archive(in->walk, path, -1, bytes, size, in->nested + 1, known);
        free(bytes);
        free(path);
    } else {
        add(in->walk->items, path, bytes, size, known);
    }
}

static void read_archive(Walk *w, const char *path, int fd, const char *bytes, size_t size, int nested, int64_t time) {
    const int before = w->items->n;
    /* An archive is there, whatever is in it: somebody has handed it in. */
    if (path[0] != '\0') add(w->items, text_format("%s/", path), NULL, 0, time);
    if (nested > MAX_NESTED) {
        class_remark(w->class, path, "not taken: it lies in %d other archives", MAX_NESTED);
        return;
    }
    Inside in = {w, text_format("%s", path), nested, time};
    const Unpacking to = {&w->class->lab, take_entry, &in};
    bool refused;
    char *line = unpack(&to, fd, bytes, size, nested == 0 ? &limits_of_class : &limits_of_student, &refused);
    if (refused) drop_from(w->items, before + (path[0] != '\0'));
    if (line != NULL) class_remark(w->class, path[0] != '\0' ? path : "SUBMISSIONS", "%s", line);
    free(line);
    free(in.path);
}

static char *read_whole(int fd, size_t most, size_t *size) {
    char *bytes = t_malloc(most + 1);
    *size = 0;
    for (ssize_t n; *size <= most; *size += (size_t)n) {
        n = read(fd, bytes + *size, most + 1 - *size);
        if (n < 0 && errno == EINTR) n = 0;
        else if (n <= 0) break;
    }
    if (*size > most) {
        free(bytes);
        return NULL;
    }
    bytes[*size] = '\0';
    char *fitting = realloc(bytes, *size + 1);
    return fitting != NULL ? fitting : bytes;
}

static void take_file(Walk *w, int folder, const char *name, char *path, const struct stat *st) {
    const bool archive = item_is_archive(name);
    const bool wanted = archive || item_file(&w->class->lab, name, NULL, NULL) >= 0 ||
                        strcmp(name, "submission_metadata.yml") == 0;
    const size_t most = archive || strstr(name, ".yml") != NULL ? UNPACK_NESTED_MAX : UNPACK_FILE_MAX;
    if (!wanted) {
        add(w->items, text_format("%s", path), NULL, 0, (int64_t)st->st_mtime);
        return;
    }
    const int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    size_t size;
    char *bytes = fd >= 0 ? read_whole(fd, most, &size) : NULL;
    if (fd < 0) class_remark(w->class, path, "not taken: it cannot be read (%s)", strerror(errno));
    else if (bytes == NULL) class_remark(w->class, path, "not taken: it has more than %zu KiB", most / 1024);
    else if (archive) read_archive(w, path, -1, bytes, size, 1, (int64_t)st->st_mtime);
    if (bytes != NULL && !archive) add(w->items, text_format("%s", path), bytes, size, (int64_t)st->st_mtime);
    else free(bytes);
    if (bytes == NULL) add(w->items, text_format("%s", path), NULL, 0, (int64_t)st->st_mtime);
    if (fd >= 0) close(fd);
}

static void walk_folder(Walk *w, int fd, const char *path, int depth) {
    DIR *d = fdopendir(fd);
    if (d == NULL) {
        close(fd);
        return;
    }
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        struct stat st;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 || is_litter(e->d_name)) continue;
        if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) continue;
        char *inside = text_format("%s%s%s", path, path[0] != '\0' ? "/" : "", e->d_name);
        if (++w->entries == MAX_ENTRIES)
            class_remark(w->class, inside, "not taken, with all that follows: there are more than %d files",
                         MAX_ENTRIES);
        if (w->entries >= MAX_ENTRIES) {
            /* said once */
        } else if (S_ISDIR(st.st_mode)) {
            const int child = depth < MAX_DEPTH ? openat(dirfd(d), e->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
                                                                              O_CLOEXEC)
                                                : -1;
            add(w->items, text_format("%s/", inside), NULL, 0, (int64_t)st.st_mtime);
            if (child >= 0) walk_folder(w, child, inside, depth + 1);
            else class_remark(w->class, inside, depth < MAX_DEPTH ? "not taken: it cannot be opened"
                                                                  : "not taken: it lies in too many folders");
        } else if (S_ISREG(st.st_mode)) {
            take_file(w, dirfd(d), e->d_name, inside, &st);
        } else {
            class_remark(w->class, inside, "not taken: it is %s", S_ISLNK(st.st_mode) ? "a link" : "no regular file");
        }
        free(inside);
    }
    closedir(d);
}

static int by_path(const void *a, const void *b) { return strcmp(((const Item *)a)->path, ((const Item *)b)->path); }

bool items_read(Class *c, const char *path, Items *items) {
    struct stat st;
    *items = (Items){0};
    Walk w = {c, items, 0};
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        t_error_set("SUBMISSIONS=%s: %s", path, strerror(errno));
        if (fd >= 0) close(fd);
        return false;
    }
    if (S_ISDIR(st.st_mode)) {
        walk_folder(&w, fd, "", 0);
    } else if (S_ISREG(st.st_mode) && item_is_archive(path)) {
        const int remarks = c->n_remarks;
        read_archive(&w, "", fd, NULL, 0, 0, NO_TIME);
        close(fd);
        if (items->n == 0 && c->n_remarks > remarks)
            return t_error_set("SUBMISSIONS=%s: %s", path, c->remarks[c->n_remarks - 1].what);
    } else {
        close(fd);
        return t_error_set("SUBMISSIONS=%s: a folder, or an archive (.zip, .tar.gz, .7z) is expected", path);
    }
    if (items->n > 0) qsort(items->items, (size_t)items->n, sizeof *items->items, by_path);
    return true;
}

void items_free(Items *items) {
    drop_from(items, 0);
    free(items->items);
    *items = (Items){0};
}
