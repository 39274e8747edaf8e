/* Lab 0 in another style: one step a line, as a first solution is written. */

/* @ 0.10 numerical_gradient */
    Tensor *grad = t_zeros_like(x);
    for (size_t i = 0; i < x->size; i++) {
        real old = x->data[i];
        x->data[i] = old + h;
        double plus = f(x, context);
        x->data[i] = old - h;
        double minus = f(x, context);
        x->data[i] = old;
        grad->data[i] = (plus - minus) / (2 * h);
    }
    return grad;

/* @ 0.10 gradient_error */
    double na = 0, nb = 0, nd = 0;
    for (size_t i = 0; i < a->size; i++) {
        double d = a->data[i] - b->data[i];
        na += a->data[i] * a->data[i];
        nb += b->data[i] * b->data[i];
        nd += d * d;
    }
    na = sqrt(na);
    nb = sqrt(nb);
    nd = sqrt(nd);
    double biggest = na > nb ? na : nb;
    if (biggest == 0) return 0;
    return nd / biggest;

/* @ 0.10 gradcheck */
    Tensor *copy = t_copy_of(x->raw, x->dtype, x->ndim, x->shape);
    Tensor *leaf = t_copy_of(x->raw, x->dtype, x->ndim, x->shape);
    t_requires_grad(leaf);
    Tensor *y = t_apply_at(T_HERE("gradcheck"), loss->op, loss->args, 1, &leaf);
    t_backward_from(y, loss->dy);
    Tensor *measured = numerical_gradient(op_loss, loss, copy, h);
    double error = gradient_error(leaf->grad, measured);
    return error <= tolerance;
