/* Lab 1 in another style: many small functions, and function pointers for the layers. */

static void at_least(Tensor *w, Tensor *b, int ones) {
    for (size_t d = 0; d < w->size; d++) w->data[d] = 1;
    b->data[0] = (real)-ones; /* H(0) = 1 */
}

/* @ 1.7 and_gate */
    at_least(w, b, w->shape[0]);

/* @ 1.7 or_gate */
    at_least(w, b, 1);

/* @ 1.7 not_gate */
    w->data[0] = -1, b->data[0] = 0;

/* @ 1.7 xor_gate */
    /* At least two, at least one; and then: at least 1 of the second less the first. */
    static const real first[] = {1, 1, 1, 1, -2, -1}, second[] = {-1, 1, -1};
    for (int i = 0; i < 6; i++) *(i < 4 ? &net->W1->data[i] : &net->b1->data[i - 4]) = first[i];
    for (int i = 0; i < 3; i++) *(i < 2 ? &net->W2->data[i] : net->b2->data) = second[i];

/* @ before two_layer_forward */
typedef double (*Function)(double z);
static double squash(double z) { return tanh(z); }
static double sigmoid(double z) { return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z)); }

static Tensor *layer(const Tensor *x, const Tensor *W, const Tensor *b, Function f) {
    const int in = W->shape[1], out = W->shape[0];
    Tensor *y = t_zeros(x->shape[0], out);
    for (size_t i = 0; i < y->size; i++) {
        const int n = (int)i / out, j = (int)i % out;
        double z = b->data[j];
        for (int d = 0; d < in; d++) z += W->data[j * in + d] * x->data[n * in + d];
        y->data[i] = (real)f(z);
    }
    return y;
}

/* @ 1.8 two_layer_forward */
    Activations a;
    a.h = layer(x, net->W1, net->b1, squash);
    a.y = layer(a.h, net->W2, net->b2, sigmoid);
    return a;

/* @ before two_layer_loss */
static double squares(const real *y, const real *t, size_t n) {
    return n == 0 ? 0 : (*y - *t) * (*y - *t) + squares(y + 1, t + 1, n - 1);
}

/* @ 1.8 two_layer_loss */
    return squares(y->data, t->data, y->size) / (double)y->size;

/* @ before two_layer_correct */
static bool yes(real y) { return !(y < 0.5); }

/* @ 1.8 two_layer_correct */
    int count = 0;
    for (size_t n = t->size; n-- > 0;) count += yes(y->data[n]) == yes(t->data[n]);
    return count;

/* @ before two_layer_backward */
/* The gradients of a layer from that of its sums, dz (N,out): dW and db; and, going further back, dx = dz W. */
static void layer_gradients(const Tensor *dz, const Tensor *x, Tensor **dW, Tensor **db) {
    const int N = dz->shape[0], out = dz->shape[1], in = x->shape[1];
    *dW = t_zeros(out, in);
    *db = t_zeros(out);
    for (int j = 0; j < out; j++)
        for (int n = 0; n < N; n++) {
            (*db)->data[j] += dz->data[n * out + j];
            for (int d = 0; d < in; d++) (*dW)->data[j * in + d] += dz->data[n * out + j] * x->data[n * in + d];
        }
}

static Tensor *back_through(const Tensor *dz, const Tensor *W) {
    const int N = dz->shape[0], out = W->shape[0], in = W->shape[1];
    Tensor *dx = t_zeros(N, in);
    for (int n = 0; n < N; n++)
        for (int j = 0; j < out; j++)
            for (int d = 0; d < in; d++) dx->data[n * in + d] += dz->data[n * out + j] * W->data[j * in + d];
    return dx;
}

/* Multiplies g with the slope of a function, told by its value. */
static Tensor *with_slope(Tensor *g, const Tensor *value, Function slope) {
    for (size_t i = 0; i < g->size; i++) g->data[i] *= (real)slope((double)value->data[i]);
    return g;
}
static double slope_of_tanh(double h) { return (1 - h) * (1 + h); }
static double slope_of_sigmoid(double y) { return y - y * y; }

/* @ 1.9 two_layer_backward */
    TwoLayer g;
    Tensor *dy = t_scale(t_sub(a->y, t), 2.0 / (double)t->size);
    Tensor *dz2 = with_slope(dy, a->y, slope_of_sigmoid);
    layer_gradients(dz2, a->h, &g.W2, &g.b2);
    layer_gradients(with_slope(back_through(dz2, net->W2), a->h, slope_of_tanh), x, &g.W1, &g.b1);
    return g;

/* @ before two_layer_step */
static void step(Tensor *p, const Tensor *g, double lr, size_t left) {
    if (left == 0) return;
    p->data[left - 1] -= lr * g->data[left - 1];
    step(p, g, lr, left - 1);
}

/* @ 1.10 two_layer_step */
    t_step();
    Activations a = two_layer_forward(net, x);
    TwoLayer g = two_layer_backward(net, x, &a, t);
    Tensor *p[] = {net->W1, net->b1, net->W2, net->b2}, *d[] = {g.W1, g.b1, g.W2, g.b2};
    for (int i = 0; i < 4; i++) step(p[i], d[i], lr, p[i]->size);
    return two_layer_loss(a.y, t);

/* @ before two_layer_init */
static void init_layer(Tensor *W, Tensor *b, Rng *rng) {
    const double range = sqrt(1.0 / W->shape[1]);
    t_fill_uniform(W, rng, -range, range);
    t_fill_uniform(b, rng, -range, range);
}

/* @ 1.10 two_layer_init */
    init_layer(net->W1, net->b1, rng);
    init_layer(net->W2, net->b2, rng);

/* @ before two_layer_solve */
static bool one_start(const TwoLayer *net, Tensor *x, Tensor *t, double lr, int epochs, Rng *rng) {
    t_step();
    two_layer_init(net, rng);
    while (epochs-- > 0) two_layer_step(net, x, t, lr);
    return two_layer_correct(two_layer_forward(net, x).y, t) == x->shape[0];
}

static int start_from(int n, const TwoLayer *net, Tensor *x, Tensor *t, double lr, int epochs, int starts, Rng *rng) {
    if (n > starts) return 0;
    return one_start(net, x, t, lr, epochs, rng) ? n : start_from(n + 1, net, x, t, lr, epochs, starts, rng);
}

/* @ 1.10 two_layer_solve */
    return start_from(1, net, x, t, lr, epochs, starts, rng);
