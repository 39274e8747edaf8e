/* Lab 2 in another style: one step a line, as a first solution is written. */

/* @ 2.1 linear_forward */
    int shape[2] = {N, out};
    Tensor *y = t_empty(DTYPE_REAL, 2, shape);
    for (int n = 0; n < N; n++) {
        for (int j = 0; j < out; j++) {
            real s = 0;
            for (int i = 0; i < in; i++) {
                s += x->data[n * in + i] * W->data[j * in + i];
            }
            y->data[n * out + j] = s + b->data[j];
        }
    }
    return y;

/* @ 2.1 linear_backward */
    if (dx[0] != NULL) {
        for (int n = 0; n < N; n++)
            for (int i = 0; i < in; i++) {
                real s = 0;
                for (int j = 0; j < out; j++) s += dy->data[n * out + j] * W->data[j * in + i];
                dx[0]->data[n * in + i] += s;
            }
    }
    if (dx[1] != NULL) {
        for (int j = 0; j < out; j++)
            for (int i = 0; i < in; i++) {
                real s = 0;
                for (int n = 0; n < N; n++) s += dy->data[n * out + j] * x->data[n * in + i];
                dx[1]->data[j * in + i] += s;
            }
    }
    if (dx[2] != NULL) {
        for (int j = 0; j < out; j++) {
            real s = 0;
            for (int n = 0; n < N; n++) s += dy->data[n * out + j];
            dx[2]->data[j] += s;
        }
    }
