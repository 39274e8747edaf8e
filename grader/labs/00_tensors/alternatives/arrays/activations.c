/* Lab 0 in another style: the slopes are computed in the forward, and kept for the backward. */

/* y and its slopes, to be filled. */
static Tensor *begin(Ctx *c, real **slope) {
    c->saved[3] = t_like(c->in[0]);
    *slope = c->saved[3]->data;
    return t_like(c->in[0]);
}

static void backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const real *slope = c->saved[3]->data, *up = dy->data;
    for (real *to = dx[0]->data, *end = to + dx[0]->size; to < end;) *to++ += *slope++ * *up++;
}

/* @ 0.8 sigmoid_forward */
    real         *slope;
    Tensor       *y = begin(c, &slope);
    const Tensor *x = c->in[0];
    for (size_t i = 0; i < x->size; i++) {
        const real e = exp(-fabs(x->data[i]));
        y->data[i] = (x->data[i] < 0 ? e : 1) / (1 + e);
        slope[i] = e / ((1 + e) * (1 + e));
    }
    return y;

/* @ instead of sigmoid_op */
const Op sigmoid_op = {"sigmoid", sigmoid_forward, backward};

/* @ 0.8 tanh_forward */
    real         *slope;
    Tensor       *y = begin(c, &slope);
    const Tensor *x = c->in[0];
    for (size_t i = 0; i < x->size; i++) {
        const real e = exp(-2 * fabs(x->data[i]));
        y->data[i] = copysign((1 - e) / (1 + e), x->data[i]);
        slope[i] = 4 * e / ((1 + e) * (1 + e));
    }
    return y;

/* @ instead of tanh_op */
const Op tanh_op = {"tanh", tanh_forward, backward};

/* @ instead of relu_forward */
static Tensor *relu_forward(Ctx *c) {
    real         *slope;
    Tensor       *y = begin(c, &slope);
    const Tensor *x = c->in[0];
    for (size_t i = 0; i < x->size; i++) y->data[i] = x->data[i] * (slope[i] = x->data[i] > 0);
    return y;
}

/* @ instead of relu_op */
const Op relu_op = {"relu", relu_forward, backward};

/* @ before leaky_relu_op */
static Tensor *leaky_relu_forward(Ctx *c) {
    real         *slope;
    Tensor       *y = begin(c, &slope);
    const Tensor *x = c->in[0];
    for (size_t i = 0; i < x->size; i++) {
        slope[i] = x->data[i] > 0 ? 1 : (real)c->args.f[0];
        y->data[i] = x->data[i] * slope[i];
    }
    return y;
}

/* @ instead of leaky_relu_op */
const Op leaky_relu_op = {"leaky_relu", leaky_relu_forward, backward};

/* @ instead of elu_forward */
static Tensor *elu_forward(Ctx *c) {
    real         *slope;
    Tensor       *y = begin(c, &slope);
    const Tensor *x = c->in[0];
    const real    alpha = (real)c->args.f[0];
    for (size_t i = 0; i < x->size; i++) {
        if (x->data[i] < 0) {
            slope[i] = alpha * exp(x->data[i]);
            y->data[i] = slope[i] - alpha;
        } else {
            slope[i] = 1;
            y->data[i] = x->data[i];
        }
    }
    return y;
}

/* @ instead of elu_op */
const Op elu_op = {"elu", elu_forward, backward};

/* @ without sigmoid_backward tanh_backward relu_each relu_each_backward relu_backward leaky_each */
/* @ without leaky_each_backward leaky_forward leaky_backward elu_each elu_each_backward elu_backward */
