/* unpack.h: reading one archive that somebody else has made, in a process of its own that can compute and nothing
 * else: no file, no network, no process, little memory and time. Nothing is ever unpacked onto a disk. */
#pragma once
#include "class.h"

typedef struct UnpackLimits {
    int64_t entries, bytes; /* in all, unpacked */
    int64_t ratio, free;    /* unpacked at most ratio times packed, beyond `free` bytes */
    int     seconds;        /* of the processor */
} UnpackLimits;

extern const UnpackLimits limits_of_student, limits_of_class;
enum { UNPACK_FILE_MAX = 256 * 1024, UNPACK_NESTED_MAX = 16 << 20 };

typedef struct Unpacking {
    const LabTable *lab;
    /* A file: its path; bytes (size of them, NULL for what is not wanted), its time. */
    void (*file)(void *to, const char *path, char *bytes, size_t size, int64_t time);
    void *to;
} Unpacking;

/* Reads from the descriptor, which is at its beginning, or from memory when fd is -1. NULL when all is well; else what
 * was not taken, one line; `refused` says whether the archive as a whole was: what `file` has been told of it does not
 * count. free() the line. */
char *unpack(const Unpacking *r, int fd, const char *bytes, size_t size, const UnpackLimits *limits,
                   bool *refused);
