/* Lab 0 in another style: sums of the elements by halves. */

static double squares(size_t n, const real *a, const real *b) {
    if (n == 0) return 0;
    if (n == 1) return ((double)*a - (b ? (double)*b : 0)) * ((double)*a - (b ? (double)*b : 0));
    return squares(n / 2, a, b) + squares(n - n / 2, a + n / 2, b ? b + n / 2 : NULL);
}

/* @ 0.10 numerical_gradient */
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

/* @ 0.10 gradient_error */
    double norm_a = sqrt(squares(a->size, a->data, NULL)), norm_b = sqrt(squares(b->size, b->data, NULL));
    double largest = norm_a > norm_b ? norm_a : norm_b;
    return largest > 0 ? sqrt(squares(a->size, a->data, b->data)) / largest : 0;

/* @ 0.10 gradcheck */
    Tensor *leaf = t_keep(x);
    Tensor *measured = numerical_gradient(op_loss, loss, leaf, h);
    leaf->requires_grad = true;
    t_backward_from(t_apply_at(T_HERE("gradcheck"), loss->op, loss->args, 1, &leaf), loss->dy);
    bool right = gradient_error(measured, leaf->grad) < tolerance;
    t_free(leaf);
    return right;
