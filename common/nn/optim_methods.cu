/* optim_methods.cu: the steps of the library's own optimisers on the GPU; optim.h has the formulas. */
#include "cuda/twin.h"

static void sgd_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const[]) {
    const real lr = (real)o->lr, weight_decay = (real)o->weight_decay;
    each(n, [=] __device__(size_t i) { p[i] -= lr * (g[i] + weight_decay * p[i]); });
}

OPTIM_TWIN(sgd_type, sgd_step);

static void momentum_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]) {
    const real lr = (real)o->lr, momentum = (real)o->momentum, weight_decay = (real)o->weight_decay;
    const real share = (real)(o->t == 1 ? 1 : 1 - o->dampening);
    const bool nesterov = o->nesterov;
    real      *velocity = state[0];
    each(n, [=] __device__(size_t i) {
        const real slope = g[i] + weight_decay * p[i];
        velocity[i] = momentum * velocity[i] + share * slope;
        p[i] -= lr * (nesterov ? slope + momentum * velocity[i] : velocity[i]);
    });
}

OPTIM_TWIN(momentum_type, momentum_step);

/* As on the CPU, what the formula has of numbers alone is worked out in double: derived[] is written there. */
static void adam_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]) {
    const real beta1 = (real)o->beta1, beta2 = (real)o->beta2, rest1 = (real)(1 - o->beta1);
    const real rest2 = (real)(1 - o->beta2), eps = (real)o->eps, weight_decay = (real)o->weight_decay;
    const real step = (real)o->derived[0], root2 = (real)o->derived[1];
    real      *m = state[0], *v = state[1];
    each(n, [=] __device__(size_t i) {
        const real slope = g[i] + weight_decay * p[i];
        m[i] = beta1 * m[i] + rest1 * slope;
        v[i] = beta2 * v[i] + rest2 * slope * slope;
        p[i] -= step * m[i] / (sqrt(v[i]) * root2 + eps);
    });
}

OPTIM_TWIN(adam_type, adam_step);
