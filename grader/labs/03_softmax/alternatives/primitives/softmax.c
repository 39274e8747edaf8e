/* Lab 3 in another style: out of the library's own operations, with hardly a loop. */
#include "softmax.h"

static Tensor *shifted(Tensor *x) { return t_sub(x, t_max_keep(x, -1)); }

static void add_to(Tensor *dx, Tensor *g) {
    Tensor *sum = t_add(dx, g);
    memcpy(dx->data, sum->data, sum->size * sizeof(real));
}

static Tensor *softmax_forward(Ctx *c) {
    Tensor *e = t_exp(shifted(c->in[0]));
    return c->saved[0] = t_div(e, t_sum_keep(e, -1));
}

static void softmax_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    Tensor *y = c->saved[0], *product = t_mul((Tensor *)dy, y);
    add_to(dx[0], t_sub(product, t_mul(y, t_sum_keep(product, -1))));
}

const Op softmax_op = {"softmax", softmax_forward, softmax_backward, false};

static Tensor *log_softmax_of(Tensor *x) {
    Tensor *s = shifted(x);
    return t_sub(s, t_log(t_sum_keep(t_exp(s), -1)));
}

static Tensor *log_softmax_forward(Ctx *c) { return c->saved[0] = log_softmax_of(c->in[0]); }

static void log_softmax_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    add_to(dx[0], t_sub((Tensor *)dy, t_mul(t_exp(c->saved[0]), t_sum_keep((Tensor *)dy, -1))));
}

const Op log_softmax_op = {"log_softmax", log_softmax_forward, log_softmax_backward, false};

static Tensor *cross_entropy_forward(Ctx *c) {
    Tensor *logs = c->saved[0] = log_softmax_of(c->in[0]);
    return t_neg(t_mean(t_gather(logs, c->in[1])));
}

static void cross_entropy_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    Tensor *difference = t_sub(t_exp(c->saved[0]), one_hot(c->in[1], c->in[0]->shape[1]));
    add_to(dx[0], t_mul(t_div(difference, c->in[0]->shape[0]), (Tensor *)dy));
}

const Op cross_entropy_op = {"cross_entropy", cross_entropy_forward, cross_entropy_backward, false};

static Tensor *bce_with_logits_forward(Ctx *c) {
    Tensor *z = c->in[0], *y = c->in[1];
    Tensor *soft = t_log(t_add(1, t_exp(t_neg(t_abs(z)))));
    return t_mean(t_add(t_sub(t_maximum(z, 0), t_mul(z, y)), soft));
}

static void bce_with_logits_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    Tensor *z = c->in[0], *y = c->in[1], *s = t_div(1, t_add(1, t_exp(t_neg(z))));
    add_to(dx[0], t_div(t_mul((Tensor *)dy, t_sub(s, y)), (double)z->size));
}

const Op bce_with_logits_op = {"bce_with_logits", bce_with_logits_forward, bce_with_logits_backward, false};

/* t[n] == j, with broadcasting. */
Tensor *one_hot(const Tensor *labels, int classes) {
    return t_cast(t_eq(t_unsqueeze((Tensor *)labels, 1), t_arange(classes)), DTYPE_REAL);
}

double kl_divergence(const Tensor *p, const Tensor *q) {
    Tensor *zero = t_cast(t_eq((Tensor *)p, 0), DTYPE_REAL),
           *logs = t_log(t_div(t_add((Tensor *)p, zero), (Tensor *)q));
    Tensor *rows = t_sum_axis(t_mul((Tensor *)p, logs), -1);
    return t_item(t_mean(rows));
}
