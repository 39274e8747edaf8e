#include "block.h"

#include "step.h"
#include <string.h>

Layout *block_layout(int room) {
    Layout *l = step_header(sizeof *l);
    *l = (Layout){.room = room > 0 ? room : 8};
    l->part = step_header((size_t)l->room * sizeof *l->part);
    return l;
}

void block_add(Layout *l, const char *name, int ndim, const int shape[]) {
    if (l->n == l->room) {
        const Part *old = l->part;
        l->part = step_header((size_t)(l->room *= 2) * sizeof *l->part);
        memcpy(l->part, old, (size_t)l->n * sizeof *l->part);
    }
    Part *p = &l->part[l->n++];
    memset(p, 0, sizeof *p);
    snprintf(p->name, sizeof p->name, "%s", name);
    p->ndim = ndim;
    p->begin = l->size;
    size_t size = 1;
    for (int d = 0; d < ndim; d++) size *= (size_t)(p->shape[d] = shape[d]);
    l->size += size;
}

bool block_fits(const Layout *l, size_t size) {
    size_t end = 0;
    for (int i = 0; i < l->n; i++) {
        const Part *p = &l->part[i];
        size_t      reals = 1;
        if (memchr(p->name, '\0', sizeof p->name) == NULL || p->name[0] == '\0' || p->begin != end || p->ndim < 0 ||
            p->ndim > T_MAX_NDIM)
            return false;
        for (int d = 0; d < p->ndim; d++)
            if (p->shape[d] < 0 || __builtin_mul_overflow(reals, (size_t)p->shape[d], &reals)) return false;
        if (reals > size - end) return false;
        end += reals;
    }
    return end == size;
}

Tensor *block_part(const Layout *l, const Tensor *block, int i) {
    const Part *p = &l->part[i];
    return t_named(t_from_array(block->data + p->begin, DTYPE_REAL, p->ndim, p->shape), block_name(p->name));
}

const char *block_name(const char *text) {
    static struct Name {
        struct Name *next;
        char         text[];
    } *names;
    for (struct Name *n = names; n != NULL; n = n->next)
        if (strcmp(n->text, text) == 0) return n->text;
    const size_t size = strlen(text) + 1;
    struct Name *kept = t_malloc(sizeof *kept + size);
    kept->next = names;
    names = kept;
    return memcpy(kept->text, text, size);
}
