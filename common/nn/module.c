#include "module_private.h"
#include <stdlib.h>
#include <string.h>

/* --- Making and freeing ------------------------------------------------------------------------------------------- */
Module *nn_module(const ModuleType *type) {
    if (!type || !type->name) t_fail(NULL, "nn_module: the type is NULL or has no name");
    Module *m = t_calloc(1, sizeof *m);
    m->type = type;
    m->training = true;
    return m;
}

static void free_below(Module *m);

void nn_free(Module *m) {
    if (!m) return;
    if (m->parent)
        t_fail("free the top module; nn_free frees its children too. nn_add(m, name, child) returns the child, not m",
               "nn_free: %s is a child of %s", module_label(m), m->parent->type->name);
    params_free(m);
    free_below(m);
}

static bool has(const NamedTensor *list, int n, const char *name) {
    for (int i = 0; i < n; i++)
        if (strcmp(list[i].name, name) == 0) return true;
    return false;
}

/* A name as part of a state_dict key. */
static void check_name(const char *what, const char *name, const Module *m) {
    if (!name || !*name) t_fail(NULL, "%s: the new part of %s has no name", what, module_label(m));
    if (strchr(name, '.'))
        t_fail("leave out the dot: in a key, dots separate the names", "%s: the name %s has a dot", what, name);
    if (strlen(name) >= sizeof m->children->name)
        t_fail(NULL, "%s: the name %s is longer than %zu letters", what, name, sizeof m->children->name - 1);
    bool taken = has(m->parameters, m->n_parameters, name) || has(m->buffers, m->n_buffers, name);
    for (int i = 0; i < m->n_children; i++) taken |= strcmp(m->children[i].name, name) == 0;
    if (taken) t_fail(NULL, "%s: %s already has a part named %s", what, module_label(m), name);
}

/* The array, one longer; the old one is freed. */
static void *grown(void *array, int n, size_t size) {
    void *longer = t_calloc((size_t)n + 1, size);
    if (n) memcpy(longer, array, (size_t)n * size);
    free(array);
    return longer;
}

static void check_child(const char *what, const Module *parent, const Module *child) {
    if (!parent || !child) t_fail(NULL, "%s: the %s is NULL", what, parent ? "child" : "parent");
    if (child->parent)
        t_fail("make a second module, with its own parameters", "%s: %s already belongs to another module", what,
               module_label(child));
    for (const Module *m = parent; m; m = m->parent)
        if (m == child) t_fail(NULL, "%s: %s cannot be its own child", what, module_label(child));
}

Module *nn_add(Module *parent, const char *name, Module *child) {
    check_child("nn_add", parent, child);
    check_name("nn_add", name, parent);
    parent->children = grown(parent->children, parent->n_children, sizeof *parent->children);
    NamedModule *added = &parent->children[parent->n_children++];
    snprintf(added->name, sizeof added->name, "%s", name);
    added->module = child;
    child->parent = parent;
    return child;
}

Module *nn_replace(Module *parent, const char *name, Module *child) {
    check_child("nn_replace", parent, child);
    int i = 0;
    while (i < parent->n_children && strcmp(parent->children[i].name, name) != 0) i++;
    if (i == parent->n_children)
        t_fail("add a child with nn_add(parent, name, child)",
               "nn_replace: %s has no child named %s", module_label(parent),
               name);
    Module *old = parent->children[i].module;
    params_leave(old, child);
    parent->children[i].module = child;
    child->parent = parent;
    old->parent = NULL;
    nn_free(old);
    params_replaced(parent);
    return child;
}

/* Messages know the tensor by its name in the module. */
static Tensor *add_tensor(NamedTensor **list, int *n, const char *name, Tensor *x) {
    *list = grown(*list, *n, sizeof **list);
    NamedTensor *added = &(*list)[(*n)++];
    snprintf(added->name, sizeof added->name, "%s", name);
    added->tensor = x;
    for (int i = 0; i < *n; i++) (*list)[i].tensor->name = (*list)[i].name;
    return x;
}

static void check_registered(const char *what, const char *name, const Module *m, const Tensor *x) {
    if (!m) t_fail(NULL, "%s: the module is NULL", what);
    check_name(what, name, m);
    t_check_alive(x, name);
    if (x->step != 0)
        t_fail("a module needs tensors that outlive the step: copy x with t_keep(x), or make a new tensor with t_own",
               "%s: %s of %s is freed at the end of the step", what, t_label(x, name), module_label(m));
}

Tensor *nn_register_parameter(Module *m, const char *name, Tensor *parameter) {
    check_registered("nn_register_parameter", name, m, parameter);
    return add_tensor(&m->parameters, &m->n_parameters, name, t_requires_grad(parameter));
}

Tensor *nn_register_buffer(Module *m, const char *name, Tensor *buffer) {
    check_registered("nn_register_buffer", name, m, buffer);
    return add_tensor(&m->buffers, &m->n_buffers, name, buffer);
}

