/* Lab 2 in another style: plain loops, one index after the other, and no library but the containers. */

/* @ 2.2 mse_loss_forward */
    real sum = 0;
    for (size_t i = 0; i < p->size; i++) sum += (p->data[i] - t->data[i]) * (p->data[i] - t->data[i]) / (real)p->size;
    return t_scalar(sum);

/* @ 2.2 mse_loss_backward */
    for (size_t i = 0; i < p->size; i++) {
        if (dx[0]) dx[0]->data[i] += dL->data[0] * 2 * (p->data[i] - t->data[i]) / (real)p->size;
        if (dx[1]) dx[1]->data[i] += dL->data[0] * 2 * (t->data[i] - p->data[i]) / (real)p->size;
    }

/* @ 2.3 l1_loss_forward */
    Tensor *L = t_scalar(0);
    for (size_t i = 0; i < p->size; i++)
        L->data[0] += p->data[i] > t->data[i] ? p->data[i] - t->data[i] : t->data[i] - p->data[i];
    L->data[0] /= (real)p->size;
    return L;

/* @ 2.3 l1_loss_backward */
    for (size_t i = 0; i < p->size; i++) {
        real slope = dL->data[0] / (real)p->size;
        if (p->data[i] == t->data[i]) continue;
        if (p->data[i] < t->data[i]) slope = -slope;
        if (dx[0]) dx[0]->data[i] += slope;
        if (dx[1]) dx[1]->data[i] -= slope;
    }
