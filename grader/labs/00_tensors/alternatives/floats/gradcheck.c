/* Lab 0 in another style: slopes and norms in float, whatever real is. */

/* @ 0.10 numerical_gradient */
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

/* @ 0.10 gradient_error */
    float difference = 0, norm_a = 0, norm_b = 0;
    for (size_t i = 0; i < a->size; i++) {
        const float u = (float)a->data[i], v = (float)b->data[i];
        difference += (u - v) * (u - v);
        norm_a += u * u;
        norm_b += v * v;
    }
    return difference > 0 ? sqrtf(difference / fmaxf(norm_a, norm_b)) : 0;

/* @ 0.10 gradcheck */
    Tensor *leaf = t_requires_grad(t_copy_of(x->raw, x->dtype, x->ndim, x->shape));
    Tensor *y = t_apply_at(T_HERE("gradcheck"), loss->op, loss->args, 1, &leaf);
    t_backward_from(y, loss->dy);
    return (float)gradient_error(leaf->grad, numerical_gradient(op_loss, loss, leaf, h)) <= (float)tolerance;
