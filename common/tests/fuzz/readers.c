/* readers.c: the library's readers of files, and the checksums of their formats. */
#include "seeds.h"
#include <string.h>
#include <zlib.h>

/* --- What is done with a file ------------------------------------------------------------------------------------- */

static void read_image(const char *path) { t_free(image_read(path)); }
static void read_idx(const char *path) { t_free(idx_read(path)); }
static void read_safetensors(const char *path) { safetensors_free(safetensors_read(path)); }

/* The last column of the table is what is predicted, once as a class and once as a number. */
static void read_csv(const char *path) {
    Csv *csv = csv_read(path);
    for (int classes = 0; csv && classes < 2; classes++)
        dataset_free(csv_dataset(csv, 0, NULL, csv->header[csv->columns - 1], classes));
    csv_free(csv);
}

static void read_cifar10(const char *path) {
    dataset_free(data_cifar10_file(path));
    dataset_free(data_cifar10(path, true));
}

/* What is packed may be a table or an IDX file; gzip's own damage is the same for both. */
static void read_packed(const char *path) {
    read_csv(path);
    read_idx(path);
}

static void read_history(const char *path) {
    Table *t = table_read(path);
    if (t) table_free(t);
}

/* A report json, and what make watch looks up in it. */
static void read_results(const char *path) {
    cJSON       *results = results_read(path);
    const cJSON *source = results_source(results, "x.c"), *task;
    results_text(source, "sha256");
    cJSON_ArrayForEach(task, cJSON_GetObjectItemCaseSensitive(results, "tasks")) results_number(task, "points");
    cJSON_Delete(results);
}

/* --- Checksums, which hardly a mutation would get right ----------------------------------------------------------- */

static void mend_png(uint8_t *bytes, size_t size) {
    for (size_t at = 8; at + 12 <= size;) {
        const uint8_t *b = bytes + at;
        const size_t   length = (size_t)b[0] << 24 | (size_t)b[1] << 16 | (size_t)b[2] << 8 | b[3];
        if (length > size - at - 12) return;
        const unsigned long sum = crc32(0, b + 4, (unsigned)length + 4);
        for (int i = 0; i < 4; i++) bytes[at + 8 + length + (size_t)i] = (uint8_t)(sum >> (24 - 8 * i));
        at += 12 + length;
    }
}

/* Of the archive's first header. */
static void mend_tar(uint8_t *bytes, size_t size) {
    if (size < 512) return;
    unsigned sum = 0;
    memset(bytes + 148, ' ', 8);
    for (int i = 0; i < 512; i++) sum += bytes[i];
    snprintf((char *)bytes + 148, 8, "%06o", sum);
}

const Reader readers[] = {
    {"png", read_image, seed_png, mend_png},
    {"jpeg", read_image, seed_jpeg},
    {"idx", read_idx, seed_idx},
    {"csv", read_csv, seed_csv},
    {"safetensors", read_safetensors, seed_safetensors},
    {"cifar10", read_cifar10, seed_cifar10, mend_tar},
    {"gz", read_packed, seed_packed},
    {"history", read_history, seed_history},
    {"results", read_results, seed_results},
    {NULL},
};
