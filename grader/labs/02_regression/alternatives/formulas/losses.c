/* Lab 2 in another style: other formulas (Welford, Gram-Schmidt, layers asked about unit vectors, sums with care). */
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
    double mean = 0; /* of the squares so far */
    for (size_t i = 0; i < p->size; i++) mean += (pow((double)p->data[i] - t->data[i], 2) - mean) / (double)(i + 1);
    return t_scalar(mean);
}

static void mse_loss_backward(Ctx *c, const Tensor *dL, Tensor *dx[]) {
    const Tensor *p = c->in[0], *t = c->in[1];
    const double twice = 2.0 * dL->data[0];
    for (size_t i = 0; i < p->size; i++) {
        const double pull = twice * ((double)t->data[i] - p->data[i]) / (double)p->size;
        if (dx[0]) dx[0]->data[i] = (real)(dx[0]->data[i] - pull);
        if (dx[1]) dx[1]->data[i] = (real)(dx[1]->data[i] + pull);
    }
}

const Op mse_loss_op = {"mse_loss", mse_loss_forward, mse_loss_backward, false};

static Tensor *l1_loss_forward(Ctx *c) {
    const Tensor *p = c->in[0], *t = c->in[1];
    check_pair("l1_loss", p, t);
    double mean = 0;
    for (size_t i = 0; i < p->size; i++)
        mean += (sqrt(pow((double)p->data[i] - t->data[i], 2)) - mean) / (double)(i + 1);
    return t_scalar(mean);
}

static void l1_loss_backward(Ctx *c, const Tensor *dL, Tensor *dx[]) {
    const Tensor *p = c->in[0], *t = c->in[1];
    for (size_t i = 0; i < p->size; i++) {
        const double e = (double)p->data[i] - t->data[i], slope = e != 0 ? e / fabs(e) : 0;
        if (dx[0]) dx[0]->data[i] += (real)(dL->data[0] * slope / (double)p->size);
        if (dx[1]) dx[1]->data[i] += (real)(dL->data[0] * -slope / (double)p->size);
    }
}

const Op l1_loss_op = {"l1_loss", l1_loss_forward, l1_loss_backward, false};
