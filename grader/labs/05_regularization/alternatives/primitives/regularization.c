/* Lab 5 in another style: out of the library's own operations, with hardly a loop. */

/* @ 5.7 l1_penalty */
    return t_sum(t_abs(t_scale(w, lambda)));

/* @ 5.7 l2_penalty */
    Tensor *row = t_reshape(w, -1);
    return t_scale(t_dot(row, row), lambda);

/* @ 5.7 penalized */
    Tensor *sum = t_scalar(0);
    for (int i = 0; i < p->n; i++) {
        Tensor *w = p->tensors[i];
        if (w->ndim < 2) continue;
        sum = t_add(sum, l1_penalty(w, l1));
        sum = t_add(sum, l2_penalty(w, l2));
    }
    return t_add(loss, sum);

/* @ 5.8 prox_l1 */
    t_no_grad();
    Tensor *above = t_maximum(t_sub(w, lr * lambda), 0), *below = t_maximum(t_sub(t_neg(w), lr * lambda), 0);
    memcpy(w->data, t_sub(above, below)->data, w->size * sizeof(real));

/* @ 5.9 early_stopping_update */
    const bool better = validation_loss < e->best_loss - e->min_delta;
    e->waited = better ? 0 : e->waited + 1;
    for (int i = 0; better && i < e->n; i++) copy_values(e->best[i], e->state[i].tensor);
    if (better) {
        e->best_loss = validation_loss;
        e->best_epoch = e->epoch;
    }
    return e->epoch++, e->waited == e->patience;

/* @ 5.9 early_stopping_restore */
    int i = e->n;
    while (i-- > 0) copy_values(e->state[i].tensor, e->best[i]);

/* @ before regularized_mlp */
static int append(Module *all, int at, Module *layer) {
    char name[16];
    snprintf(name, sizeof name, "%d", at);
    nn_add(all, name, layer);
    return at + 1;
}

/* @ 5.10 regularized_mlp */
    Module *all = nn_sequential(nn_linear(sizes[0], sizes[1]));
    int     at = 1;
    for (int i = 1; i < n - 1; i++) {
        if (batch_norm) at = append(all, at, nn_batch_norm1d(sizes[i]));
        at = append(all, at, nn_relu());
        if (p > 0) at = append(all, at, nn_dropout(p));
        at = append(all, at, nn_linear(sizes[i], sizes[i + 1]));
    }
    return all;

/* @ 5.11 gradient_norms */
    t_no_grad();
    Tensor *norms = NULL;
    for (int i = 0; i < p->n; i++) {
        Tensor *g = p->tensors[i]->grad;
        if (p->tensors[i]->ndim < 2) continue;
        Tensor *norm = t_reshape(g ? t_sqrt(t_sum(t_mul(g, g))) : t_scalar(0), 1);
        norms = norms ? t_cat(0, norms, norm) : norm;
    }
    return norms;

/* @ 5.11 active_share */
    (void)value;
    return t_item(t_mean(t_cast(t_gt((Tensor *)y, 0), DTYPE_REAL)));
