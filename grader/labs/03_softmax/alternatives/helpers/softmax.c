/* Lab 3 in another style: many small functions, recursion, do-while, function pointers, a macro for the ops. */

typedef struct Vector { const real *at; int n; } Vector;
typedef double (*Term)(double x, double shift);

static Vector row(const Tensor *x, int n) {
    const int C = x->shape[x->ndim - 1];
    return (Vector){x->data + (ptrdiff_t)n * C, C};
}
static int rows(const Tensor *x) { return x->ndim == 1 ? 1 : x->shape[0]; }

static double maximum(Vector v) {
    if (v.n == 1) return v.at[0];
    const double rest = maximum((Vector){v.at + 1, v.n - 1});
    return v.at[0] > rest ? v.at[0] : rest;
}

/* Pairwise. */
static double sum(Vector v, Term f, double shift) {
    if (v.n == 0) return 0;
    if (v.n == 1) return f(v.at[0], shift);
    const int half = v.n / 2;
    return sum((Vector){v.at, half}, f, shift) + sum((Vector){v.at + half, v.n - half}, f, shift);
}

static double identity(double x, double shift) { return x - shift; }
static double exponential(double x, double shift) { return exp(x - shift); }
static double log_sum(Vector v) { return log(sum(v, exponential, maximum(v))); }
static double log_probability(Vector v, int j) { return v.at[j] - maximum(v) - log_sum(v); }
static double probability(Vector v, int j) { return exp(v.at[j] - maximum(v)) / sum(v, exponential, maximum(v)); }

static Tensor *each(const Tensor *x, double (*f)(Vector v, int j)) {
    Tensor *y = t_like(x);
    int     n = 0;
    do {
        Vector v = row(x, n);
        int    j = 0;
        do y->data[n * v.n + j] = (real)f(v, j);
        while (++j < v.n);
    } while (++n < rows(x));
    return y;
}

static double product(Vector a, Vector b) {
    return a.n == 0 ? 0 : (double)*a.at * *b.at + product((Vector){a.at + 1, a.n - 1}, (Vector){b.at + 1, b.n - 1});
}

static void accumulate(Tensor *dx, int n, int j, double value) {
    dx->data[n * dx->shape[dx->ndim - 1] + j] += (real)value;
}

#define OP(name)                                                         \
    static Tensor *name##_forward(Ctx *c);                               \
    static void name##_backward(Ctx *c, const Tensor *dy, Tensor *dx[]); \
    const Op name##_op = {#name, name##_forward, name##_backward};

OP(softmax)
static Tensor *softmax_forward(Ctx *c) { return c->saved[0] = each(c->in[0], probability); }

/* @ 3.1 softmax_backward */
    for (int n = 0; n < rows(dy); n++) {
        const Vector y = row(c->saved[0], n), d = row(dy, n);
        const double common = product(y, d);
        for (int j = 0; j < y.n; j++) accumulate(dx[0], n, j, y.at[j] * (d.at[j] - common));
    }

/* @ before log_softmax_backward */
OP(log_softmax)
static Tensor *log_softmax_forward(Ctx *c) { return each(c->in[0], log_probability); }

/* @ 3.2 log_softmax_backward */
    for (int n = 0; n < rows(dy); n++) {
        const Vector x = row(c->in[0], n), d = row(dy, n);
        const double all = sum(d, identity, 0);
        for (int j = 0; j < x.n; j++) accumulate(dx[0], n, j, d.at[j] - all * probability(x, j));
    }

/* @ before cross_entropy_backward */
static int checked(const Tensor *labels, int n, int classes) {
    const int64_t t = labels->i64[n];
    if (t < 0 || t >= classes) t_fail("count from 0", "label %lld, %d classes", (long long)t, classes);
    return (int)t;
}

static double loss_from(const Tensor *x, const Tensor *labels, int n) {
    if (n == rows(x)) return 0;
    return loss_from(x, labels, n + 1) - log_probability(row(x, n), checked(labels, n, x->shape[1]));
}

OP(cross_entropy)
static Tensor *cross_entropy_forward(Ctx *c) { return t_scalar(loss_from(c->in[0], c->in[1], 0) / rows(c->in[0])); }

/* @ 3.3 cross_entropy_backward */
    const Tensor *x = c->in[0], *hot = one_hot(c->in[1], x->shape[1]);
    for (int n = 0; n < rows(x); n++)
        for (int j = 0; j < x->shape[1]; j++)
            accumulate(dx[0], n, j, dy->data[0] / rows(x) * (probability(row(x, n), j) - row(hot, n).at[j]));

/* @ before bce_with_logits_backward */
static double sigmoid(double z) { return z < 0 ? 1 - sigmoid(-z) : 1 / (1 + exp(-z)); }
static double log_sigmoid(double z) { return z < 0 ? z + log_sigmoid(-z) : -log1p(exp(-z)); }

OP(bce_with_logits)
static Tensor *bce_with_logits_forward(Ctx *c) {
    const real *z = c->in[0]->data, *y = c->in[1]->data;
    double      total = 0;
    for (size_t i = 0; i < c->in[0]->size; i++) total -= y[i] * log_sigmoid(z[i]) + (1 - y[i]) * log_sigmoid(-z[i]);
    return t_scalar(total / (double)c->in[0]->size);
}

/* @ 3.4 bce_with_logits_backward */
    const real *z = c->in[0]->data, *y = c->in[1]->data;
    for (size_t i = 0; i < dx[0]->size; i++) {
        const double mine = sigmoid(z[i]) * (1 - y[i]), other = sigmoid(-z[i]) * y[i];
        dx[0]->data[i] += (real)(dy->data[0] * (mine - other) / (double)dx[0]->size);
    }

/* @ 3.5 one_hot */
    Tensor *y = t_zeros(labels->shape[0], classes);
    int     n = labels->shape[0];
    while (n-- > 0) y->data[n * classes + checked(labels, n, classes)] = 1;
    return y;

/* @ before kl_divergence */
static double term(double p, double q) { return p > 0 ? p * (log(p) - log(q)) : 0; }

static double terms(Vector p, Vector q) {
    return p.n ? term(*p.at, *q.at) + terms((Vector){p.at + 1, p.n - 1}, (Vector){q.at + 1, q.n - 1}) : 0;
}

/* @ 3.5 kl_divergence */
    double mean = 0;
    int    n = 0;
    do mean += terms(row(p, n), row(q, n)) / rows(p);
    while (++n < rows(p));
    return mean;

/* @ without softmax_forward softmax_op log_softmax_forward log_softmax_op cross_entropy_forward */
/* @ without cross_entropy_op bce_with_logits_forward bce_with_logits_op */
