/* Lab 4 in another style: sums and rates in single precision. */
#include <stdlib.h>

static Tensor *picked(const Tensor *x, const int64_t rows[], int n) {
    int shape[T_MAX_NDIM];
    const size_t width = x->size / (size_t)x->shape[0];
    memcpy(shape, x->shape, sizeof shape);
    shape[0] = n;
    Tensor *y = t_empty(x->dtype, x->ndim, shape);
    for (int i = 0; i < n; i++)
        for (size_t j = 0; j < width; j++) y->data[(size_t)i * width + j] = x->data[(size_t)rows[i] * width + j];
    return y;
}

/* @ 4.10 sgd_epoch */
    int64_t *order = malloc(sizeof(int64_t) * (size_t)N);
    float    sum = 0;
    int      done = 0;
    for (int i = 0; i < N; i++) order[i] = i;
    rng_shuffle(rng, order, (size_t)N);
    nn_train(model);
    while (done < N) {
        t_step();
        int n = batch_size;
        if (n > N - done) n = N - done;
        Tensor *L = loss(nn_forward(model, picked(x, order + done, n)), picked(y, order + done, n));
        optim_zero_grad(optimizer);
        t_backward(L);
        optim_step(optimizer);
        sum += (float)n / N * (float)t_item(L);
        done += n;
    }
    free(order);
    return sum;

/* @ 4.11 accumulate */
    float  total = 0;
    int    done = 0;
    for (int i = 0; i < k; i++) {
        t_step();
        const int end = (i + 1) * N / k, n = end - done;
        int64_t   rows[n];
        for (int j = 0; j < n; j++) rows[j] = done + j;
        Tensor *L = loss(nn_forward(model, picked(x, rows, n)), picked(y, rows, n));
        t_backward_from(L, t_scalar((double)n / N));
        total += (float)t_item(L) * n;
        done = end;
    }
    return total / N;

/* @ 4.12 clip_grad_norm */
    float norm = 0;
    for (int i = 0; i < params->n; i++) {
        if (params->tensors[i]->grad == NULL) continue;
        for (size_t j = 0; j < params->tensors[i]->grad->size; j++)
            norm = norm + (float)params->tensors[i]->grad->data[j] * (float)params->tensors[i]->grad->data[j];
    }
    norm = sqrtf(norm);
    if (norm > max_norm)
        for (int i = 0; i < params->n; i++) {
            if (params->tensors[i]->grad == NULL) continue;
            for (size_t j = 0; j < params->tensors[i]->grad->size; j++)
                params->tensors[i]->grad->data[j] = (real)(params->tensors[i]->grad->data[j] * max_norm / (norm + 1e-6));
        }
    return norm;

/* @ 4.13 cosine_rate */
    if (t > steps) t = steps;
    const float half = cosf(acosf(-1.0f) * t / (2.0f * steps));
    return lowest + (lr - lowest) * half * half;
