/* Lab 7 in another style: the library's functions wherever there are some. */
#include <stdlib.h>

/* @ 7.1 set_requires_grad */
    const Params *p = nn_parameter_count(m) > 0 ? nn_parameters(m) : NULL;
    for (int i = 0; p && i < p->n; i++) {
        Tensor *x = nn_find(m, p->names[i]);
        if (on) t_requires_grad(x);
        else {
            x->requires_grad = false;
            t_forget_grad(x);
        }
    }

/* @ 7.1 trainable_count */
    int         n;
    size_t      count = 0;
    StateEntry *entries = nn_state(m, &n);
    for (int i = 0; i < n; i++)
        if (entries[i].tensor->requires_grad) count += entries[i].tensor->size;
    free(entries);
    return count;

/* @ 7.2 train_mode */
    nn_eval(m);
    if (is_frozen(m)) return;
    m->training = true;
    for (int i = 0; i < m->n_children; i++) train_mode(m->children[i].module);
