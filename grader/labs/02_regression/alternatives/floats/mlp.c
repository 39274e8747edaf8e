/* Lab 2 in another style: every sum and every number in between is a float, whatever real is. */

/* @ 2.8 mlp */
    Module **layers = calloc((size_t)(2 * n), sizeof *layers), **next = layers;
    for (int i = 0; i < n - 1; i++) {
        *next++ = nn_linear(sizes[i], sizes[i + 1]);
        if (i < n - 2) *next++ = nn_relu();
    }
    Module *m = nn_sequential_of((int)(next - layers), layers);
    free(layers);
    return m;

/* @ 2.8 mlp_parameters */
    double count = 0;
    while (--n > 0) count += sizes[n] + (double)sizes[n] * sizes[n - 1];
    return (size_t)count;

/* @ 2.9 fit_epoch */
    float total = 0, seen = 0;
    nn_train(model);
    for (Tensor *x, *y; data_next(loader, &x, &y);) {
        t_step();
        Tensor *L = loss(nn_forward(model, x), y);
        t_backward(L);
        optim_step(optimizer);
        optim_zero_grad(optimizer);
        total += (float)L->data[0] * (float)x->shape[0];
        seen += (float)x->shape[0];
    }
    return total / seen;

/* @ 2.9 mean_loss */
    float total = 0, seen = 0;
    nn_eval(model);
    t_no_grad();
    for (Tensor *x, *y; data_next(loader, &x, &y);) {
        t_step();
        Tensor *L = loss(nn_forward(model, x), y);
        total += (float)L->data[0] * (float)x->shape[0];
        seen += (float)x->shape[0];
    }
    return total / seen;

/* @ 2.10 fit_full_batch */
    float last = 0;
    nn_train(model);
    for (int step = 0; step < steps; step++) {
        t_step();
        Tensor *L = loss(nn_forward(model, x), y);
        last = (float)L->data[0];
        t_backward(L);
        optim_step(optimizer);
        optim_zero_grad(optimizer);
    }
    return last;

/* @ 2.11 load_state */
    int         count, missing = 0;
    StateEntry *own = nn_state(model, &count);
    for (int i = 0; i < count; i++) {
        Tensor *from = state_tensor(n, state, own[i].key);
        if (!from || !t_same_shape(own[i].tensor, from)) missing++;
    }
    if (count == n && !missing)
        for (int i = 0; i < count; i++)
            for (size_t j = own[i].tensor->size; j-- > 0;)
                own[i].tensor->data[j] = state_tensor(n, state, own[i].key)->data[j];
    free(own);
    return count == n && !missing;
