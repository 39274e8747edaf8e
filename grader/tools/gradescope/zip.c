/* zip.c: packs a folder: the bytes depend on names, contents and permissions alone.
 *
 *     zip OUT.zip FOLDER */
#include "tools/zip.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_ROOM = 4096 };

static size_t folder_length;

static _Noreturn void fail(const char *path) {
    fprintf(stderr, "zip: %s: %s\n", path, strerror(errno));
    exit(1);
}

static unsigned char *read_all(const char *path, size_t size) {
    FILE *f = fopen(path, "rb");
    unsigned char *bytes = malloc(size + 1);
    if (f == NULL || bytes == NULL || fread(bytes, 1, size, f) != size) fail(path);
    fclose(f);
    return bytes;
}

static void add_folder(Zip *zip, const char *folder) {
    struct dirent **names;
    const int n = scandir(folder, &names, NULL, alphasort);
    if (n < 0) fail(folder);
    for (int i = 0; i < n; i++) {
        char path[PATH_ROOM];
        struct stat st;
        if (strcmp(names[i]->d_name, ".") != 0 && strcmp(names[i]->d_name, "..") != 0) {
            snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
            if (lstat(path, &st) != 0) fail(path);
            if (S_ISDIR(st.st_mode)) add_folder(zip, path);
            if (S_ISREG(st.st_mode)) {
                unsigned char *bytes = read_all(path, (size_t)st.st_size);
                zip_add(zip, path + folder_length + 1, bytes, (size_t)st.st_size, st.st_mode & 0111);
                free(bytes);
            }
        }
        free(names[i]);
    }
    free(names);
}

int main(int argc, char *argv[]) {
    if (argc != 3) {
        fprintf(stderr, "usage: zip OUT.zip FOLDER\n");
        return 2;
    }
    FILE *out = fopen(argv[1], "wb");
    if (out == NULL) fail(argv[1]);
    folder_length = strlen(argv[2]);
    Zip zip = zip_begin(out);
    add_folder(&zip, argv[2]);
    const bool whole = zip_end(&zip);
    if (fclose(out) != 0 || !whole) fail(argv[1]);
    return 0;
}
