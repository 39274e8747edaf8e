#include "call_model.h"

#include "call_hooks.h"
#include "step.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

Module *call_present(Module *m, const char *function) {
    if (!m) t_fail(NULL, "%s returned NULL", function);
    return m;
}

void call_return_printed(Call *c, Module *m) {
    char  text[1024] = "";
    FILE *to = fmemopen(text, sizeof text, "w");
    nn_fprint(to, m);
    fclose(to);
    call_return_text(c, 0, text);
    call_return_number(c, 1, (double)nn_parameter_count(m));
    nn_free(m);
}

/* --- A model's tensors as one value ------------------------------------------------------------------------------- */
/* The longest key: as nn_state has it. */
enum { KEY_SIZE = sizeof(((StateEntry *)0)->key) };

static void walk(const Module *m, const char *path, StateOf which, void (*visit)(const char *, Tensor *, void *),
                 void *data) {
    char key[KEY_SIZE];
    for (int i = 0; which & PARAMETERS && i < m->n_parameters; i++) {
        snprintf(key, sizeof key, "%s%s", path, m->parameters[i].name);
        visit(key, m->parameters[i].tensor, data);
    }
    for (int i = 0; which & BUFFERS && i < m->n_buffers; i++) {
        snprintf(key, sizeof key, "%s%s", path, m->buffers[i].name);
        visit(key, m->buffers[i].tensor, data);
    }
    for (int i = 0; i < m->n_children; i++) {
        snprintf(key, sizeof key, "%s%s.", path, m->children[i].name);
        walk(m->children[i].module, key, which, visit, data);
    }
}

void block_each(const Module *m, StateOf which, void (*visit)(const char *key, Tensor *x, void *data), void *data) {
    walk(m, "", which, visit, data);
}

typedef struct Describing {
    Layout     *parts;
    const char *before, *after;
} Describing;

static void describe(const char *key, Tensor *x, void *data) {
    const Describing *d = data;
    char name[KEY_SIZE + 64];
    snprintf(name, sizeof name, "%s%s%s", d->before, key, d->after);
    block_add(d->parts, name, x->ndim, x->shape);
}

Layout *block_layout_of(const Module *m, StateOf which, const char *before, const char *after) {
    Layout *parts = block_layout(0);
    block_each(m, which, describe, &(Describing){parts, before, after});
    return parts;
}

/* Tensor after tensor against part after part. */
typedef struct Passing {
    const Layout *parts;
    const Tensor *block;
    int           at;
    bool          gradients;
} Passing;

static Tensor *next_part(Passing *p) { return block_part(p->parts, p->block, p->at++); }

static void put(const char *key, Tensor *x, void *data) {
    (void)key;
    Tensor *part = next_part(data);
    for (size_t i = 0; i < x->size; i++) part->data[i] = x->dtype == DTYPE_REAL ? x->data[i] : (real)x->i64[i];
}

static void take(const char *key, Tensor *x, void *data) {
    const Tensor *part = next_part(data);
    if (!t_same_shape(x, part))
        t_fail(NULL, "parameter %s is %s; %s is expected", key, t_shape_text(x), t_shape_text(part));
    for (size_t i = 0; i < x->size; i++)
        if (x->dtype == DTYPE_REAL) x->data[i] = part->data[i];
        else x->i64[i] = (int64_t)part->data[i];
}

static void give(const char *key, Tensor *x, void *data) {
    (void)key;
    Passing *p = data;
    if (p->gradients) x = x->grad != NULL ? x->grad : t_zeros_like(x);
    call_fill(next_part(p), x->dtype == DTYPE_REAL ? x : t_cast(x, DTYPE_REAL));
}

void block_from_state(const Module *m, StateOf which, Tensor *block) {
    block_each(m, which, put, &(Passing){.parts = block_layout_of(m, which, "", ""), .block = block});
}

void block_into_state(const Tensor *block, StateOf which, Module *m) {
    const Layout *parts = block_layout_of(m, which, "", "");
    if (parts->size != block->size)
        t_fail(NULL, "the model has %zu numbers; the block has %zu", parts->size, block->size);
    block_each(m, which, take, &(Passing){.parts = parts, .block = block});
}

static int count_of(const Module *m, StateOf which) { return block_layout_of(m, which, "", "")->n; }

void call_set_state(Call *c, int i, StateOf which, Module *m) {
    const Layout *parts = c->in_parts[i];
    const int     n = count_of(m, which);
    if (n != parts->n) t_fail(NULL, "the network has %d parameter tensors; %d are expected", n, parts->n);
    block_each(m, which, take, &(Passing){.parts = parts, .block = c->in[i]});
}

static void give_back(Call *c, int i, StateOf which, const Module *m, bool gradients) {
    const Layout *parts = c->out_parts[i];
    const int     n = count_of(m, which);
    if (n != parts->n) call_refuse_result("the network has %d parameter tensors; %d are expected", n, parts->n);
    block_each(m, which, give, &(Passing){.parts = parts, .block = c->out[i], .gradients = gradients});
}

void call_set_parameters(Call *c, int i, Module *m) { call_set_state(c, i, PARAMETERS, m); }
void call_return_state(Call *c, int i, StateOf which, const Module *m) { give_back(c, i, which, m, false); }
void call_return_parameters(Call *c, int i, const Module *m) { give_back(c, i, PARAMETERS, m, false); }
void call_return_gradients(Call *c, int i, const Module *m) { give_back(c, i, PARAMETERS, m, true); }

/* --- For loops ---------------------------------------------------------------------------------------------------- */
static Tensor *affine_forward(Module *m, Tensor *x) {
    return t_add(t_matmul(x, t_transpose(m->parameters[0].tensor)), m->parameters[1].tensor);
}

