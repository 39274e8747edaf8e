/* Lab 0 in another style: sums of the elements by halves. */
#include "tensors.h"

static double squares(size_t n, const real *a, const real *b) {
    if (n == 0) return 0;
    if (n == 1) return ((double)*a - (b ? (double)*b : 0)) * ((double)*a - (b ? (double)*b : 0));
    return squares(n / 2, a, b) + squares(n - n / 2, a + n / 2, b ? b + n / 2 : NULL);
}

Tensor *numerical_gradient(ScalarFunction f, const void *context, Tensor *x, double h) {
    Tensor *g = t_zeros_like(x), *moved = t_copy_of(x->raw, x->dtype, x->ndim, x->shape);
    for (size_t i = x->size; i-- > 0;) {
        moved->data[i] = x->data[i] - (real)h;
        double low = f(moved, context);
        moved->data[i] = x->data[i] + (real)h;
        double high = f(moved, context);
        moved->data[i] = x->data[i];
        g->data[i] = (real)(0.5 * (high - low) / h);
    }
    return g;
}

double gradient_error(const Tensor *a, const Tensor *b) {
    double norm_a = sqrt(squares(a->size, a->data, NULL)), norm_b = sqrt(squares(b->size, b->data, NULL));
    double largest = norm_a > norm_b ? norm_a : norm_b;
    return largest > 0 ? sqrt(squares(a->size, a->data, b->data)) / largest : 0;
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
    Tensor *leaf = t_keep(x);
    Tensor *measured = numerical_gradient(op_loss, loss, leaf, h);
    leaf->requires_grad = true;
    t_backward_from(t_apply_at(T_HERE("gradcheck"), loss->op, loss->args, 1, &leaf), loss->dy);
    bool right = gradient_error(measured, leaf->grad) < tolerance;
    t_free(leaf);
    return right;
}
