/* scratch_files.h: files of given bytes in a test's scratch folder, and the error that names one. */
#pragma once
#include "error.h"
#include "scratch.h"
#include <check.h>
#include <string.h>
#include <zlib.h>

static inline const char *write_bytes(const char *file, const void *bytes, size_t size) {
    const char *path = scratch_path(file);
    FILE *to = fopen(path, "wb");
    ck_assert_ptr_nonnull(to);
    ck_assert_uint_eq(fwrite(bytes, 1, size, to), size);
    ck_assert_int_eq(fclose(to), 0);
    return path;
}

static inline const char *write_gz(const char *file, const void *bytes, size_t size) {
    const char *path = scratch_path(file);
    gzFile to = gzopen(path, "wb");
    ck_assert_ptr_nonnull(to);
    ck_assert_int_eq(gzwrite(to, bytes, (unsigned)size), (int)size);
    ck_assert_int_eq(gzclose(to), Z_OK);
    return path;
}

/* The last t_error() is "<scratch folder>/" and this. */
static inline void check_error(const char *expected) {
    size_t length = strlen(scratch_folder);
    bool named = strncmp(t_error(), scratch_folder, length) == 0 && t_error()[length] == '/';
    ck_assert_msg(named, "no file is named: %s", t_error());
    ck_assert_str_eq(t_error() + length + 1, expected);
}
