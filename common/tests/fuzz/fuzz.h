/* fuzz.h: what the harness and its readers share. A program has the harness, fuzz.c, and a table of readers. */
#pragma once
#include <stdint.h>
#include <stdio.h>

typedef struct Reader {
    const char *name;
    void (*read)(const char *path);
    void (*seed)(const char *folder);
    void (*mend)(uint8_t *bytes, size_t size); /* puts checksums right; NULL: the format has none */
} Reader;
/* Of the program; the last one has no name. */
extern const Reader readers[];

/* A file in the folder, to write to. */
FILE *seed_file(const char *folder, const char *name, ...) __attribute__((format(printf, 2, 3)));
void seed_bytes(const char *folder, const char *name, const void *bytes, size_t size);
