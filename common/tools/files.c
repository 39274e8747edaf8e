#include "tools/files.h"

#include "autograd.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_RESULTS = 64 << 20 };

static char *read_open(int fd, size_t most, size_t *size) {
    struct stat st;
    if (fstat(fd, &st) != 0) return t_error_set("cannot be read: %s", strerror(errno)), NULL;
    if (!S_ISREG(st.st_mode)) return t_error_set("is no regular file"), NULL;
    if ((size_t)st.st_size > most)
        return t_error_set("has %lld bytes: at most %zu are taken", (long long)st.st_size, most), NULL;
    char *bytes = t_malloc((size_t)st.st_size + 1);
    *size = 0;
    for (ssize_t n; *size < (size_t)st.st_size; *size += (size_t)n) {
        n = read(fd, bytes + *size, (size_t)st.st_size - *size);
        if (n < 0 && errno == EINTR) n = 0;
        else if (n <= 0) break;
    }
    bytes[*size] = '\0';
    if (*size == (size_t)st.st_size) return bytes;
    free(bytes);
    return t_error_set("changed while it was read"), NULL;
}

char *file_read(const char *path, size_t most, size_t *size) {
    /* O_NONBLOCK: opening a pipe must not wait for a writer. */
    const int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return t_error_set("%s", errno == ENOENT  ? "is missing"
                                 : errno == ELOOP ? "is a symbolic link"
                                                  : strerror(errno)),
               NULL;
    char *bytes = read_open(fd, most, size);
    close(fd);
    return bytes;
}

cJSON *results_read(const char *path) {
    size_t size;
    char *text = file_read(path, MOST_RESULTS, &size);
    cJSON *results = text != NULL ? cJSON_Parse(text) : NULL;
    free(text);
    return results;
}

const cJSON *results_source(const cJSON *results, const char *name) {
    const cJSON *source;
    cJSON_ArrayForEach(source, cJSON_GetObjectItemCaseSensitive(results, "sources")) {
        const char *file = results_text(source, "file"), *slash = strrchr(file, '/');
        if (strcmp(slash != NULL ? slash + 1 : file, name) == 0) return source;
    }
    return NULL;
}

const char *results_text(const cJSON *object, const char *key) {
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    return text != NULL ? text : "";
}

double results_number(const cJSON *object, const char *key) {
    const cJSON *number = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsNumber(number) ? number->valuedouble : 0;
}

void name_print(const char *name, FILE *to) {
    for (const unsigned char *c = (const unsigned char *)name; *c != '\0'; c++)
        putc(*c < ' ' || *c == 0x7f ? '?' : *c, to);
}
