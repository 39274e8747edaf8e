/* files.h: files of weights that fit a model but for some keys. */
#pragma once
#include "call.h"
#include "networks.h"

/* A file of weights that never was on a disk. */
typedef struct File {
    Safetensors file;
    char       *keys[MOST_TENSORS], names[MOST_TENSORS][160];
    Tensor     *tensors[MOST_TENSORS];
} File;

static void file_add(File *f, const char *key, Tensor *x) {
    const int i = f->file.n++;
    snprintf(f->names[i], sizeof f->names[i], "%s", key);
    f->keys[i] = f->names[i];
    f->tensors[i] = x;
    f->file.keys = f->keys;
    f->file.tensors = f->tensors;
}

static Tensor *drawn_like(DType dtype, int ndim, const int shape[], Rng *rng) {
    Tensor *x = t_empty(dtype, ndim, shape);
    if (dtype == DTYPE_REAL) t_fill_normal(x, rng, 0, 1);
    else
        for (size_t i = 0; i < x->size; i++) x->i64[i] = 4 + (int64_t)rng_below(rng, 90);
    return x;
}

/* Another length, as many elements on one axis more, another dtype, or as many elements and axes in another shape. */
enum { LENGTH, AXIS, TYPE, SHAPE, WAYS };

static Tensor *drawn_unlike(const Tensor *ours, int way, Rng *rng) {
    int shape[T_MAX_NDIM] = {1};
    memcpy(shape + 1, ours->shape, (size_t)ours->ndim * sizeof *shape);
    if (ours->ndim == 0 || way == TYPE)
        return drawn_like(ours->dtype == DTYPE_REAL ? DTYPE_INT64 : DTYPE_REAL, ours->ndim, ours->shape, rng);
    if (way == AXIS) return drawn_like(ours->dtype, ours->ndim + 1, shape, rng);
    if (way == SHAPE && ours->ndim > 1) {
        const int axis = shape[1] == (int)ours->size ? ours->ndim : 1; /* where they all stand */
        for (int i = 1; i <= ours->ndim; i++) shape[i] = i == axis ? (int)ours->size : 1;
        return drawn_like(ours->dtype, ours->ndim, shape + 1, rng);
    }
    shape[1]++;
    return drawn_like(ours->dtype, ours->ndim, shape + 1, rng);
}

/* Of the model's keys, in another order, but with some differences. */
static void file_draw(File *f, Call *c, const Module *m, Rng *rng) {
    const int missing = call_int(c, "missing"), unlike = call_int(c, "unlike");
    const int unexpected = call_int(c, "unexpected"), seed = call_int(c, "seed");
    int         n;
    StateEntry *entries = nn_state(m, &n);
    int64_t     order[MOST_TENSORS];
    for (int i = 0; i < n; i++) order[i] = i;
    rng_shuffle(rng, order, (size_t)n);
    /* Of two keys that are missing one is a buffer's, where there are buffers. */
    for (int i = 1; missing == 2 && i < n && entries[order[1]].tensor->requires_grad; i++) {
        const int64_t second = order[1];
        order[1] = order[i];
        order[i] = second;
    }
    for (int i = missing; i < n && i < missing + unlike; i++)
        for (int j = i + 1; (seed + i - missing) % WAYS == SHAPE && entries[order[i]].tensor->ndim < 2 && j < n; j++) {
            const int64_t later = order[j];
            order[j] = order[i];
            order[i] = later;
        }
    char other[3][160];
    snprintf(other[0], sizeof other[0], "module.%s", entries[0].key);
    snprintf(other[1], sizeof other[1], "%s_g", entries[n - 1].key);
    snprintf(other[2], sizeof other[2], "fc.weight");
    *f = (File){.file.n = 0};
    for (int i = missing; i < n; i++) {
        const Tensor *ours = entries[order[i]].tensor;
        const char   *key = entries[order[i]].key;
        if (i - missing < unlike) file_add(f, key, drawn_unlike(ours, (seed + i - missing) % WAYS, rng));
        else file_add(f, key, drawn_like(ours->dtype, ours->ndim, ours->shape, rng));
        if (i - missing < unexpected)
            file_add(f, other[(seed + i - missing) % 3], drawn_like(DTYPE_REAL, 1, &(int){2}, rng));
    }
    /* What is wrong is not always at the beginning. */
    for (int i = f->file.n - 1; i > 0; i--) {
        const int j = (int)rng_below(rng, (uint64_t)i + 1);
        char     *key = f->keys[i];
        Tensor   *x = f->tensors[i];
        f->keys[i] = f->keys[j], f->tensors[i] = f->tensors[j];
        f->keys[j] = key, f->tensors[j] = x;
    }
    free(entries);
}
