/* Lab 1 in another style: many small functions, recursion, a struct of one's own, the bias as a weight. */

typedef struct Unit { real *w, *b; int n; } Unit;
typedef struct Sample { const real *x; real t; } Sample;

static Unit unit(Tensor *w, Tensor *b) { return (Unit){w->data, b->data, w->shape[0]}; }
static Sample sample(const Tensor *x, const Tensor *t, int n) {
    return (Sample){x->data + (ptrdiff_t)n * x->shape[1], t->data[n]};
}
static double dot(const real *a, const real *b, int n) { return n == 0 ? 0 : dot(a, b, n - 1) + a[n - 1] * b[n - 1]; }
static double activation(Unit u, const real *x) { return dot(u.w, x, u.n) + *u.b; }

/* Input d of a sample, of which the last, for the bias, is 1. */
static double input(Unit u, const real *x, int d) { return d == u.n ? 1 : x[d]; }
static void move(Unit u, const real *x, double by) {
    for (int d = 0; d <= u.n; d++) *(d == u.n ? u.b : &u.w[d]) += by * input(u, x, d);
}

/* @ 1.1 net_input */
    return activation((Unit){w->data, b->data, w->shape[0]}, x->data + n * x->shape[1]);

/* @ 1.1 heaviside */
    return !(z < 0);

/* @ 1.1 threshold_unit */
    Tensor *o = t_zeros(x->shape[0], 1);
    for (real *p = o->data; p < o->data + o->size; p++) *p = heaviside(net_input(w, b, x, (int)(p - o->data)));
    return o;

/* @ before perceptron_update */
static bool rosenblatt(Unit u, Sample s, double lr) {
    const int answer = heaviside(activation(u, s.x)), wanted = s.t > 0.5;
    if (answer == wanted) return false;
    move(u, s.x, wanted ? lr : -lr);
    return true;
}

/* @ 1.2 perceptron_update */
    return rosenblatt(unit(w, b), sample(x, t, n), lr);

/* @ before perceptron_epoch */
static int epoch_from(Unit u, const Tensor *x, const Tensor *t, int n, double lr) {
    if (n == x->shape[0]) return 0;
    const int here = rosenblatt(u, sample(x, t, n), lr);
    return here + epoch_from(u, x, t, n + 1, lr);
}

/* @ 1.2 perceptron_epoch */
    return epoch_from(unit(w, b), x, t, 0, lr);

/* @ 1.3 perceptron_train */
    if (max_epochs == 0) return 0;
    *mistakes = perceptron_epoch(w, b, x, t, lr);
    return *mistakes == 0 ? 1 : 1 + perceptron_train(w, b, x, t, lr, max_epochs - 1, mistakes + 1);

/* @ 1.4 perceptron_learns */
    int mistakes[1];
    Tensor *w = t_zeros(x->shape[1]), *b = t_zeros(1);
    for (; max_epochs > 0; max_epochs--) {
        perceptron_train(w, b, x, t, 1, 1, mistakes);
        if (!mistakes[0]) return true;
    }
    return false;

/* @ before boolean_functions_learnt */
static void fill(Tensor *x, Tensor *t, unsigned function) {
    const int inputs = x->shape[1];
    for (unsigned r = 0; r < t->size; r++) {
        t->data[r] = function >> r & 1u;
        for (int i = 0; i < inputs; i++) x->data[(int)r * inputs + i] = r >> (inputs - 1 - i) & 1u;
    }
}

/* @ 1.4 boolean_functions_learnt */
    const int rows = 1 << inputs;
    int learnt = 0;
    for (unsigned f = 0; f < 1u << rows; f++) {
        t_step();
        Tensor *x = t_zeros(rows, inputs), *t = t_zeros(rows, 1);
        fill(x, t, f);
        if (perceptron_learns(x, t, max_epochs)) learnt++;
    }
    return learnt;

/* @ before adaline_epoch */
static double square(double v) { return v * v; }

/* @ 1.5 adaline_epoch */
    const Unit u = unit(w, b);
    double total = 0;
    for (int n = 0; n < x->shape[0]; n++) {
        const Sample s = sample(x, t, n);
        const double e = s.t - activation(u, s.x);
        total += square(e);
        move(u, s.x, lr * e);
    }
    return total / x->shape[0];

/* @ 1.5 adaline_step */
    /* The unit as it was, and the one that moves. */
    t_step();
    const Unit before = unit(t_clone(w), t_clone(b));
    double total = 0;
    for (int n = 0; n < x->shape[0]; n++) {
        const Sample s = sample(x, t, n);
        const double e = s.t - activation(before, s.x);
        total += square(e) / x->shape[0];
        move(unit(w, b), s.x, 2 * lr * e / x->shape[0]);
    }
    return total;

/* @ before hebb_learn */
static real sign_of(real bit) { return bit == 0 ? -1 : 1; }

/* @ 1.6 hebb_learn */
    for (int n = 0; n < x->shape[0]; n++) {
        real signs[x->shape[1]];
        for (int d = 0; d < x->shape[1]; d++) signs[d] = sign_of(sample(x, t, n).x[d]);
        move(unit(w, b), signs, sign_of(t->data[n]));
    }
