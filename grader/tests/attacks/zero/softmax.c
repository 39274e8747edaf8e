/* Every function of the file, and none does anything: what comes back is zero. */
#include "softmax.h"

static Tensor *zero_forward(Ctx *c) { return t_zeros_like(c->in[0]); }
static Tensor *zero_loss(Ctx *c) {
    (void)c;
    return t_scalar(0);
}
static void zero_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    (void)c;
    (void)dy;
    (void)dx;
}

const Op softmax_op = {"softmax", zero_forward, zero_backward};
const Op log_softmax_op = {"log_softmax", zero_forward, zero_backward};
const Op cross_entropy_op = {"cross_entropy", zero_loss, zero_backward};
const Op bce_with_logits_op = {"bce_with_logits", zero_loss, zero_backward};

Tensor *one_hot(const Tensor *labels, int classes) { return t_zeros(labels->shape[0], classes); }

double kl_divergence(const Tensor *p, const Tensor *q) {
    (void)p;
    (void)q;
    return 0;
}
