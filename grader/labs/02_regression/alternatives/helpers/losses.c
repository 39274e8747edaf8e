/* Lab 2 in another style: many small functions, recursion, function pointers, macros. */
#include "losses.h"

static double square(double e) { return e * e; }
static double distance(double e) { return e < 0 ? -e : e; }
static double twice(double e) { return e + e; }
static double sign(double e) { return (e > 0) - (e < 0); }

static double mean(const Tensor *p, const Tensor *t, double (*f)(double), size_t from, size_t n) {
    if (n == 1) return f((double)p->data[from] - t->data[from]) / (double)p->size;
    return mean(p, t, f, from, n / 2) + mean(p, t, f, from + n / 2, n - n / 2);
}

static void spread(const Tensor *p, const Tensor *t, const Tensor *dL, Tensor *dx[], double (*f)(double)) {
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; dx[k] && i < p->size; i++) {
            const double g = dL->data[0] * f((double)p->data[i] - t->data[i]) / (double)p->size;
            dx[k]->data[i] += (real)(k ? -g : g);
        }
}

static void check_pair(const char *loss, const Tensor *prediction, const Tensor *target) {
    if (!t_same_shape(prediction, target) || prediction->dtype != DTYPE_REAL || target->dtype != DTYPE_REAL ||
        prediction->size == 0)
        t_fail("prediction and target are real, of one shape, with at least one element; t_reshape makes them so",
               "%s: %s and %s do not fit", loss, t_label(prediction, "prediction"), t_label(target, "target"));
}

static Tensor *mse_loss_forward(Ctx *c) {
    const Tensor *p = c->in[0], *t = c->in[1];
    check_pair("mse_loss", p, t);
    return t_scalar(mean(p, t, square, 0, p->size));
}

static void mse_loss_backward(Ctx *c, const Tensor *dL, Tensor *dx[]) {
    const Tensor *p = c->in[0], *t = c->in[1];
    spread(p, t, dL, dx, twice);
}

const Op mse_loss_op = {"mse_loss", mse_loss_forward, mse_loss_backward, false};

static Tensor *l1_loss_forward(Ctx *c) {
    const Tensor *p = c->in[0], *t = c->in[1];
    check_pair("l1_loss", p, t);
    return t_scalar(mean(p, t, distance, 0, p->size));
}

static void l1_loss_backward(Ctx *c, const Tensor *dL, Tensor *dx[]) {
    const Tensor *p = c->in[0], *t = c->in[1];
    spread(p, t, dL, dx, sign);
}

const Op l1_loss_op = {"l1_loss", l1_loss_forward, l1_loss_backward, false};
