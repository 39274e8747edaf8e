/* Lab 1 in another style: pointers that walk, numbers that are counted down, as little memory as possible. */
#include "perceptron.h"

double net_input(const Tensor *w, const Tensor *b, const Tensor *x, int n) {
    const real *p = x->data + (size_t)n * w->size, *q = w->data;
    double      z = *b->data;
    for (size_t left = w->size; left-- > 0;) z += *p++ * *q++;
    return z;
}

int heaviside(double z) { return -(z < 0) + 1; }

Tensor *threshold_unit(const Tensor *w, const Tensor *b, const Tensor *x) {
    Tensor *o = t_empty(DTYPE_REAL, 2, (int[]){x->shape[0], 1});
    for (int n = x->shape[0]; n-- > 0;) o->data[n] = heaviside(net_input(w, b, x, n));
    return o;
}

static void walk(real *w, const real *x, int n, double by) {
    while (n-- > 0) *w++ += by * *x++;
}

bool perceptron_update(Tensor *w, Tensor *b, const Tensor *x, const Tensor *t, int n, double lr) {
    const double by = lr * (t->data[n] - heaviside(net_input(w, b, x, n)));
    walk(w->data, x->data + n * w->shape[0], w->shape[0], by);
    *b->data += by;
    return by != 0;
}

int perceptron_epoch(Tensor *w, Tensor *b, const Tensor *x, const Tensor *t, double lr) {
    int n = 0, mistakes = 0;
    while (n < t->shape[0]) mistakes += perceptron_update(w, b, x, t, n++, lr);
    return mistakes;
}

int perceptron_train(Tensor *w, Tensor *b, const Tensor *x, const Tensor *t, double lr, int max_epochs,
                     int mistakes[]) {
    int *m = mistakes;
    for (int left = max_epochs; left-- > 0;)
        if ((*m++ = perceptron_epoch(w, b, x, t, lr)) == 0) break;
    return (int)(m - mistakes);
}

bool perceptron_learns(const Tensor *x, const Tensor *t, int max_epochs) {
    t_step();
    Tensor *w = t_zeros(x->shape[1]), *b = t_zeros(1);
    while (max_epochs-- > 0)
        if (perceptron_epoch(w, b, x, t, 1) == 0) return true;
    return false;
}

/* One x for all functions; t is written over for each. */
int boolean_functions_learnt(int inputs, int max_epochs) {
    t_step();
    const int rows = 1 << inputs;
    Tensor   *x = t_zeros(rows, inputs), *t = t_zeros(rows, 1);
    real     *p = x->data;
    int       learnt = 0;
    for (int r = 0; r < rows; r++)
        for (int bit = rows >> 1; bit > 0; bit >>= 1) *p++ = (r & bit) != 0;
    for (int f = 1 << rows; f-- > 0; learnt += perceptron_learns(x, t, max_epochs))
        for (int r = 0; r < rows; r++) t->data[r] = (f & (1 << r)) != 0;
    return learnt;
}

double adaline_epoch(Tensor *w, Tensor *b, const Tensor *x, const Tensor *t, double lr) {
    double mean = 0;
    for (int n = 0; n < t->shape[0]; n++) {
        const double e = t->data[n] - net_input(w, b, x, n);
        walk(w->data, x->data + n * w->shape[0], w->shape[0], lr * e);
        *b->data += lr * e;
        mean += (e * e - mean) / (n + 1); /* a running mean */
    }
    return mean;
}

double adaline_step(Tensor *w, Tensor *b, const Tensor *x, const Tensor *t, double lr) {
    const int N = t->shape[0], D = w->shape[0];
    real      change[D + 1];
    double    mean = 0;
    memset(change, 0, sizeof change);
    for (int n = 0; n < N; n++) {
        const double e = t->data[n] - net_input(w, b, x, n), by = 2 * lr * e / N;
        walk(change, x->data + n * D, D, by);
        change[D] += by;
        mean += (e * e - mean) / (n + 1);
    }
    walk(w->data, change, D, 1);
    *b->data += change[D];
    return mean;
}

/* t' x' is 1 where both are equal and -1 where they are not: 1 - 2 |t - x|. */
void hebb_learn(Tensor *w, Tensor *b, const Tensor *x, const Tensor *t) {
    const real *p = x->data;
    for (const real *target = t->data; target < t->data + t->size; target++) {
        for (real *q = w->data; q < w->data + w->size; q++, p++) *q += 1 - 2 * fabs(*target - *p);
        *b->data += 1 - 2 * (*target == 0);
    }
}
