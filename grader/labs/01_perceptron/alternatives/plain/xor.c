/* Lab 1 in another style: one step a line, as a first solution is written. */

/* @ 1.7 and_gate */
    int D = w->shape[0];
    for (int d = 0; d < D; d++) {
        w->data[d] = 1.0;
    }
    b->data[0] = -D + 0.5;

/* @ 1.7 or_gate */
    int D = w->shape[0];
    for (int d = 0; d < D; d++) {
        w->data[d] = 1.0;
    }
    b->data[0] = -0.5;

/* @ 1.7 not_gate */
    w->data[0] = -1.0;
    b->data[0] = 0.5;

/* @ 1.7 xor_gate */
    net->W1->data[0] = 1;
    net->W1->data[1] = 1;
    net->b1->data[0] = -0.5;
    net->W1->data[2] = -1;
    net->W1->data[3] = -1;
    net->b1->data[1] = 1.5;
    net->W2->data[0] = 1;
    net->W2->data[1] = 1;
    net->b2->data[0] = -1.5;

/* @ 1.8 two_layer_forward */
    Activations a;
    Tensor *z1 = t_add(t_matmul(x, t_transpose(net->W1)), net->b1);
    a.h = t_like(z1);
    for (size_t i = 0; i < z1->size; i++) {
        a.h->data[i] = tanh(z1->data[i]);
    }
    Tensor *z2 = t_add(t_matmul(a.h, t_transpose(net->W2)), net->b2);
    a.y = t_like(z2);
    for (size_t i = 0; i < z2->size; i++) {
        a.y->data[i] = 1.0 / (1.0 + exp(-z2->data[i]));
    }
    return a;

/* @ 1.8 two_layer_loss */
    double sum = 0;
    for (size_t i = 0; i < y->size; i++) {
        double diff = y->data[i] - t->data[i];
        sum += diff * diff;
    }
    return sum / y->size;

/* @ 1.8 two_layer_correct */
    int right = 0;
    for (size_t i = 0; i < y->size; i++) {
        int guess = y->data[i] >= 0.5 ? 1 : 0;
        if (guess == t->data[i]) {
            right++;
        }
    }
    return right;

/* @ 1.9 two_layer_backward */
    TwoLayer g;
    Tensor *h = a->h;
    Tensor *y = a->y;
    int N = y->shape[0];
    int O = y->shape[1];
    Tensor *dz2 = t_like(y);
    for (size_t i = 0; i < y->size; i++) {
        real yi = y->data[i];
        dz2->data[i] = 2.0 / (N * O) * (yi - t->data[i]) * yi * (1 - yi);
    }
    g.W2 = t_matmul(t_transpose(dz2), h);
    g.b2 = t_sum_axis(dz2, 0);
    Tensor *dh = t_matmul(dz2, net->W2);
    Tensor *dz1 = t_like(dh);
    for (size_t i = 0; i < dh->size; i++) {
        real hi = h->data[i];
        dz1->data[i] = dh->data[i] * (1 - hi * hi);
    }
    g.W1 = t_matmul(t_transpose(dz1), x);
    g.b1 = t_sum_axis(dz1, 0);
    return g;

/* @ 1.10 two_layer_step */
    t_step();
    Activations a = two_layer_forward(net, x);
    double E = two_layer_loss(a.y, t);
    TwoLayer g = two_layer_backward(net, x, &a, t);
    descend(net->W1, g.W1, lr);
    descend(net->b1, g.b1, lr);
    descend(net->W2, g.W2, lr);
    descend(net->b2, g.b2, lr);
    return E;

/* @ 1.10 two_layer_init */
    int D = net->W1->shape[1];
    int H = net->W2->shape[1];
    double k1 = 1.0 / sqrt(D);
    double k2 = 1.0 / sqrt(H);
    t_fill_uniform(net->W1, rng, -k1, k1);
    t_fill_uniform(net->b1, rng, -k1, k1);
    t_fill_uniform(net->W2, rng, -k2, k2);
    t_fill_uniform(net->b2, rng, -k2, k2);

/* @ 1.10 two_layer_solve */
    int N = x->shape[0];
    for (int s = 0; s < starts; s++) {
        two_layer_init(net, rng);
        for (int e = 0; e < epochs; e++) {
            two_layer_step(net, x, t, lr);
        }
        t_step();
        Activations a = two_layer_forward(net, x);
        if (two_layer_correct(a.y, t) == N) {
            return s + 1;
        }
    }
    return 0;
