/* cifar10.c: CIFAR-10's binary format: an image is a byte for its label, then 32x32 bytes red, 32x32 green, 32x32 blue.
 * Nothing stands before, between or after the images. */
#include "autograd.h"
#include "data_private.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SIDE = 32, CHANNELS = 3, PIXELS = CHANNELS * SIDE * SIDE, RECORD = 1 + PIXELS, CLASSES = 10, BATCHES = 5 };

static const char *const class_names[CLASSES] = {"airplane", "automobile", "bird",  "cat",  "deer",
                                                 "dog",      "frog",       "horse", "ship", "truck"};

/* One file's bytes, and what it is called in messages. */
typedef struct Batch {
    char                 name[PATH_MAX + 64];
    const unsigned char *bytes;
    size_t               size;
} Batch;

/* --- Records ------------------------------------------------------------------------------------------------------ */

static bool check_batch(const Batch *b) {
    if (b->size == 0) return t_error_set("%s: the file is empty; a CIFAR-10 file has %d bytes for each image", b->name,
                                         RECORD);
    if (b->size % RECORD != 0)
        return t_error_set("%s: the file has %zu bytes; a CIFAR-10 file has %d for each image, and %zu are left over",
                           b->name, b->size, RECORD, b->size % RECORD);
    for (size_t at = 0; at < b->size; at += RECORD)
        if (b->bytes[at] >= CLASSES)
            return t_error_set("%s, byte %zu: the label is %d for image %zu; labels run from 0 to %d", b->name, at,
                               b->bytes[at], at / RECORD, CLASSES - 1);
    return true;
}

static Dataset *dataset_of_batches(int n, const Batch batches[]) {
    size_t images = 0;
    for (int b = 0; b < n; b++) {
        if (!check_batch(&batches[b])) return NULL;
        images += batches[b].size / RECORD;
    }
    real level[256];
    for (int v = 0; v < 256; v++) level[v] = (real)(v / 255.0);
    Tensor  *x = t_own(DTYPE_REAL, DEV_CPU, T_SHAPE((int)images, CHANNELS, SIDE, SIDE));
    Tensor  *y = t_own(DTYPE_INT64, DEV_CPU, T_SHAPE((int)images));
    real    *pixel = x->data;
    int64_t *label = y->i64;
    for (int b = 0; b < n; b++)
        for (const unsigned char *at = batches[b].bytes, *end = at + batches[b].size; at < end; at += RECORD) {
            *label++ = at[0];
            for (int i = 1; i < RECORD; i++) *pixel++ = level[at[i]];
        }
    Dataset *d = dataset_new("cifar10", x, y, CLASSES);
    d->class_names = names_copy((char *const *)class_names, CLASSES);
    return d;
}

Dataset *data_cifar10_file(const char *path) {
    Batch          batch;
    unsigned char *bytes = gz_read(path, &batch.size);
    if (!bytes) return NULL;
    batch.bytes = bytes;
    snprintf(batch.name, sizeof batch.name, "%s", path);
    Dataset *d = dataset_of_batches(1, &batch);
    free(bytes);
    return d;
}

/* --- The archive: tar's blocks of 512 bytes, of which a header stands before each file ---------------------------- */

enum { BLOCK = 512, NAME_SIZE = 100, SIZE_AT = 124, SUM_AT = 148, FIELD = 8, KIND_AT = 156 };

/* An octal number, which blanks or a zero byte end. */
static bool octal(const unsigned char *field, int length, size_t *value) {
    int i = 0;
    while (i < length && field[i] == ' ') i++;
    const int first = i;
    for (*value = 0; i < length && field[i] >= '0' && field[i] <= '7'; i++) *value = 8 * *value + (field[i] - '0');
    return i > first && (i == length || field[i] == ' ' || field[i] == '\0');
}

/* The sum of a header's bytes, those of the sum itself taken for blanks. */
static size_t header_sum(const unsigned char *header) {
    size_t sum = FIELD * ' ';
    for (int i = 0; i < BLOCK; i++)
        if (i < SUM_AT || i >= SUM_AT + FIELD) sum += header[i];
    return sum;
}

static bool ends_with(const char *name, const char *file) {
    size_t length = strlen(name), end = strlen(file);
    return length >= end && strcmp(name + length - end, file) == 0 && (length == end || name[length - end - 1] == '/');
}

/* Finds a file in an unpacked archive, in whatever folder. */
static bool find_in_tar(const char *path, const unsigned char *tar, size_t size, const char *file, Batch *found) {
    snprintf(found->name, sizeof found->name, "%s: %s", path, file);
    size_t length, sum;
    for (size_t at = 0; at + BLOCK <= size && tar[at]; at += BLOCK + (length + BLOCK - 1) / BLOCK * BLOCK) {
        const unsigned char *header = tar + at;
        char                 name[NAME_SIZE + 1] = {0};
        memcpy(name, header, NAME_SIZE);
        if (!octal(header + SUM_AT, FIELD, &sum) || sum != header_sum(header) ||
            !octal(header + SIZE_AT, 12, &length))
            return t_error_set("%s: unpacked byte %zu: a header of a tar archive is expected here; the archive is "
                               "damaged", path, at);
        if (length > size - at - BLOCK)
            return t_error_set("%s: the archive ends at unpacked byte %zu, within %s", path, size, name);
        if ((header[KIND_AT] == '0' || header[KIND_AT] == '\0') && ends_with(name, file)) {
            found->bytes = header + BLOCK;
            found->size = length;
            return true;
        }
    }
    return t_error_set("%s: the archive has no %s", path, file);
}

/* --- The whole set ------------------------------------------------------------------------------------------------ */

static void batch_file(bool test, int k, char file[static 32]) {
    if (test) snprintf(file, 32, "test_batch.bin");
    else snprintf(file, 32, "data_batch_%d.bin", k + 1);
}

static Dataset *from_archive(const char *path, bool test) {
    size_t         size;
    unsigned char *tar = gz_read(path, &size);
    if (!tar) return NULL;
    Batch    *batches = t_calloc(BATCHES, sizeof *batches);
    const int n = test ? 1 : BATCHES;
    bool      good = true;
    for (int k = 0; k < n && good; k++) {
        char file[32];
        batch_file(test, k, file);
        good = find_in_tar(path, tar, size, file, &batches[k]);
    }
    Dataset *d = good ? dataset_of_batches(n, batches) : NULL;
    free(batches);
    free(tar);
    return d;
}

static Dataset *from_folder(const char *folder, bool test) {
    Batch         *batches = t_calloc(BATCHES, sizeof *batches);
    unsigned char *bytes[BATCHES] = {0};
    const int      n = test ? 1 : BATCHES;
    bool           good = true;
    for (int k = 0; k < n && good; k++) {
        char file[32];
        batch_file(test, k, file);
        snprintf(batches[k].name, sizeof batches[k].name, "%s/%s", folder, file);
        batches[k].bytes = bytes[k] = gz_read(batches[k].name, &batches[k].size);
        good = bytes[k] != NULL;
    }
    Dataset *d = good ? dataset_of_batches(n, batches) : NULL;
    for (int k = 0; k < n; k++) free(bytes[k]);
    free(batches);
    return d;
}

Dataset *data_cifar10(const char *place, bool test) {
    struct stat status;
    bool        folder = stat(place, &status) == 0 && S_ISDIR(status.st_mode);
    return (folder ? from_folder : from_archive)(place, test);
}
