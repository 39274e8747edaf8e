/* softmax.cu: softmax and the losses of classifiers on the GPU. A row of logits is one thread's work: rows are short. */
#include "cuda/twin.h"

/* The largest of the n logits, and the sum of exp(x - largest), which neither overflows nor vanishes. */
struct Row {
    real   largest;
    double sum;
};

__device__ static inline Row read_row(const real *x, size_t n) {
    Row row = {x[0], 0};
    for (size_t k = 1; k < n; k++)
        if (x[k] > row.largest) row.largest = x[k];
    for (size_t k = 0; k < n; k++) row.sum += exp(x[k] - row.largest);
    return row;
}

static size_t classes_of(const Tensor *x) { return (size_t)x->shape[x->ndim - 1]; }
static size_t rows_of(const Tensor *x) { return x->size / classes_of(x); }

/* --- softmax: y_k = exp(x_k) / sum exp(x) ------------------------------------------------------------------------------ */
static void softmax_rows(size_t rows, size_t n, const real *x, real *y) {
    each(rows, [=] __device__(size_t i) {
        Row row = read_row(x + i * n, n);
        for (size_t k = i * n; k < (i + 1) * n; k++) y[k] = (real)(exp(x[k] - row.largest) / row.sum);
    });
}

static Tensor *softmax_forward(Ctx *c) {
    Tensor *y = t_like(c->in[0]);
    softmax_rows(rows_of(y), classes_of(y), c->in[0]->data, y->data);
    return y;
}

/* dx_k += y_k (dy_k - sum_j dy_j y_j) */
static void softmax_backward(Ctx *c, const Tensor *grad, Tensor *grad_in[]) {
    if (!grad_in[0]) return;
    size_t      n = classes_of(grad);
    const real *y = c->out->data, *dy = grad->data;
    real       *dx = grad_in[0]->data;
    each(rows_of(grad), [=] __device__(size_t i) {
        double dot = 0;
        for (size_t k = i * n; k < (i + 1) * n; k++) dot += (double)dy[k] * y[k];
        for (size_t k = i * n; k < (i + 1) * n; k++) dx[k] += (real)(y[k] * (dy[k] - dot));
    });
}

static Twin softmax("softmax", softmax_forward, softmax_backward);

/* --- log_softmax: y_k = x_k - log sum exp(x) ----------------------------------------------------------------------------- */
static Tensor *log_softmax_forward(Ctx *c) {
    Tensor     *out = t_like(c->in[0]);
    size_t      n = classes_of(out);
    const real *x = c->in[0]->data;
    real       *y = out->data;
    each(rows_of(out), [=] __device__(size_t i) {
        Row  row = read_row(x + i * n, n);
        real log_sum = (real)log(row.sum);
        for (size_t k = i * n; k < (i + 1) * n; k++) y[k] = x[k] - row.largest - log_sum;
    });
    return out;
}

/* dx_k += dy_k - softmax(x)_k sum_j dy_j */
static void log_softmax_backward(Ctx *c, const Tensor *grad, Tensor *grad_in[]) {
    if (!grad_in[0]) return;
    size_t      n = classes_of(grad);
    const real *y = c->out->data, *dy = grad->data;
    real       *dx = grad_in[0]->data;
    each(rows_of(grad), [=] __device__(size_t i) {
        double total = 0;
        for (size_t k = i * n; k < (i + 1) * n; k++) total += dy[k];
        for (size_t k = i * n; k < (i + 1) * n; k++) dx[k] += (real)(dy[k] - exp(y[k]) * total);
    });
}

static Twin log_softmax("log_softmax", log_softmax_forward, log_softmax_backward);

/* --- cross_entropy: the mean over rows of -log_softmax(logits)[label] ------------------------------------------------------- */
static void check_labels(const Tensor *labels, int64_t classes) {
    const int64_t *label = (const int64_t *)t_host(labels);
    for (size_t i = 0; i < labels->size; i++)
        if (label[i] < 0 || label[i] >= classes)
            t_fail("labels count from 0 to the number of classes - 1", "cross_entropy: label %lld in row %zu, but there are %lld classes",
                   (long long)label[i], i, (long long)classes);
}

static Tensor *cross_entropy_forward(Ctx *c) {
    const Tensor  *logits = c->in[0];
    size_t         N = rows_of(logits), n = classes_of(logits);
    Tensor        *out = t_empty_on(logits->device, DTYPE_REAL, 0, NULL);
    const real    *x = logits->data;
    const int64_t *label = c->in[1]->i64;
    real          *loss = out->data;
    check_labels(c->in[1], (int64_t)n);
    sum_each(
        1, N,
        [=] __device__(size_t, size_t i) {
            Row row = read_row(x + i * n, n);
            return log(row.sum) - ((double)x[i * n + (size_t)label[i]] - row.largest);
        },
        [=] __device__(size_t, double total) { *loss = (real)(total / (double)N); });
    return out;
}

/* dx += dy (softmax(x) - onehot(label)) / N */
static void cross_entropy_backward(Ctx *c, const Tensor *grad, Tensor *grad_in[]) {
    if (!grad_in[0]) return;
    size_t         N = rows_of(c->in[0]), n = classes_of(c->in[0]);
    const real    *x = c->in[0]->data, *dy = grad->data;
    const int64_t *label = c->in[1]->i64;
    real          *dx = grad_in[0]->data;
    each(N, [=] __device__(size_t i) {
        Row row = read_row(x + i * n, n);
        for (size_t k = 0; k < n; k++) {
            double p = exp(x[i * n + k] - row.largest) / row.sum;
            dx[i * n + k] += (real)(*dy * (p - ((int64_t)k == label[i])) / (double)N);
        }
    });
}

static Twin cross_entropy("cross_entropy", cross_entropy_forward, cross_entropy_backward);

/* --- bce_with_logits: the mean of max(z,0) - z y + log(1 + exp(-|z|)) ------------------------------------------------------- */
static Tensor *bce_with_logits_forward(Ctx *c) {
    const real *z = c->in[0]->data, *y = c->in[1]->data;
    size_t      n = c->in[0]->size;
    Tensor     *out = t_empty_on(c->in[0]->device, DTYPE_REAL, 0, NULL);
    real       *loss = out->data;
    sum_each(
        1, n, [=] __device__(size_t, size_t i) { return (double)((z[i] > 0 ? z[i] : 0) - z[i] * y[i] + log1p(exp(-fabs(z[i])))); },
        [=] __device__(size_t, double total) { *loss = (real)(total / (double)n); });
    return out;
}

/* dz += dy (sigmoid(z) - y) / n,  and for the targets -z dy / n */
static void bce_with_logits_backward(Ctx *c, const Tensor *grad, Tensor *grad_in[]) {
    const real *z = c->in[0]->data, *y = c->in[1]->data, *d = grad->data;
    size_t      n = c->in[0]->size;
    if (grad_in[0]) {
        real *dz = grad_in[0]->data;
        each(n, [=] __device__(size_t i) {
            real e = exp(-fabs(z[i])), sigmoid = z[i] >= 0 ? 1 / (1 + e) : e / (1 + e);
            dz[i] += *d * (sigmoid - y[i]) / (real)n;
        });
    }
    if (grad_in[1]) {
        real *dy = grad_in[1]->data;
        each(n, [=] __device__(size_t i) { dy[i] -= *d * z[i] / (real)n; });
    }
}

static Twin bce_with_logits("bce_with_logits", bce_with_logits_forward, bce_with_logits_backward);
