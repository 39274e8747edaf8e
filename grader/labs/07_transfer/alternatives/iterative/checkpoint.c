/* Lab 7 in another style: one pass over the model, one over the file, and no call of nn_find. */
#include <stdlib.h>

/* @ 7.3 compare_keys */
    int         n;
    StateEntry *ours = nn_state(m, &n);
    memset(report, 0, sizeof *report);
    for (int i = 0; i < n; i++) {
        bool found = false;
        for (int j = 0; j < file->n; j++) found = found || strcmp(file->keys[j], ours[i].key) == 0;
        if (!found) add_key(&report->missing, ours[i].key);
    }
    for (int j = 0; j < file->n; j++) {
        int i = 0;
        while (i < n && strcmp(ours[i].key, file->keys[j]) != 0) i++;
        if (i == n) {
            add_key(&report->unexpected, file->keys[j]);
            continue;
        }
        bool alike = ours[i].tensor->ndim == file->tensors[j]->ndim && ours[i].tensor->dtype == file->tensors[j]->dtype;
        for (int d = 0; alike && d < ours[i].tensor->ndim; d++)
            alike = ours[i].tensor->shape[d] == file->tensors[j]->shape[d];
        if (!alike) add_key(&report->unlike, file->keys[j]);
    }
    free(ours);

/* @ 7.4 load_checkpoint */
    compare_keys(m, file, &report);
    bool fits = report.unlike.n == 0;
    if (strict) fits = fits && report.missing.n == 0 && report.unexpected.n == 0;
    if (!fits) return refuse(m, file, &report);
    int         n;
    StateEntry *ours = nn_state(m, &n);
    for (int i = 0; i < n; i++) {
        const Tensor *theirs = safetensors_find(file, ours[i].key);
        if (theirs) nn_assign(ours[i].tensor, theirs);
    }
    free(ours);
    return true;
