/* Lab 1 in another style: float everywhere, as C programmers of numbers like it. Right to seven digits. */

/* @ 1.1 net_input */
    float z = 0.0f;
    for (int d = 0; d < w->shape[0]; d++) z += (float)w->data[d] * (float)x->data[n * w->shape[0] + d];
    return z + (float)b->data[0];

/* @ 1.1 heaviside */
    return (float)z >= 0.0f;

/* @ 1.1 threshold_unit */
    Tensor *o = t_zeros(x->shape[0], 1);
    for (int n = 0; n < x->shape[0]; n++) o->data[n] = (float)heaviside(net_input(w, b, x, n));
    return o;

/* @ before perceptron_update */
static void change(Tensor *w, Tensor *b, const Tensor *x, int n, float by) {
    for (int d = 0; d < w->shape[0]; d++) w->data[d] = (float)w->data[d] + by * (float)x->data[n * w->shape[0] + d];
    b->data[0] = (float)b->data[0] + by;
}

/* @ 1.2 perceptron_update */
    float e = (float)t->data[n] - (float)heaviside(net_input(w, b, x, n));
    if (e != 0.0f) change(w, b, x, n, (float)lr * e);
    return e != 0.0f;

/* @ 1.2 perceptron_epoch */
    int n, k = 0;
    for (n = 0; n < x->shape[0]; n++) k += perceptron_update(w, b, x, t, n, lr) ? 1 : 0;
    return k;

/* @ 1.3 perceptron_train */
    int e;
    for (e = 1; e <= max_epochs; e++) {
        int k = perceptron_epoch(w, b, x, t, lr);
        mistakes[e - 1] = k;
        if (!k) return e;
    }
    return max_epochs;

/* @ 1.4 perceptron_learns */
    float   w[16] = {0}, b = 0.0f;
    const int N = x->shape[0], D = x->shape[1];
    for (int e = 0; e < max_epochs; e++) {
        int k = 0;
        for (int n = 0; n < N; n++) {
            float z = b;
            for (int d = 0; d < D; d++) z += w[d] * (float)x->data[n * D + d];
            float error = (float)t->data[n] - (z >= 0.0f ? 1.0f : 0.0f);
            for (int d = 0; d < D; d++) w[d] += error * (float)x->data[n * D + d];
            b += error;
            k += error != 0.0f;
        }
        if (k == 0) return true;
    }
    return false;

/* @ 1.4 boolean_functions_learnt */
    const int rows = 1 << inputs;
    int       count = 0;
    Tensor   *x = t_zeros(rows, inputs), *t = t_zeros(rows, 1);
    for (int i = 0; i < rows * inputs; i++) x->data[i] = (i / inputs) >> (inputs - 1 - i % inputs) & 1;
    for (long f = (1L << rows) - 1; f >= 0; f--) {
        for (int r = 0; r < rows; r++) t->data[r] = (f >> r) % 2;
        if (perceptron_learns(x, t, max_epochs)) count++;
    }
    return count;

/* @ 1.5 adaline_epoch */
    float sum = 0.0f;
    for (int n = 0; n < x->shape[0]; n++) {
        float e = (float)(t->data[n] - net_input(w, b, x, n));
        change(w, b, x, n, (float)lr * e);
        sum += e * e;
    }
    return sum / (float)x->shape[0];

/* @ 1.5 adaline_step */
    const int N = x->shape[0], D = x->shape[1];
    float     dw[D], db = 0.0f, sum = 0.0f;
    for (int d = 0; d < D; d++) dw[d] = 0.0f;
    for (int n = 0; n < N; n++) {
        float e = (float)(t->data[n] - net_input(w, b, x, n));
        for (int d = 0; d < D; d++) dw[d] += e * (float)x->data[n * D + d];
        db += e;
        sum += e * e;
    }
    for (int d = 0; d < D; d++) w->data[d] = (float)w->data[d] + (float)lr * 2.0f / (float)N * dw[d];
    b->data[0] = (float)b->data[0] + (float)lr * 2.0f / (float)N * db;
    return sum / (float)N;

/* @ 1.6 hebb_learn */
    for (int n = 0; n < x->shape[0]; n++) {
        float s = t->data[n] > 0.5f ? 1.0f : -1.0f;
        for (int d = 0; d < w->shape[0]; d++) w->data[d] += s * (2.0f * (float)x->data[n * w->shape[0] + d] - 1.0f);
        b->data[0] += s;
    }
