/* Lab 3, first part: softmax, and the losses of classification.
 *
 * Each operation is a forward and a backward. A forward makes its output y with t_like(x) (same shape as x) or
 * t_empty(DTYPE_REAL, ndim, shape) and fills y->data. A backward gets dy = dL/dy and *adds* dL/dx into dx[0]->data:
 * what is there already comes from other uses of x. dx[i] is NULL where nobody asked for that gradient. What the
 * backward will need can be kept in c->saved[0..3]. */
#include "softmax.h"

/* A tensor seen as rows along its last axis: the functions of this file work row by row. */
typedef struct Rows {
    int n;       /* rows */
    int classes; /* elements in each */
} Rows;

static Rows rows_of(const Tensor *x) {
    if (x->ndim == 0)
        t_fail("logits have an axis of classes: (N,C) or (C)", "%s has no axis to run over", t_label(x, "x"));
    const int classes = x->shape[x->ndim - 1];
    return (Rows){classes ? (int)(x->size / (size_t)classes) : 0, classes};
}

/* The check of an operation runs before its forward, and ends the program where the inputs do not fit. */
static void softmax_check(const Ctx *c) { rows_of(c->in[0]); }

static void cross_entropy_check(const Ctx *c) {
    const Tensor *x = c->in[0], *labels = c->in[1];
    if (labels->dtype != DTYPE_INT64)
        t_fail("make labels with dtype int64", "cross_entropy: labels are %s; they have to be int64",
               t_dtype_name(labels->dtype));
    if (x->ndim != 2 || labels->ndim != 1 || labels->shape[0] != x->shape[0] || x->shape[0] == 0)
        t_fail("logits (N,C) real, labels (N) int64, N at least 1", "cross_entropy: %s and %s do not fit",
               t_label(x, "logits"), t_label(labels, "labels"));
    const int64_t *label = t_host(labels);
    for (int n = 0; n < x->shape[0]; n++)
        if (label[n] < 0 || label[n] >= x->shape[1])
            t_fail("labels run from 0 to C-1", "cross_entropy: label %lld of sample %d, but there are %d classes",
                   (long long)label[n], n, x->shape[1]);
}

static void bce_with_logits_check(const Ctx *c) {
    const Tensor *z = c->in[0], *y = c->in[1];
    if (y->dtype != DTYPE_REAL)
        t_fail("t_cast(y, DTYPE_REAL) makes them real", "bce_with_logits: targets are %s; they have to be real",
               t_dtype_name(y->dtype));
    if (!t_same_shape(z, y) || z->size == 0)
        t_fail("logits and targets are real and of one shape", "bce_with_logits: %s and %s do not fit",
               t_label(z, "logits"), t_label(y, "targets"));
    if (y->requires_grad)
        t_fail("write t_detach(y) for the targets",
               "bce_with_logits: no gradient goes to the targets, but they require one");
}

/* 3.1  Softmax over the last axis, of x (N,C) or (C):
 *
 *     y_j = exp(x_j) / sum_k exp(x_k)
 *
 * Logits may be large: exp(1000) is infinite. Softmax does not change when the same number is taken from every logit of
 * a row; take the largest, and no exponent is above 0.
 *
 * Backward, from dy_j/dx_k = y_j (delta_jk - y_k):
 *
 *     dx_k += y_k (dy_k - sum_j dy_j y_j)
 */
static Tensor *softmax_forward(Ctx *c) {
    TODO("3.1");
}

static void softmax_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    TODO("3.1");
}

const Op softmax_op = {"softmax", softmax_forward, softmax_backward, .check = softmax_check};

/* 3.2  The logarithm of softmax, over the last axis:
 *
 *     y_j = x_j - m - log sum_k exp(x_k - m),   m = max_k x_k
 *
 * It is not log(softmax(x)): where softmax underflows to 0 that would be -infinity, while y_j is an ordinary number.
 *
 * Backward:  dx_k += dy_k - exp(y_k) sum_j dy_j
 */
static Tensor *log_softmax_forward(Ctx *c) {
    TODO("3.2");
}

static void log_softmax_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    TODO("3.2");
}

const Op log_softmax_op = {"log_softmax", log_softmax_forward, log_softmax_backward, .check = softmax_check};

/* 3.3  Cross-entropy of logits x (N,C) against labels t (N), the mean over the batch, rank 0:
 *
 *     L = -(1/N) sum_n log softmax(x_n)[t_n]
 *
 * It takes logits: the softmax is inside. (A network that ends in a softmax and goes into this loss applies it twice,
 * and its loss never falls below -ln(e / (e + C - 1)).) Labels outside 0 .. C-1 do not come here:
 * cross_entropy_check refuses them.
 *
 * Backward:  dx_n += dL (softmax(x_n) - onehot(t_n)) / N
 */
static Tensor *cross_entropy_forward(Ctx *c) {
    const Tensor *x = c->in[0], *labels = c->in[1];
    TODO("3.3");
}

static void cross_entropy_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    TODO("3.3");
}

const Op cross_entropy_op = {"cross_entropy", cross_entropy_forward, cross_entropy_backward,
                             .check = cross_entropy_check};

/* 3.4  Binary cross-entropy of logits z against targets y of the same shape, 0 <= y <= 1, the mean over all elements:
 *
 *     L = (1/n) sum_i  -y_i log s(z_i) - (1 - y_i) log(1 - s(z_i)),   s(z) = 1 / (1 + exp(-z))
 *
 * Written so, z = 100 gives log 0. The same quantity without that:
 *
 *     max(z, 0) - z y + log(1 + exp(-|z|))
 *
 * The first two terms are |z| (1 - y) where z > 0, else |z| y. An infinite z of the right class costs nothing: there
 * this product is 0, where inf - inf would be NaN.
 *
 * Backward:  dz_i += dL (s(z_i) - y_i) / n;  the targets need no gradient. Large z come here, too.
 */
static Tensor *bce_with_logits_forward(Ctx *c) {
    const Tensor *z = c->in[0], *y = c->in[1];
    TODO("3.4");
}

static void bce_with_logits_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    TODO("3.4");
}

const Op bce_with_logits_op = {"bce_with_logits", bce_with_logits_forward, bce_with_logits_backward,
                               .check = bce_with_logits_check};

/* 3.5  One-hot vectors: labels (N) int64 -> (N,C) real, 1 at the label and 0 elsewhere. A label outside 0 .. C-1 is a
 * wrong call: t_fail. */
Tensor *one_hot(const Tensor *labels, int classes) {
    TODO("3.5");
}

/* 3.5  The Kullback-Leibler divergence of distributions p, q (N,C) or (C), the mean over the rows:
 *
 *     KL(p || q) = sum_j p_j log(p_j / q_j),   where a term with p_j = 0 counts 0
 *
 * For a one-hot p it is -log q at the label: the cross-entropy. */
double kl_divergence(const Tensor *p, const Tensor *q) {
    TODO("3.5");
}
