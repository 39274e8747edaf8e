/* Lab 4 in another style: other formulas for the same numbers. */

/* @ 4.3 sgd_step */
    /* p (1 - lr weight_decay) - lr g */
    const real keep = (real)(1 - o->lr * o->weight_decay), lr = (real)o->lr;
    for (size_t i = 0; i < n; i++) p[i] = keep * p[i] - lr * g[i];

/* @ 4.4 momentum_pass */
    /* The velocity the other way round: where p goes. */
    const real mu = (real)o->momentum, lr = (real)o->lr, wd = (real)o->weight_decay;
    for (size_t i = 0; i < n; i++) {
        v[i] = mu * v[i] - (real)share * (g[i] + wd * p[i]);
        p[i] += lr * v[i];
    }

/* @ 4.5 nesterov_pass */
    /* v is kept with the other sign. */
    const real mu = (real)o->momentum, lr = (real)o->lr, wd = (real)o->weight_decay;
    for (size_t i = 0; i < n; i++) {
        const real G = g[i] + wd * p[i];
        v[i] = mu * v[i] - (real)share * G;
        p[i] = p[i] - lr * G + lr * mu * v[i];
    }

/* @ 4.6 adagrad_step */
    /* s keeps the root of the sum. */
    for (size_t i = 0; i < n; i++) {
        const real G = g[i] + (real)o->weight_decay * p[i];
        s[i] = hypot(s[i], G);
        p[i] -= (real)o->lr / (s[i] + (real)o->eps) * G;
    }

/* @ 4.7 rmsprop_step */
    for (size_t i = 0; i < n; i++) {
        const real G = (real)o->weight_decay * p[i] + g[i];
        s[i] += (real)(1 - o->alpha) * (G * G - s[i]);
        p[i] -= G * (real)o->lr / ((real)o->eps + pow(s[i], (real)0.5));
    }

/* @ 4.8 adam_prepare */
    /* The corrections themselves. */
    o->derived[0] = -expm1((double)o->t * log(o->beta1));
    o->derived[1] = -expm1((double)o->t * log(o->beta2));

/* @ 4.8 adam_step */
    for (size_t i = 0; i < n; i++) {
        const real G = (real)o->weight_decay * p[i] + g[i];
        m[i] += (real)(1 - o->beta1) * (G - m[i]);
        v[i] += (real)(1 - o->beta2) * (G * G - v[i]);
        p[i] -= (real)o->lr * (m[i] / (real)o->derived[0]) / (sqrt(v[i] / (real)o->derived[1]) + (real)o->eps);
    }

/* @ 4.9 adamw_step */
    /* The gradient is made such that Adam's decay cancels. */
    for (size_t i = 0; i < n; i++) {
        const real before = p[i];
        state[0][i] += (real)(1 - o->beta1) * (g[i] - state[0][i]);
        state[1][i] += (real)(1 - o->beta2) * (g[i] * g[i] - state[1][i]);
        p[i] = before - (real)o->lr * ((real)o->weight_decay * before + (state[0][i] / (real)o->derived[0]) /
                                       (sqrt(state[1][i] / (real)o->derived[1]) + (real)o->eps));
    }
