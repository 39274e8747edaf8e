/* Lab 4 in another style: with the library's loader and operations. */
#include <stdlib.h>

/* @ before sgd_epoch */
static int64_t *wanted;

static void as_wanted(int64_t *order, int n, Rng *rng, void *data) {
    (void)rng;
    (void)data;
    memcpy(order, wanted, (size_t)n * sizeof *order);
}

/* @ 4.10 sgd_epoch */
    t_step();
    Tensor *order = t_arange(N);
    rng_shuffle(rng, order->i64, (size_t)N);
    wanted = order->i64;
    Dataset    *all = dataset_new("all", t_keep(x), t_keep(y), 0);
    DataLoader *loader = data_loader(all, .batch_size = batch_size, .sampler = as_wanted);
    double      sum = 0;
    nn_train(model);
    for (Tensor *xb, *yb; data_next(loader, &xb, &yb);) {
        t_step();
        Tensor *L = loss(nn_forward(model, xb), yb);
        optim_zero_grad(optimizer);
        t_backward(L);
        optim_step(optimizer);
        sum += xb->shape[0] * t_item(L);
    }
    data_loader_free(loader);
    dataset_free(all);
    return sum / N;

/* @ 4.11 accumulate */
    t_step();
    Tensor *total = t_scalar(0);
    for (int i = 0; i < k; i++) {
        const int begin = i * N / k, end = (i + 1) * N / k;
        Tensor   *L = loss(nn_forward(model, t_slice(x, 0, begin, end)), t_slice(y, 0, begin, end));
        total = t_add(total, t_mul(L, (double)(end - begin) / N));
    }
    t_backward(total);
    return t_item(total);

/* @ 4.12 clip_grad_norm */
    t_step();
    t_no_grad();
    Tensor *squares = t_scalar(0);
    for (int i = 0; i < params->n; i++) {
        Tensor *g = params->tensors[i]->grad;
        if (g) squares = t_add(squares, t_sum(t_mul(g, g)));
    }
    const double norm = sqrt(t_item(squares));
    for (int i = 0; i < params->n && norm > max_norm; i++) {
        Tensor *g = params->tensors[i]->grad;
        if (g) memcpy(g->data, t_scale(g, max_norm / (norm + 1e-6))->data, g->size * sizeof(real));
    }
    return norm;

/* @ 4.13 step_rate */
    const div_t past = div(t, every);
    return ldexp(lr, 0) * pow(factor, past.quot);

/* @ 4.13 cosine_rate */
    const double angle = t < steps ? M_PI * t / steps : M_PI;
    return lowest + (lr - lowest) * pow(cos(angle / 2), 2);

/* @ 4.13 warmup_rate */
    return t + 1 < warmup ? (t + 1) * (lr / warmup) : lr;
