/* Lab 0, last part: is a gradient right? Asked of the function itself.
 *
 * A gradient that is slightly wrong still trains, only worse, and nobody notices. But a derivative can be measured:
 * move x a little, and look how far f moves. That is slow and not exact, and it is what every backward of this course
 * is tried with before it is trusted. */
#include "tensors.h"

/* 0.10  The gradient of f at x, measured: for every element i the central difference
 *
 *     g_i = ( f(x + h e_i) - f(x - h e_i) ) / (2 h)
 *
 * with h in element i alone. Its error falls with h^2, that of (f(x + h e_i) - f(x)) / h only with h. The result has
 * x's shape; f is called as f(x, context). x is changed for this and put back: afterwards it is, bit for bit, what it
 * was. */
Tensor *numerical_gradient(ScalarFunction f, const void *context, Tensor *x, double h) {
    TODO("0.10");
}

/* 0.10  How far two gradients of one shape are apart, in proportion to the larger one:
 *
 *     ||a - b|| / max(||a||, ||b||),   ||a|| = sqrt(sum_i a_i^2)
 *
 * and 0 when both are 0 everywhere. Right gradients have some 1e-3 or less in float, wrong ones seldom less than 0.01;
 * one that has the wrong sign has 2. */
double gradient_error(const Tensor *a, const Tensor *b) {
    TODO("0.10");
}

/* L(x) of an OpLoss: a ScalarFunction. Nothing is recorded. */
double op_loss(const Tensor *x, const void *context) {
    const OpLoss *loss = context;
    t_no_grad();
    Tensor       *in = t_copy_of(x->raw, x->dtype, x->ndim, x->shape);
    const Tensor *y = t_apply_at(T_HERE("op_loss"), loss->op, loss->args, 1, &in);
    double        sum = 0;
    for (size_t i = 0; i < y->size; i++) sum += (double)loss->dy->data[i] * (double)y->data[i];
    return sum;
}

/* 0.10  Whether the operation's backward is the derivative of its forward at x: whether the gradient that backward
 * gives and the one that is measured with step h have a gradient_error of at most `tolerance`.
 *
 * Backward's comes from a leaf that is a copy of x (t_copy_of, t_requires_grad), the operation
 *
 *     y = t_apply_at(T_HERE("gradcheck"), loss->op, loss->args, 1, &leaf)
 *
 * and t_backward_from(y, loss->dy), which leaves the gradient of L(x) in leaf->grad. x itself stays as it is. */
bool gradcheck(const OpLoss *loss, const Tensor *x, double h, double tolerance) {
    TODO("0.10");
}
