/* Lab 2 in another style: plain loops, one index after the other, and no library but the containers. */

/* @ 2.1 linear_forward */
    Tensor *y = t_empty(DTYPE_REAL, 2, (int[]){N, out});
    for (int n = 0; n < N; n++)
        for (int j = 0; j < out; j++) {
            real sum = b->data[j];
            for (int i = 0; i < in; i++) sum += x->data[n * in + i] * W->data[j * in + i];
            y->data[n * out + j] = sum;
        }
    return y;

/* @ 2.1 linear_backward */
    for (int n = 0; n < N; n++)
        for (int j = 0; j < out; j++) {
            const real d = dy->data[n * out + j];
            for (int i = 0; i < in; i++) {
                if (dx[0]) dx[0]->data[n * in + i] += d * W->data[j * in + i];
                if (dx[1]) dx[1]->data[j * in + i] += d * x->data[n * in + i];
            }
            if (dx[2]) dx[2]->data[j] += d;
        }
