#include "ops_private.h"

/* --- Negative log-likelihood, and the hinge: of other ops --------------------------------------------------------- */
/* Logits or log-probabilities (N,C), N at least 1, and the labels of their rows as int64. */
static Tensor *labels_of_rows(Site site, const char *loss, const Tensor *x, Tensor *labels) {
    ops_check(site, x, "x");
    labels = ops_labels(site, loss, labels, "labels");
    if (x->ndim != 2 || x->shape[0] != labels->shape[0] || x->shape[0] == 0)
        t_fail_at(site, "x is (N,C), and the labels (N) hold the class of each row", "%s: %s with labels %s", loss,
                  t_label(x, "x"), t_shape_text(labels));
    return labels;
}

Tensor *t_nll_loss_at(Site site, Tensor *log_p, Tensor *labels) {
    labels = labels_of_rows(site, "nll_loss", log_p, labels);
    return t_neg_at(site, t_mean_at(site, t_gather_at(site, log_p, labels), T_ALL, false));
}

Tensor *t_multi_margin_loss_at(Site site, Tensor *x, Tensor *labels) {
    labels = labels_of_rows(site, "multi_margin_loss", x, labels);
    Tensor *right = t_unsqueeze_at(site, t_gather_at(site, x, labels), 1);
    Tensor *hinge = t_maximum(t_add(t_sub_at(site, x, right), 1), 0);
    Tensor *classes = t_to_at(site, t_arange(x->shape[1]), x->device);
    Tensor *others = t_ne(t_unsqueeze_at(site, labels, 1), classes); /* (N,C): all but the right one */
    return t_mean_at(site, t_mul(hinge, others), T_ALL, false);
}

/* --- Binary cross-entropy of probabilities ------------------------------------------------------------------------ */
static const double LEAST_LOG = -100, LEAST_SLOPE = 1e-12; /* torch's */

static void bce_check(const Ctx *c) {
    const Tensor *p = c->in[0], *y = c->in[1];
    if (!t_same_shape(p, y) || y->dtype != DTYPE_REAL || p->size == 0)
        t_fail("pass real probabilities and real targets of the same shape",
               "binary_cross_entropy: %s and %s do not fit",
               t_label(p, "p"), t_label(y, "targets"));
    if (y->requires_grad)
        t_fail("write t_detach(y) for the targets",
               "binary_cross_entropy: the targets require a gradient, but the loss gives them none");
    const real *value = t_host(p);
    for (size_t i = 0; i < p->size; i++)
        if (value[i] < 0 || value[i] > 1)
            t_fail("turn logits into probabilities with f_sigmoid(z), or pass the logits to bce_with_logits",
                   "binary_cross_entropy: element %zu of %s is %g; a probability is between 0 and 1", i,
                   t_label(p, "p"), (double)value[i]);
}

/* max(log p, -100); of p = 0 without an infinity on the way, which GRADLAB_DEBUG would name. */
static Tensor *log_clamped(Tensor *p) {
    Tensor *none = t_le(p, 0);
    return t_maximum(t_masked_fill(t_log(t_masked_fill(p, none, 1)), none, LEAST_LOG), LEAST_LOG);
}

static Tensor *bce_forward(Ctx *c) {
    Tensor *p = c->in[0], *y = c->in[1];
    return t_neg(t_mean(t_add(t_mul(y, log_clamped(p)), t_mul(t_sub(1, y), log_clamped(t_sub(1, p))))));
}

/* dp_i += dL (p_i - y_i) / max(p_i (1 - p_i), 1e-12) / n */
static void bce_backward(Ctx *c, const Tensor *dL, Tensor *dx[]) {
    Tensor *p = c->in[0], *y = c->in[1];
    t_no_grad();
    Tensor *slope = t_div(t_sub(p, y), t_maximum(t_mul(p, t_sub(1, p)), LEAST_SLOPE));
    Tensor *g = t_mul(slope, t_detach((Tensor *)dL));
    dev_kernels(p->device)->axpy(g->size, (real)(1.0 / (double)g->size), g->data, dx[0]->data);
}

static const Op bce_op = {"binary_cross_entropy", bce_forward, bce_backward, .any_device = true, .check = bce_check};

Tensor *t_binary_cross_entropy_at(Site site, Tensor *p, Tensor *targets) {
    return t_apply_at(site, &bce_op, (Args){0}, 2, (Tensor *[]){p, targets});
}
