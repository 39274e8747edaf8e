/* unpack_private.h: what passes between the process that reads an archive and the one that has asked for it. */
#pragma once
#include "unpack.h"

/* A head, then the path, then the bytes. */
enum { TOLD_FILE, TOLD_NAME, TOLD_SKIPPED, TOLD_REFUSED, TOLD_END };
enum { PATH_BYTES = 1024 };
typedef struct Head {
    uint32_t kind, path;
    uint64_t size;
    int64_t  time;
} Head;

struct archive;
/* What an archive is read with: made before the process is boxed. */
struct archive *unpack_reader(void);
/* Reads the archive of `size` bytes, from the descriptor or from memory as unpack() has it, and tells `to` what is in it.
 * Frees `a`. Makes no system calls but those of the box. Ends the process when nobody listens. */
void unpack_tell(const Unpacking *r, struct archive *a, int fd, const char *bytes, size_t size,
                 const UnpackLimits *limits, int to);

typedef struct Skipped {
    int   n;
    char *first; /* "../x leads out of the archive" */
} Skipped;

/* Whether the reader has come to its end. Nothing that it says is believed to be more than it may be. A refusal's words
 * are left in `refusal`. */
bool unpack_hear(const Unpacking *r, int from, Skipped *skipped, char **refusal);
