/* Lab 0 in another style: all moved copies of x are made first. */

/* @ 0.10 numerical_gradient */
    const size_t n = x->size;
    Tensor      *g = t_like(x), *copies[2 * n + 1];
    for (size_t i = 0; i < 2 * n; i++) {
        copies[i] = t_copy_of(x->raw, x->dtype, x->ndim, x->shape);
        copies[i]->data[i / 2] += (real)(i % 2 ? -h : h);
    }
    double values[2 * n + 1];
    for (size_t i = 0; i < 2 * n; i++) values[i] = f(copies[i], context);
    for (size_t i = 0; i < n; i++) g->data[i] = (real)((values[2 * i] - values[2 * i + 1]) / h / 2);
    return g;

/* @ 0.10 gradient_error */
    double squares[3] = {0};
    for (size_t i = 0; i < a->size; i++) {
        squares[0] += pow((double)a->data[i], 2);
        squares[1] += pow((double)b->data[i], 2);
        squares[2] += pow((double)a->data[i] - (double)b->data[i], 2);
    }
    const double largest = squares[squares[1] > squares[0]];
    return largest == 0 ? 0 : sqrt(squares[2]) / sqrt(largest);

/* @ 0.10 gradcheck */
    /* Once more with each element's part of the upstream gradient alone, so that nothing can cancel. */
    for (size_t part = 0; part <= loss->dy->size; part++) {
        Tensor *dy = t_copy_of(loss->dy->raw, DTYPE_REAL, loss->dy->ndim, loss->dy->shape);
        for (size_t i = 0; i < dy->size && part < dy->size; i++)
            if (i != part) dy->data[i] *= (real)0.5;
        const OpLoss weighted = {loss->op, loss->args, dy};
        Tensor      *leaf = t_requires_grad(t_copy_of(x->raw, DTYPE_REAL, x->ndim, x->shape));
        t_backward_from(t_apply_at(T_HERE("gradcheck"), loss->op, loss->args, 1, &leaf), dy);
        if (gradient_error(numerical_gradient(op_loss, &weighted, leaf, h), leaf->grad) > tolerance) return false;
    }
    return true;
