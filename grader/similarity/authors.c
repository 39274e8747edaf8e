/* authors.c: whose files are where. */
#include "similarity.h"

#include "autograd.h"
#include "tools/files.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_BYTES = 256 * 1024, DEEPEST = 6, PATH_ROOM = 4096 };
#define MOST_CLASS ((size_t)1 << 28)

static Author *add_author(Class *c, const char *name, const char *from) {
    if (c->n == c->room) c->authors = realloc(c->authors, (size_t)(c->room = 2 * c->room + 64) * sizeof *c->authors);
    Author *x = &c->authors[c->n++];
    *x = (Author){.name = text_name(name, 200), .from = from != NULL ? text_name(from, 200) : NULL};
    return x;
}

static bool read_code(Class *c, Author *x, int file, const char *path) {
    size_t size;
    char  *text = file_read(path, MOST_BYTES, &size);
    (void)c;
    if (text == NULL) return false;
    x->codes[file] = code_read(text);
    return true;
}

/* The last attempt of each student whom make class has taken in. */
static bool read_class(Class *c, const char *folder, const char *text, const char *from) {
    cJSON *root = cJSON_Parse(text);
    const cJSON *student;
    if (strcmp(results_text(root, "lab"), c->lab) != 0)
        return t_error_set("%s is a class of %s, and not of %s", folder, results_text(root, "lab"), c->lab);
    cJSON_ArrayForEach(student, cJSON_GetObjectItemCaseSensitive(root, "students")) {
        const cJSON *attempts = cJSON_GetObjectItemCaseSensitive(student, "attempts");
        const int    n = cJSON_GetArraySize(attempts);
        if (n == 0) continue;
        Author     *x = add_author(c, results_text(student, "id"), from);
        const char *hash = results_text(cJSON_GetArrayItem(attempts, n - 1), "hash");
        for (int f = 0; f < c->n_files; f++) {
            char path[PATH_ROOM];
            snprintf(path, sizeof path, "%.3000s/state/code/%.64s/%s", folder, hash, c->files[f]);
            read_code(c, x, f, path);
        }
    }
    cJSON_Delete(root);
    return true;
}

/* In the folder, or in the first below it that has one of the files. */
static bool find_files(Class *c, Author *x, const char *folder, int deep) {
    char path[PATH_ROOM];
    bool found = false;
    for (int f = 0; f < c->n_files; f++) {
        snprintf(path, sizeof path, "%.3000s/%s", folder, c->files[f]);
        found = read_code(c, x, f, path) || found;
    }
    struct dirent **names;
    const int       n = found || deep == DEEPEST ? 0 : scandir(folder, &names, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        struct stat st;
        snprintf(path, sizeof path, "%.3000s/%.1000s", folder, names[i]->d_name);
        const bool below = names[i]->d_name[0] != '.' && strcmp(names[i]->d_name, "__MACOSX") != 0 &&
                           lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
        if (!found && below) found = find_files(c, x, path, deep + 1);
        free(names[i]);
    }
    if (n > 0) free(names);
    return found;
}

bool authors_read(Class *c, const char *folder, const char *from) {
    char   path[PATH_ROOM];
    size_t size;
    snprintf(path, sizeof path, "%.3000s/state/class.json", folder);
    char *text = file_read(path, MOST_CLASS, &size);
    if (text != NULL) {
        const bool good = read_class(c, folder, text, from);
        free(text);
        return good;
    }
    struct dirent **names;
    const int       n = scandir(folder, &names, NULL, alphasort), before = c->n;
    if (n < 0) return t_error_set("%s cannot be read", folder);
    for (int i = 0; i < n; i++) {
        struct stat st;
        snprintf(path, sizeof path, "%.3000s/%.1000s", folder, names[i]->d_name);
        if (names[i]->d_name[0] != '.' && lstat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
            Author *x = add_author(c, names[i]->d_name, from);
            if (!find_files(c, x, path, 0)) c->n--;
        }
        free(names[i]);
    }
    free(names);
    return c->n > before || t_error_set("%s: no folder in it holds %s", folder, c->files[0]);
}
