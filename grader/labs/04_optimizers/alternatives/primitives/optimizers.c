/* Lab 4 in another style: pointers that run along, and no index. */

/* @ 4.3 sgd_step */
    for (const real *end = p + n; p < end; p++, g++) *p = *p - (real)o->lr * *g - (real)(o->lr * o->weight_decay) * *p;

/* @ 4.4 momentum_pass */
    for (const real *end = p + n; p < end; p++, g++, v++) {
        *v *= (real)o->momentum;
        *v += (real)share * *g;
        *v += (real)(share * o->weight_decay) * *p;
        *p -= (real)o->lr * *v;
    }

/* @ 4.5 nesterov_pass */
    for (const real *end = p + n; p < end; p++, g++, v++) {
        const double G = *g + o->weight_decay * *p;
        *v = (real)(*v * o->momentum + share * G);
        *p = (real)(*p - o->lr * G - o->lr * o->momentum * *v);
    }

/* @ 4.6 adagrad_step */
    for (const real *end = p + n; p < end; p++, g++, s++) {
        const double G = *g + o->weight_decay * *p;
        *s = (real)(*s + G * G);
        *p = (real)(*p - G * o->lr / (o->eps + sqrt(*s)));
    }

/* @ 4.7 rmsprop_step */
    for (const real *end = p + n; p < end; p++, g++, s++) {
        const double G = *g + o->weight_decay * *p;
        *s = (real)(G * G - o->alpha * (G * G - *s));
        *p = (real)(*p - G * o->lr / (o->eps + sqrt(*s)));
    }

/* @ 4.8 adam_prepare */
    o->derived[0] = sqrt(1 - pow(o->beta2, o->t)) / (1 - pow(o->beta1, o->t));
    o->derived[1] = o->eps * sqrt(1 - pow(o->beta2, o->t));

/* @ 4.8 adam_step */
    for (const real *end = p + n; p < end; p++, g++, m++, v++) {
        const double G = *g + o->weight_decay * *p;
        *m = (real)(o->beta1 * *m + (1 - o->beta1) * G);
        *v = (real)(o->beta2 * *v + (1 - o->beta2) * G * G);
        *p = (real)(*p - o->lr * o->derived[0] * *m / (sqrt(*v) + o->derived[1]));
    }

/* @ 4.9 adamw_step */
    OptimArgs shrink = {.lr = o->lr * o->weight_decay}, rest = *o;
    rest.weight_decay = 0;
    sgd_step(&shrink, n, p, p, NULL); /* p -= lr weight_decay p */
    adam_step(&rest, n, p, g, state);
