/* Lab 0 in another style: helpers. */
#include "tensors.h"

static double moved(ScalarFunction f, const void *context, Tensor *x, size_t i, double by) {
    const real before = x->data[i];
    x->data[i] += (real)by;
    const double value = f(x, context);
    x->data[i] = before;
    return value;
}

Tensor *numerical_gradient(ScalarFunction f, const void *context, Tensor *x, double h) {
    Tensor *g = t_zeros_like(x);
    for (size_t i = 0; i < x->size; i++)
        g->data[i] = (real)(moved(f, context, x, i, h) / (2 * h) - moved(f, context, x, i, -h) / (2 * h));
    return g;
}

static double dot(const Tensor *a, const Tensor *b) {
    double sum = 0;
    for (size_t i = 0; i < a->size; i++) sum += (double)a->data[i] * (double)b->data[i];
    return sum;
}

static Tensor *minus(const Tensor *a, const Tensor *b) {
    Tensor *d = t_like(a);
    for (size_t i = 0; i < a->size; i++) d->data[i] = a->data[i] - b->data[i];
    return d;
}

static double norm(const Tensor *a) { return sqrt(dot(a, a)); }

double gradient_error(const Tensor *a, const Tensor *b) {
    if (norm(a) == 0 && norm(b) == 0) return 0;
    return norm(minus(a, b)) / fmax(norm(a), norm(b));
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

static Tensor *gradient_of(const OpLoss *loss, const Tensor *x) {
    Tensor *leaf = t_like(x);
    memcpy(leaf->data, x->data, x->size * sizeof(real));
    t_requires_grad(leaf);
    t_backward_from(t_apply_at(T_HERE("gradient_of"), loss->op, loss->args, 1, &leaf), loss->dy);
    return leaf->grad;
}

bool gradcheck(const OpLoss *loss, const Tensor *x, double h, double tolerance) {
    Tensor *copy = t_copy_of(x->raw, x->dtype, x->ndim, x->shape);
    return gradient_error(gradient_of(loss, x), numerical_gradient(op_loss, loss, copy, h)) <= tolerance;
}