static Module *affine(int in, int out) {
    static const ModuleType type = {"Affine", affine_forward, NULL};
    Module *m = nn_module(&type);
    nn_register_parameter(m, "weight", t_keep(t_zeros(out, in)));
    nn_register_parameter(m, "bias", t_keep(t_zeros(out)));
    return m;
}

static Tensor *positive_forward(Module *m, Tensor *x) {
    (void)m;
    return t_maximum(x, 0);
}

Module *call_network_of(int layers, const int size[], const Tensor *block) {
    static const ModuleType positive = {"Positive", positive_forward, NULL};
    Module *module[2 * layers];
    int     n = 0;
    for (int i = 0; i < layers; i++) {
        if (i > 0) module[n++] = nn_module(&positive);
        module[n++] = affine(size[i], size[i + 1]);
    }
    Module *m = nn_sequential_of(n, module);
    if (block != NULL) block_into_state(block, PARAMETERS, m);
    return m;
}

/* Of each layer the part has a weight (out,in) and a bias (out). */
Module *call_network(Call *c, int i) {
    const int layers = c->in_parts[i]->n / 2;
    int       size[layers + 1];
    for (int l = 0; l < layers; l++) {
        const int *shape = call_part(c, i, 2 * l)->shape;
        size[l] = shape[1];
        size[l + 1] = shape[0];
    }
    return call_network_of(layers, size, c->in[i]);
}

static struct {
    const Module *model; /* of the training under way */
    bool     graph_recorded, step_shared;
    int      modes;
    uint64_t step; /* of the last loss */
} seen = {.graph_recorded = true};

bool call_graph_recorded(void) { return seen.graph_recorded; }
int  call_modes_seen(void) { return seen.modes; }
bool call_step_shared(void) { return seen.step_shared; }

Tensor *call_squared_distance(Tensor *prediction, Tensor *target) {
    seen.graph_recorded = t_grad_enabled();
    if (seen.model != NULL) seen.modes |= seen.model->training ? 2 : 1;
    seen.step_shared = seen.step_shared || step_id() == seen.step;
    seen.step = step_id();
    if (target->dtype == DTYPE_INT64)
        target = t_cast(t_eq(t_unsqueeze(target, 1), t_arange(prediction->shape[1])), DTYPE_REAL);
    Tensor *distance = t_sub(prediction, target);
    return t_mean(t_add(t_mul(distance, distance), t_scale(prediction, 0.25)));
}

/* --- What is printed ---------------------------------------------------------------------------------------------- */
static FILE  *screen;
static char  *printed;
static size_t printed_size;

void call_print_begin(void) {
    fflush(stdout);
    screen = stdout;
    stdout = open_memstream(&printed, &printed_size);
    if (stdout == NULL) t_fail(NULL, "no memory for what is printed");
}

static void end_printing(void) {
    fclose(stdout);
    stdout = screen;
    fwrite(printed, 1, printed_size, stdout);
    fflush(stdout);
}

void call_return_printed_numbers(Call *c, int i, const char *words) {
    end_printing();
    Tensor *out = c->out[i];
    size_t  n = 1;
    for (size_t k = 0; k < out->size; k++) out->data[k] = k == 0 ? 0 : -1;
    const char *last = "";
    for (char *line = printed, *rest; line != NULL && *line != '\0'; line = rest) {
        rest = strchr(line, '\n');
        if (rest != NULL) *rest++ = '\0';
        if (strncasecmp(line + strspn(line, " \t"), words, strlen(words)) != 0 || strcmp(line, last) == 0) continue;
        last = line;
        out->data[0]++;
        for (char *p = line, *end; *p != '\0'; p = end) {
            const double number = strtod(p, &end);
            const bool   begins = end != p && (*p == '-' || isdigit((unsigned char)*p));
            if (begins && n < out->size) out->data[n++] = (real)number;
            if (!begins) end = p + 1;
        }
    }
    free(printed);
    printed = NULL;
}

/* Labels have as many classes as the model's last bias has elements. */
static int classes_of(const Call *c, Module *m) {
    const Params *p = nn_parameters(m);
    return c->in[1]->dtype == DTYPE_INT64 && p->n > 0 ? (int)p->tensors[p->n - 1]->size : 0;
}

CallTraining call_training(Call *c, Module *m, const Tensor *x) {
    const bool   shuffled = call_has(c, "seed");
    seen.model = m;
    seen.modes = 0;
    seen.step = 0;
    seen.step_shared = false;
    CallTraining t = {.model = m, .data = dataset_new("drawn", t_keep(x), t_keep(c->in[1]), classes_of(c, m))};
    t.loader = data_loader(t.data, .batch_size = call_int(c, "batch_size"), .shuffle = shuffled,
                           .seed = shuffled ? (uint64_t)call_int(c, "seed") : 0);
    if (call_has(c, "lr of Adam")) t.optimizer = optim_adam(nn_parameters(m), call_real(c, "lr of Adam"));
    else if (call_has(c, "lr"))
        t.optimizer = optim_sgd(nn_parameters(m), call_real(c, "lr"),
                                call_has(c, "momentum") ? call_real(c, "momentum") : 0, 0);
    return t;
}

void call_training_free(CallTraining *t) {
    seen.model = NULL;
    if (t->optimizer) optim_free(t->optimizer);
    data_loader_free(t->loader);
    dataset_free(t->data);
    nn_free(t->model);
}

void call_return_training(Call *c, CallTraining *t, double loss) {
    call_return_parameters(c, 0, t->model);
    call_return_number(c, 1, loss);
    call_return_number(c, 2, call_modes_seen());
    if (c->n_out > 3) call_return_number(c, 3, call_step_shared());
    call_training_free(t);
}