/* --- Running ------------------------------------------------------------------------------------------------------ */
static Tensor *run(Module *m, Tensor *x) {
    if (!m) t_fail("make the model before this call", "nn_forward: the module is NULL");
    if (!m->type->forward) t_fail(NULL, "nn_forward: %s has no forward", module_label(m));
    if (!x || !t_alive(x)) {
        char what[320];
        snprintf(what, sizeof what, "the input of %s", module_label(m));
        t_check_alive(x, what);
    }
    Tensor *y = m->type->forward(m, x);
    if (!y) t_fail("return the output tensor from forward", "the forward of %s returned NULL", module_label(m));
    return y;
}

Tensor *nn_forward_at(Site site, Module *m, Tensor *x) {
    const Site *outer = t_site_enter(&site);
    Tensor     *y = run(m, x);
    t_site_enter(outer);
    return y;
}

static Tensor *in_one_pass(int n, Module *const branch[][2], Module *last, Tensor *x) {
    const Module *m = branch[0][0];
    return m->type->in_one_pass ? m->type->in_one_pass(n, branch, last, x) : NULL;
}

static Tensor *run_branches(int n, Module *const branch[][2], Module *last, Tensor *x) {
    Tensor *y = in_one_pass(n, branch, last, x), *parts[n];
    if (y) return y;
    if (last) return run(last, run_branches(n, branch, NULL, x));
    for (int i = 0; i < n; i++) parts[i] = run(branch[i][1], run(branch[i][0], x));
    return n == 1 ? parts[0] : t_cat_at(T_HERE("nn_forward_branches"), 1, n, parts);
}

Tensor *nn_forward_branches_at(Site site, int n, Module *const branch[][2], Module *last, Tensor *x) {
    const Site *outer = t_site_enter(&site);
    Tensor     *y = run_branches(n, branch, last, x);
    t_site_enter(outer);
    return y;
}

static void set_training(Module *m, bool training) {
    m->training = training;
    for (int i = 0; i < m->n_children; i++) set_training(m->children[i].module, training);
}

void nn_train(Module *m) { set_training(m, true); }
void nn_eval(Module *m) { set_training(m, false); }

/* --- Containers --------------------------------------------------------------------------------------------------- */
/* Runs the first of n modules, or as many of them as go in one pass; returns how many. */
static int run_some(int n, const NamedModule *children, Tensor **x) {
    Module *const pair[1][2] = {{children[0].module, n > 1 ? children[1].module : NULL}};
    Tensor       *y = n > 2 ? in_one_pass(1, pair, children[2].module, *x) : NULL;
    int           done = 3;
    if (!y) {
        y = n > 1 ? in_one_pass(1, pair, NULL, *x) : NULL;
        done = 2;
    }
    if (!y) {
        y = run(children[0].module, *x);
        done = 1;
    }
    *x = y;
    return done;
}

static Tensor *run_children(Module *m, Tensor *x) {
    if (m->n_children == 0)
        t_fail("add a child with nn_add(m, name, child)", "nn_forward: %s has no children to run", module_label(m));
    for (int i = 0; i < m->n_children;) i += run_some(m->n_children - i, m->children + i, &x);
    return x;
}

static const ModuleType sequential_type = {.name = "Sequential", .forward = run_children};

Module *nn_sequential_of(int n, Module *const children[]) {
    Module *m = nn_module(&sequential_type);
    for (int i = 0; i < n; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", i);
        if (!children[i]) t_fail(NULL, "nn_sequential: child %d is NULL", i);
        nn_add(m, name, children[i]);
    }
    return m;
}

/* A container's type is its own, for the name. */
typedef struct ContainerType {
    ModuleType type;
    char       name[64];
} ContainerType;

Module *nn_container(const char *name) {
    ContainerType *c = t_calloc(1, sizeof *c);
    snprintf(c->name, sizeof c->name, "%s", name);
    c->type = (ModuleType){.name = c->name, .forward = run_children};
    return nn_module(&c->type);
}

static void free_below(Module *m) {
    for (int i = 0; i < m->n_children; i++) free_below(m->children[i].module);
    for (int i = 0; i < m->n_parameters; i++) t_free(m->parameters[i].tensor);
    for (int i = 0; i < m->n_buffers; i++) t_free(m->buffers[i].tensor);
    if (m->type->forward == run_children && m->type != &sequential_type) free((void *)m->type);
    free(m->children);
    free(m->parameters);
    free(m->buffers);
    free(m);
}

/* --- Flatten ------------------------------------------------------------------------------------------------------ */
static Tensor *flatten_forward(Module *m, Tensor *x) {
    (void)m;
    return t_flatten(x);
}

static void flatten_repr(const Module *m, char *text, size_t size) {
    (void)m;
    snprintf(text, size, "start_dim=1, end_dim=-1");
}

Module *nn_flatten(void) {
    static const ModuleType type = {.name = "Flatten", .forward = flatten_forward, .extra_repr = flatten_repr};
    return nn_module(&type);
}
