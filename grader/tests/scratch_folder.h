/* scratch_folder.h: a fresh folder for a test, removed with all that is in it. */
#pragma once
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

static char folder[PATH_MAX];

static void folder_make(void) {
    const char *tmp = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%.3000s/gradlab-test-XXXXXX", tmp != NULL && *tmp != '\0' ? tmp : "/tmp");
    if (mkdtemp(folder) == NULL) abort();
}

static int folder_remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static void folder_remove(void) { nftw(folder, folder_remove_entry, 16, FTW_DEPTH | FTW_PHYS); }

/* "<folder>/name"; four results stay valid at a time. */
static const char *in_folder(const char *name) {
    static char paths[4][PATH_MAX + 256];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}
