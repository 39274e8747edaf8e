/* words.h: the models of a call, and what it tells of them in words. */
#pragma once
#include "call_model.h"
#include "networks.h"

/* --- Models, and words about them --------------------------------------------------------------------------------- */
static Module *network(Call *c, Rng *rng) {
    *rng = rng_new((uint64_t)call_int(c, "seed"), 7);
    Module *m = network_of((Kind)call_int(c, "network"), call_int(c, "inputs"), call_int(c, "hidden"),
                           call_int(c, "classes"));
    fill_network(m, rng);
    return m;
}

/* Some are frozen and some are not. */
static void mix(Module *m, Rng *rng) {
    const Params *p = nn_parameters(m);
    for (int i = 0; i < p->n; i++) p->tensors[i]->requires_grad = rng_below(rng, 2);
}

static void freeze(Module *m) {
    for (int i = 0; i < m->n_parameters; i++) m->parameters[i].tensor->requires_grad = false;
    for (int i = 0; i < m->n_children; i++) freeze(m->children[i].module);
}

/* Each module by itself, with what is below it, or left as it is. */
static void mix_modules(Module *m, Rng *rng) {
    if (rng_below(rng, 3) == 0) freeze(m);
    for (int i = 0; i < m->n_children; i++) mix_modules(m->children[i].module, rng);
}

static void give_gradients(Module *m) {
    const Params *p = nn_parameters(m);
    for (int i = 0; i < p->n; i++) t_backward(t_sum(p->tensors[i]));
}

/* A text under way: one at a time. */
static char  written[4096];
static FILE *text;

static void text_begin(void) {
    memset(written, 0, sizeof written);
    text = fmemopen(written, sizeof written - 1, "w");
    if (!text) t_fail(NULL, "no memory for a text");
}

static void text_return(Call *c, int i) {
    fclose(text);
    call_return_text(c, i, written);
}

/* How many parameters of a module and below it are trained; *all: how many there are. */
static int count_trained(const Module *m, int *all) {
    int trained = 0;
    *all += m->n_parameters;
    for (int i = 0; i < m->n_parameters; i++) trained += m->parameters[i].tensor->requires_grad;
    for (int i = 0; i < m->n_children; i++) trained += count_trained(m->children[i].module, all);
    return trained;
}

/* A line for each module: its name, its type, how many of its tensors are trained, and what `tell` says of it. */
static void tell_modules(Module *m, const char *name, void (*tell)(Module *m)) {
    int       all = 0;
    const int trained = count_trained(m, &all);
    fprintf(text, "%s (%s, %d of %d tensors trained): ", *name ? name : "the model", m->type->name, trained, all);
    tell(m);
    for (int i = 0; i < m->n_children; i++) {
        char child[160];
        snprintf(child, sizeof child, "%s%s%s", name, *name ? "." : "", m->children[i].name);
        tell_modules(m->children[i].module, child, tell);
    }
}

static bool is_buffer(Module *m, const Tensor *x) {
    const Params *p = nn_parameters(m);
    for (int i = 0; i < p->n; i++)
        if (p->tensors[i] == x) return false;
    return true;
}

/* A line for each tensor: whether it is trained. */
static void tell_trained(Module *m, bool gradients) {
    int         n;
    StateEntry *entries = nn_state(m, &n);
    for (int i = 0; i < n; i++) {
        const Tensor *x = entries[i].tensor;
        fprintf(text, "%s: %s", entries[i].key, x->requires_grad ? "trained" : "frozen");
        if (gradients && !is_buffer(m, x))
            fprintf(text, ", %s",
                    !x->grad                ? "without a gradient"
                    : x->grad->data[0] == 0 ? "with a gradient of 0"
                                            : "with a gradient");
        fputc('\n', text);
    }
    free(entries);
}

static Tensor *copied(const Tensor *x) { return t_copy_of(x->raw, x->dtype, x->ndim, x->shape); }

/* All tensors of a model, as they are now. */
typedef struct Snapshot {
    int     n;
    Tensor *values[MOST_TENSORS];
} Snapshot;

static Snapshot snapshot(const Module *m) {
    Snapshot    s;
    StateEntry *entries = nn_state(m, &s.n);
    for (int i = 0; i < s.n; i++) s.values[i] = copied(entries[i].tensor);
    free(entries);
    return s;
}
