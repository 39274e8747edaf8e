/* zip.h: writes a zip whose bytes depend on names, contents and permissions alone. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct Zip {
    FILE *out;
    FILE *directory; /* what is written after the last entry */
    int   entries;
    bool  whole;     /* until now all could be written */
} Zip;

/* `out` is at its beginning, and stays the caller's. */
Zip  zip_begin(FILE *out);
void zip_add(Zip *z, const char *name, const void *bytes, size_t size, bool executable);
/* Whether the archive is whole. */
bool zip_end(Zip *z);
