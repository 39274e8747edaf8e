/* owned.h: data sets and loaders that a test makes, freed by its teardown: what the leak checker then finds is a leak
 * of the library. */
#pragma once
#include "gradlab.h"
#include <check.h>

enum { MOST_OWNED = 32 };
static Dataset    *owned_sets[MOST_OWNED];
static DataLoader *owned_loaders[MOST_OWNED];
static int         n_owned_sets, n_owned_loaders;

static inline Dataset *owned(Dataset *d) {
    ck_assert_msg(d != NULL, "%s", t_error());
    ck_assert_int_lt(n_owned_sets, MOST_OWNED);
    return owned_sets[n_owned_sets++] = d;
}

static inline DataLoader *owned_loader(DataLoader *loader) {
    ck_assert_int_lt(n_owned_loaders, MOST_OWNED);
    return owned_loaders[n_owned_loaders++] = loader;
}

/* For tcase_add_checked_fixture. */
static inline void free_owned(void) {
    while (n_owned_loaders > 0) data_loader_free(owned_loaders[--n_owned_loaders]);
    while (n_owned_sets > 0) dataset_free(owned_sets[--n_owned_sets]);
}
