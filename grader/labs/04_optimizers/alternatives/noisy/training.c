/* Lab 4 in another style: right code that prints whatever it does, to stdout and to stderr. */
#include <stdio.h>
#include <stdlib.h>

static int said;

static void say(const char *what) {
    if (++said % 7 == 0) printf("%s for the %dth time\n", what, said);
    if (said % 50 == 0) fprintf(stderr, "\033[31mstill here\033[0m \xff\n");
}

/* @ 4.10 sgd_epoch */
    say("sgd_epoch");
    t_step();
    Tensor *order = t_arange(N);
    double  total = 0;
    rng_shuffle(rng, order->i64, (size_t)N);
    nn_train(model);
    for (int begin = 0; begin < N; begin += batch_size) {
        t_step();
        Tensor *rows = t_to(t_slice(order, 0, begin, begin + batch_size), x->device);
        optim_zero_grad(optimizer);
        Tensor *L = loss(nn_forward(model, t_index_select(x, rows)), t_index_select(y, rows));
        t_backward(L);
        optim_step(optimizer);
        total += t_item(L) * rows->shape[0];
    }
    return total / N;

/* @ 4.11 accumulate */
    say("accumulate");
    double total = 0;
    for (int i = 0; i < k; i++) {
        t_step();
        const int    begin = i * N / k, end = (i + 1) * N / k;
        const double share = (double)(end - begin) / N;
        Tensor      *L = loss(nn_forward(model, t_slice(x, 0, begin, end)), t_slice(y, 0, begin, end));
        t_backward(t_scale(L, share));
        total += share * t_item(L);
    }
    return total;

/* @ 4.12 clip_grad_norm */
    say("clip_grad_norm");
    double squares = 0;
    for (int i = 0; i < params->n; i++) {
        const Tensor *g = params->tensors[i]->grad;
        for (size_t j = 0; g && j < g->size; j++) squares += (double)g->data[j] * g->data[j];
    }
    const double norm = sqrt(squares), scale = max_norm / (norm + 1e-6);
    for (int i = 0; i < params->n && scale < 1; i++) {
        Tensor *g = params->tensors[i]->grad;
        for (size_t j = 0; g && j < g->size; j++) g->data[j] *= (real)scale;
    }
    return norm;

/* @ 4.13 step_rate */
    say("step_rate");
    return lr * pow(factor, t / every);

/* @ 4.13 cosine_rate */
    say("cosine_rate");
    return t >= steps ? lowest : lowest + (lr - lowest) * (1 + cos(M_PI * t / steps)) / 2;

/* @ 4.13 warmup_rate */
    say("warmup_rate");
    return t + 1 >= warmup ? lr : lr * (t + 1) / warmup;
