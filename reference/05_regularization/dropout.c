/* Lab 5, first part: dropout.
 *
 * A forward makes its output y with t_like(x) and fills y->data. A backward gets dy = dL/dy and *adds* dL/dx into
 * dx[0]->data: what is there already comes from other uses of x. What the backward needs is kept in c->saved[0..3].
 *
 * Random numbers come from t_rand_like(x): a tensor of x's shape, uniform in [0,1). Each call draws new numbers;
 * t_manual_seed(seed) makes a run repeatable. */
#include "dropout.h"

static void check_p(const char *what, double p) {
    if (!(p >= 0 && p < 1))
        t_fail("p is the probability that an element is dropped", "%s: p = %g, not in [0,1)", what, p);
}

static void dropout_check(const Ctx *c) {
    check_p("dropout", c->args.f[0]);
    if (c->in[0]->dtype != DTYPE_REAL)
        t_fail("t_cast(x, DTYPE_REAL) makes it real", "dropout: %s holds integers", t_label(c->in[0], "x"));
}

/* 5.1  Dropout (Srivastava et al. 2014). In training mode draw u = t_rand_like(x), once; then
 *
 *     y_i = 0 where u_i < p, else x_i / (1 - p)
 *
 * The division keeps the expected value of y_i at x_i (inverted dropout). In evaluation mode y is a copy of x, and no
 * random number is drawn.
 *
 * Backward: dy passes where x has passed, by the same factor. It needs the u of the forward.
 *
 *     training:    dx_i += dy_i / (1 - p) where u_i >= p, and nothing elsewhere
 *     evaluation:  dx_i += dy_i */
static Tensor *dropout_forward(Ctx *c) {
    const Tensor *x = c->in[0];
    const bool    training = c->args.i[0];
    const double  p = c->args.f[0];
    /* SOLUTION BEGIN 5.1 */
    Tensor       *y = t_like(x);
    const Tensor *u = training ? (c->saved[0] = t_rand_like(x)) : NULL;
    const real    scale = (real)(1 / (1 - p));
    for (size_t i = 0; i < x->size; i++)
        if (!training) y->data[i] = x->data[i];
        else y->data[i] = u->data[i] < p ? 0 : scale * x->data[i];
    return y;
    /* SOLUTION END 5.1 */
}

static void dropout_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const bool   training = c->args.i[0];
    const double p = c->args.f[0];
    /* SOLUTION BEGIN 5.1 */
    const Tensor *u = c->saved[0];
    const real    scale = (real)(1 / (1 - p));
    for (size_t i = 0; i < dy->size; i++)
        if (!training) dx[0]->data[i] += dy->data[i];
        else if (u->data[i] >= p) dx[0]->data[i] += scale * dy->data[i];
    /* SOLUTION END 5.1 */
}

const Op dropout_op = {"dropout", dropout_forward, dropout_backward, .check = dropout_check};

/* 5.2  DropConnect (Wan et al. 2013): dropout of weights. In training mode draw u = t_rand_like(W), once; then
 *
 *     M_ji = 0 where u_ji < p, else 1 / (1 - p)          y = x (M * W)^T + b
 *
 * M * W is element by element, and the bias is never dropped. In evaluation mode y = x W^T + b, and nothing is drawn.
 *
 * Write it with the library's operations, which know their gradients: t_ge, t_cast, t_mul and so on, and f_linear. A
 * weight that is left out has no part in y; so its gradient is 0, without a line of yours. */
Tensor *f_drop_connect(Tensor *x, Tensor *W, Tensor *b, double p, bool training) {
    check_p("drop_connect", p);
    /* SOLUTION BEGIN 5.2 */
    if (!training) return f_linear(x, W, b);
    Tensor *kept = t_cast(t_ge(t_rand_like(W), p), DTYPE_REAL);
    return f_linear(x, t_mul(W, t_div(kept, 1 - p)), b);
    /* SOLUTION END 5.2 */
}

/* --- As layers: given --------------------------------------------------------------------------------------------- */
/* m->training is set by nn_train and nn_eval, for a module and all modules below it. */
static Tensor *dropout_module(Module *m, Tensor *x) {
    /* SOLVED BEGIN return f_dropout(x, m->args.f[0], m->training); */
    return m->training ? f_dropout(x, m->args.f[0], true) : x; /* what f_dropout would copy */
    /* SOLVED END */
}

static Tensor *drop_connect_module(Module *m, Tensor *x) {
    return f_drop_connect(x, m->parameters[0].tensor, m->parameters[1].tensor, m->args.f[0], m->training);
}

static void dropout_repr(const Module *m, char *text, size_t size) {
    snprintf(text, size, "p=%g, inplace=False", m->args.f[0]);
}

static void drop_connect_repr(const Module *m, char *text, size_t size) {
    snprintf(text, size, "in_features=%d, out_features=%d, p=%g", m->args.i[0], m->args.i[1], m->args.f[0]);
}

static const ModuleType dropout_type = {"Dropout", dropout_module, dropout_repr};
static const ModuleType drop_connect_type = {"DropConnect", drop_connect_module, drop_connect_repr};

Module *nn_dropout(double p) {
    check_p("nn_dropout", p);
    Module *m = nn_module(&dropout_type);
    m->args.f[0] = p;
    return m;
}

Module *nn_drop_connect(int in_features, int out_features, double p) {
    check_p("nn_drop_connect", p);
    Module *linear = nn_linear(in_features, out_features), *m = nn_module(&drop_connect_type);
    m->args = (Args){.i = {in_features, out_features}, .f = {p}};
    for (int i = 0; i < linear->n_parameters; i++)
        nn_register_parameter(m, linear->parameters[i].name, t_keep(linear->parameters[i].tensor));
    nn_free(linear);
    return m;
}
