/* Lab 1 in another style: nothing but loops, indices and the sums written out wherever they are needed. */

/* @ 1.1 net_input */
    double z = 0;
    for (int d = x->shape[1] - 1; d >= 0; d--) z += x->data[n * x->shape[1] + d] * w->data[d];
    return z + b->data[0];

/* @ 1.1 heaviside */
    if (z < 0) return 0;
    return 1;

/* @ 1.1 threshold_unit */
    Tensor *o = t_empty(DTYPE_REAL, 2, (int[]){x->shape[0], 1});
    for (int n = 0; n < x->shape[0]; n++) {
        real z = b->data[0];
        for (int d = 0; d < x->shape[1]; d++) z += w->data[d] * x->data[n * x->shape[1] + d];
        o->data[n] = z < 0 ? 0 : 1;
    }
    return o;

/* @ 1.2 perceptron_update */
    const int D = x->shape[1];
    real      z = b->data[0];
    for (int d = 0; d < D; d++) z += w->data[d] * x->data[n * D + d];
    if (z >= 0 && t->data[n] == 0) {
        for (int d = 0; d < D; d++) w->data[d] -= lr * x->data[n * D + d];
        b->data[0] -= lr;
        return true;
    }
    if (z < 0 && t->data[n] == 1) {
        for (int d = 0; d < D; d++) w->data[d] += lr * x->data[n * D + d];
        b->data[0] += lr;
        return true;
    }
    return false;

/* @ 1.2 perceptron_epoch */
    int right = 0;
    for (int n = 0; n < x->shape[0]; n++)
        if (!perceptron_update(w, b, x, t, n, lr)) right++;
    return x->shape[0] - right;

/* @ 1.3 perceptron_train */
    int epochs = 0;
    while (epochs < max_epochs) {
        mistakes[epochs] = perceptron_epoch(w, b, x, t, lr);
        epochs++;
        if (mistakes[epochs - 1] == 0) break;
    }
    return epochs;

/* @ 1.4 perceptron_learns */
    Tensor *w = t_zeros(x->shape[1]), *b = t_zeros(1);
    int     mistakes = 1;
    for (int e = 0; e < max_epochs && mistakes > 0; e++) mistakes = perceptron_epoch(w, b, x, t, 1);
    return mistakes == 0;

/* @ 1.4 boolean_functions_learnt */
    int rows = 1, count = 0;
    for (int i = 0; i < inputs; i++) rows *= 2;
    Tensor *x = t_zeros(rows, inputs), *t = t_zeros(rows, 1);
    for (int r = 0; r < rows; r++)
        for (int i = 0, rest = r; i < inputs; i++, rest /= 2) x->data[r * inputs + inputs - 1 - i] = rest % 2;
    for (bool done = false; !done;) {
        if (perceptron_learns(x, t, max_epochs)) count++;
        int r = 0; /* the next table, as one counts in binary */
        while (r < rows && t->data[r] == 1) t->data[r++] = 0;
        if (r < rows) t->data[r] = 1;
        else done = true;
    }
    return count;

/* @ 1.5 adaline_epoch */
    double mean = 0;
    for (int n = 0; n < x->shape[0]; n++) {
        double e = t->data[n] - b->data[0];
        for (int d = 0; d < x->shape[1]; d++) e -= w->data[d] * x->data[n * x->shape[1] + d];
        for (int d = 0; d < x->shape[1]; d++) w->data[d] += lr * x->data[n * x->shape[1] + d] * e;
        b->data[0] += e * lr;
        mean += e * e / x->shape[0];
    }
    return mean;

/* @ 1.5 adaline_step */
    const int N = x->shape[0], D = x->shape[1];
    double    e[N], sum = 0, mean = 0;
    for (int n = 0; n < N; n++) {
        e[n] = t->data[n] - net_input(w, b, x, n);
        mean += e[n] * e[n] / N;
        sum += e[n];
    }
    for (int d = 0; d < D; d++) {
        double g = 0;
        for (int n = 0; n < N; n++) g += e[n] * x->data[n * D + d];
        w->data[d] += 2 * lr / N * g;
    }
    b->data[0] += 2 * lr / N * sum;
    return mean;

/* @ 1.6 hebb_learn */
    for (int d = 0; d < x->shape[1]; d++)
        for (int n = 0; n < x->shape[0]; n++) w->data[d] += (x->data[n * x->shape[1] + d] == t->data[n]) ? 1 : -1;
    for (int n = 0; n < x->shape[0]; n++) b->data[0] += t->data[n] == 1 ? 1 : -1;
