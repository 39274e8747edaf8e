/* Lab 5 in another style: small functions and a struct. */
typedef struct Penalty {
    double l1, l2;
} Penalty;

/* @ 5.7 l1_penalty */
    return t_mul(lambda, t_sum(t_abs(w)));

/* @ 5.7 l2_penalty */
    return t_mul(lambda, t_sum(t_mul(w, w)));

/* @ before penalized */
static Tensor *both(Penalty p, Tensor *w) { return t_add(l1_penalty(w, p.l1), l2_penalty(w, p.l2)); }
static bool    penalised(const Tensor *w) { return w->ndim >= 2; }

/* @ 5.7 penalized */
    const Penalty penalty = {l1, l2};
    for (int i = p->n - 1; i >= 0; i--)
        if (penalised(p->tensors[i])) loss = t_add(both(penalty, p->tensors[i]), loss);
    return loss;

/* @ before prox_l1 */
static real shrunk(real w, real by) {
    const real left = fabs(w) - by;
    if (left < 0) return 0;
    return w < 0 ? -left : left;
}

/* @ 5.8 prox_l1 */
    for (size_t i = 0; i < w->size; i++) w->data[i] = shrunk(w->data[i], (real)(lr * lambda));

/* @ before early_stopping_update */
static bool improved(const EarlyStopping *e, double loss) { return loss < e->best_loss - e->min_delta; }
static void note(EarlyStopping *e, double loss) {
    e->best_loss = loss;
    e->best_epoch = e->epoch;
    e->waited = 0;
    for (int i = 0; i < e->n; i++) copy_values(e->best[i], e->state[i].tensor);
}

/* @ 5.9 early_stopping_update */
    if (improved(e, validation_loss)) note(e, validation_loss);
    else e->waited++;
    e->epoch++;
    return e->waited >= e->patience;

/* @ before regularized_mlp */
static int hidden_layer(Module *layers[], int in, int out, bool batch_norm, double p) {
    int n = 0;
    layers[n++] = nn_linear(in, out);
    if (batch_norm) layers[n++] = nn_batch_norm1d(out);
    layers[n++] = nn_relu();
    if (p > 0) layers[n++] = nn_dropout(p);
    return n;
}

/* @ 5.10 regularized_mlp */
    Module *layers[4 * n];
    int     count = 0;
    for (int i = 0; i < n - 2; i++) count += hidden_layer(layers + count, sizes[i], sizes[i + 1], batch_norm, p);
    layers[count++] = nn_linear(sizes[n - 2], sizes[n - 1]);
    return nn_sequential_of(count, layers);

/* @ before gradient_norms */
static double norm_of(const Tensor *g) {
    double      sum = 0;
    const real *v = g ? t_host(g) : NULL;
    for (size_t i = 0; v && i < g->size; i++) sum += (double)v[i] * v[i];
    return sqrt(sum);
}

/* @ 5.11 gradient_norms */
    double norms[p->n + 1];
    int    layers = 0;
    for (int i = 0; i < p->n; i++)
        if (penalised(p->tensors[i])) norms[layers++] = norm_of(p->tensors[i]->grad);
    Tensor *result = t_empty(DTYPE_REAL, 1, &layers);
    for (int l = 0; l < layers; l++) result->data[l] = (real)norms[l];
    return result;

/* @ 5.11 active_share */
    int counts[2] = {0, 0};
    for (size_t i = 0; i < y->size; i++) counts[value[i] > 0]++;
    return counts[1] / (double)(counts[0] + counts[1]);
