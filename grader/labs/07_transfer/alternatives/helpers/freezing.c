/* Lab 7 in another style: one walk over all modules, with a function for each. */

typedef struct Walk {
    bool   on;
    size_t trained, all;
} Walk;

static void everywhere(Module *m, void (*visit)(Module *, Walk *), Walk *walk) {
    visit(m, walk);
    for (NamedModule *child = m->children; child != m->children + m->n_children; child++)
        everywhere(child->module, visit, walk);
}

static void set_one(Module *m, Walk *walk) {
    for (NamedTensor *p = m->parameters; p != m->parameters + m->n_parameters; p++) {
        p->tensor->requires_grad = walk->on;
        if (!walk->on && p->tensor->grad) t_forget_grad(p->tensor);
    }
}

static void count_one(Module *m, Walk *walk) {
    for (NamedTensor *p = m->parameters; p != m->parameters + m->n_parameters; p++) {
        walk->all += p->tensor->size;
        walk->trained += p->tensor->requires_grad ? p->tensor->size : 0;
    }
}

static Walk counted(const Module *m) {
    Walk walk = {0};
    everywhere((Module *)m, count_one, &walk);
    return walk;
}

/* @ 7.1 set_requires_grad */
    everywhere(m, set_one, &(Walk){.on = on});

/* @ 7.1 trainable_count */
    return counted(m).trained;

/* @ 7.2 is_frozen */
    const Walk walk = counted(m);
    return walk.all > 0 && walk.trained == 0;

/* @ before train_mode */
static void set_mode(Module *m, bool training) {
    training = training && !is_frozen(m);
    m->training = training;
    for (int i = 0; i < m->n_children; i++) set_mode(m->children[i].module, training);
}

/* @ 7.2 train_mode */
    set_mode(m, true);
