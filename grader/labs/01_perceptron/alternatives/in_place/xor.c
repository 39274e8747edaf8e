/* Lab 1 in another style: every tensor is written over where it lies as soon as it is not needed any more. */

/* @ 1.7 and_gate */
    *b->data = (real)0.5;
    for (real *p = w->data; p < w->data + w->size; p++, *b->data -= 1) *p = 1;

/* @ 1.7 or_gate */
    *b->data = (real)-1e-3;
    for (real *p = w->data; p < w->data + w->size; p++) *p = 1;

/* @ 1.7 not_gate */
    *w->data = -2 * (*b->data = 1);

/* @ 1.7 xor_gate */
    /* NOR and AND; neither of the two is XOR. */
    static const real values[] = {-1, -1, 1, 1, 0.5, -1.5, -1, -1, 0.5};
    const real *v = values;
    for (int i = 0; i < 4; i++) net->W1->data[i] = *v++;
    for (int i = 0; i < 2; i++) net->b1->data[i] = *v++;
    for (int i = 0; i < 2; i++) net->W2->data[i] = *v++;
    *net->b2->data = *v;

/* @ before two_layer_forward */
/* z = x W^T + b into `to`. */
static void sums(real *to, const Tensor *x, const Tensor *W, const Tensor *b) {
    const int out = W->shape[0], in = W->shape[1];
    for (const real *row = x->data; row < x->data + x->size; row += in)
        for (int j = 0; j < out; j++, to++) {
            *to = b->data[j];
            for (int d = 0; d < in; d++) *to += row[d] * W->data[j * in + d];
        }
}

/* @ 1.8 two_layer_forward */
    const Activations a = {t_empty(DTYPE_REAL, 2, (int[]){x->shape[0], net->W1->shape[0]}),
                           t_empty(DTYPE_REAL, 2, (int[]){x->shape[0], net->W2->shape[0]})};
    sums(a.h->data, x, net->W1, net->b1);
    for (real *p = a.h->data; p < a.h->data + a.h->size; p++) *p = tanh(*p);
    sums(a.y->data, a.h, net->W2, net->b2);
    for (real *p = a.y->data; p < a.y->data + a.y->size; p++) *p = (1 + tanh(*p / 2)) / 2; /* the sigmoid */
    return a;

/* @ 1.8 two_layer_loss */
    double mean = 0;
    for (size_t i = 0; i < y->size; i++) {
        const double e = y->data[i] - t->data[i];
        mean += (e * e - mean) / (double)(i + 1); /* a running mean */
    }
    return mean;

/* @ 1.8 two_layer_correct */
    int left = (int)t->size;
    for (size_t i = 0; i < t->size; i++) left -= (t->data[i] == 0) ^ (y->data[i] < 0.5);
    return left;

/* @ 1.9 two_layer_backward */
    /* The sums' gradients are kept in copies of the activations. */
    Tensor   *dz2 = t_clone(a->y), *dz1 = t_clone(a->h);
    const int N = x->shape[0], H = net->W1->shape[0], O = net->W2->shape[0];
    for (size_t i = 0; i < dz2->size; i++)
        dz2->data[i] *= 2 * (1 - dz2->data[i]) * (dz2->data[i] - t->data[i]) / (real)dz2->size;
    for (int n = 0; n < N; n++)
        for (int j = 0; j < H; j++) {
            real back = 0, *h = &dz1->data[n * H + j];
            for (int o = 0; o < O; o++) back += dz2->data[n * O + o] * net->W2->data[o * H + j];
            *h = back - back * *h * *h;
        }
    TwoLayer g = {t_matmul(t_transpose(dz1), x), t_zeros(H), t_matmul(t_transpose(dz2), a->h), t_zeros(O)};
    for (int i = 0; i < N * H; i++) g.b1->data[i % H] += dz1->data[i];
    for (int i = 0; i < N * O; i++) g.b2->data[i % O] += dz2->data[i];
    return g;

/* @ before two_layer_step */
static void downhill(Tensor *p, const Tensor *g, double lr) {
    for (size_t left = p->size; left-- > 0;) p->data[left] -= lr * g->data[left];
}

/* @ 1.10 two_layer_step */
    t_step();
    const Activations a = two_layer_forward(net, x);
    const TwoLayer    g = two_layer_backward(net, x, &a, t);
    downhill(net->W2, g.W2, lr);
    downhill(net->b2, g.b2, lr);
    downhill(net->W1, g.W1, lr);
    downhill(net->b1, g.b1, lr);
    return two_layer_loss(a.y, t);

/* @ 1.10 two_layer_init */
    Tensor *const layers[2][2] = {{net->W1, net->b1}, {net->W2, net->b2}};
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++) {
            const double r = pow((double)layers[i][0]->shape[1], -0.5);
            t_fill_uniform(layers[i][j], rng, -r, r);
        }

/* @ 1.10 two_layer_solve */
    for (int left = starts; left-- > 0;) {
        two_layer_init(net, rng);
        for (int e = epochs; e-- > 0;) two_layer_step(net, x, t, lr);
        t_step();
        if (two_layer_correct(two_layer_forward(net, x).y, t) == (int)t->size) return starts - left;
    }
    return 0;
