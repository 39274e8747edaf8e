#include "device.h"
#include "optim.h"
#include <stdlib.h>
#include <string.h>

typedef enum Method { METHOD_SGD, METHOD_ADAM } Method;

struct Optimizer {
    Method   method;
    Params  *params;
    double   lr, momentum, weight_decay, beta1, beta2, eps;
    Device   device; /* what the state was made for */
    int      n;
    size_t   size;
    int64_t *steps;  /* taken by each tensor: one that was frozen for a while has its bias correction still ahead */
    real    *first, *second; /* SGD: velocity; Adam: the moments m and v; one allocation, laid out as the block */
};

static void check_number(const char *method, const char *what, double value) {
    if (!(value >= 0 && isfinite(value))) t_fail(NULL, "%s: %s = %g; it is a number not below 0", method, what, value);
}

static Optimizer *new_optimizer(Method method, const char *name, Params *params, double lr, int states) {
    if (!params) t_fail("optim_sgd(nn_parameters(model), ...)", "%s: the parameters are NULL", name);
    if (params->n == 0)
        t_fail("nn_register_parameter gives a module its parameters", "%s: the model has no parameters", name);
    check_number(name, "lr", lr);
    Optimizer *o = t_calloc(1, sizeof *o);
    o->method = method;
    o->params = params;
    o->lr = lr;
    o->device = params->device;
    o->n = params->n;
    o->size = params->size;
    o->steps = t_calloc((size_t)params->n, sizeof *o->steps);
    if (states > 0) {
        size_t bytes = (size_t)states * o->size * sizeof(real);
        t_allocations++;
        o->first = dev_kernels(o->device)->alloc(bytes);
        if (!o->first)
            t_fail("a smaller network needs less", "%s is out of memory: %zu bytes asked for", dev_name(o->device),
                   bytes);
        dev_kernels(o->device)->zero(o->first, bytes);
        o->second = o->first + (size_t)(states - 1) * o->size;
    }
    return o;
}

Optimizer *optim_sgd(Params *params, double lr, double momentum, double weight_decay) {
    check_number("optim_sgd", "momentum", momentum);
    check_number("optim_sgd", "weight_decay", weight_decay);
    Optimizer *o = new_optimizer(METHOD_SGD, "optim_sgd", params, lr, momentum > 0 ? 1 : 0);
    o->momentum = momentum;
    o->weight_decay = weight_decay;
    return o;
}

Optimizer *optim_adam(Params *params, double lr) {
    Optimizer *o = new_optimizer(METHOD_ADAM, "optim_adam", params, lr, 2);
    o->beta1 = 0.9;
    o->beta2 = 0.999;
    o->eps = 1e-8;
    return o;
}

/* One pass over `n` reals from `offset`, which have taken `t` steps, this one included. */
static void pass(const Optimizer *o, size_t offset, size_t n, int64_t t) {
    const Kernels *k = dev_kernels(o->device);
    real          *p = o->params->data + offset;
    const real    *g = o->params->grad + offset;
    if (o->method == METHOD_SGD) {
        k->sgd(n, p, g, o->first ? o->first + offset : NULL, o->lr, o->momentum, o->weight_decay);
        return;
    }
    k->adam(n, p, g, o->first + offset, o->second + offset, o->lr, o->beta1, o->beta2, o->eps, o->weight_decay,
            1 - pow(o->beta1, (double)t), 1 - pow(o->beta2, (double)t));
}

static size_t offset_of(const Params *p, int i) { return i < p->n ? (size_t)(p->tensors[i]->data - p->data) : p->size; }

static bool is_trained(const Tensor *x) { return x->requires_grad && x->grad; }

/* Then each thread passes over the part whose gradient it has made, and has in its cache still. */
static bool deserves_a_pass(const Tensor *x) {
    enum { LARGE = 65536 };
    return x->size >= LARGE;
}

/* Neighbours that are trained, have been as long and are small go in one pass. The gaps between them hold zeros, which
 * every method leaves at zero. */
void optim_step(Optimizer *o) {
    const Params *p = o->params;
    if (p->n != o->n || p->size != o->size || p->device != o->device)
        t_fail("make the optimiser after the model is complete and on its device",
               "optim_step: the model has changed since its optimiser was made");
    for (int i = 0, end; i < p->n; i = end) {
        end = i + 1;
        if (!is_trained(p->tensors[i])) continue;
        if (!deserves_a_pass(p->tensors[i]))
            while (end < p->n && is_trained(p->tensors[end]) && o->steps[end] == o->steps[i] &&
                   !deserves_a_pass(p->tensors[end]))
                end++;
        size_t from = offset_of(p, i);
        pass(o, from, offset_of(p, end) - from, o->steps[i] + 1);
        for (int j = i; j < end; j++) o->steps[j]++;
    }
}

void optim_set_lr(Optimizer *o, double lr) {
    check_number("optim_set_lr", "lr", lr);
    o->lr = lr;
}

double optim_lr(const Optimizer *o) { return o->lr; }

void optim_zero_grad(Optimizer *o) {
    for (int i = 0; i < o->params->n; i++) t_forget_grad(o->params->tensors[i]);
}

void optim_free(Optimizer *o) {
    if (!o) return;
    if (o->first) dev_kernels(o->device)->release(o->first);
    free(o->steps);
    free(o);
}
