/* Lab 4 in another style: many small functions, and recursion. */

/* @ before sgd_epoch */
static double one_batch(Tensor *x, Tensor *y, Module *model, LossFunction loss, Optimizer *optimizer) {
    Tensor *L = loss(nn_forward(model, x), y);
    t_backward(L);
    optim_step(optimizer);
    optim_zero_grad(optimizer);
    return t_item(L) * x->shape[0];
}

/* @ 4.10 sgd_epoch */
    t_step();
    Tensor *order = t_arange(N);
    double  sum = 0;
    int     begin = 0;
    rng_shuffle(rng, order->i64, (size_t)N);
    nn_train(model);
    optim_zero_grad(optimizer);
    do {
        t_step();
        Tensor *rows = t_slice(order, 0, begin, begin + batch_size);
        sum += one_batch(t_index_select(x, rows), t_index_select(y, rows), model, loss, optimizer);
        begin += batch_size;
    } while (begin < N);
    return sum / N;

/* @ before accumulate */
static double part(Tensor *x, Tensor *y, int begin, int end, Module *model, LossFunction loss) {
    t_step();
    Tensor *L = t_scale(loss(nn_forward(model, t_slice(x, 0, begin, end)), t_slice(y, 0, begin, end)),
                        (double)(end - begin) / x->shape[0]);
    t_backward(L);
    return t_item(L);
}

/* @ 4.11 accumulate */
    double L = 0;
    for (int i = 0; i < k; i++) L += part(x, y, i * N / k, (i + 1) * N / k, model, loss);
    return L;

/* @ before clip_grad_norm */
static double squares(const Tensor *g) {
    double sum = 0;
    for (size_t j = 0; g && j < g->size; j++) sum += (double)g->data[j] * g->data[j];
    return sum;
}
static double all_squares(const Params *p, int n) { return n == 0 ? 0 : squares(p->tensors[n - 1]->grad) + all_squares(p, n - 1); }
static void shrink(Tensor *g, double scale) {
    for (size_t j = 0; g && j < g->size; j++) g->data[j] = (real)(scale * g->data[j]);
}

/* @ 4.12 clip_grad_norm */
    const double norm = sqrt(all_squares(params, params->n));
    for (int i = 0; norm > max_norm && i < params->n; i++) shrink(params->tensors[i]->grad, max_norm / (norm + 1e-6));
    return norm;

/* @ 4.13 step_rate */
    return t < every ? lr : factor * step_rate(lr, t - every, every, factor);

/* @ 4.13 cosine_rate */
    if (t >= steps) return lowest;
    return (lr + lowest) / 2 + (lr - lowest) / 2 * cos(M_PI * t / steps);

/* @ 4.13 warmup_rate */
    if (t >= warmup) return lr;
    return lr * (t + 1) / warmup;
