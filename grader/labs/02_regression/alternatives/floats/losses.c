/* Lab 2 in another style: every sum and every number in between is a float, whatever real is. */
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
    float sum = 0;
    for (size_t i = 0; i < p->size; i++) {
        float e = (float)p->data[i] - (float)t->data[i];
        sum += e * e;
    }
    return t_scalar(sum / (float)p->size);
}

static void mse_loss_backward(Ctx *c, const Tensor *dL, Tensor *dx[]) {
    const Tensor *p = c->in[0], *t = c->in[1];
    float scale = 2.0f / (float)p->size * (float)dL->data[0];
    for (size_t i = 0; i < p->size; i++) {
        float g = scale * ((float)p->data[i] - (float)t->data[i]);
        if (dx[0]) dx[0]->data[i] += g;
        if (dx[1]) dx[1]->data[i] -= g;
    }
}

const Op mse_loss_op = {"mse_loss", mse_loss_forward, mse_loss_backward, false};

static Tensor *l1_loss_forward(Ctx *c) {
    const Tensor *p = c->in[0], *t = c->in[1];
    check_pair("l1_loss", p, t);
    float sum = 0;
    for (size_t i = 0; i < p->size; i++) sum += fabsf((float)p->data[i] - (float)t->data[i]);
    return t_scalar(sum / (float)p->size);
}

static void l1_loss_backward(Ctx *c, const Tensor *dL, Tensor *dx[]) {
    const Tensor *p = c->in[0], *t = c->in[1];
    float scale = (float)dL->data[0] / (float)p->size;
    for (size_t i = 0; i < p->size; i++) {
        float e = (float)p->data[i] - (float)t->data[i];
        float g = e == 0 ? 0 : copysignf(scale, scale * e);
        if (dx[0]) dx[0]->data[i] += g;
        if (dx[1]) dx[1]->data[i] -= g;
    }
}

const Op l1_loss_op = {"l1_loss", l1_loss_forward, l1_loss_backward, false};
