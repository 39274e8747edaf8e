/* Lab 5 in another style: other forms of the formulas. */

/* @ 5.7 l1_penalty */
    Tensor *above = t_cast(t_gt(w, 0), DTYPE_REAL), *below = t_cast(t_lt(w, 0), DTYPE_REAL);
    return t_mul(t_dot(t_reshape(t_sub(above, below), -1), t_reshape(w, -1)), lambda);

/* @ 5.7 l2_penalty */
    return t_sum(t_mul(t_scale(w, lambda), w));

/* @ 5.7 penalized */
    Tensor *absolute = t_scalar(0), *squares = t_scalar(0);
    for (int i = 0; i < p->n; i++)
        if (p->tensors[i]->ndim > 1) {
            absolute = t_add(absolute, l1_penalty(p->tensors[i], 1));
            squares = t_add(squares, l2_penalty(p->tensors[i], 1));
        }
    return t_add(t_add(loss, t_mul(absolute, l1)), t_mul(squares, l2));

/* @ 5.8 prox_l1 */
    /* w less its projection on [-t, t]. */
    const real t = (real)(lambda * lr);
    for (size_t i = 0; i < w->size; i++) w->data[i] -= fmin(fmax(w->data[i], -t), t);

/* @ 5.9 early_stopping_update */
    const double limit = e->best_loss - e->min_delta;
    const int    epoch = e->epoch++;
    if (validation_loss < limit) {
        e->best_loss = fmin(validation_loss, e->best_loss);
        e->best_epoch = epoch;
        for (int i = 0; i < e->n; i++) copy_values(e->best[i], e->state[i].tensor);
    }
    e->waited = epoch - e->best_epoch;
    return e->waited >= e->patience;

/* @ 5.9 early_stopping_restore */
    for (int i = e->n - 1; i >= 0; i--) copy_values(e->state[i].tensor, e->best[i]);

/* @ 5.10 regularized_mlp */
    const int each = 2 + batch_norm + (p > 0), count = each * (n - 2) + 1;
    Module   *layers[count];
    for (int l = 0; l < n - 2; l++) {
        Module **at = layers + each * l;
        *at++ = nn_linear(sizes[l], sizes[l + 1]);
        if (batch_norm) *at++ = nn_batch_norm1d(sizes[l + 1]);
        *at++ = nn_relu();
        if (p > 0) *at++ = nn_dropout(p);
    }
    layers[count - 1] = nn_linear(sizes[n - 2], sizes[n - 1]);
    return nn_sequential_of(count, layers);

/* @ 5.11 gradient_norms */
    int which[p->n + 1], n = 0;
    for (int i = 0; i < p->n; i++)
        if (p->tensors[i]->ndim > 1) which[n++] = i;
    Tensor *norms = t_zeros(n);
    for (int k = 0; k < n; k++) {
        const Tensor *g = p->tensors[which[k]]->grad;
        double        norm = 0;
        for (size_t j = 0; g && j < g->size; j++) norm = hypot(norm, g->data[j]);
        norms->data[k] = (real)norm;
    }
    return norms;

/* @ 5.11 active_share */
    size_t idle = 0;
    for (size_t i = 0; i < y->size; i++) idle += !(value[i] > 0);
    return 1 - (double)idle / (double)y->size;
