/* Lab 4, second part: seven methods of descent.
 *
 * A method is a loop over n parameters. p[i] is a parameter, g[i] its gradient, state[k][i] what the method keeps for
 * it from one step to the next; states begin with zeros. Several threads run the same loop at the same time, each on
 * its own part of the parameters. So a loop writes to p and to the states, and to nothing else.
 *
 * The numbers of a method are in o, under torch's names: o->lr, o->momentum, o->beta1, ... (optim.h). Work out before
 * the loop, in double, what is the same for all parameters: 1 - 0.999 in float is wrong by 5e-5 of its value.
 *
 * In all methods but AdamW weight decay is the gradient of a penalty (weight_decay/2) p^2. It is added to the gradient
 * before anything else is done, and the formulas below call the sum G:
 *
 *     G = g + weight_decay p
 */
#include "optimizers.h"

/* 4.3  SGD:
 *
 *     p := p - lr G
 */
static void sgd_step(const OptimArgs *o, size_t n, real *restrict p, const real *restrict g, real *const state[]) {
    (void)state; /* it keeps nothing */
    /* SOLUTION BEGIN 4.3 */
    const real lr = (real)o->lr, weight_decay = (real)o->weight_decay;
    for (size_t i = 0; i < n; i++) p[i] -= lr * (g[i] + weight_decay * p[i]);
    /* SOLUTION END 4.3 */
}

const OptimType sgd_type = {.name = "SGD", .step = sgd_step};

/* 4.4  SGD with momentum. The velocity v remembers all gradients so far, each one weaker by the factor `momentum` a
 * step; the parameter follows the velocity:
 *
 *     v := momentum v + share G
 *     p := p - lr v
 *
 * `share` is given. It is 1, unless somebody asks for dampening: then it is 1 - dampening from the second step on. The
 * learning rate may change from step to step: v holds gradients, and no rate. */
static void momentum_pass(const OptimArgs *o, double share, size_t n, real *restrict p, const real *restrict g,
                          real *restrict v) {
    /* SOLUTION BEGIN 4.4 */
    const real lr = (real)o->lr, momentum = (real)o->momentum, weight_decay = (real)o->weight_decay, s = (real)share;
    for (size_t i = 0; i < n; i++) {
        v[i] = momentum * v[i] + s * (g[i] + weight_decay * p[i]);
        p[i] -= lr * v[i];
    }
    /* SOLUTION END 4.4 */
}

/* 4.5  The same velocity with Nesterov's look ahead: the parameter goes where the velocity will take it in the next
 * step, too.
 *
 *     v := momentum v + share G
 *     p := p - lr (G + momentum v)          G and v as they were worked out in this step
 */
static void nesterov_pass(const OptimArgs *o, double share, size_t n, real *restrict p, const real *restrict g,
                          real *restrict v) {
    /* SOLUTION BEGIN 4.5 */
    const real lr = (real)o->lr, momentum = (real)o->momentum, weight_decay = (real)o->weight_decay, s = (real)share;
    for (size_t i = 0; i < n; i++) {
        const real slope = g[i] + weight_decay * p[i];
        v[i] = momentum * v[i] + s * slope;
        p[i] -= lr * (slope + momentum * v[i]);
    }
    /* SOLUTION END 4.5 */
}

static void momentum_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]) {
    const double share = o->t == 1 ? 1 : 1 - o->dampening; /* o->t is the number of the step, from 1 on */
    (o->nesterov ? nesterov_pass : momentum_pass)(o, share, n, p, g, state[0]);
}

const OptimType momentum_type = {.name = "SGD with momentum", .states = 1, .step = momentum_step};

/* 4.6  Adagrad. s = state[0] sums all squared gradients, so each parameter has its own rate, and it only falls:
 *
 *     s := s + G^2
 *     p := p - lr G / (sqrt(s) + eps)
 */
static void adagrad_step(const OptimArgs *o, size_t n, real *restrict p, const real *restrict g, real *const state[]) {
    real *restrict s = state[0];
    /* SOLUTION BEGIN 4.6 */
    const real lr = (real)o->lr, eps = (real)o->eps, weight_decay = (real)o->weight_decay;
    for (size_t i = 0; i < n; i++) {
        const real slope = g[i] + weight_decay * p[i];
        s[i] += slope * slope;
        p[i] -= lr * slope / (sqrt(s[i]) + eps);
    }
    /* SOLUTION END 4.6 */
}

const OptimType adagrad_type = {.name = "Adagrad", .states = 1, .step = adagrad_step};

/* 4.7  RMSprop. The sum becomes a moving average, which forgets: s = state[0],
 *
 *     s := alpha s + (1 - alpha) G^2
 *     p := p - lr G / (sqrt(s) + eps)
 */
