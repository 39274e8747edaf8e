/* scratch.h: a fresh folder for a test case's files. scratch_make and scratch_remove are its unchecked fixture. */
#pragma once
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char scratch_folder[512];

static void scratch_make(void) {
    const char *parent = getenv("TMPDIR");
    snprintf(scratch_folder, sizeof scratch_folder, "%s/gradlab-test-XXXXXX", parent && *parent ? parent : "/tmp");
    if (!mkdtemp(scratch_folder)) {
        perror(scratch_folder);
        exit(EXIT_FAILURE);
    }
}

static int scratch_remove_one(const char *path, const struct stat *status, int type, struct FTW *walk) {
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

static void scratch_remove(void) { nftw(scratch_folder, scratch_remove_one, 8, FTW_DEPTH | FTW_PHYS); }

/* The path of a file in it; four results stay valid at a time. */
static const char *scratch_path(const char *name) {
    static char paths[4][sizeof scratch_folder + 256];
    static int  next;
    char       *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", scratch_folder, name);
    return path;
}
