/* Lab 2 in another style: one step a line, as a first solution is written. */

/* @ 2.2 mse_loss_forward */
    double sum = 0;
    size_t n = p->size;
    for (size_t i = 0; i < n; i++) {
        double d = p->data[i] - t->data[i];
        sum += d * d;
    }
    return t_scalar(sum / n);

/* @ 2.2 mse_loss_backward */
    size_t n = p->size;
    for (size_t i = 0; i < n; i++) {
        real g = dL->data[0] * 2.0 * (p->data[i] - t->data[i]) / n;
        if (dx[0] != NULL) dx[0]->data[i] += g;
        if (dx[1] != NULL) dx[1]->data[i] -= g;
    }

/* @ 2.3 l1_loss_forward */
    double sum = 0;
    for (size_t i = 0; i < p->size; i++) {
        double d = p->data[i] - t->data[i];
        if (d < 0) d = -d;
        sum += d;
    }
    return t_scalar(sum / p->size);

/* @ 2.3 l1_loss_backward */
    for (size_t i = 0; i < p->size; i++) {
        real d = p->data[i] - t->data[i];
        real sign = 0;
        if (d > 0) sign = 1;
        if (d < 0) sign = -1;
        real g = dL->data[0] * sign / p->size;
        if (dx[0] != NULL) dx[0]->data[i] += g;
        if (dx[1] != NULL) dx[1]->data[i] -= g;
    }
