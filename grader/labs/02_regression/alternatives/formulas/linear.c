/* Lab 2 in another style: other formulas (Welford, Gram-Schmidt, layers asked about unit vectors, sums with care). */

typedef struct Sum { double value, lost; } Sum;

static void add(Sum *s, double x) {
    volatile double y = x - s->lost, t = s->value + y;
    s->lost = (t - s->value) - y;
    s->value = t;
}

/* @ 2.1 linear_forward */
    Tensor *y = t_empty(DTYPE_REAL, 2, (int[]){N, out});
    for (int n = 0; n < N; n++)
        for (int j = 0; j < out; j++) {
            Sum s = {b->data[j], 0};
            for (int i = 0; i < in; i++) add(&s, (double)x->data[n * in + i] * W->data[j * in + i]);
            y->data[n * out + j] = (real)s.value;
        }
    return y;

/* @ 2.1 linear_backward */
    if (dx[0])
        for (int k = 0; k < N * in; k++) {
            Sum s = {dx[0]->data[k], 0};
            for (int j = 0; j < out; j++) add(&s, (double)dy->data[k / in * out + j] * W->data[j * in + k % in]);
            dx[0]->data[k] = (real)s.value;
        }
    if (dx[1])
        for (int k = 0; k < out * in; k++) {
            Sum s = {dx[1]->data[k], 0};
            for (int n = 0; n < N; n++) add(&s, (double)dy->data[n * out + k / in] * x->data[n * in + k % in]);
            dx[1]->data[k] = (real)s.value;
        }
    if (dx[2])
        for (int j = 0; j < out; j++) {
            Sum s = {dx[2]->data[j], 0};
            for (int n = 0; n < N; n++) add(&s, dy->data[n * out + j]);
            dx[2]->data[j] = (real)s.value;
        }
