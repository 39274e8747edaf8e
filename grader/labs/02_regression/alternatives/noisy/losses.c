/* Lab 2 in another style: prints at every turn, allocates and forgets to free. All of it right. */

/* @ 2.2 mse_loss_forward */
    double* errors = malloc(p->size * sizeof(double));
    for (size_t i = 0; i < p->size; i++) errors[i] = p->data[i] - t->data[i];
    double s = 0;
    for (size_t i = 0; i < p->size; i++) s += errors[i] * errors[i];
    printf("mse %g\n", s / p->size);
    return t_scalar(s / p->size);

/* @ 2.2 mse_loss_backward */
    for (size_t i = 0; i < p->size; i++) {
    	double g = 2.0 * (p->data[i] - t->data[i]) / p->size * dL->data[0];
    	if (dx[0] != NULL) dx[0]->data[i] = dx[0]->data[i] + g;
    	if (dx[1] != NULL) dx[1]->data[i] = dx[1]->data[i] - g;
    }
    printf("mse backward done\n");

/* @ 2.3 l1_loss_forward */
    double s = 0;
    for (size_t i = 0; i < p->size; i++) {
    	if (p->data[i] - t->data[i] >= 0) s += p->data[i] - t->data[i];
    	else s -= p->data[i] - t->data[i];
    }
    printf("l1 %g\n", s);
    return t_scalar(s / p->size);

/* @ 2.3 l1_loss_backward */
    for (size_t i = 0; i < p->size; i++) {
    	int sign = 0;
    	if (p->data[i] > t->data[i]) sign = 1;
    	else if (p->data[i] < t->data[i]) sign = -1;
    	else sign = 0;
    	if (dx[0] != NULL) dx[0]->data[i] += sign * dL->data[0] / p->size;
    	if (dx[1] != NULL) dx[1]->data[i] += -sign * dL->data[0] / p->size;
    }
