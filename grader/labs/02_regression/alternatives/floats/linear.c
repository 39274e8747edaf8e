/* Lab 2 in another style: every sum and every number in between is a float, whatever real is. */

/* @ 2.1 linear_forward */
    Tensor *y = t_empty(DTYPE_REAL, 2, (int[]){N, out});
    for (int j = out - 1; j >= 0; j--)
        for (int n = N - 1; n >= 0; n--) {
            float sum = 0;
            for (int i = in - 1; i >= 0; i--) sum += (float)x->data[n * in + i] * (float)W->data[j * in + i];
            y->data[n * out + j] = sum + (float)b->data[j];
        }
    return y;

/* @ 2.1 linear_backward */
    for (int n = 0; dx[0] && n < N; n++)
        for (int i = 0; i < in; i++) {
            float sum = 0;
            for (int j = 0; j < out; j++) sum += (float)dy->data[n * out + j] * (float)W->data[j * in + i];
            dx[0]->data[n * in + i] += sum;
        }
    for (int j = 0; j < out; j++) {
        for (int i = 0; dx[1] && i < in; i++) {
            float sum = 0;
            for (int n = 0; n < N; n++) sum += (float)dy->data[n * out + j] * (float)x->data[n * in + i];
            dx[1]->data[j * in + i] += sum;
        }
        float sum = 0;
        for (int n = 0; n < N; n++) sum += (float)dy->data[n * out + j];
        if (dx[2]) dx[2]->data[j] += sum;
    }
