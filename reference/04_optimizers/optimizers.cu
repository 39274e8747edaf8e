/* optimizers.cu: the steps of the optimisers on the GPU; optimizers.c has the formulas. What a formula has of numbers
 * alone is worked out in double, as on the CPU. */
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

static void adagrad_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]) {
    const real lr = (real)o->lr, eps = (real)o->eps, weight_decay = (real)o->weight_decay;
    real      *s = state[0];
    each(n, [=] __device__(size_t i) {
        const real slope = g[i] + weight_decay * p[i];
        s[i] += slope * slope;
        p[i] -= lr * slope / (sqrt(s[i]) + eps);
    });
}

OPTIM_TWIN(adagrad_type, adagrad_step);

static void rmsprop_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]) {
    const real lr = (real)o->lr, alpha = (real)o->alpha, rest = (real)(1 - o->alpha), eps = (real)o->eps;
    const real weight_decay = (real)o->weight_decay;
    real      *s = state[0];
    each(n, [=] __device__(size_t i) {
        const real slope = g[i] + weight_decay * p[i];
        s[i] = alpha * s[i] + rest * slope * slope;
        p[i] -= lr * slope / (sqrt(s[i]) + eps);
    });
}

OPTIM_TWIN(rmsprop_type, rmsprop_step);

/* Adam and AdamW: p shrinks by `keep`, and `weight_decay` p is added to the gradient. adam_prepare has written
 * lr / (1 - beta1^t) and 1 / sqrt(1 - beta2^t) to derived[]. */
static void adam_pass(const OptimArgs *o, real keep, real weight_decay, size_t n, real *p, const real *g,
                      real *const state[]) {
    const real beta1 = (real)o->beta1, beta2 = (real)o->beta2, rest1 = (real)(1 - o->beta1);
    const real rest2 = (real)(1 - o->beta2), eps = (real)o->eps;
    const real step = (real)o->derived[0], root2 = (real)o->derived[1];
    real      *m = state[0], *v = state[1];
    each(n, [=] __device__(size_t i) {
        const real slope = g[i] + weight_decay * p[i];
        m[i] = beta1 * m[i] + rest1 * slope;
        v[i] = beta2 * v[i] + rest2 * slope * slope;
        p[i] = keep * p[i] - step * m[i] / (sqrt(v[i]) * root2 + eps);
    });
}

static void adam_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]) {
    adam_pass(o, 1, (real)o->weight_decay, n, p, g, state);
}

OPTIM_TWIN(adam_type, adam_step);

static void adamw_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]) {
    adam_pass(o, (real)(1 - o->lr * o->weight_decay), 0, n, p, g, state);
}

OPTIM_TWIN(adamw_type, adamw_step);
