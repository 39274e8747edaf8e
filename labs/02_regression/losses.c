/* Lab 2, second part: the losses of regression, each a forward that gives one number and a backward.
 *
 * t_scalar(value) makes a tensor of one number. A prediction is input 0, a target input 1; both may want a gradient,
 * and dx[i] is NULL where nobody does. */
#include "losses.h"

/* Runs before the forward of both losses. Shapes that would broadcast are refused: (N,1) against (N) makes (N,N)
 * differences, and a loss that means nothing. */
static void check_pair(const Ctx *c) {
    const Tensor *prediction = c->in[0], *target = c->in[1];
    if (!t_same_shape(prediction, target) || prediction->dtype != DTYPE_REAL || target->dtype != DTYPE_REAL ||
        prediction->size == 0)
        t_fail("prediction and target are real, of one shape, with at least one element; t_reshape makes them so",
               "%s: %s and %s do not fit", c->op->name, t_label(prediction, "prediction"), t_label(target, "target"));
}

/* 2.2  The mean squared error, over all n elements of prediction p and target t, whatever their shape:
 *
 *     L = (1/n) sum_i (p_i - t_i)^2
 *
 * For p (N,d) that is n = N d. The slides also sum over the d outputs, or over everything, and divide by N or by
 * nothing: those are other numbers, d and n times as large.
 *
 * Backward:  dp_i += dL 2 (p_i - t_i) / n,   dt_i -= the same
 *
 * dL is a tensor of one number, dL->data[0]. */
static Tensor *mse_loss_forward(Ctx *c) {
    const Tensor *p = c->in[0], *t = c->in[1];
    TODO("2.2");
}

static void mse_loss_backward(Ctx *c, const Tensor *dL, Tensor *dx[]) {
    const Tensor *p = c->in[0], *t = c->in[1];
    TODO("2.2");
}

const Op mse_loss_op = {"mse_loss", mse_loss_forward, mse_loss_backward, .check = check_pair};

/* 2.3  The mean absolute error, over all n elements:
 *
 *     L = (1/n) sum_i |p_i - t_i|
 *
 * Its slope is a step, not a V: 1 where p is above t, -1 where it is below, and at p = t, where there is none, 0.
 *
 * Backward:  dp_i += dL sign(p_i - t_i) / n,   dt_i -= the same
 *
 * fabs is for real numbers; abs is for whole ones, and cuts the rest off. */
static Tensor *l1_loss_forward(Ctx *c) {
    const Tensor *p = c->in[0], *t = c->in[1];
    TODO("2.3");
}

static void l1_loss_backward(Ctx *c, const Tensor *dL, Tensor *dx[]) {
    const Tensor *p = c->in[0], *t = c->in[1];
    TODO("2.3");
}

const Op l1_loss_op = {"l1_loss", l1_loss_forward, l1_loss_backward, .check = check_pair};
