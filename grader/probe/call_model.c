#include "call_model.h"

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

void call_set_parameters(Call *c, int first, int n, Module *m) {
    Params *p = nn_parameters(m);
    if (p->n != n) t_fail(NULL, "the network has %d parameter tensors; %d are expected", p->n, n);
    for (int i = 0; i < n; i++) {
        const Tensor *value = c->in[first + i];
        if (!t_same_shape(p->tensors[i], value))
            t_fail(NULL, "parameter %s is %s; %s is expected", p->names[i], t_shape_text(p->tensors[i]),
                   t_shape_text(value));
        memcpy(p->tensors[i]->data, value->data, value->size * sizeof(real));
    }
}

void call_return_parameters(Call *c, Module *m) {
    Params *p = nn_parameters(m);
    for (int i = 0; i < p->n && i < c->n_out; i++) call_return(c, i, p->tensors[i]);
}

/* --- For loops ---------------------------------------------------------------------------------------------------- */
static Tensor *affine_forward(Module *m, Tensor *x) {
    return t_add(t_matmul(x, t_transpose(m->parameters[0].tensor)), m->parameters[1].tensor);
}

static Module *affine(const Tensor *W, const Tensor *b) {
    static const ModuleType type = {"Affine", affine_forward, NULL};
    Module *m = nn_module(&type);
    nn_register_parameter(m, "weight", t_keep(W));
    nn_register_parameter(m, "bias", t_keep(b));
    return m;
}

static Tensor *positive_forward(Module *m, Tensor *x) {
    (void)m;
    return t_maximum(x, 0);
}

Module *call_network(Call *c, int first) {
    static const ModuleType positive = {"Positive", positive_forward, NULL};
    Module *module[CALL_MAX_TENSORS];
    int     n = 0;
    for (int i = first; i + 1 < c->n_in; i += 2) {
        if (n > 0) module[n++] = nn_module(&positive);
        module[n++] = affine(c->in[i], c->in[i + 1]);
    }
    return nn_sequential_of(n, module);
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
    call_return_parameters(c, t->model);
    const int n = nn_parameters(t->model)->n;
    call_return_number(c, n, loss);
    call_return_number(c, n + 1, call_modes_seen());
    if (n + 2 < c->n_out) call_return_number(c, n + 2, call_step_shared());
    call_training_free(t);
}
