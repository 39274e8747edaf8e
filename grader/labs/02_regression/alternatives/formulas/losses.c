/* Lab 2 in another style: other formulas (Welford, Gram-Schmidt, layers asked about unit vectors, sums with care). */

/* @ 2.2 mse_loss_forward */
    double mean = 0; /* of the squares so far */
    for (size_t i = 0; i < p->size; i++) mean += (pow((double)p->data[i] - t->data[i], 2) - mean) / (double)(i + 1);
    return t_scalar(mean);

/* @ 2.2 mse_loss_backward */
    const double twice = 2.0 * dL->data[0];
    for (size_t i = 0; i < p->size; i++) {
        const double pull = twice * ((double)t->data[i] - p->data[i]) / (double)p->size;
        if (dx[0]) dx[0]->data[i] = (real)(dx[0]->data[i] - pull);
        if (dx[1]) dx[1]->data[i] = (real)(dx[1]->data[i] + pull);
    }

/* @ 2.3 l1_loss_forward */
    double mean = 0;
    for (size_t i = 0; i < p->size; i++)
        mean += (sqrt(pow((double)p->data[i] - t->data[i], 2)) - mean) / (double)(i + 1);
    return t_scalar(mean);

/* @ 2.3 l1_loss_backward */
    for (size_t i = 0; i < p->size; i++) {
        const double e = (double)p->data[i] - t->data[i], slope = e != 0 ? e / fabs(e) : 0;
        if (dx[0]) dx[0]->data[i] += (real)(dL->data[0] * slope / (double)p->size);
        if (dx[1]) dx[1]->data[i] += (real)(dL->data[0] * -slope / (double)p->size);
    }
