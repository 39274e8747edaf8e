#include "cpu_private.h"
#include "optim.h"
#include "replay.h"
#include "written_private.h"
#include <float.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/* Of one tensor. */
typedef struct Progress {
    int64_t    steps; /* a tensor that was frozen for a while has its bias correction still ahead */
    int        group;
    int        end; /* of its last pass: the tensor behind those that went with it */
    Optimizer *optimizer;
} Progress;

struct Optimizer {
    const OptimType *type;
    const OptimType *on_device; /* the type, or its twin on the parameters' device */
    Params   *params;
    Device    device; /* what the states were made for */
    int       n, replaced;
    size_t    size;
    Progress *progress;
    real     *states; /* one array after the other, each laid out as the block */
    OptimArgs *sent;  /* the numbers of the pass that begins with each tensor, on the device; NULL on the CPU */
    int       n_groups;
    OptimArgs groups[OPTIM_MAX_GROUPS];
};

/* --- Making ------------------------------------------------------------------------------------------------------- */
static void check_number(const OptimType *type, const char *what, double value) {
    if (!(value >= 0 && value <= DBL_MAX))
        t_fail(NULL, "%s: %s is %g; it must be finite and not negative", type->name, what, value);
}

/* At every step: their owner may have changed them. */
static void check_args(const OptimType *type, const OptimArgs *o) {
    check_number(type, "lr", o->lr);
    check_number(type, "weight_decay", o->weight_decay);
    check_number(type, "momentum", o->momentum);
    check_number(type, "dampening", o->dampening);
    check_number(type, "beta1", o->beta1);
    check_number(type, "beta2", o->beta2);
    check_number(type, "alpha", o->alpha);
    check_number(type, "eps", o->eps);
}

static void check_type(const OptimType *type) {
    if (!type || !type->name || !type->step)
        t_fail("static const OptimType sgd_type = {.name = \"SGD\", .step = sgd_step};",
               "optim_new: the type has no %s", !type ? "address: it is NULL" : type->name ? "step" : "name");
    if (type->states < 0 || type->states > OPTIM_MAX_STATES)
        t_fail(NULL, "%s: a method has 0 to %d states, not %d", type->name, OPTIM_MAX_STATES, type->states);
}

/* The method itself, or its twin on that device. */
static const OptimType *on_device(Device device, const OptimType *type) {
    return device == DEV_CPU ? type : dev_twin_of(device, type, type->name);
}

Optimizer *optim_new_of(const OptimType *type, Params *params, OptimArgs args) {
    check_type(type);
    if (!params) t_fail("optim_sgd(nn_parameters(model), ...)", "%s: the parameters are NULL", type->name);
    if (params->n == 0)
        t_fail("register each parameter with nn_register_parameter", "%s: the model has no parameters", type->name);
    check_args(type, &args);
    Optimizer *o = t_calloc(1, sizeof *o);
    o->type = type;
    o->on_device = on_device(params->device, type);
    o->params = params;
    o->device = params->device;
    o->n = params->n;
    o->replaced = params->replaced;
    o->size = params->size;
    o->progress = t_calloc((size_t)params->n, sizeof *o->progress);
    o->n_groups = 1;
    o->groups[0] = args;
    for (int i = 0; i < o->n; i++) o->progress[i].optimizer = o;
    if (type->states > 0) {
        size_t bytes = (size_t)type->states * o->size * sizeof(real);
        o->states = dev_alloc(o->device, bytes);
        dev_kernels(o->device)->zero(o->states, bytes);
    }
    if (o->device != DEV_CPU) o->sent = dev_alloc(o->device, (size_t)o->n * sizeof *o->sent);
    return o;
}

void optim_free(Optimizer *o) {
    if (!o) return;
    if (o->states) dev_kernels(o->device)->release(o->states);
    if (o->sent) dev_kernels(o->device)->release(o->sent);
    free(o->progress);
    free(o);
}

/* --- Groups ------------------------------------------------------------------------------------------------------- */
static void check_model(const Optimizer *o) {
    const Params *p = o->params;
    if (p->n != o->n || p->size != o->size || p->device != o->device || p->replaced != o->replaced)
        t_fail("complete the model and move it to its device, then make the optimiser",
               "%s: the model has changed since its optimiser was made", o->type->name);
}

