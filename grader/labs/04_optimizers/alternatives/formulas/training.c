/* Lab 4 in another style: other formulas for the same numbers. */

/* @ 4.10 sgd_epoch */
    t_step();
    const int batches = (N + batch_size - 1) / batch_size;
    double    mean = 0;
    Tensor   *order = t_arange(N);
    rng_shuffle(rng, order->i64, (size_t)N);
    Tensor *xs = t_index_select(x, order), *ys = t_index_select(y, order);
    nn_train(model);
    for (int b = 0; b < batches; b++) {
        t_step();
        Tensor *xb = t_slice(xs, 0, b * batch_size, (b + 1) * batch_size);
        Tensor *L = loss(nn_forward(model, xb), t_slice(ys, 0, b * batch_size, (b + 1) * batch_size));
        nn_zero_grad(model);
        t_backward(L);
        optim_step(optimizer);
        mean += xb->shape[0] * t_item(L) / N;
    }
    return mean;

/* @ 4.11 accumulate */
    double total = 0;
    for (int i = k - 1; i >= 0; i--) { /* the order does not matter */
        t_step();
        const int from = i * N / k, count = (i + 1) * N / k - from;
        Tensor   *L = t_mul(loss(nn_forward(model, t_slice(x, 0, from, from + count)), t_slice(y, 0, from, from + count)),
                            (double)count / N);
        t_backward(L);
        total += t_item(L);
    }
    return total;

/* @ 4.12 clip_grad_norm */
    double norm = 0;
    for (int i = 0; i < params->n; i++)
        if (params->tensors[i]->grad)
            norm = hypot(norm, sqrt(t_item(t_sum(t_mul(params->tensors[i]->grad, params->tensors[i]->grad)))));
    const real scale = (real)fmin(1, max_norm / (norm + 1e-6));
    for (int i = 0; i < params->n; i++)
        for (size_t j = 0; params->tensors[i]->grad && j < params->tensors[i]->grad->size; j++)
            params->tensors[i]->grad->data[j] *= scale;
    return norm;

/* @ 4.13 step_rate */
    return lr * exp(log(factor) * floor((double)t / every));

/* @ 4.13 cosine_rate */
    const double share = 0.5 + 0.5 * cos(M_PI * fmin(1, (double)t / steps));
    return share * lr + (1 - share) * lowest;

/* @ 4.13 warmup_rate */
    return lr / fmax(1, (double)warmup / (t + 1));
