/* networks.h: the models that lab 7 is judged on. A case is drawn with the same one that its call makes. */
#pragma once
#include "dropout.h"
#include "transfer.h"
#include <stdlib.h>
#include <string.h>

/* Of any of them. */
enum { MOST_TENSORS = 64 };

/* PLAIN:  out0, act, out                          the head's name begins the body's
 * NORMED: features (with a block in it), classifier
 * IMAGES: features, pool, head                    for images
 * SCALED: scaled, act, last                       scaled has a parameter of its own, and children */
typedef enum Kind { PLAIN, NORMED, IMAGES, SCALED, KINDS } Kind;

static inline Tensor *scaled_forward(Module *m, Tensor *x) {
    x = t_mul(x, m->parameters[0].tensor);
    for (int i = 0; i < m->n_children; i++) x = nn_forward(m->children[i].module, x);
    return x;
}

static inline Module *network_of(Kind kind, int in, int hidden, int classes) {
    static const ModuleType scaled_type = {.name = "Scaled", .forward = scaled_forward};
    Module *m = nn_container("Network");
    switch (kind) {
    case PLAIN:
        nn_add(m, "out0", nn_linear(in, hidden));
        nn_add(m, "act", nn_relu());
        nn_add(m, "out", nn_linear(hidden, classes));
        break;
    case NORMED:
        nn_add(m, "features",
               nn_sequential(nn_linear(in, hidden), nn_batch_norm1d(hidden), nn_relu(), nn_dropout(0.4),
                             nn_sequential(nn_linear(hidden, hidden + 1), nn_batch_norm1d(hidden + 1), nn_relu())));
        nn_add(m, "classifier", nn_linear(hidden + 1, classes));
        break;
    case IMAGES:
        nn_add(m, "features",
               nn_sequential(conv_block(in, hidden), nn_max_pool2d(2), conv_block(hidden, hidden + 1)));
        nn_add(m, "pool", nn_global_avg_pool());
        nn_add(m, "head", nn_linear(hidden + 1, classes));
        break;
    default: {
        Module *scaled = nn_add(m, "scaled", nn_module(&scaled_type));
        nn_register_parameter(scaled, "scale", t_own(DTYPE_REAL, DEV_CPU, 1, &in));
        nn_add(scaled, "0", nn_linear(in, hidden));
        nn_add(scaled, "1", nn_layer_norm(hidden));
        nn_add(m, "act", nn_relu());
        nn_add(m, "last", nn_linear(hidden, classes));
    }
    }
    return m;
}

static inline bool ends_in(const char *key, const char *end) {
    const size_t a = strlen(key), b = strlen(end);
    return a >= b && strcmp(key + a - b, end) == 0;
}

/* Random values for all parameters and buffers: what divides or scales is far from 0. */
static inline void fill_network(Module *m, Rng *rng) {
    int         n;
    StateEntry *entries = nn_state(m, &n);
    for (int i = 0; i < n; i++) {
        Tensor    *x = entries[i].tensor;
        const bool scales = ends_in(entries[i].key, "running_var") || ends_in(entries[i].key, "scale") ||
                            (ends_in(entries[i].key, "weight") && x->ndim == 1);
        if (x->dtype != DTYPE_REAL) x->i64[0] = 3;
        else if (scales) t_fill_uniform(x, rng, 0.5, 2);
        else t_fill_normal(x, rng, 0, 0.5);
    }
    free(entries);
}

/* Module number i in the order of printing, the model itself being 0; NULL behind the last one. */
static inline Module *module_at(Module *m, int *i) {
    if ((*i)-- == 0) return m;
    Module *found = NULL;
    for (int child = 0; child < m->n_children && !found; child++) found = module_at(m->children[child].module, i);
    return found;
}

static inline int module_count(const Module *m) {
    int count = 1;
    for (int i = 0; i < m->n_children; i++) count += module_count(m->children[i].module);
    return count;
}
