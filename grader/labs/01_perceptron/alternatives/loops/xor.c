/* Lab 1 in another style: backpropagation sample by sample, with nothing but loops; gates that make use of H(0) = 1. */

/* @ 1.7 and_gate */
    for (int d = 0; d < w->shape[0]; d++) w->data[d] = 2;
    b->data[0] = -2 * w->shape[0]; /* exactly 0 when all are 1 */

/* @ 1.7 or_gate */
    for (int d = 0; d < w->shape[0]; d++) w->data[d] = d + 1;
    b->data[0] = -1;

/* @ 1.7 not_gate */
    w->data[0] = -3;
    b->data[0] = 0;

/* @ 1.7 xor_gate */
    /* One but not the other, or the other but not the one. */
    net->W1->data[0] = 1, net->W1->data[1] = -1, net->b1->data[0] = -1;
    net->W1->data[2] = -1, net->W1->data[3] = 1, net->b1->data[1] = -1;
    net->W2->data[0] = 1, net->W2->data[1] = 1, net->b2->data[0] = -1;

/* @ 1.8 two_layer_forward */
    const int   N = x->shape[0], D = x->shape[1], H = net->W1->shape[0], O = net->W2->shape[0];
    Activations a = {t_zeros(N, H), t_zeros(N, O)};
    for (int n = 0; n < N; n++) {
        for (int j = 0; j < H; j++) {
            real z = net->b1->data[j];
            for (int d = 0; d < D; d++) z += net->W1->data[j * D + d] * x->data[n * D + d];
            a.h->data[n * H + j] = tanh(z);
        }
        for (int o = 0; o < O; o++) {
            real z = net->b2->data[o];
            for (int j = 0; j < H; j++) z += net->W2->data[o * H + j] * a.h->data[n * H + j];
            a.y->data[n * O + o] = 1 / (1 + exp(-z));
        }
    }
    return a;

/* @ 1.8 two_layer_loss */
    double mean = 0;
    for (size_t i = 0; i < y->size; i++) mean += pow((double)y->data[i] - t->data[i], 2) / (double)y->size;
    return mean;

/* @ 1.8 two_layer_correct */
    int wrong = 0;
    for (int n = 0; n < y->shape[0]; n++) {
        if (t->data[n] == 1 && y->data[n] < 0.5) wrong++;
        if (t->data[n] == 0 && y->data[n] >= 0.5) wrong++;
    }
    return y->shape[0] - wrong;

/* @ 1.9 two_layer_backward */
    const int N = x->shape[0], D = x->shape[1], H = net->W1->shape[0], O = net->W2->shape[0];
    TwoLayer  g = {t_zeros(H, D), t_zeros(H), t_zeros(O, H), t_zeros(O)};
    for (int n = 0; n < N; n++) {
        const real *h = a->h->data + n * H, *y = a->y->data + n * O;
        for (int o = 0; o < O; o++) {
            const real dz2 = 2 * (y[o] - t->data[n * O + o]) * (1 - y[o]) * y[o] / (N * O);
            g.b2->data[o] += dz2;
            for (int j = 0; j < H; j++) {
                const real dz1 = dz2 * net->W2->data[o * H + j] * (1 - h[j] * h[j]);
                g.W2->data[o * H + j] += dz2 * h[j];
                g.b1->data[j] += dz1;
                for (int d = 0; d < D; d++) g.W1->data[j * D + d] += dz1 * x->data[n * D + d];
            }
        }
    }
    return g;

/* @ 1.10 two_layer_step */
    t_step();
    const Activations a = two_layer_forward(net, x);
    const double      loss = two_layer_loss(a.y, t);
    const TwoLayer    g = two_layer_backward(net, x, &a, t);
    for (size_t i = 0; i < g.W1->size; i++) net->W1->data[i] -= lr * g.W1->data[i];
    for (size_t i = 0; i < g.b1->size; i++) net->b1->data[i] -= lr * g.b1->data[i];
    for (size_t i = 0; i < g.W2->size; i++) net->W2->data[i] -= lr * g.W2->data[i];
    for (size_t i = 0; i < g.b2->size; i++) net->b2->data[i] -= lr * g.b2->data[i];
    return loss;

/* @ 1.10 two_layer_init */
    Tensor *const p[] = {net->W1, net->b1, net->W2, net->b2};
    for (int i = 0; i < 4; i++) {
        const double r = 1 / sqrt((double)p[i - i % 2]->shape[1]);
        for (size_t j = 0; j < p[i]->size; j++) p[i]->data[j] = (real)(-r + 2 * r * rng_uniform(rng));
    }

/* @ 1.10 two_layer_solve */
    int start = 0;
    while (start < starts) {
        two_layer_init(net, rng);
        for (int e = epochs; e > 0; e--) two_layer_step(net, x, t, lr);
        start++;
        if (two_layer_correct(two_layer_forward(net, x).y, t) == t->shape[0]) return start;
    }
    return 0;
