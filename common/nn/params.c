#include "device.h"
#include "module_private.h"
#include "written_private.h"
#include <stdlib.h>
#include <string.h>

/* Each tensor begins at a multiple of 64 bytes, in the float build, and of 128 in the double build. */
static size_t padded(size_t size) { return size ? (size + 15) / 16 * 16 : 16; }

static bool owns_block(const Module *m) { return m->params && !m->params->part && m->params->data; }

/* --- Is the block up to date? ------------------------------------------------------------------------------------- */
typedef struct Position {
    int    i;      /* of the tensor */
    size_t offset; /* of its values */
} Position;

static bool in_place(const Module *m, const Params *p, Position *at) {
    for (int i = 0; i < m->n_parameters; i++) {
        const Tensor *x = m->parameters[i].tensor;
        if (at->i >= p->n || p->tensors[at->i] != x || x->data != p->data + at->offset) return false;
        at->i++;
        at->offset += padded(x->size);
    }
    for (int i = 0; i < m->n_children; i++)
        if (!in_place(m->children[i].module, p, at)) return false;
    return true;
}

static bool up_to_date(const Module *m) {
    Position at = {0};
    return m->params && in_place(m, m->params, &at) && at.i == m->params->n;
}

/* --- Packing ------------------------------------------------------------------------------------------------------ */
static void move(void *to, Device to_device, const void *from, Device from_device, size_t bytes) {
    if (to_device == from_device) dev_kernels(to_device)->copy(to, from, bytes);
    else if (from_device == DEV_CPU) dev_kernels(to_device)->to_device(to, from, bytes);
    else dev_kernels(from_device)->to_host(to, from, bytes);
}

/* Whether p points into a block at or below m. */
static bool in_a_block(const Module *m, const real *p) {
    if (owns_block(m) && (uintptr_t)p - (uintptr_t)m->params->data < 2 * m->params->size * sizeof *p) return true;
    for (int i = 0; i < m->n_children; i++)
        if (in_a_block(m->children[i].module, p)) return true;
    return false;
}

static void release(const Module *top, Device device, real *values) {
    if (!in_a_block(top, values)) dev_kernels(device)->release(values);
}

static void forget_tensors(Params *p) {
    for (int i = 0; i < p->n; i++) free(p->names[i]);
    free(p->names);
    free(p->tensors);
    p->names = NULL;
    p->tensors = NULL;
    p->n = 0;
}

static void add_parameter(const char *key, Tensor *tensor, bool is_parameter, void *data) {
    Params *p = data;
    if (!is_parameter) return;
    if (p->tensors) {
        p->tensors[p->n] = tensor;
        p->names[p->n] = t_malloc(strlen(key) + 1);
        strcpy(p->names[p->n], key);
    }
    p->n++;
    p->size += padded(tensor->size);
}

/* Tensors, names and size; the memory is the caller's matter. */
static void list_tensors(Params *p, const Module *m) {
    Params count = {0};
    module_walk(m, add_parameter, &count);
    forget_tensors(p);
    p->size = 0;
    p->tensors = t_calloc((size_t)count.n + 1, sizeof *p->tensors);
    p->names = t_calloc((size_t)count.n + 1, sizeof *p->names);
    module_walk(m, add_parameter, p);
}

static void check_distinct(const Params *p) {
    for (int i = 0; i < p->n; i++)
        for (int j = 0; j < i; j++)
            if (p->tensors[i] == p->tensors[j])
                t_fail("make a separate tensor for each key",
                       "%s and %s are the same tensor", p->names[j], p->names[i]);
}

static real *new_block(size_t size, Device device) {
    if (size == 0) return NULL;
    size_t bytes = 2 * size * sizeof(real);
    real  *block = dev_alloc(device, bytes);
    dev_kernels(device)->zero(block, bytes);
    return block;
}

/* A gradient over the same shape whose values are yet to be placed. */
static Tensor *empty_gradient(const Tensor *x) {
    Tensor *grad = t_calloc(1, sizeof *grad);
    *grad = (Tensor){.size = x->size, .ndim = x->ndim, .dtype = DTYPE_REAL, .device = x->device};
    memcpy(grad->shape, x->shape, sizeof grad->shape);
    return grad;
}

/* Moves x into the new block; what held its values before is released, unless it is an old block. */
static void take_in(const Module *top, Tensor *x, real *data, real *grad, Device device) {
    size_t bytes = x->size * sizeof(real);
    move(data, device, x->data, x->device, bytes);
    release(top, x->device, x->data);
    if (x->grad) {
        move(grad, device, x->grad->data, x->grad->device, bytes);
        x->grad_memory = x->grad;
    }
    if (x->grad_memory) release(top, x->grad_memory->device, x->grad_memory->data);
    else x->grad = x->grad_memory = empty_gradient(x);
    if (x->device != device) x->written = written_by("nn_to");
    x->data = data;
    x->grad_memory->data = grad;
    x->device = x->grad_memory->device = device;
}

static void release_blocks(Module *m) {
    if (owns_block(m)) {
        dev_kernels(m->params->device)->release(m->params->data);
        m->params->data = m->params->grad = NULL;
    }
    for (int i = 0; i < m->n_children; i++) release_blocks(m->children[i].module);
}

