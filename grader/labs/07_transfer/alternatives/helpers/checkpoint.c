/* Lab 7 in another style: one function for each question. */
#include <stdlib.h>

/* @ before compare_keys */
static bool fits(const Tensor *ours, const Tensor *theirs) {
    return t_same_shape(ours, theirs) && ours->dtype == theirs->dtype;
}

static void list_missing(Keys *keys, const Module *m, const Safetensors *file) {
    int         n;
    StateEntry *entries = nn_state(m, &n);
    keys->n = 0;
    for (StateEntry *e = entries; e < entries + n; e++)
        if (!safetensors_find(file, e->key)) add_key(keys, e->key);
    free(entries);
}

/* Keys that the model has too, but with other tensors, or keys that it has not. */
static void list_wrong(Keys *keys, const Module *m, const Safetensors *file, bool known) {
    keys->n = 0;
    for (int j = 0; j < file->n; j++) {
        const Tensor *ours = nn_find(m, file->keys[j]);
        if (known ? ours && !fits(ours, file->tensors[j]) : !ours) add_key(keys, file->keys[j]);
    }
}

/* @ 7.3 compare_keys */
    list_missing(&report->missing, m, file);
    list_wrong(&report->unexpected, m, file, false);
    list_wrong(&report->unlike, m, file, true);

/* @ before load_checkpoint */
static bool is_refused(const KeyReport *r, bool strict) {
    return r->unlike.n || (strict && (r->missing.n || r->unexpected.n));
}

static void copy_one(Module *m, const char *key, const Tensor *values) {
    Tensor *to = nn_find(m, key);
    if (to) nn_assign(to, values);
}

/* @ 7.4 load_checkpoint */
    compare_keys(m, file, &report);
    if (is_refused(&report, strict)) return refuse(m, file, &report);
    for (int j = 0; j < file->n; j++) copy_one(m, file->keys[j], file->tensors[j]);
    return true;
