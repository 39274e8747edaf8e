/* Lab 4 in another style: a helper for each thing that all methods do. */
#define EACH(i) for (size_t i = 0; i < n; i++)

static real decayed(const OptimArgs *o, real p, real g) { return g + (real)o->weight_decay * p; }
static real mean(double decay, real old, real now) { return (real)(decay * old + (1 - decay) * now); }
static real square(real x) { return x * x; }

/* @ 4.3 sgd_step */
    EACH(i) p[i] -= (real)o->lr * decayed(o, p[i], g[i]);

/* @ before momentum_pass */
static real faster(const OptimArgs *o, double share, real v, real G) { return (real)(o->momentum * v + share * G); }

/* @ 4.4 momentum_pass */
    EACH(i) p[i] -= (real)o->lr * (v[i] = faster(o, share, v[i], decayed(o, p[i], g[i])));

/* @ 4.5 nesterov_pass */
    EACH(i) {
        const real G = decayed(o, p[i], g[i]);
        v[i] = faster(o, share, v[i], G);
        p[i] -= (real)o->lr * faster(o, 1, v[i], G);
    }

/* @ before adagrad_step */
static real scaled(const OptimArgs *o, real G, real s) { return (real)(o->lr * G / (sqrt(s) + o->eps)); }

/* @ 4.6 adagrad_step */
    EACH(i) s[i] += square(decayed(o, p[i], g[i]));
    EACH(i) p[i] -= scaled(o, decayed(o, p[i], g[i]), s[i]);

/* @ 4.7 rmsprop_step */
    EACH(i) s[i] = mean(o->alpha, s[i], square(decayed(o, p[i], g[i])));
    EACH(i) p[i] -= scaled(o, decayed(o, p[i], g[i]), s[i]);

/* @ before adam_prepare */
static double power(double x, int64_t t) { return t == 0 ? 1 : x * power(x, t - 1); }

/* @ 4.8 adam_prepare */
    o->derived[2] = 1 - power(o->beta1, o->t);
    o->derived[3] = 1 - power(o->beta2, o->t);

/* @ before adam_step */
static void moments(const OptimArgs *o, real G, real *m, real *v) {
    *m = mean(o->beta1, *m, G);
    *v = mean(o->beta2, *v, square(G));
}
static real adams(const OptimArgs *o, real m, real v) {
    return scaled(o, (real)(m / o->derived[2]), (real)(v / o->derived[3]));
}

/* @ 4.8 adam_step */
    EACH(i) moments(o, decayed(o, p[i], g[i]), &m[i], &v[i]);
    EACH(i) p[i] -= adams(o, m[i], v[i]);

/* @ 4.9 adamw_step */
    EACH(i) moments(o, g[i], &state[0][i], &state[1][i]);
    EACH(i) p[i] -= (real)(o->lr * o->weight_decay) * p[i];
    EACH(i) p[i] -= adams(o, state[0][i], state[1][i]);
