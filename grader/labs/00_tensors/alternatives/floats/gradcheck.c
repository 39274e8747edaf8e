/* Lab 0 in another style: slopes and norms in float, whatever real is. */
#include "tensors.h"

Tensor *numerical_gradient(ScalarFunction f, const void *context, Tensor *x, double h) {
    Tensor     *g = t_like(x);
    const float step = (float)h;
    for (size_t i = 0; i < x->size; i++) {
        const real before = x->data[i];
        x->data[i] = (float)before + step;
        const float above = (float)f(x, context);
        x->data[i] = (float)before - step;
        const float below = (float)f(x, context);
        x->data[i] = before;
        g->data[i] = (above - below) / (2 * step);
    }
    return g;
}

double gradient_error(const Tensor *a, const Tensor *b) {
    float difference = 0, norm_a = 0, norm_b = 0;
    for (size_t i = 0; i < a->size; i++) {
        const float u = (float)a->data[i], v = (float)b->data[i];
        difference += (u - v) * (u - v);
        norm_a += u * u;
        norm_b += v * v;
    }
    return difference > 0 ? sqrtf(difference / fmaxf(norm_a, norm_b)) : 0;
}

double op_loss(const Tensor *x, const void *context) {
    const OpLoss *loss = context;
    t_no_grad();
    Tensor       *in = t_copy_of(x->raw, x->dtype, x->ndim, x->shape);
    const Tensor *y = t_apply_at(T_HERE("op_loss"), loss->op, loss->args, 1, &in);
    double        sum = 0;
    for (size_t i = 0; i < y->size; i++) sum += (double)loss->dy->data[i] * (double)y->data[i];
    return sum;
}

bool gradcheck(const OpLoss *loss, const Tensor *x, double h, double tolerance) {
    Tensor *leaf = t_requires_grad(t_copy_of(x->raw, x->dtype, x->ndim, x->shape));
    Tensor *y = t_apply_at(T_HERE("gradcheck"), loss->op, loss->args, 1, &leaf);
    t_backward_from(y, loss->dy);
    return (float)gradient_error(leaf->grad, numerical_gradient(op_loss, loss, leaf, h)) <= (float)tolerance;
}
