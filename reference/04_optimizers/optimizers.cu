/* optimizers.cu: the steps of the optimisers on the GPU; optimizers.c has the formulas. The numbers of a method, *o,
 * are on the GPU, since the host sends other ones for each step. So each thread works out what depends on them alone;
 * in double, as on the CPU. */
#include "cuda/twin.h"

static void sgd_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const[]) {
    each(n, [=] __device__(size_t i) {
        const real lr = (real)o->lr, weight_decay = (real)o->weight_decay;
        p[i] -= lr * (g[i] + weight_decay * p[i]);
    });
}

OPTIM_TWIN(sgd_type, sgd_step);

static void momentum_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]) {
    real *velocity = state[0];
    each(n, [=] __device__(size_t i) {
        const real lr = (real)o->lr, momentum = (real)o->momentum;
        const real share = (real)(o->t == 1 ? 1 : 1 - o->dampening);
        const real slope = g[i] + (real)o->weight_decay * p[i];
        velocity[i] = momentum * velocity[i] + share * slope;
        p[i] -= lr * (o->nesterov ? slope + momentum * velocity[i] : velocity[i]);
    });
}

OPTIM_TWIN(momentum_type, momentum_step);

static void adagrad_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]) {
    real *s = state[0];
    each(n, [=] __device__(size_t i) {
        const real slope = g[i] + (real)o->weight_decay * p[i];
        s[i] += slope * slope;
        p[i] -= (real)o->lr * slope / (sqrt(s[i]) + (real)o->eps);
    });
}

OPTIM_TWIN(adagrad_type, adagrad_step);

static void rmsprop_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]) {
    real *s = state[0];
    each(n, [=] __device__(size_t i) {
        const real slope = g[i] + (real)o->weight_decay * p[i];
        s[i] = (real)o->alpha * s[i] + (real)(1 - o->alpha) * slope * slope;
        p[i] -= (real)o->lr * slope / (sqrt(s[i]) + (real)o->eps);
    });
}

OPTIM_TWIN(rmsprop_type, rmsprop_step);

/* Adam, whose weight decay is added to the gradient, and AdamW, in which p shrinks by itself. adam_prepare has written
 * lr / (1 - beta1^t) and 1 / sqrt(1 - beta2^t) to derived[]. */
static void adam_pass(const OptimArgs *o, bool shrinks, size_t n, real *p, const real *g, real *const state[]) {
    real *m = state[0], *v = state[1];
    each(n, [=] __device__(size_t i) {
        const real beta1 = (real)o->beta1, beta2 = (real)o->beta2, step = (real)o->derived[0];
        const real keep = shrinks ? (real)(1 - o->lr * o->weight_decay) : (real)1;
        const real slope = g[i] + (shrinks ? (real)0 : (real)o->weight_decay) * p[i];
        m[i] = beta1 * m[i] + (real)(1 - o->beta1) * slope;
        v[i] = beta2 * v[i] + (real)(1 - o->beta2) * slope * slope;
        p[i] = keep * p[i] - step * m[i] / (sqrt(v[i]) * (real)o->derived[1] + (real)o->eps);
    });
}

static void adam_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]) {
    adam_pass(o, false, n, p, g, state);
}

OPTIM_TWIN(adam_type, adam_step);

static void adamw_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]) {
    adam_pass(o, true, n, p, g, state);
}

OPTIM_TWIN(adamw_type, adamw_step);
