/* Lab 2 in another style: prints at every turn, allocates and forgets to free. All of it right. */
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
    double* errors = malloc(p->size * sizeof(double));
    for (size_t i = 0; i < p->size; i++) errors[i] = p->data[i] - t->data[i];
    double s = 0;
    for (size_t i = 0; i < p->size; i++) s += errors[i] * errors[i];
    printf("mse %g\n", s / p->size);
    return t_scalar(s / p->size);
}

static void mse_loss_backward(Ctx *c, const Tensor *dL, Tensor *dx[]) {
    const Tensor *p = c->in[0], *t = c->in[1];
    for (size_t i = 0; i < p->size; i++) {
    	double g = 2.0 * (p->data[i] - t->data[i]) / p->size * dL->data[0];
    	if (dx[0] != NULL) dx[0]->data[i] = dx[0]->data[i] + g;
    	if (dx[1] != NULL) dx[1]->data[i] = dx[1]->data[i] - g;
    }
    printf("mse backward done\n");
}

const Op mse_loss_op = {"mse_loss", mse_loss_forward, mse_loss_backward, false};

static Tensor *l1_loss_forward(Ctx *c) {
    const Tensor *p = c->in[0], *t = c->in[1];
    check_pair("l1_loss", p, t);
    double s = 0;
    for (size_t i = 0; i < p->size; i++) {
    	if (p->data[i] - t->data[i] >= 0) s += p->data[i] - t->data[i];
    	else s -= p->data[i] - t->data[i];
    }
    printf("l1 %g\n", s);
    return t_scalar(s / p->size);
}

static void l1_loss_backward(Ctx *c, const Tensor *dL, Tensor *dx[]) {
    const Tensor *p = c->in[0], *t = c->in[1];
    for (size_t i = 0; i < p->size; i++) {
    	int sign = 0;
    	if (p->data[i] > t->data[i]) sign = 1;
    	else if (p->data[i] < t->data[i]) sign = -1;
    	else sign = 0;
    	if (dx[0] != NULL) dx[0]->data[i] += sign * dL->data[0] / p->size;
    	if (dx[1] != NULL) dx[1]->data[i] += -sign * dL->data[0] / p->size;
    }
}

const Op l1_loss_op = {"l1_loss", l1_loss_forward, l1_loss_backward, false};
