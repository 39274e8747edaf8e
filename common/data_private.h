/* data_private.h: what the files behind random.h and data.h share and nobody else needs. */
#pragma once
#include "data.h"

/* Streams of a seed that the library draws from; a caller's own count from 0 and stay below these. */
#define STREAM_SPLIT (UINT64_C(1) << 32)
#define STREAM_SYNTHETIC (UINT64_C(2) << 32)
#define STREAM_LOADER (UINT64_C(3) << 32) /* + the epoch */

/* The whole of a file, unpacked when it is gzip, and a '\0' that `size` does not count. The caller frees it. NULL and
 * t_error() when it cannot be read, is damaged, or unpacks to more than 1 GiB. */
unsigned char *gz_read(const char *path, size_t *size);

/* A copy of n strings, freed by names_free; NULL for NULL. */
char **names_copy(char *const names[], int n);
void   names_free(char **names, int n);
