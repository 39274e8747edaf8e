/* optim_methods.c: the library's own methods; optim.h has their formulas. */
#include "optim.h"

/* --- SGD ---------------------------------------------------------------------------------------------------------- */
static void sgd_step(const OptimArgs *o, size_t n, real *restrict p, const real *restrict g, real *const state[]) {
    (void)state;
    const real lr = (real)o->lr, weight_decay = (real)o->weight_decay;
    for (size_t i = 0; i < n; i++) p[i] -= lr * (g[i] + weight_decay * p[i]);
}

const OptimType sgd_type = {.name = "SGD", .step = sgd_step};

/* --- SGD with momentum -------------------------------------------------------------------------------------------- */
static void momentum_pass(const OptimArgs *o, size_t n, real *restrict p, const real *restrict g,
                          real *restrict velocity) {
    const real lr = (real)o->lr, momentum = (real)o->momentum, weight_decay = (real)o->weight_decay;
    const real share = (real)(o->t == 1 ? 1 : 1 - o->dampening);
    for (size_t i = 0; i < n; i++) {
        velocity[i] = momentum * velocity[i] + share * (g[i] + weight_decay * p[i]);
        p[i] -= lr * velocity[i];
    }
}

static void nesterov_pass(const OptimArgs *o, size_t n, real *restrict p, const real *restrict g,
                          real *restrict velocity) {
    const real lr = (real)o->lr, momentum = (real)o->momentum, weight_decay = (real)o->weight_decay;
    const real share = (real)(o->t == 1 ? 1 : 1 - o->dampening);
    for (size_t i = 0; i < n; i++) {
        const real slope = g[i] + weight_decay * p[i];
        velocity[i] = momentum * velocity[i] + share * slope;
        p[i] -= lr * (slope + momentum * velocity[i]);
    }
}

static void momentum_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]) {
    (o->nesterov ? nesterov_pass : momentum_pass)(o, n, p, g, state[0]);
}

const OptimType momentum_type = {.name = "SGD with momentum", .states = 1, .step = momentum_step};

Optimizer *optim_sgd(Params *params, double lr, double momentum, double weight_decay) {
    return optim_new(momentum == 0 ? &sgd_type : &momentum_type, params, .lr = lr, .momentum = momentum,
                     .weight_decay = weight_decay);
}

/* --- Adam --------------------------------------------------------------------------------------------------------- */
enum { STEP, ROOT2 }; /* lr / (1 - beta1^t) and 1 / sqrt(1 - beta2^t) */

static void adam_prepare(OptimArgs *o) {
    o->derived[STEP] = o->lr / (1 - pow(o->beta1, (double)o->t));
    o->derived[ROOT2] = 1 / sqrt(1 - pow(o->beta2, (double)o->t));
}

/* What the formula has of numbers alone is worked out in double: 1 - 0.999 in float is wrong by 5e-5 of its value. */
static void adam_pass(const OptimArgs *o, size_t n, real *restrict p, const real *restrict g, real *restrict m,
                      real *restrict v) {
    const real beta1 = (real)o->beta1, beta2 = (real)o->beta2, rest1 = (real)(1 - o->beta1);
    const real rest2 = (real)(1 - o->beta2), eps = (real)o->eps, weight_decay = (real)o->weight_decay;
    const real step = (real)o->derived[STEP], root2 = (real)o->derived[ROOT2];
    for (size_t i = 0; i < n; i++) {
        const real slope = g[i] + weight_decay * p[i];
        m[i] = beta1 * m[i] + rest1 * slope;
        v[i] = beta2 * v[i] + rest2 * slope * slope;
        p[i] -= step * m[i] / (sqrt(v[i]) * root2 + eps);
    }
}

static void adam_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]) {
    adam_pass(o, n, p, g, state[0], state[1]);
}

const OptimType adam_type = {.name = "Adam", .states = 2, .step = adam_step, .prepare = adam_prepare};

Optimizer *optim_adam(Params *params, double lr) {
    return optim_new(&adam_type, params, .lr = lr, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8);
}
