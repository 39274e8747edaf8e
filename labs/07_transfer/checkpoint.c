/* Lab 7, second part: a file of weights goes into a model, wholly or in part.
 *
 * A file of weights is a list of tensors, each under a key: the key file->keys[i] has the values file->tensors[i], for
 * i = 0 .. file->n - 1. A model has such a list, too: parameters and buffers, under the names by which they are
 * reached. */
#include "checkpoint.h"
#include <string.h>

/* Given: one more key. */
void add_key(Keys *keys, const char *key) {
    if (keys->n == MAX_KEYS) t_fail(NULL, "add_key: more than %d keys", MAX_KEYS);
    snprintf(keys->key[keys->n++], MAX_KEY, "%s", key);
}

bool has_key(const Keys *keys, const char *key) {
    for (int i = 0; i < keys->n; i++)
        if (strcmp(keys->key[i], key) == 0) return true;
    return false;
}

/* 7.3  What keeps the file from fitting the model: three lists of keys.
 *
 *     missing       of the model, but not in the file; in the order of the model
 *     unexpected    in the file, but not of the model; in the order of the file
 *     unlike        of both, but shape or dtype differ; in the order of the file
 *
 * All three begin empty, whatever *report held before.
 *
 *     int         n;
 *     StateEntry *entries = nn_state(m, &n);    entries[i].key and entries[i].tensor, i = 0 .. n-1; free(entries) after
 *     nn_find(m, key)                           the model's tensor of this key; NULL when there is none
 *     safetensors_find(file, key)               the file's tensor of this key; NULL when there is none
 *     t_same_shape(a, b), a->dtype == b->dtype */
void compare_keys(const Module *m, const Safetensors *file, KeyReport *report) {
    TODO("7.3");
}

/* Given: the sentence of t_error(), with all keys of the report; false. */
static bool refuse(const Module *m, const Safetensors *file, const KeyReport *report) {
    char  *text = NULL;
    size_t size = 0;
    FILE  *to = open_memstream(&text, &size);
    if (!to) return t_error_set("no memory to compare the keys");
    for (int i = 0; i < report->missing.n; i++) fprintf(to, "%s%s", i ? ", " : "; missing: ", report->missing.key[i]);
    for (int i = 0; i < report->unexpected.n; i++)
        fprintf(to, "%s%s", i ? ", " : "; unexpected: ", report->unexpected.key[i]);
    for (int i = 0; i < report->unlike.n; i++) {
        const char   *key = report->unlike.key[i];
        const Tensor *theirs = safetensors_find(file, key), *ours = nn_find(m, key);
        fprintf(to, "%s%s is %s %s in the file and %s %s in the model", i ? ", " : "; of another shape or dtype: ", key,
                t_shape_text(theirs), t_dtype_name(theirs->dtype), t_shape_text(ours), t_dtype_name(ours->dtype));
    }
    fclose(to);
    t_error_set("the checkpoint does not fit %s%s", m->type->name, text);
    free(text);
    return false;
}

/* 7.4  The values of the file go into the model's tensors of the same keys.
 *
 * strict: every key of the model has to be in the file, no other, each of the right shape and dtype. Otherwise: keys
 * that are missing keep the values that they have in the model, and unexpected ones are passed over. A key of another
 * shape or dtype is refused in both cases, as in torch: it is most likely a mistake, and nobody would notice.
 *
 * Refusing is `return refuse(m, file, &report);`, which tells all keys. Look at all of them before the first value is
 * copied: a model that was refused is unchanged.
 *
 * nn_assign(to, from) copies the values of one tensor into another. Returns true when the values are in the model. */
bool load_checkpoint(Module *m, const Safetensors *file, bool strict) {
    static KeyReport report;
    TODO("7.4");
}
