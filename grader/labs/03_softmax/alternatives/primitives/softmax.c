/* Lab 3 in another style: out of the library's own operations, with hardly a loop. */

static Tensor *shifted(Tensor *x) { return t_sub(x, t_max_keep(x, -1)); }

static void add_to(Tensor *dx, Tensor *g) {
    Tensor *sum = t_add(dx, g);
    memcpy(dx->data, sum->data, sum->size * sizeof(real));
}

/* @ 3.1 softmax_forward */
    Tensor *e = t_exp(shifted(c->in[0]));
    return c->saved[0] = t_div(e, t_sum_keep(e, -1));

/* @ 3.1 softmax_backward */
    Tensor *y = c->saved[0], *product = t_mul((Tensor *)dy, y);
    add_to(dx[0], t_sub(product, t_mul(y, t_sum_keep(product, -1))));

/* @ before log_softmax_forward */
static Tensor *log_softmax_of(Tensor *x) {
    Tensor *s = shifted(x);
    return t_sub(s, t_log(t_sum_keep(t_exp(s), -1)));
}

/* @ 3.2 log_softmax_forward */
    return c->saved[0] = log_softmax_of(c->in[0]);

/* @ 3.2 log_softmax_backward */
    add_to(dx[0], t_sub((Tensor *)dy, t_mul(t_exp(c->saved[0]), t_sum_keep((Tensor *)dy, -1))));

/* @ 3.3 cross_entropy_forward */
    Tensor *logs = c->saved[0] = log_softmax_of(c->in[0]);
    return t_neg(t_mean(t_gather(logs, c->in[1])));

/* @ 3.3 cross_entropy_backward */
    Tensor *difference = t_sub(t_exp(c->saved[0]), one_hot(c->in[1], c->in[0]->shape[1]));
    add_to(dx[0], t_mul(t_div(difference, c->in[0]->shape[0]), (Tensor *)dy));

/* @ 3.4 bce_with_logits_forward */
    Tensor *logits = c->in[0], *targets = c->in[1];
    Tensor *soft = t_log(t_add(1, t_exp(t_neg(t_abs(logits)))));
    return t_mean(t_add(t_sub(t_maximum(logits, 0), t_mul(logits, targets)), soft));

/* @ 3.4 bce_with_logits_backward */
    Tensor *z = c->in[0], *y = c->in[1], *s = t_div(1, t_add(1, t_exp(t_neg(z))));
    add_to(dx[0], t_div(t_mul((Tensor *)dy, t_sub(s, y)), (double)z->size));

/* @ 3.5 one_hot */
    /* t[n] == j, with broadcasting. */
    for (size_t n = 0; n < labels->size; n++)
        if (labels->i64[n] < 0 || labels->i64[n] >= classes) t_fail(NULL, "one_hot: %d", (int)labels->i64[n]);
    return t_cast(t_eq(t_unsqueeze((Tensor *)labels, 1), t_arange(classes)), DTYPE_REAL);

/* @ 3.5 kl_divergence */
    Tensor *zero = t_cast(t_eq((Tensor *)p, 0), DTYPE_REAL),
           *logs = t_log(t_div(t_add((Tensor *)p, zero), (Tensor *)q));
    Tensor *rows = t_sum_axis(t_mul((Tensor *)p, logs), -1);
    return t_item(t_mean(rows));
