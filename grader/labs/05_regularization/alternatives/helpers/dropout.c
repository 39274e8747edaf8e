/* Lab 5 in another style: small functions and a struct. */
typedef struct Drop {
    bool   on;
    double p;
} Drop;

static Drop drop_of(const Ctx *c) { return (Drop){c->args.i[0] != 0, c->args.f[0]}; }
static real passed(Drop d, const Tensor *u, size_t i, real v) {
    if (!d.on) return v;
    return u->data[i] >= d.p ? v / (real)(1 - d.p) : 0;
}

/* @ 5.1 dropout_forward */
    (void)training, (void)p;
    const Drop d = drop_of(c);
    Tensor    *y = t_like(x);
    if (d.on) c->saved[3] = t_rand_like(x);
    for (size_t i = 0; i < y->size; i++) y->data[i] = passed(d, c->saved[3], i, x->data[i]);
    return y;

/* @ 5.1 dropout_backward */
    (void)training, (void)p;
    const Drop d = drop_of(c);
    for (size_t i = 0; i < dy->size; i++) dx[0]->data[i] += passed(d, c->saved[3], i, dy->data[i]);

/* @ 5.2 f_drop_connect */
    return f_linear(x, training ? f_dropout(W, p, true) : W, b);
