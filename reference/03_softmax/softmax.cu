/* softmax.cu: softmax and the losses of classifiers on the GPU. A row of logits is one thread's work: it is short. */
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

static size_t rows_of(const Tensor *x) { return x->size == 0 ? 0 : x->size / classes_of(x); }

/* --- softmax: y_k = exp(x_k) / sum exp(x) ------------------------------------------------------------------------- */
static Tensor *softmax_forward(Ctx *c) {
    Tensor     *out = t_like(c->in[0]);
    size_t      n = classes_of(out);
    const real *x = c->in[0]->data;
    real       *y = out->data;
    each(rows_of(out), [=] __device__(size_t i) {
        Row row = read_row(x + i * n, n);
        for (size_t k = i * n; k < (i + 1) * n; k++) y[k] = (real)(exp(x[k] - row.largest) / row.sum);
    });
    return out;
}

/* dx_k += y_k (dy_k - sum_j dy_j y_j) */
static void softmax_backward(Ctx *c, const Tensor *grad_y, Tensor *grad_x[]) {
    size_t      n = classes_of(grad_y);
    const real *y = c->out->data, *dy = grad_y->data;
    real       *dx = grad_x[0]->data;
    each(rows_of(grad_y), [=] __device__(size_t i) {
        double dot = 0;
        for (size_t k = i * n; k < (i + 1) * n; k++) dot += (double)dy[k] * y[k];
        for (size_t k = i * n; k < (i + 1) * n; k++) dx[k] += (real)(y[k] * (dy[k] - dot));
    });
}

TWIN(softmax_op, softmax_forward, softmax_backward);

/* --- log_softmax: y_k = x_k - log sum exp(x) ---------------------------------------------------------------------- */
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
static void log_softmax_backward(Ctx *c, const Tensor *grad_y, Tensor *grad_x[]) {
    size_t      n = classes_of(grad_y);
    const real *y = c->out->data, *dy = grad_y->data;
    real       *dx = grad_x[0]->data;
    each(rows_of(grad_y), [=] __device__(size_t i) {
        double total = 0;
        for (size_t k = i * n; k < (i + 1) * n; k++) total += dy[k];
        for (size_t k = i * n; k < (i + 1) * n; k++) dx[k] += (real)(dy[k] - exp(y[k]) * total);
    });
}

TWIN(log_softmax_op, log_softmax_forward, log_softmax_backward);

/* --- cross_entropy: the mean over rows of -log_softmax(logits)[label] --------------------------------------------- */
static Tensor *cross_entropy_forward(Ctx *c) {
    const Tensor  *logits = c->in[0];
    size_t         N = rows_of(logits), n = classes_of(logits);
    Tensor        *out = t_empty_on(logits->device, DTYPE_REAL, 0, NULL);
    const real    *x = logits->data;
    const int64_t *label = c->in[1]->i64;
    real          *loss = out->data;
    sum_each(
        1, N,
        [=] __device__(size_t, size_t i) {
            Row row = read_row(x + i * n, n);
            return log(row.sum) - ((double)x[i * n + (size_t)label[i]] - row.largest);
        },
        [=] __device__(size_t, double total) { *loss = (real)(total / (double)N); });
    return out;
}

/* dx += dL (softmax(x) - onehot(label)) / N */
static void cross_entropy_backward(Ctx *c, const Tensor *grad_L, Tensor *grad_x[]) {
    size_t         N = rows_of(c->in[0]), n = classes_of(c->in[0]);
    const real    *x = c->in[0]->data, *dL = grad_L->data;
    const int64_t *label = c->in[1]->i64;
    real          *dx = grad_x[0]->data;
    each(N, [=] __device__(size_t i) {
        Row row = read_row(x + i * n, n);
        for (size_t k = 0; k < n; k++) {
            double p = exp(x[i * n + k] - row.largest) / row.sum;
            dx[i * n + k] += (real)(*dL * (p - ((int64_t)k == label[i])) / (double)N);
        }
    });
}

TWIN(cross_entropy_op, cross_entropy_forward, cross_entropy_backward);

/* --- bce_with_logits: the mean of |z| (z > 0 ? 1 - y : y) + log(1 + exp(-|z|)) ------------------------------------ */
static Tensor *bce_with_logits_forward(Ctx *c) {
    const Tensor *logits = c->in[0], *targets = c->in[1];
    const real *z = logits->data, *y = targets->data;
    size_t      n = logits->size;
    Tensor     *out = t_empty_on(logits->device, DTYPE_REAL, 0, NULL);
    real       *loss = out->data;
    sum_each(
        1, n,
        [=] __device__(size_t, size_t i) {
            const real wrong = z[i] > 0 ? 1 - y[i] : y[i];
            return (double)((wrong == 0 ? 0 : wrong * fabs(z[i])) + log1p(exp(-fabs(z[i]))));
        },
        [=] __device__(size_t, double total) { *loss = (real)(total / (double)n); });
    return out;
}

/* dz += dL (sigmoid(z) - y) / n */
static void bce_with_logits_backward(Ctx *c, const Tensor *grad_L, Tensor *grad_x[]) {
    const real *z = c->in[0]->data, *y = c->in[1]->data, *dL = grad_L->data;
    size_t      n = c->in[0]->size;
    real       *dz = grad_x[0]->data;
    each(n, [=] __device__(size_t i) {
        real e = exp(-fabs(z[i])), sigmoid = z[i] >= 0 ? 1 / (1 + e) : e / (1 + e);
        dz[i] += *dL * (sigmoid - y[i]) / (real)n;
    });
}

TWIN(bce_with_logits_op, bce_with_logits_forward, bce_with_logits_backward);
