/* replace.h: a file that takes its place when all of it is written, so that whoever reads the place, or begins again
 * after a full disk, finds the old file or the new one, and never half of one. */
#pragma once
#include <stdbool.h>
#include <stdio.h>

typedef struct Replace {
    const char *path;
    char       *place, *temporary; /* where the file will be, links followed; where it is until then */
    FILE       *to;                /* to be written to, not closed */
} Replace;

/* false and t_error() where nothing can be written, and where `path` is no regular file: a device or a pipe would become
 * a file. A file that is there keeps its mode. */
bool replace_begin(Replace *r, const char *path);
/* Puts the file into its place where `written` holds; false and t_error() when it does not, or when the last bytes do
 * not fit. Nothing is left of the temporary then. */
bool replace_end(Replace *r, bool written);
