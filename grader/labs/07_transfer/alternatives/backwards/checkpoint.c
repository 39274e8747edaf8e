/* Lab 7 in another style: loops run backwards. */
#include <stdlib.h>

/* @ 7.3 compare_keys */
    Keys *unexpected = &report->unexpected, *unlike = &report->unlike, *missing = &report->missing;
    unexpected->n = 0;
    for (int j = 0; j < file->n; j++)
        if (nn_find(m, file->keys[j]) == NULL) add_key(unexpected, file->keys[j]);
    unlike->n = 0;
    for (int j = 0; j < file->n; j++) {
        Tensor *x = nn_find(m, file->keys[j]);
        if (x != NULL && !(x->dtype == file->tensors[j]->dtype && t_same_shape(file->tensors[j], x)))
            add_key(unlike, file->keys[j]);
    }
    int         n;
    StateEntry *all = nn_state(m, &n);
    missing->n = 0;
    for (int i = 0; i < n; i++)
        if (safetensors_find(file, all[i].key) == NULL) add_key(missing, all[i].key);
    free(all);

/* @ 7.4 load_checkpoint */
    compare_keys(m, file, &report);
    const int wrong = report.unlike.n + (strict ? report.missing.n + report.unexpected.n : 0);
    if (wrong) return refuse(m, file, &report);
    for (int j = file->n; j-- > 0;)
        if (!has_key(&report.unexpected, file->keys[j])) nn_assign(nn_find(m, file->keys[j]), file->tensors[j]);
    return true;
