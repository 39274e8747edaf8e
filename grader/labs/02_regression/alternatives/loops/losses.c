/* Lab 2 in another style: plain loops, one index after the other, and no library but the containers. */
#include "losses.h"

static void check_pair(const char *loss, const Tensor *prediction, const Tensor *target) {
    if (!t_same_shape(prediction, target) || prediction->dtype != DTYPE_REAL || target->dtype != DTYPE_REAL ||
        prediction->size == 0)
        t_fail("prediction and target are real, of one shape, with at least one element; t_reshape makes them so",
               "%s: %s and %s do not fit", loss, t_label(prediction, "prediction"), t_label(target, "target"));
}

static Tensor *mse_loss_forward(Ctx *c) {
    const Tensor *p = c->in[0], *t = c->in[1];
    check_pair("mse_loss", p, t);
    real sum = 0;
    for (size_t i = 0; i < p->size; i++) sum += (p->data[i] - t->data[i]) * (p->data[i] - t->data[i]) / (real)p->size;
    return t_scalar(sum);
}

static void mse_loss_backward(Ctx *c, const Tensor *dL, Tensor *dx[]) {
    const Tensor *p = c->in[0], *t = c->in[1];
    for (size_t i = 0; i < p->size; i++) {
        if (dx[0]) dx[0]->data[i] += dL->data[0] * 2 * (p->data[i] - t->data[i]) / (real)p->size;
        if (dx[1]) dx[1]->data[i] += dL->data[0] * 2 * (t->data[i] - p->data[i]) / (real)p->size;
    }
}

const Op mse_loss_op = {"mse_loss", mse_loss_forward, mse_loss_backward, false};

static Tensor *l1_loss_forward(Ctx *c) {
    const Tensor *p = c->in[0], *t = c->in[1];
    check_pair("l1_loss", p, t);
    Tensor *L = t_scalar(0);
    for (size_t i = 0; i < p->size; i++)
        L->data[0] += p->data[i] > t->data[i] ? p->data[i] - t->data[i] : t->data[i] - p->data[i];
    L->data[0] /= (real)p->size;
    return L;
}

static void l1_loss_backward(Ctx *c, const Tensor *dL, Tensor *dx[]) {
    const Tensor *p = c->in[0], *t = c->in[1];
    for (size_t i = 0; i < p->size; i++) {
        real slope = dL->data[0] / (real)p->size;
        if (p->data[i] == t->data[i]) continue;
        if (p->data[i] < t->data[i]) slope = -slope;
        if (dx[0]) dx[0]->data[i] += slope;
        if (dx[1]) dx[1]->data[i] -= slope;
    }
}

const Op l1_loss_op = {"l1_loss", l1_loss_forward, l1_loss_backward, false};
