/* Lab 7 in another style: the lists are made in one pass each. */
#include <stdlib.h>

/* @ 7.3 compare_keys */
    report->unlike.n = 0;
    report->missing.n = 0;
    report->unexpected.n = 0;
    for (int j = 0; j < file->n; j++) {
        Tensor *x = nn_find(m, file->keys[j]);
        if (x == NULL) {
            add_key(&report->unexpected, file->keys[j]);
            continue;
        }
        if (x->dtype == file->tensors[j]->dtype && t_same_shape(x, file->tensors[j])) continue;
        add_key(&report->unlike, file->keys[j]);
    }
    int         count = 0;
    StateEntry *state = nn_state(m, &count), *entry = state;
    while (count-- > 0) {
        if (!safetensors_find(file, entry->key)) add_key(&report->missing, entry->key);
        entry++;
    }
    free(state);

/* @ 7.4 load_checkpoint */
    compare_keys(m, file, &report);
    if (strict ? report.unlike.n || report.missing.n || report.unexpected.n : report.unlike.n)
        return refuse(m, file, &report);
    int         count = 0;
    StateEntry *state = nn_state(m, &count);
    for (int i = 0; i < count; i++) {
        const Tensor *x = safetensors_find(file, state[i].key);
        if (x == NULL) continue;
        memcpy(state[i].tensor->raw, x->raw, x->size * t_element_size(x->dtype));
    }
    free(state);
    return true;