OptimArgs *optim_group(Optimizer *o, const char *keys) {
    check_model(o);
    if (o->n_groups == OPTIM_MAX_GROUPS)
        t_fail(NULL, "optim_group(\"%s\"): an optimiser has at most %d groups", keys, OPTIM_MAX_GROUPS);
    int taken = 0;
    for (int i = 0; i < o->n; i++) {
        if (fnmatch(keys, o->params->names[i], 0) != 0) continue;
        o->progress[i].group = o->n_groups;
        taken++;
    }
    if (taken == 0)
        t_fail("nn_parameters(model)->names has all keys; a pattern for the last layer is \"classifier.*\"",
               "optim_group: no parameter has the key \"%s\"; the first one has \"%s\"", keys, o->params->names[0]);
    o->groups[o->n_groups] = o->groups[0];
    return &o->groups[o->n_groups++];
}

int optim_n_groups(const Optimizer *o) { return o->n_groups; }

OptimArgs *optim_args(Optimizer *o, int group) {
    if (group < 0 || group >= o->n_groups)
        t_fail(NULL, "optim_args: there are groups 0 to %d, not %d", o->n_groups - 1, group);
    return &o->groups[group];
}

void optim_set_lr(Optimizer *o, double lr) {
    check_number(o->type, "lr", lr);
    for (int i = 0; i < o->n_groups; i++) o->groups[i].lr = lr;
}

double optim_lr(const Optimizer *o) { return o->groups[0].lr; }

/* --- Steps -------------------------------------------------------------------------------------------------------- */
/* Of the parameters from `begin` on, in the block. */
typedef struct Pass {
    const Optimizer *optimizer;
    const OptimArgs *args;
    size_t           begin;
} Pass;

static void pass_stretch(const void *pass, size_t at, size_t n) {
    const Pass      *x = pass;
    const Optimizer *o = x->optimizer;
    real            *state[OPTIM_MAX_STATES];
    at += x->begin;
    for (int i = 0; i < o->type->states; i++) state[i] = o->states + (size_t)i * o->size + at;
    o->on_device->step(x->args, n, o->params->data + at, o->params->grad + at, state);
}

/* The step of a pass begins: its numbers, and what is counted. */
static OptimArgs begin_pass(Progress *first) {
    Optimizer     *o = first->optimizer;
    OptimArgs     *args = &o->groups[first->group];
    const uint64_t now = written_by("optim_step");
    check_args(o->type, args);
    args->t = first->steps + 1;
    if (o->type->prepare) o->type->prepare(args);
    for (int i = (int)(first - o->progress); i < first->end; i++) {
        o->progress[i].steps++;
        o->params->tensors[i]->written = now;
    }
    return *args;
}

static void write_args(void *here, void *first) { *(OptimArgs *)here = begin_pass(first); }
_Static_assert(sizeof(OptimArgs) <= REPLAY_MAX_SENT, "the numbers of a method are sent at once");

static void pass(Progress *first, size_t begin, size_t end) {
    const Optimizer *o = first->optimizer;
    if (o->device != DEV_CPU) {
        OptimArgs *sent = o->sent + (first - o->progress);
        replay_send(o->device, sent, sizeof *sent, write_args, first);
        pass_stretch(&(Pass){o, sent, begin}, 0, end - begin);
        return;
    }
    const OptimArgs args = begin_pass(first);
    const Pass      job = {o, &args, begin};
    const size_t    arrays = 3 + 2 * (size_t)o->type->states; /* g is read; p and the states are read and written */
    cpu_in_stretches(end - begin, arrays * sizeof(real), pass_stretch, &job);
}

static size_t offset_of(const Params *p, int i) { return i < p->n ? (size_t)(p->tensors[i]->data - p->data) : p->size; }

static bool is_trained(const Tensor *x) { return x->requires_grad && x->grad; }

/* Large tensors get their own pass: each thread then updates the part whose gradient is still in its cache. */
static bool deserves_a_pass(const Tensor *x) {
    enum { LARGE = 65536 };
    return x->size >= LARGE;
}

static bool alike(const Progress *a, const Progress *b) { return a->steps == b->steps && a->group == b->group; }

/* Neighbours that are trained, alike and small go in one pass, with the gaps between them. */
void optim_step(Optimizer *o) {
    const Params *p = o->params;
    check_model(o);
    for (int i = 0, end; i < p->n; i = end) {
        end = i + 1;
        if (!is_trained(p->tensors[i])) continue;
        if (!deserves_a_pass(p->tensors[i]))
            while (end < p->n && is_trained(p->tensors[end]) && alike(&o->progress[end], &o->progress[i]) &&
                   !deserves_a_pass(p->tensors[end]))
                end++;
        o->progress[i].end = end;
        pass(&o->progress[i], offset_of(p, i), offset_of(p, end));
    }
}

void optim_zero_grad(Optimizer *o) {
    for (int i = 0; i < o->params->n; i++) t_forget_grad(o->params->tensors[i]);
}
