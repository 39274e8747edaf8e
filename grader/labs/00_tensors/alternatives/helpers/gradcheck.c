/* Lab 0 in another style: helpers. */

static double moved(ScalarFunction f, const void *context, Tensor *x, size_t i, double by) {
    const real before = x->data[i];
    x->data[i] += (real)by;
    const double value = f(x, context);
    x->data[i] = before;
    return value;
}

/* @ 0.10 numerical_gradient */
    Tensor *g = t_zeros_like(x);
    for (size_t i = 0; i < x->size; i++)
        g->data[i] = (real)(moved(f, context, x, i, h) / (2 * h) - moved(f, context, x, i, -h) / (2 * h));
    return g;

/* @ before gradient_error */
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

/* @ 0.10 gradient_error */
    if (norm(a) == 0 && norm(b) == 0) return 0;
    return norm(minus(a, b)) / fmax(norm(a), norm(b));

/* @ before gradcheck */
static Tensor *gradient_of(const OpLoss *loss, const Tensor *x) {
    Tensor *leaf = t_like(x);
    memcpy(leaf->data, x->data, x->size * sizeof(real));
    t_requires_grad(leaf);
    t_backward_from(t_apply_at(T_HERE("gradient_of"), loss->op, loss->args, 1, &leaf), loss->dy);
    return leaf->grad;
}

/* @ 0.10 gradcheck */
    Tensor *copy = t_copy_of(x->raw, x->dtype, x->ndim, x->shape);
    return gradient_error(gradient_of(loss, x), numerical_gradient(op_loss, loss, copy, h)) <= tolerance;
