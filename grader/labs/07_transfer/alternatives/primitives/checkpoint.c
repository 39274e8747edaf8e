/* Lab 7 in another style: the library's functions wherever there are some. */
#include <stdlib.h>

/* @ 7.3 compare_keys */
    int         n;
    StateEntry *entries = nn_state(m, &n);
    *report = (KeyReport){0};
    for (int i = 0; i < n; i++)
        if (!safetensors_find(file, entries[i].key)) add_key(&report->missing, entries[i].key);
    for (int j = 0; j < file->n; j++) {
        const Tensor *a = nn_find(m, file->keys[j]), *b = safetensors_find(file, file->keys[j]);
        Keys *list = !a ? &report->unexpected : t_same_shape(a, b) && a->dtype == b->dtype ? NULL : &report->unlike;
        if (list) add_key(list, file->keys[j]);
    }
    free(entries);

/* @ 7.4 load_checkpoint */
    compare_keys(m, file, &report);
    if (report.unlike.n || (strict && report.missing.n + report.unexpected.n)) return refuse(m, file, &report);
    int         n;
    StateEntry *entries = nn_state(m, &n);
    for (int i = 0; i < n; i++)
        if (!has_key(&report.missing, entries[i].key))
            nn_assign(entries[i].tensor, safetensors_find(file, entries[i].key));
    free(entries);
    return true;
