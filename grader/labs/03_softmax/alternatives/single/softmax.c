/* Lab 3 in single precision: every number on the way is a float, also where tensors hold doubles. Right to seven
 * digits, which is right. */

/* The row of a tensor as floats, in memory of the step. */
static float *row_of(const Tensor *x, int row, int n) {
    float *f = (float *)t_empty(DTYPE_UINT8, 1, (int[]){n * (int)sizeof(float)})->raw;
    for (int j = 0; j < n; j++) f[j] = (float)x->data[row * n + j];
    return f;
}

static int classes_of(const Tensor *x) { return x->shape[x->ndim - 1]; }

static float largest_of(const float *x, int n) {
    float m = x[0];
    for (int j = 1; j < n; j++) m = fmaxf(m, x[j]);
    return m;
}

static float log_sum_exp(const float *x, int n) {
    float m = largest_of(x, n), sum = 0;
    for (int j = 0; j < n; j++) sum += expf(x[j] - m);
    return m + logf(sum);
}

/* @ 3.1 softmax_forward */
    const Tensor *x = c->in[0];
    Tensor *y = c->saved[0] = t_like(x);
    int C = classes_of(x);
    for (int n = 0; n < (int)x->size / C; n++) {
        float *xn = row_of(x, n, C), all = log_sum_exp(xn, C);
        for (int j = 0; j < C; j++) y->data[n * C + j] = expf(xn[j] - all);
    }
    return y;

/* @ 3.1 softmax_backward */
    const Tensor *y = c->saved[0];
    int C = classes_of(y);
    for (int n = 0; n < (int)y->size / C; n++) {
        float *yn = row_of(y, n, C), *dyn = row_of(dy, n, C), dot = 0;
        for (int j = 0; j < C; j++) dot += dyn[j] * yn[j];
        for (int j = 0; j < C; j++) dx[0]->data[n * C + j] += yn[j] * (dyn[j] - dot);
    }

/* @ 3.2 log_softmax_forward */
    const Tensor *x = c->in[0];
    Tensor *y = c->saved[0] = t_like(x);
    int C = classes_of(x);
    for (int n = 0; n < (int)x->size / C; n++) {
        float *xn = row_of(x, n, C), all = log_sum_exp(xn, C);
        for (int j = 0; j < C; j++) y->data[n * C + j] = xn[j] - all;
    }
    return y;

/* @ 3.2 log_softmax_backward */
    const Tensor *y = c->saved[0];
    int C = classes_of(y);
    for (int n = 0; n < (int)y->size / C; n++) {
        float *yn = row_of(y, n, C), *dyn = row_of(dy, n, C), sum = 0;
        for (int j = 0; j < C; j++) sum += dyn[j];
        for (int j = 0; j < C; j++) dx[0]->data[n * C + j] += dyn[j] - expf(yn[j]) * sum;
    }

/* @ 3.3 cross_entropy_forward */
    int N = x->shape[0], C = x->shape[1];
    float all = 0, own = 0;
    for (int n = 0; n < N; n++) {
        int t = (int)labels->i64[n];
        if (t < 0 || t >= C) t_fail(NULL, "class %d of %d", t, C);
        float *xn = row_of(x, n, C);
        all += log_sum_exp(xn, C);
        own += xn[t];
    }
    return t_scalar((all - own) / (float)N);

/* @ 3.3 cross_entropy_backward */
    const Tensor *x = c->in[0], *labels = c->in[1];
    int N = x->shape[0], C = x->shape[1];
    float scale = (float)dy->data[0] / (float)N;
    for (int n = 0; n < N; n++) {
        float *xn = row_of(x, n, C), m = largest_of(xn, C), sum = 0;
        for (int j = 0; j < C; j++) sum += xn[j] = expf(xn[j] - m);
        for (int j = 0; j < C; j++) dx[0]->data[n * C + j] += scale * (xn[j] / sum - (float)(j == labels->i64[n]));
    }

/* @ 3.4 bce_with_logits_forward */
    float soft = 0, dot = 0;
    for (size_t i = 0; i < z->size; i++) {
        float zi = (float)z->data[i], yi = (float)y->data[i];
        soft += fmaxf(zi, 0) + logf(1 + expf(-fabsf(zi)));
        dot += zi * yi;
    }
    return t_scalar((soft - dot) / (float)z->size);

/* @ 3.4 bce_with_logits_backward */
    const Tensor *z = c->in[0], *y = c->in[1];
    float scale = (float)dy->data[0] / (float)z->size;
    for (size_t i = 0; i < z->size; i++)
        dx[0]->data[i] += scale * (1 / (1 + expf(-(float)z->data[i])) - (float)y->data[i]);

/* @ 3.5 one_hot */
    Tensor *y = t_zeros(labels->shape[0], classes);
    for (size_t i = 0; i < labels->size; i++) {
        int64_t t = labels->i64[i];
        if (t < 0 || t >= classes) t_fail(NULL, "class %lld of %d", (long long)t, classes);
        y->data[i * (size_t)classes + (size_t)t] = 1.0f;
    }
    return y;

/* @ 3.5 kl_divergence */
    float sum = 0;
    for (size_t i = 0; i < p->size; i++)
        if (p->data[i] > 0) sum += (float)p->data[i] * logf((float)p->data[i] / (float)q->data[i]);
    return sum * (float)classes_of(p) / (float)p->size;