/* Gives every Params below the module at `m`, whose tensors begin at `*offset` of the whole, its part of the memory. */
static void share_out(Module *m, const Params *whole, size_t *offset) {
    size_t begin = *offset;
    for (int i = 0; i < m->n_parameters; i++) *offset += padded(m->parameters[i].tensor->size);
    for (int i = 0; i < m->n_children; i++) share_out(m->children[i].module, whole, offset);
    Params *p = m->params;
    if (!p || p == whole) return;
    list_tensors(p, m);
    p->device = whole->device;
    p->data = whole->data ? whole->data + begin : NULL;
    p->grad = whole->data ? whole->grad + begin : NULL;
    p->part = true;
}

static void share_all(Module *top) {
    size_t offset = 0;
    share_out(top, top->params, &offset);
}

static void pack(Module *top, Device device) {
    Params packed = {.device = device};
    list_tensors(&packed, top);
    check_distinct(&packed);
    packed.data = new_block(packed.size, device);
    packed.grad = packed.data ? packed.data + packed.size : NULL;
    size_t offset = 0;
    for (int i = 0; i < packed.n; i++) {
        take_in(top, packed.tensors[i], packed.data + offset, packed.grad + offset, device);
        packed.tensors[i]->name = packed.names[i];
        offset += padded(packed.tensors[i]->size);
    }
    release_blocks(top);
    forget_tensors(top->params);
    packed.replaced = top->params->replaced;
    *top->params = packed;
    share_all(top);
}

/* --- Asking ------------------------------------------------------------------------------------------------------- */
static Module *topmost_packed(Module *m) {
    Module *top = NULL;
    for (; m; m = m->parent)
        if (m->params) top = m;
    return top;
}

static void find_device(const char *key, Tensor *x, bool is_parameter, void *data) {
    const Tensor **first = data;
    if (!is_parameter) return;
    if (!*first) *first = x;
    if ((*first)->device != x->device)
        t_fail("bring the model to one device first: nn_to(model, device)",
               "nn_parameters: %s is on %s, but %s is on %s", t_label(*first, "one"), dev_name((*first)->device), key,
               dev_name(x->device));
}

Params *nn_parameters(Module *m) {
    if (!m) t_fail("make the model before this call", "nn_parameters: the module is NULL");
    if (!m->params) m->params = t_calloc(1, sizeof *m->params);
    Module *top = topmost_packed(m);
    if (!up_to_date(top)) {
        const Tensor *first = NULL;
        module_walk(top, find_device, &first);
        pack(top, first ? first->device : DEV_CPU);
    } else if (!up_to_date(m)) {
        share_all(top);
    }
    return m->params;
}

static void move_buffer(const char *key, Tensor *x, bool is_parameter, void *data) {
    (void)key;
    Device device = *(const Device *)data;
    if (is_parameter || x->device == device) return;
    Tensor *there = t_own(x->dtype, device, x->ndim, x->shape);
    move(there->raw, device, x->raw, x->device, x->size * t_element_size(x->dtype));
    Tensor before = *x;
    x->raw = there->raw;
    x->device = device;
    x->written = written_by("nn_to");
    there->raw = before.raw;
    there->device = before.device;
    t_free(there);
}

void nn_to(Module *m, Device device) {
    if (!m) t_fail("make the model before this call", "nn_to: the module is NULL");
    if (!dev_available(device)) t_fail("ask dev_available(device) first", "nn_to: %s", t_error());
    if (!m->params) m->params = t_calloc(1, sizeof *m->params);
    if (topmost_packed(m) != m)
        t_fail("move the whole model", "nn_to: %s is part of a model whose parameters are one block", module_label(m));
    if (!up_to_date(m) || m->params->device != device) pack(m, device);
    module_walk(m, move_buffer, &device);
}

static void count_parameter(const char *key, Tensor *x, bool is_parameter, void *data) {
    (void)key;
    if (is_parameter) *(size_t *)data += x->size;
}

size_t nn_parameter_count(const Module *m) {
    size_t count = 0;
    module_walk(m, count_parameter, &count);
    return count;
}

void nn_zero_grad(Module *m) {
    if (!m) t_fail("make the model before this call", "nn_zero_grad: the module is NULL");
    for (int i = 0; i < m->n_parameters; i++) t_forget_grad(m->parameters[i].tensor);
    for (int i = 0; i < m->n_children; i++) nn_zero_grad(m->children[i].module);
}

/* --- Freeing ------------------------------------------------------------------------------------------------------ */
static void empty_tensors(const Module *top, Module *m) {
    for (int i = 0; i < m->n_parameters; i++) {
        Tensor *x = m->parameters[i].tensor;
        if (in_a_block(top, x->data)) x->data = x->grad_memory->data = NULL;
    }
    for (int i = 0; i < m->n_children; i++) empty_tensors(top, m->children[i].module);
}

static void free_params(Module *m) {
    if (m->params) {
        forget_tensors(m->params);
        free(m->params);
        m->params = NULL;
    }
    for (int i = 0; i < m->n_children; i++) free_params(m->children[i].module);
}

void params_free(Module *m) {
    empty_tensors(m, m);
    release_blocks(m);
    free_params(m);
}

/* --- Replacing a module ------------------------------------------------------------------------------------------- */
void params_leave(Module *old, Module *child) {
    const Tensor *first = NULL;
    module_walk(old, find_device, &first);
    if (first && first->device != DEV_CPU) nn_to(child, first->device);
    const Module *top = topmost_packed(old);
    if (top && top != old) empty_tensors(top, old);
}

void params_replaced(Module *parent) {
    Module *top = topmost_packed(parent);
    if (!top) return;
    nn_parameters(top);
    for (Module *m = parent; m; m = m->parent)
        if (m->params) m->params->replaced++;
}
