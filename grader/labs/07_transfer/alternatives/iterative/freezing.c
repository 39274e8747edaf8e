/* Lab 7 in another style: no function calls itself; lists of the library have all that is below a module. */
#include <stdlib.h>

/* @ 7.1 set_requires_grad */
    if (nn_parameter_count(m) == 0) return;
    Params *p = nn_parameters(m);
    for (int i = 0; i < p->n; i++) {
        p->tensors[i]->requires_grad = on;
        if (!on) t_forget_grad(p->tensors[i]);
    }

/* @ 7.1 trainable_count */
    const Module *todo[256] = {m};
    size_t        count = 0;
    for (int n = 1; n > 0;) {
        const Module *next = todo[--n];
        for (int i = 0; i < next->n_parameters; i++)
            if (next->parameters[i].tensor->requires_grad) count += next->parameters[i].tensor->size;
        for (int i = 0; i < next->n_children; i++) todo[n++] = next->children[i].module;
    }
    return count;

/* @ 7.2 is_frozen */
    if (nn_parameter_count(m) == 0) return false;
    int         n, trained = 0;
    StateEntry *entries = nn_state(m, &n);
    for (int i = 0; i < n; i++) trained += entries[i].tensor->requires_grad;
    free(entries);
    return trained == 0;

/* @ 7.2 train_mode */
    Module *todo[256] = {m};
    nn_train(m);
    for (int n = 1; n > 0;) {
        Module *next = todo[--n];
        if (is_frozen(next)) {
            nn_eval(next);
            continue;
        }
        for (int i = 0; i < next->n_children; i++) todo[n++] = next->children[i].module;
    }
