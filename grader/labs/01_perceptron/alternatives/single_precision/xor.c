/* Lab 1 in another style: float everywhere, tanhf, expf. Right to seven digits. */

/* @ 1.7 and_gate */
    for (int d = 0; d < w->shape[0]; d++) w->data[d] = 0.1f;
    b->data[0] = -0.1f * ((float)w->shape[0] - 0.5f);

/* @ 1.7 or_gate */
    for (int d = 0; d < w->shape[0]; d++) w->data[d] = 0.3f;
    b->data[0] = -0.1f;

/* @ 1.7 not_gate */
    w->data[0] = -0.7f;
    b->data[0] = 0.1f;

/* @ 1.7 xor_gate */
    float w1[4] = {0.7f, 0.7f, 0.7f, 0.7f}, b1[2] = {-1.0f, -0.3f}, w2[2] = {-0.9f, 0.6f};
    for (int i = 0; i < 4; i++) net->W1->data[i] = w1[i];
    for (int i = 0; i < 2; i++) net->b1->data[i] = b1[i], net->W2->data[i] = w2[i];
    net->b2->data[0] = -0.1f;

/* @ 1.8 two_layer_forward */
    const int   N = x->shape[0], D = x->shape[1], H = net->W1->shape[0], O = net->W2->shape[0];
    Activations a = {t_zeros(N, H), t_zeros(N, O)};
    for (int n = 0; n < N; n++) {
        float h[H];
        for (int j = 0; j < H; j++) {
            float z = (float)net->b1->data[j];
            for (int d = 0; d < D; d++) z += (float)net->W1->data[j * D + d] * (float)x->data[n * D + d];
            a.h->data[n * H + j] = h[j] = tanhf(z);
        }
        for (int o = 0; o < O; o++) {
            float z = (float)net->b2->data[o];
            for (int j = 0; j < H; j++) z += (float)net->W2->data[o * H + j] * h[j];
            a.y->data[n * O + o] = 1.0f / (1.0f + expf(-z));
        }
    }
    return a;

/* @ 1.8 two_layer_loss */
    float sum = 0.0f;
    for (size_t i = 0; i < y->size; i++) {
        float e = (float)(t->data[i] - y->data[i]);
        sum += e * e;
    }
    return sum / (float)y->size;

/* @ 1.8 two_layer_correct */
    int k = 0;
    for (int n = 0; n < y->shape[0]; n++) k += (float)floor((float)y->data[n] + 0.5f) == (float)t->data[n];
    return k;

/* @ 1.9 two_layer_backward */
    const int N = x->shape[0], D = x->shape[1], H = net->W1->shape[0], O = net->W2->shape[0];
    TwoLayer  g = {t_zeros(H, D), t_zeros(H), t_zeros(O, H), t_zeros(O)};
    for (int n = 0; n < N; n++) {
        float dz2[O], dz1[H];
        for (int o = 0; o < O; o++) {
            float y = (float)a->y->data[n * O + o];
            dz2[o] = 2.0f / (float)(N * O) * (y - (float)t->data[n * O + o]) * y * (1.0f - y);
            g.b2->data[o] += dz2[o];
        }
        for (int j = 0; j < H; j++) {
            float h = (float)a->h->data[n * H + j];
            dz1[j] = 0.0f;
            for (int o = 0; o < O; o++) {
                dz1[j] += dz2[o] * (float)net->W2->data[o * H + j];
                g.W2->data[o * H + j] += dz2[o] * h;
            }
            dz1[j] *= 1.0f - h * h;
            g.b1->data[j] += dz1[j];
            for (int d = 0; d < D; d++) g.W1->data[j * D + d] += dz1[j] * (float)x->data[n * D + d];
        }
    }
    return g;

/* @ before two_layer_step */
static void subtract(Tensor *p, const Tensor *g, float lr) {
    for (size_t i = 0; i < p->size; i++) p->data[i] = (float)p->data[i] - lr * (float)g->data[i];
}

/* @ 1.10 two_layer_step */
    t_step();
    const Activations a = two_layer_forward(net, x);
    const TwoLayer    g = two_layer_backward(net, x, &a, t);
    subtract(net->b2, g.b2, (float)lr);
    subtract(net->W2, g.W2, (float)lr);
    subtract(net->b1, g.b1, (float)lr);
    subtract(net->W1, g.W1, (float)lr);
    return two_layer_loss(a.y, t);

/* @ 1.10 two_layer_init */
    float r1 = 1.0f / sqrtf((float)net->W1->shape[1]), r2 = 1.0f / sqrtf((float)net->W2->shape[1]);
    t_fill_uniform(net->W1, rng, -r1, r1);
    t_fill_uniform(net->b1, rng, -r1, r1);
    t_fill_uniform(net->W2, rng, -r2, r2);
    t_fill_uniform(net->b2, rng, -r2, r2);

/* @ 1.10 two_layer_solve */
    for (int s = 0; s < starts; ++s) {
        two_layer_init(net, rng);
        for (int e = 0; e < epochs; ++e) (void)two_layer_step(net, x, t, lr);
        if (two_layer_correct(two_layer_forward(net, x).y, t) == x->shape[0]) return s + 1;
    }
    return 0;
