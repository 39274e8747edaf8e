/* Lab 5 in another style: number by number. */

/* @ 5.7 l1_penalty */
    return t_sum(t_mul(lambda, t_abs(w)));

/* @ 5.7 l2_penalty */
    return t_sum(t_mul(lambda, t_pow(w, 2)));

/* @ before penalized */
static bool is_weight(const Tensor *x) { return x->ndim >= 2; }

/* @ 5.7 penalized */
    for (int i = 0; i < p->n; i++) {
        if (!is_weight(p->tensors[i])) continue;
        loss = t_add(loss, l1_penalty(p->tensors[i], l1));
        loss = t_add(loss, l2_penalty(p->tensors[i], l2));
    }
    return loss;

/* @ 5.8 prox_l1 */
    for (size_t i = 0; i < w->size; i++) {
        const double v = w->data[i], t = lr * lambda;
        w->data[i] = (real)(v > t ? v - t : v < -t ? v + t : 0);
    }

/* @ 5.9 early_stopping_update */
    if (!(validation_loss < e->best_loss - e->min_delta)) {
        e->epoch += 1;
        e->waited += 1;
        if (e->waited < e->patience) return false;
        return true;
    }
    for (int i = 0; i < e->n; i++) {
        t_free(e->best[i]);
        e->best[i] = t_keep(e->state[i].tensor);
    }
    e->best_loss = validation_loss;
    e->best_epoch = e->epoch++;
    e->waited = 0;
    return false;

/* @ 5.9 early_stopping_restore */
    for (int i = 0; i < e->n; i++)
        memcpy(e->state[i].tensor->raw, e->best[i]->raw,
               e->best[i]->size * t_element_size(e->best[i]->dtype));

/* @ 5.10 regularized_mlp */
    Module *layer[64];
    int     k = 0;
    for (int i = 0; i + 1 < n; i++) {
        layer[k++] = nn_linear(sizes[i], sizes[i + 1]);
        const bool hidden = i + 2 < n;
        if (hidden && batch_norm) layer[k++] = nn_batch_norm1d(sizes[i + 1]);
        if (hidden) layer[k++] = nn_relu();
        if (hidden && p > 0) layer[k++] = nn_dropout(p);
    }
    return nn_sequential_of(k, layer);

/* @ 5.11 gradient_norms */
    real found[256];
    int  n = 0;
    for (int i = 0; i < p->n; i++) {
        if (!is_weight(p->tensors[i])) continue;
        double squares = 0;
        if (p->tensors[i]->grad != NULL)
            for (size_t j = 0; j < p->tensors[i]->size; j++) squares += pow(p->tensors[i]->grad->data[j], 2);
        found[n++] = (real)sqrt(squares);
    }
    return t_copy_of(found, DTYPE_REAL, 1, &n);

/* @ 5.11 active_share */
    double share = 0;
    for (size_t i = 0; i < y->size; i++)
        if (value[i] > 0) share += 1.0 / (double)y->size;
    return share;
