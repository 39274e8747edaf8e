/* fuzz.c: the readers of files under libFuzzer: whatever the bytes are, a reader returns a value or an error. fuzz.sh
 * calls it.
 *
 *     fuzz --reader=png --seeds=FOLDER            writes the files to begin with
 *     fuzz --reader=png -max_total_time=60 FOLDER
 *
 * A crash, a finding of the sanitizers, a leak and an end of the program (t_fail) are findings. */
#include "fuzz.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
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

/* --- The readers -------------------------------------------------------------------------------------------------- */

typedef struct Reader {
    const char *name;
    void (*read)(const char *path);
    void (*seed)(const char *folder);
    void (*mend)(uint8_t *bytes, size_t size); /* NULL: the format has no checksum */
} Reader;

static const Reader readers[] = {
    {"png", read_image, seed_png, mend_png},
    {"jpeg", read_image, seed_jpeg},
    {"idx", read_idx, seed_idx},
    {"csv", read_csv, seed_csv},
    {"safetensors", read_safetensors, seed_safetensors},
    {"cifar10", read_cifar10, seed_cifar10, mend_tar},
    {"gz", read_packed, seed_packed},
    {"history", read_history, seed_history},
    {"results", read_results, seed_results},
};
static const Reader *reader;
static int           file;
static char          path[] = "/tmp/gradlab-fuzz-XXXXXX";
static void          remove_file(void) { unlink(path); }

static void choose(const char *name) {
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++)
        if (strcmp(readers[i].name, name) == 0) reader = &readers[i];
    if (reader) return;
    fprintf(stderr, "fuzz: there is no reader %s\n", name);
    exit(2);
}

/* libFuzzer itself passes over what begins with two dashes. */
int LLVMFuzzerInitialize(int *argc, char ***argv) {
    const char *seeds = NULL;
    for (int i = 1; i < *argc; i++) {
        if (strncmp((*argv)[i], "--reader=", 9) == 0) choose((*argv)[i] + 9);
        if (strncmp((*argv)[i], "--seeds=", 8) == 0) seeds = (*argv)[i] + 8;
    }
    if (!reader) choose("(none is named by --reader=)");
    if (seeds) {
        reader->seed(seeds);
        exit(0);
    }
    file = mkstemp(path);
    atexit(remove_file);
    return 0;
}

size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t most, unsigned seed) {
    size = LLVMFuzzerMutate(bytes, size, most);
    if (reader->mend && seed % 4 != 0) reader->mend(bytes, size);
    return size;
}

/* libpng, libjpeg and zlib are those of the system, which tell libFuzzer nothing of the ways they go. But what they
 * complain of tells them apart: each new message, its numbers aside, counts as a new way. */
__attribute__((section("__libfuzzer_extra_counters"))) static uint8_t complaints[4096];

static void note_complaint(void) {
    unsigned hash = 5381;
    for (const char *c = t_error(); *c; c++)
        if (*c < '0' || *c > '9') hash = 33 * hash + (unsigned char)*c;
    complaints[hash % sizeof complaints] = 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    if (ftruncate(file, 0) != 0 || pwrite(file, bytes, size, 0) != (ssize_t)size) {
        perror("fuzz: the file");
        exit(2);
    }
    t_error_set("%s", "");
    reader->read(path);
    note_complaint();
    return 0;
}
