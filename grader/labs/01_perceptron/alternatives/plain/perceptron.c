/* Lab 1 in another style: one step a line, as a first solution is written. */

/* @ 1.1 net_input */
    int D = x->shape[1];
    double z = 0;
    for (int d = 0; d < D; d++) {
        z += w->data[d] * x->data[n * D + d];
    }
    z += b->data[0];
    return z;

/* @ 1.1 heaviside */
    if (z >= 0) {
        return 1;
    } else {
        return 0;
    }

/* @ 1.1 threshold_unit */
    int N = x->shape[0];
    Tensor *o = t_zeros(N, 1);
    for (int n = 0; n < N; n++) {
        double z = net_input(w, b, x, n);
        o->data[n] = heaviside(z);
    }
    return o;

/* @ 1.2 perceptron_update */
    int D = x->shape[1];
    int o = heaviside(net_input(w, b, x, n));
    double delta = t->data[n] - o;
    if (delta == 0) return false;
    for (int d = 0; d < D; d++) {
        w->data[d] += lr * delta * x->data[n * D + d];
    }
    b->data[0] += lr * delta;
    return true;

/* @ 1.2 perceptron_epoch */
    int count = 0;
    for (int n = 0; n < x->shape[0]; n++) {
        if (perceptron_update(w, b, x, t, n, lr)) {
            count++;
        }
    }
    return count;

/* @ 1.3 perceptron_train */
    int e = 0;
    while (e < max_epochs) {
        int m = perceptron_epoch(w, b, x, t, lr);
        mistakes[e] = m;
        e++;
        if (m == 0) {
            break;
        }
    }
    return e;

/* @ 1.4 perceptron_learns */
    t_step();
    int D = x->shape[1];
    Tensor *w = t_zeros(D);
    Tensor *b = t_zeros(1);
    for (int e = 0; e < max_epochs; e++) {
        int m = perceptron_epoch(w, b, x, t, 1.0);
        if (m == 0) return true;
    }
    return false;

/* @ 1.4 boolean_functions_learnt */
    int rows = 1 << inputs;
    int functions = 1 << rows;
    int count = 0;
    for (int f = 0; f < functions; f++) {
        t_step();
        Tensor *x, *t;
        truth_table(inputs, f, &x, &t);
        if (perceptron_learns(x, t, max_epochs)) {
            count++;
        }
    }
    return count;

/* @ 1.5 adaline_epoch */
    int N = x->shape[0];
    int D = x->shape[1];
    double total = 0;
    for (int n = 0; n < N; n++) {
        double z = net_input(w, b, x, n);
        double e = t->data[n] - z;
        for (int d = 0; d < D; d++) {
            w->data[d] += lr * e * x->data[n * D + d];
        }
        b->data[0] += lr * e;
        total += e * e;
    }
    return total / N;

/* @ 1.5 adaline_step */
    int N = x->shape[0];
    int D = x->shape[1];
    double gw[D];
    double gb = 0;
    double total = 0;
    for (int d = 0; d < D; d++) gw[d] = 0;
    for (int n = 0; n < N; n++) {
        double e = t->data[n] - net_input(w, b, x, n);
        for (int d = 0; d < D; d++) {
            gw[d] += -2.0 / N * e * x->data[n * D + d];
        }
        gb += -2.0 / N * e;
        total += e * e;
    }
    for (int d = 0; d < D; d++) {
        w->data[d] -= lr * gw[d];
    }
    b->data[0] -= lr * gb;
    return total / N;

/* @ 1.6 hebb_learn */
    int N = x->shape[0];
    int D = x->shape[1];
    for (int n = 0; n < N; n++) {
        real tn = 2 * t->data[n] - 1;
        for (int d = 0; d < D; d++) {
            real xn = 2 * x->data[n * D + d] - 1;
            w->data[d] += tn * xn;
        }
        b->data[0] += tn;
    }
