/* Lab 4 in another style: right code that prints whatever it does, to stdout and to stderr. */
#include <stdio.h>
#include <stdlib.h>

static int said;

static void say(const char *what) {
    if (++said % 7 == 0) printf("%s for the %dth time\n", what, said);
    if (said % 50 == 0) fprintf(stderr, "\033[31mstill here\033[0m \xff\n");
}

/* @ 4.3 sgd_step */
    say("sgd_step");
    const real lr = (real)o->lr, weight_decay = (real)o->weight_decay;
    for (size_t i = 0; i < n; i++) p[i] -= lr * (g[i] + weight_decay * p[i]);

/* @ 4.4 momentum_pass */
    say("momentum_pass");
    const real lr = (real)o->lr, momentum = (real)o->momentum, weight_decay = (real)o->weight_decay, s = (real)share;
    for (size_t i = 0; i < n; i++) {
        v[i] = momentum * v[i] + s * (g[i] + weight_decay * p[i]);
        p[i] -= lr * v[i];
    }

/* @ 4.5 nesterov_pass */
    say("nesterov_pass");
    const real lr = (real)o->lr, momentum = (real)o->momentum, weight_decay = (real)o->weight_decay, s = (real)share;
    for (size_t i = 0; i < n; i++) {
        const real slope = g[i] + weight_decay * p[i];
        v[i] = momentum * v[i] + s * slope;
        p[i] -= lr * (slope + momentum * v[i]);
    }

/* @ 4.6 adagrad_step */
    say("adagrad_step");
    const real lr = (real)o->lr, eps = (real)o->eps, weight_decay = (real)o->weight_decay;
    for (size_t i = 0; i < n; i++) {
        const real slope = g[i] + weight_decay * p[i];
        s[i] += slope * slope;
        p[i] -= lr * slope / (sqrt(s[i]) + eps);
    }

/* @ 4.7 rmsprop_step */
    say("rmsprop_step");
    const real lr = (real)o->lr, alpha = (real)o->alpha, rest = (real)(1 - o->alpha), eps = (real)o->eps;
    const real weight_decay = (real)o->weight_decay;
    for (size_t i = 0; i < n; i++) {
        const real slope = g[i] + weight_decay * p[i];
        s[i] = alpha * s[i] + rest * slope * slope;
        p[i] -= lr * slope / (sqrt(s[i]) + eps);
    }

/* @ 4.8 adam_prepare */
    say("adam_prepare");
    o->derived[0] = o->lr / (1 - pow(o->beta1, (double)o->t));
    o->derived[1] = 1 / sqrt(1 - pow(o->beta2, (double)o->t));

/* @ 4.8 adam_step */
    say("adam_step");
    const real beta1 = (real)o->beta1, beta2 = (real)o->beta2, rest1 = (real)(1 - o->beta1);
    const real rest2 = (real)(1 - o->beta2), eps = (real)o->eps, weight_decay = (real)o->weight_decay;
    const real step = (real)o->derived[0], root2 = (real)o->derived[1];
    for (size_t i = 0; i < n; i++) {
        const real slope = g[i] + weight_decay * p[i];
        m[i] = beta1 * m[i] + rest1 * slope;
        v[i] = beta2 * v[i] + rest2 * slope * slope;
        p[i] -= step * m[i] / (sqrt(v[i]) * root2 + eps);
    }

/* @ 4.9 adamw_step */
    say("adamw_step");
    const real keep = (real)(1 - o->lr * o->weight_decay);
    for (size_t i = 0; i < n; i++) p[i] *= keep;
    OptimArgs without = *o;
    without.weight_decay = 0;
    adam_step(&without, n, p, g, state);
