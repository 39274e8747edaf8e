/* Lab 3 in another style: log-sum-exp with log1p, softmax as exp(log-softmax), the sigmoid as a tanh, sums that carry
 * their rounding errors along. */

/* Kahan's sum. */
typedef struct Sum { double value, lost; } Sum;

static void add(Sum *s, double x) {
    volatile double y = x - s->lost, t = s->value + y;
    s->lost = (t - s->value) - y;
    s->value = t;
}

/* log sum_j exp(x_j) = m + log1p(the sum without the largest one). */
static double log_sum_exp(const real *x, int n) {
    int largest = 0;
    for (int j = 1; j < n; j++) largest = x[j] > x[largest] ? j : largest;
    Sum rest = {0, 0};
    for (int j = 0; j < n; j++)
        if (j != largest) add(&rest, exp((double)x[j] - x[largest]));
    return (double)x[largest] + log1p(rest.value);
}

static double sigmoid(double z) { return 0.5 + 0.5 * tanh(z / 2); }

/* log(1 + exp(z)). */
static double softplus(double z) { return z > 35 ? z : z < -35 ? exp(z) : log1p(exp(z)); }

static int last_axis(const Tensor *x) { return x->shape[x->ndim - 1]; }

static Tensor *log_probabilities(const Tensor *x) {
    Tensor *y = t_like(x);
    int     C = last_axis(x);
    for (size_t row = 0; row < x->size; row += (size_t)C) {
        const double all = log_sum_exp(x->data + row, C);
        for (int j = 0; j < C; j++) y->data[row + (size_t)j] = (real)(x->data[row + (size_t)j] - all);
    }
    return y;
}

/* @ 3.1 softmax_forward */
    Tensor *y = c->saved[1] = log_probabilities(c->in[0]);
    for (size_t i = 0; i < y->size; i++) y->data[i] = exp(y->data[i]);
    return y;

/* @ 3.1 softmax_backward */
    /* dx_k = y_k sum_j y_j (dy_k - dy_j), since the y_j sum to 1. */
    const Tensor *y = c->saved[1];
    int           C = last_axis(y);
    for (size_t row = 0; row < y->size; row += (size_t)C)
        for (int k = 0; k < C; k++) {
            Sum s = {0, 0};
            for (int j = 0; j < C; j++)
                add(&s, (double)y->data[row + (size_t)j] *
                            ((double)dy->data[row + (size_t)k] - dy->data[row + (size_t)j]));
            dx[0]->data[row + (size_t)k] += (real)(y->data[row + (size_t)k] * s.value);
        }

/* @ 3.2 log_softmax_forward */
    return c->saved[0] = log_probabilities(c->in[0]);

/* @ 3.2 log_softmax_backward */
    const Tensor *y = c->saved[0];
    int           C = last_axis(y);
    for (size_t row = 0; row < y->size; row += (size_t)C) {
        Sum s = {0, 0};
        for (int j = 0; j < C; j++) add(&s, dy->data[row + (size_t)j]);
        for (int j = 0; j < C; j++)
            dx[0]->data[row + (size_t)j] +=
                (real)(dy->data[row + (size_t)j] - exp((double)y->data[row + (size_t)j]) * s.value);
    }

/* @ 3.3 cross_entropy_forward */
    Tensor *logs = c->saved[0] = log_probabilities(c->in[0]);
    int     N = logs->shape[0], C = logs->shape[1];
    Sum     s = {0, 0};
    for (int n = 0; n < N; n++) {
        int64_t t = c->in[1]->i64[n];
        if (t < 0 || t >= C) t_fail(NULL, "class %lld of %d", (long long)t, C);
        add(&s, -(double)logs->data[n * C + t]);
    }
    return t_scalar(s.value / N);

/* @ 3.3 cross_entropy_backward */
    const Tensor *logs = c->saved[0], *t = c->in[1];
    int           N = logs->shape[0], C = logs->shape[1];
    for (int n = 0; n < N; n++)
        for (int j = 0; j < C; j++) {
            double at = logs->data[n * C + j], difference = j == t->i64[n] ? expm1(at) : exp(at);
            dx[0]->data[n * C + j] += (real)(dy->data[0] * difference / N);
        }

/* @ 3.4 bce_with_logits_forward */
    Sum           s = {0, 0};
    for (size_t i = 0; i < z->size; i++) {
        add(&s, (double)y->data[i] * softplus(-(double)z->data[i]));
        add(&s, (1 - (double)y->data[i]) * softplus((double)z->data[i]));
    }
    return t_scalar(s.value / (double)z->size);

/* @ 3.4 bce_with_logits_backward */
    const Tensor *z = c->in[0], *y = c->in[1];
    for (size_t i = 0; i < z->size; i++)
        dx[0]->data[i] += (real)(((sigmoid(z->data[i]) - y->data[i]) * dy->data[0]) / (double)z->size);

/* @ 3.5 one_hot */
    const real zero = 0;
    Tensor    *y = t_full_shape(zero, 2, (int[]){labels->shape[0], classes});
    for (size_t i = 0; i < y->size; i++) {
        const int64_t t = labels->i64[i / (size_t)classes];
        if (t < 0 || t >= classes) t_fail(NULL, "class %lld of %d", (long long)t, classes);
        if ((int64_t)(i % (size_t)classes) == t) y->data[i]++;
    }
    return y;

/* @ 3.5 kl_divergence */
    /* Cross-entropy minus entropy. */
    Sum cross = {0, 0}, own = {0, 0};
    for (size_t i = 0; i < p->size; i++) {
        if (!(p->data[i] > 0)) continue;
        add(&cross, -(double)p->data[i] * log((double)q->data[i]));
        add(&own, -(double)p->data[i] * log((double)p->data[i]));
    }
    return (cross.value - own.value) * last_axis(p) / (double)p->size;
