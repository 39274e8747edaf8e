/* intake.h: reading what was handed in, once, without trusting the folder it lies in. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { INTAKE_MAX_BYTES = 256 * 1024 };

typedef struct Source {
    const char *name;      /* "softmax.c" */
    bool        ok;
    char        reason[200]; /* why it was not taken, where not ok */
    char       *text;      /* `size` bytes, and a zero */
    size_t      size;
    char        sha256[65];
} Source;

/* A descriptor of the folder, in which nothing on the way is a symbolic link: a hand-in cannot point to another one. -1
 * and the reason. */
int intake_folder(const char *path, char reason[200]);
/* Reads `name` from the folder: a regular file with one link, no symbolic link on the way, at most INTAKE_MAX_BYTES, no
 * zero bytes. Never blocks on a FIFO or a device. */
Source intake_read(int folder, const char *name);
void   intake_free(Source *source);
