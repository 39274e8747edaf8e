/* tar.h: writes entries of a tar archive into memory. */
#pragma once
#include <stdio.h>
#include <string.h>

enum { TAR_BLOCK = 512 };

/* A header with its sum, for a file (kind '0') or a folder ('5'), and the bytes; returns how much space they take. */
static inline size_t tar_entry(unsigned char *tar, const char *name, char kind, const void *bytes, size_t size) {
    const size_t padded = (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
    unsigned     sum = 0;
    memset(tar, 0, TAR_BLOCK + padded);
    snprintf((char *)tar, 100, "%s", name);
    snprintf((char *)tar + 100, 8, "%07o", 0644);
    snprintf((char *)tar + 124, 12, "%011zo", size);
    memcpy(tar + 148, "        ", 8);
    tar[156] = (unsigned char)kind;
    memcpy(tar + 257, "ustar  ", 8);
    for (int i = 0; i < TAR_BLOCK; i++) sum += tar[i];
    snprintf((char *)tar + 148, 8, "%06o", sum);
    if (size > 0) memcpy(tar + TAR_BLOCK, bytes, size);
    return TAR_BLOCK + padded;
}
