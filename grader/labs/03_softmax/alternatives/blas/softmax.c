/* Lab 3 in another style: sums and updates of rows by BLAS. */
#include <cblas.h>

#define PICK(f) _Generic((real)0, float: cblas_s##f, double: cblas_d##f)
#define DOT PICK(dot)
#define AXPY PICK(axpy)
#define SCAL PICK(scal)
#define COPY PICK(copy)
#define IAMAX _Generic((real)0, float: cblas_isamax, double: cblas_idamax)
#define GEMV PICK(gemv)

static int classes_of(const Tensor *x) { return x->shape[x->ndim - 1]; }

/* @ instead of rows_of */
static int rows_of(const Tensor *x) { return (int)x->size / classes_of(x); }

/* @ before softmax_forward */
static Tensor *ones(int n) { return t_full(1, n); }

/* exp(x - largest) into e; the sum of it. IAMAX finds the largest magnitude, so it is asked of x - smallest. */
static real shifted_exp(int C, const real *x, real *e, real *largest) {
    real smallest = x[0];
    for (int j = 1; j < C; j++) smallest = fmin(smallest, x[j]);
    for (int j = 0; j < C; j++) e[j] = x[j] - smallest;
    *largest = x[IAMAX(C, e, 1)];
    for (int j = 0; j < C; j++) e[j] = exp(x[j] - *largest);
    return DOT(C, e, 1, ones(C)->data, 1);
}

/* @ 3.1 softmax_forward */
    Tensor *x = c->in[0], *y = t_like(x);
    int     C = classes_of(x);
    real    largest;
    for (int n = 0; n < rows_of(x); n++) {
        real sum = shifted_exp(C, x->data + n * C, y->data + n * C, &largest);
        SCAL(C, 1 / sum, y->data + n * C, 1);
    }
    return c->saved[0] = y;

/* @ 3.1 softmax_backward */
    const Tensor *y = c->saved[0];
    int           C = classes_of(y);
    for (int n = 0; n < rows_of(y); n++) {
        const real *yn = y->data + n * C, *dyn = dy->data + n * C;
        real       *dxn = dx[0]->data + n * C;
        AXPY(C, -DOT(C, yn, 1, dyn, 1), yn, 1, dxn, 1);
        for (int j = 0; j < C; j++) AXPY(1, yn[j], dyn + j, 1, dxn + j, 1);
    }

/* @ 3.2 log_softmax_forward */
    Tensor *x = c->in[0], *y = t_like(x);
    int     C = classes_of(x);
    real    largest;
    for (int n = 0; n < rows_of(x); n++) {
        real log_sum = log(shifted_exp(C, x->data + n * C, y->data + n * C, &largest));
        COPY(C, x->data + n * C, 1, y->data + n * C, 1);
        AXPY(C, -largest, ones(C)->data, 1, y->data + n * C, 1);
        AXPY(C, -log_sum, ones(C)->data, 1, y->data + n * C, 1);
    }
    return c->saved[0] = y;

/* @ 3.2 log_softmax_backward */
    const Tensor *y = c->saved[0];
    int           N = rows_of(y), C = classes_of(y);
    Tensor       *sums = t_empty(DTYPE_REAL, 1, &N), *p = t_like(y);
    GEMV(CblasRowMajor, CblasNoTrans, N, C, 1, dy->data, C, ones(C)->data, 1, 0, sums->data, 1);
    for (size_t i = 0; i < y->size; i++) p->data[i] = exp(y->data[i]);
    AXPY((int)y->size, 1, dy->data, 1, dx[0]->data, 1);
    for (int n = 0; n < N; n++) AXPY(C, -sums->data[n], p->data + n * C, 1, dx[0]->data + n * C, 1);

/* @ 3.3 cross_entropy_forward */
    Tensor *losses = t_empty(DTYPE_REAL, 1, x->shape);
    int     N = x->shape[0], C = x->shape[1];
    Tensor *p = c->saved[0] = t_like(x);
    for (int n = 0; n < N; n++) {
        real largest, sum = shifted_exp(C, x->data + n * C, p->data + n * C, &largest);
        SCAL(C, 1 / sum, p->data + n * C, 1);
        if (labels->i64[n] < 0 || labels->i64[n] >= C) t_fail(NULL, "label %d is out of range", (int)labels->i64[n]);
        losses->data[n] = log(sum) + (largest - x->data[n * C + labels->i64[n]]);
    }
    return t_scalar(DOT(N, losses->data, 1, ones(N)->data, 1) / N);

/* @ 3.3 cross_entropy_backward */
    const Tensor *p = c->saved[0], *labels = c->in[1];
    int           N = p->shape[0], C = p->shape[1];
    AXPY(N * C, dy->data[0] / N, p->data, 1, dx[0]->data, 1);
    for (int n = 0; n < N; n++) dx[0]->data[n * C + labels->i64[n]] -= dy->data[0] / N;

/* @ 3.4 bce_with_logits_forward */
    int           n = (int)z->size;
    Tensor       *soft = t_like(z);
    for (int i = 0; i < n; i++) soft->data[i] = (z->data[i] > 0 ? z->data[i] : 0) + log1p(exp(-fabs(z->data[i])));
    return t_scalar((DOT(n, soft->data, 1, ones(n)->data, 1) - DOT(n, z->data, 1, y->data, 1)) / n);

/* @ 3.4 bce_with_logits_backward */
    const Tensor *z = c->in[0], *y = c->in[1];
    int           n = (int)z->size;
    Tensor       *s = t_like(z);
    for (int i = 0; i < n; i++) s->data[i] = 1 / (1 + exp(-z->data[i]));
    AXPY(n, -1, y->data, 1, s->data, 1);
    AXPY(n, dy->data[0] / n, s->data, 1, dx[0]->data, 1);

/* @ 3.5 one_hot */
    Tensor *identity = t_zeros(classes, classes), *y = t_zeros(labels->shape[0], classes);
    for (int j = 0; j < classes; j++) identity->data[j * (classes + 1)] = 1;
    for (int n = 0; n < labels->shape[0]; n++) {
        if (labels->i64[n] < 0 || labels->i64[n] >= classes)
            t_fail(NULL, "label %d is out of range", (int)labels->i64[n]);
        COPY(classes, identity->data + labels->i64[n] * classes, 1, y->data + n * classes, 1);
    }
    return y;

/* @ 3.5 kl_divergence */
    double logs[p->size], weights[p->size];
    for (size_t i = 0; i < p->size; i++) {
        weights[i] = p->data[i];
        logs[i] = p->data[i] > 0 ? log((double)p->data[i] / q->data[i]) : 0;
    }
    return cblas_ddot((int)p->size, weights, 1, logs, 1) / rows_of(p);