static void rmsprop_step(const OptimArgs *o, size_t n, real *restrict p, const real *restrict g, real *const state[]) {
    real *restrict s = state[0];
    /* SOLUTION BEGIN 4.7 */
    const real lr = (real)o->lr, alpha = (real)o->alpha, rest = (real)(1 - o->alpha), eps = (real)o->eps;
    const real weight_decay = (real)o->weight_decay;
    for (size_t i = 0; i < n; i++) {
        const real slope = g[i] + weight_decay * p[i];
        s[i] = alpha * s[i] + rest * slope * slope;
        p[i] -= lr * slope / (sqrt(s[i]) + eps);
    }
    /* SOLUTION END 4.7 */
}

const OptimType rmsprop_type = {.name = "RMSprop", .states = 1, .step = rmsprop_step};

/* 4.8  Adam: RMSprop with momentum and bias correction. m = state[0] is the mean of the gradients, v = state[1] the
 * mean of their squares:
 *
 *     m := beta1 m + (1 - beta1) G
 *     v := beta2 v + (1 - beta2) G^2
 *     p := p - lr (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)
 *
 * Both means begin at 0, so in the first steps they are too small. The two divisors correct that; t = o->t is the
 * number of the step, from 1 on. Without them the first step would be 3.162 lr long; with them it is lr.
 *
 * adam_prepare runs before the loop, once a step. What it writes to o->derived[0 .. 3] the loop can read: the powers
 * belong there. Which numbers you keep is your choice. */
static void adam_prepare(OptimArgs *o) {
    /* SOLUTION BEGIN 4.8 */
    o->derived[0] = o->lr / (1 - pow(o->beta1, (double)o->t));
    o->derived[1] = 1 / sqrt(1 - pow(o->beta2, (double)o->t));
    /* SOLUTION END 4.8 */
}

static void adam_step(const OptimArgs *o, size_t n, real *restrict p, const real *restrict g, real *const state[]) {
    real *restrict m = state[0], *restrict v = state[1];
    /* SOLUTION BEGIN 4.8 */
    const real beta1 = (real)o->beta1, beta2 = (real)o->beta2, rest1 = (real)(1 - o->beta1);
    const real rest2 = (real)(1 - o->beta2), eps = (real)o->eps, weight_decay = (real)o->weight_decay;
    const real step = (real)o->derived[0], root2 = (real)o->derived[1];
    for (size_t i = 0; i < n; i++) {
        const real slope = g[i] + weight_decay * p[i];
        m[i] = beta1 * m[i] + rest1 * slope;
        v[i] = beta2 * v[i] + rest2 * slope * slope;
        p[i] -= step * m[i] / (sqrt(v[i]) * root2 + eps);
    }
    /* SOLUTION END 4.8 */
}

const OptimType adam_type = {.name = "Adam", .states = 2, .step = adam_step, .prepare = adam_prepare};

/* 4.9  AdamW: Adam whose weight decay is not part of the gradient. First every parameter shrinks by the same factor,
 *
 *     p := p - lr weight_decay p
 *
 * then comes Adam's step, with m and v made of g alone. (In Adam the decay goes through the division by sqrt(v): there
 * a weight with large gradients decays less than one with small ones.) adam_prepare has run before this step, too. */
static void adamw_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]) {
    /* SOLUTION BEGIN 4.9 */
    const real keep = (real)(1 - o->lr * o->weight_decay);
    for (size_t i = 0; i < n; i++) p[i] *= keep;
    OptimArgs without = *o;
    without.weight_decay = 0;
    adam_step(&without, n, p, g, state);
    /* SOLUTION END 4.9 */
}

const OptimType adamw_type = {.name = "AdamW", .states = 2, .step = adamw_step, .prepare = adam_prepare};

/* --- Given: optimisers with torch's defaults ---------------------------------------------------------------------- */
Optimizer *optim_sgd(Params *params, double lr, double momentum, double weight_decay) {
    return optim_new(momentum == 0 ? &sgd_type : &momentum_type, params, .lr = lr, .momentum = momentum,
                     .weight_decay = weight_decay);
}

Optimizer *optim_nesterov(Params *params, double lr, double momentum) {
    return optim_new(&momentum_type, params, .lr = lr, .momentum = momentum, .nesterov = true);
}

Optimizer *optim_adagrad(Params *params, double lr) { return optim_new(&adagrad_type, params, .lr = lr, .eps = 1e-10); }

Optimizer *optim_rmsprop(Params *params, double lr) {
    return optim_new(&rmsprop_type, params, .lr = lr, .alpha = 0.99, .eps = 1e-8);
}

Optimizer *optim_adam(Params *params, double lr) {
    return optim_new(&adam_type, params, .lr = lr, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8);
}

Optimizer *optim_adamw(Params *params, double lr, double weight_decay) {
    return optim_new(&adamw_type, params, .lr = lr, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8,
                     .weight_decay = weight_decay);
}
