/* Lab 2 in another style: out of the library's own operations, with hardly a loop. */

/* @ 2.8 mlp */
    Module *m = nn_sequential(nn_linear(sizes[0], sizes[1]));
    for (int i = 1; i < n - 1; i++) {
        char relu[8], linear[8];
        snprintf(relu, sizeof relu, "%d", 2 * i - 1);
        snprintf(linear, sizeof linear, "%d", 2 * i);
        nn_add(m, relu, nn_relu());
        nn_add(m, linear, nn_linear(sizes[i], sizes[i + 1]));
    }
    return m;

/* @ 2.8 mlp_parameters */
    size_t count = 0;
    for (const int *in = sizes; in < sizes + n - 1; in++) count += (size_t)in[0] * (size_t)in[1] + (size_t)in[1];
    return count;

/* @ 2.9 fit_epoch */
    Tensor *x, *y;
    double  total = 0;
    nn_train(model);
    while (data_next(loader, &x, &y)) {
        t_step();
        Tensor *L = loss(nn_forward(model, x), y);
        total += t_item(t_mul(t_detach(L), x->shape[0]));
        t_backward(L);
        optim_step(optimizer);
        nn_zero_grad(model);
    }
    return total / data_of(loader)->n;

/* @ 2.9 mean_loss */
    Tensor *x, *y;
    double  total = 0;
    nn_eval(model);
    while (data_next(loader, &x, &y)) {
        t_no_grad();
        t_step();
        total += t_item(t_mul(loss(nn_forward(model, x), y), x->shape[0]));
    }
    return total / data_of(loader)->n;

/* @ 2.10 shallow_nn */
    return nn_add(nn_container("ShallowNN"), "regressor",
                  nn_sequential(nn_linear(1, hidden), nn_relu_inplace(), nn_linear(hidden, 1)))
        ->parent;

/* @ 2.10 fit_full_batch */
    nn_train(model);
    if (steps == 0) return NAN;
    for (int step = 1;; step++) {
        t_step();
        Tensor *L = loss(nn_forward(model, x), y);
        t_backward(L);
        optim_step(optimizer);
        optim_zero_grad(optimizer);
        if (step == steps) return t_item(L);
    }

/* @ 2.11 load_state */
    int         count, fitting = 0;
    StateEntry *own = nn_state(model, &count);
    for (int i = 0; i < count; i++) {
        const Tensor *t = state_tensor(n, state, own[i].key);
        fitting += t && t_same_shape(t, own[i].tensor);
    }
    free(own);
    if (fitting != count || n != count) return false;
    for (int i = 0; i < n; i++) {
        Tensor *to = nn_find(model, state[i].key);
        memcpy(to->data, state[i].tensor->data, to->size * sizeof *to->data);
    }
    return true;
