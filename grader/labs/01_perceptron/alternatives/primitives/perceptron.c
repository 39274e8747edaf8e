/* Lab 1 in another style: out of the library's own operations, with hardly a loop over features. */

static Tensor *sums(const Tensor *w, const Tensor *b, const Tensor *x) {
    return t_add(t_matmul((Tensor *)x, t_unsqueeze((Tensor *)w, 1)), (Tensor *)b); /* (N,1) */
}

static Tensor *sample(const Tensor *x, int n) { return t_slice((Tensor *)x, 0, n, n + 1); }

static void add_to(Tensor *p, Tensor *change) {
    const Tensor *sum = t_add(p, change);
    memcpy(p->data, sum->data, sum->size * sizeof(real));
}

/* @ 1.1 net_input */
    return t_item(sums(w, b, sample(x, n)));

/* @ 1.1 heaviside */
    return (int)t_item(t_ge(z, 0));

/* @ 1.1 threshold_unit */
    return t_cast(t_ge(sums(w, b, x), 0), DTYPE_REAL);

/* @ before perceptron_update */
/* The change that errors (N,1) make: lr x^T e, and lr times their sum. */
static void correct(Tensor *w, Tensor *b, const Tensor *x, Tensor *errors, double lr) {
    add_to(w, t_scale(t_reshape(t_matmul(t_transpose((Tensor *)x), errors), x->shape[1]), lr));
    add_to(b, t_scale(t_reshape(t_sum(errors), 1), lr));
}

/* @ 1.2 perceptron_update */
    t_step();
    Tensor *error = t_sub(sample(t, n), threshold_unit(w, b, sample(x, n)));
    correct(w, b, sample(x, n), error, lr);
    return t_item(error) != 0;

/* @ 1.2 perceptron_epoch */
    int mistakes = 0;
    for (int n = 0; n < t->shape[0]; n++)
        if (perceptron_update(w, b, x, t, n, lr)) ++mistakes;
    return mistakes;

/* @ 1.3 perceptron_train */
    int e = 0;
    do mistakes[e] = perceptron_epoch(w, b, x, t, lr);
    while (mistakes[e++] > 0 && e < max_epochs);
    return e;

/* @ 1.4 perceptron_learns */
    t_step();
    int mistakes[max_epochs];
    return mistakes[perceptron_train(t_zeros(x->shape[1]), t_zeros(1), x, t, 1, max_epochs, mistakes) - 1] == 0;

/* @ 1.4 boolean_functions_learnt */
    const int rows = (int)pow(2.0, inputs);
    int       learnt = 0;
    for (int f = 0; f < pow(2.0, rows); f++) {
        t_step();
        Tensor *x = t_zeros(rows, inputs), *t = t_zeros(rows, 1);
        for (int r = 0; r < rows; r++) {
            t->data[r] = (f & 1 << r) != 0;
            for (int i = 0; i < inputs; i++) x->data[r * inputs + i] = (r & 1 << (inputs - i - 1)) != 0;
        }
        learnt += perceptron_learns(x, t, max_epochs) ? 1 : 0;
    }
    return learnt;

/* @ before adaline_epoch */
static Tensor *errors_of(const Tensor *w, const Tensor *b, const Tensor *x, const Tensor *t) {
    return t_sub((Tensor *)t, sums(w, b, x));
}

/* @ 1.5 adaline_epoch */
    double sum = 0;
    for (int n = 0; n < t->shape[0]; n++) {
        t_step();
        Tensor *e = errors_of(w, b, sample(x, n), sample(t, n));
        sum += t_item(t_mul(e, e));
        correct(w, b, sample(x, n), e, lr);
    }
    return sum / t->shape[0];

/* @ 1.5 adaline_step */
    t_step();
    Tensor *e = errors_of(w, b, x, t);
    correct(w, b, x, e, 2 * lr / t->shape[0]);
    return t_item(t_mean(t_mul(e, e)));

/* @ 1.6 hebb_learn */
    correct(w, b, t_sub(t_mul(2, (Tensor *)x), 1), t_sub(t_mul(2, (Tensor *)t), 1), 1);
