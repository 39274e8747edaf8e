/* Lab 5 in another style: everything is a float, whatever real is. */

/* @ 5.7 l1_penalty */
    return t_mul(t_sum(t_abs(w)), (float)lambda);

/* @ 5.7 l2_penalty */
    return t_mul(t_sum(t_pow(w, 2.0f)), (float)lambda);

/* @ 5.7 penalized */
    for (int i = 0; i < p->n; i++) {
        if (p->tensors[i]->ndim == 1) continue;
        loss = t_add(loss, l1_penalty(p->tensors[i], l1));
        loss = t_add(loss, l2_penalty(p->tensors[i], l2));
    }
    return loss;

/* @ 5.7 weight_decay_of */
    return 2.0f * (float)lambda;

/* @ 5.8 prox_l1 */
    const float threshold = (float)lr * (float)lambda;
    for (size_t i = 0; i < w->size; i++) {
        const float v = (float)w->data[i], size = fabsf(v) - threshold;
        w->data[i] = (real)(size <= 0 ? 0.0f : v < 0 ? -size : size);
    }

/* @ 5.10 regularized_mlp */
    Module *all[100], **next = all;
    *next++ = nn_linear(sizes[0], sizes[1]);
    for (const int *size = sizes + 1; size < sizes + n - 1; size++) {
        if (batch_norm) *next++ = nn_batch_norm1d(*size);
        *next++ = nn_relu();
        if (p != 0) *next++ = nn_dropout(p);
        *next++ = nn_linear(size[0], size[1]);
    }
    return nn_sequential_of((int)(next - all), all);

/* @ 5.11 gradient_norms */
    int l = 0;
    for (int i = 0; i < p->n; i++) l += p->tensors[i]->ndim > 1;
    Tensor *norms = t_zeros(l);
    l = 0;
    for (int i = 0; i < p->n; i++) {
        if (p->tensors[i]->ndim <= 1) continue;
        float sum = 0;
        if (p->tensors[i]->grad) {
            const real *g = t_host(p->tensors[i]->grad);
            for (size_t j = 0; j < p->tensors[i]->size; j++) sum += (float)g[j] * (float)g[j];
        }
        norms->data[l++] = (real)sqrtf(sum);
    }
    return norms;

/* @ 5.11 active_share */
    float active = 0;
    for (size_t i = 0; i < y->size; i++)
        if (value[i] > 0) active++;
    return active / (float)y->size;
