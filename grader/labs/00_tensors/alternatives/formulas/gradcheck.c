/* Lab 0 in another style: a norm that cannot overflow, and all of x moved by hand. */

/* @ 0.10 numerical_gradient */
    Tensor *g = t_like(x), *up = t_clone(x), *down = t_clone(x);
    for (size_t i = 0; i < x->size; i++) {
        up->data[i] += (real)h;
        down->data[i] -= (real)h;
        g->data[i] = (real)((f(up, context) - f(down, context)) / (double)(up->data[i] - down->data[i]));
        up->data[i] = down->data[i] = x->data[i];
    }
    return g;

/* @ before gradient_error */
static double norm(const Tensor *a, const Tensor *minus) {
    double length = 0;
    for (size_t i = 0; i < a->size; i++)
        length = hypot(length, (double)a->data[i] - (minus ? (double)minus->data[i] : 0));
    return length;
}

/* @ 0.10 gradient_error */
    const double distance = norm(a, b);
    return distance == 0 ? 0 : fmin(distance / norm(a, NULL), distance / norm(b, NULL));

/* @ 0.10 gradcheck */
    Tensor *leaf = t_requires_grad(t_copy_of(x->data, DTYPE_REAL, x->ndim, x->shape));
    Tensor *y = t_apply_at(T_HERE("gradcheck"), loss->op, loss->args, 1, &leaf);
    t_backward_from(y, loss->dy);
    Tensor *moved = t_copy_of(x->data, DTYPE_REAL, x->ndim, x->shape);
    return !(gradient_error(numerical_gradient(op_loss, loss, moved, h), leaf->grad) > tolerance);
