/* Lab 2 in another style: every sum and every number in between is a float, whatever real is. */

/* @ 2.2 mse_loss_forward */
    float sum = 0;
    for (size_t i = 0; i < p->size; i++) {
        float e = (float)p->data[i] - (float)t->data[i];
        sum += e * e;
    }
    return t_scalar(sum / (float)p->size);

/* @ 2.2 mse_loss_backward */
    float scale = 2.0f / (float)p->size * (float)dL->data[0];
    for (size_t i = 0; i < p->size; i++) {
        float g = scale * ((float)p->data[i] - (float)t->data[i]);
        if (dx[0]) dx[0]->data[i] += g;
        if (dx[1]) dx[1]->data[i] -= g;
    }

/* @ 2.3 l1_loss_forward */
    float sum = 0;
    for (size_t i = 0; i < p->size; i++) sum += fabsf((float)p->data[i] - (float)t->data[i]);
    return t_scalar(sum / (float)p->size);

/* @ 2.3 l1_loss_backward */
    float scale = (float)dL->data[0] / (float)p->size;
    for (size_t i = 0; i < p->size; i++) {
        float e = (float)p->data[i] - (float)t->data[i];
        float g = e == 0 ? 0 : copysignf(scale, scale * e);
        if (dx[0]) dx[0]->data[i] += g;
        if (dx[1]) dx[1]->data[i] -= g;
    }
