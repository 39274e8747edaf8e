/* fuzz.c: the readers of files under libFuzzer: whatever the bytes are, a reader returns a value or an error. fuzz.sh
 * calls it.
 *
 *     fuzz --list                                 names its readers
 *     fuzz --reader=png --seeds=FOLDER            writes the files to begin with
 *     fuzz --reader=png -max_total_time=60 FOLDER
 *
 * A crash, a finding of the sanitizers, a leak and an end of the program (t_fail) are findings. */
#include "fuzz.h"
#include "error.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- Seeds -------------------------------------------------------------------------------------------------------- */

FILE *seed_file(const char *folder, const char *name, ...) {
    char    path[1024];
    int     length = snprintf(path, sizeof path, "%s/", folder);
    va_list words;
    va_start(words, name);
    vsnprintf(path + length, sizeof path - (size_t)length, name, words);
    va_end(words);
    FILE *f = fopen(path, "wb");
    if (f) return f;
    perror(path);
    exit(2);
}

void seed_bytes(const char *folder, const char *name, const void *bytes, size_t size) {
    FILE *f = seed_file(folder, "%s", name);
    fwrite(bytes, 1, size, f);
    fclose(f);
}

/* --- The program -------------------------------------------------------------------------------------------------- */

static const Reader *reader;
static int           file;
static char          path[] = "/tmp/gradlab-fuzz-XXXXXX";
static void          remove_file(void) { unlink(path); }

static void choose(const char *name) {
    for (int i = 0; readers[i].name; i++)
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
        if (strcmp((*argv)[i], "--list") == 0) {
            for (int r = 0; readers[r].name; r++) puts(readers[r].name);
            exit(0);
        }
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
