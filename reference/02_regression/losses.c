#include "losses.h"

/* Shapes that would broadcast are refused: (N,1) against (N) makes (N,N) differences, and a loss that means nothing. */
static void check_pair(const char *loss, const Tensor *prediction, const Tensor *target) {
    if (!t_same_shape(prediction, target) || prediction->dtype != DTYPE_REAL || target->dtype != DTYPE_REAL ||
        prediction->size == 0)
        t_fail("prediction and target are real, of one shape, with at least one element; t_reshape makes them so",
               "%s: %s and %s do not fit", loss, t_label(prediction, "prediction"), t_label(target, "target"));
}

static Tensor *mse_loss_forward(Ctx *c) {
    const Tensor *p = c->in[0], *t = c->in[1];
    check_pair("mse_loss", p, t);
    double sum = 0;
    for (size_t i = 0; i < p->size; i++) {
        const double e = (double)p->data[i] - t->data[i];
        sum += e * e;
    }
    return t_scalar(sum / (double)p->size);
}

static void mse_loss_backward(Ctx *c, const Tensor *dL, Tensor *dx[]) { /* dp += dL 2 (p - t) / n */
    const Tensor *p = c->in[0], *t = c->in[1];
    const real    scale = 2 * dL->data[0] / (real)p->size;
    for (size_t i = 0; i < p->size; i++) {
        const real d = scale * (p->data[i] - t->data[i]);
        if (dx[0]) dx[0]->data[i] += d;
        if (dx[1]) dx[1]->data[i] -= d;
    }
}

const Op mse_loss_op = {"mse_loss", mse_loss_forward, mse_loss_backward, false};

static Tensor *l1_loss_forward(Ctx *c) {
    const Tensor *p = c->in[0], *t = c->in[1];
    check_pair("l1_loss", p, t);
    double sum = 0;
    for (size_t i = 0; i < p->size; i++) sum += fabs((double)p->data[i] - t->data[i]);
    return t_scalar(sum / (double)p->size);
}

static void l1_loss_backward(Ctx *c, const Tensor *dL, Tensor *dx[]) { /* dp += dL sign(p - t) / n */
    const Tensor *p = c->in[0], *t = c->in[1];
    const real    scale = dL->data[0] / (real)p->size;
    for (size_t i = 0; i < p->size; i++) {
        const real sign = (real)((p->data[i] > t->data[i]) - (p->data[i] < t->data[i]));
        if (dx[0]) dx[0]->data[i] += scale * sign;
        if (dx[1]) dx[1]->data[i] -= scale * sign;
    }
}

const Op l1_loss_op = {"l1_loss", l1_loss_forward, l1_loss_backward, false};
