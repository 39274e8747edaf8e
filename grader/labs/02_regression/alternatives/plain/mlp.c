/* Lab 2 in another style: one step a line, as a first solution is written. */

/* @ 2.8 mlp */
    Module *layers[2 * n];
    int k = 0;
    for (int i = 0; i < n - 1; i++) {
        layers[k] = nn_linear(sizes[i], sizes[i + 1]);
        k++;
        if (i < n - 2) {
            layers[k] = nn_relu();
            k++;
        }
    }
    return nn_sequential_of(k, layers);

/* @ 2.8 mlp_parameters */
    size_t total = 0;
    for (int i = 0; i < n - 1; i++) {
        total += (size_t)sizes[i] * sizes[i + 1];
        total += sizes[i + 1];
    }
    return total;

/* @ 2.8 samples_needed */
    return parameters * 10;

/* @ 2.9 fit_epoch */
    Tensor *x, *y;
    double total = 0;
    nn_train(model);
    while (data_next(loader, &x, &y)) {
        t_step();
        Tensor *prediction = nn_forward(model, x);
        Tensor *L = loss(prediction, y);
        t_backward(L);
        optim_step(optimizer);
        optim_zero_grad(optimizer);
        total += t_item(L) * x->shape[0];
    }
    return total / data_size(loader);

/* @ 2.9 mean_loss */
    Tensor *x, *y;
    double total = 0;
    nn_eval(model);
    t_no_grad();
    while (data_next(loader, &x, &y)) {
        t_step();
        Tensor *prediction = nn_forward(model, x);
        Tensor *L = loss(prediction, y);
        total += t_item(L) * x->shape[0];
    }
    return total / data_size(loader);

/* @ 2.10 shallow_nn */
    Module *net = nn_container("ShallowNN");
    Module *stack = nn_sequential(nn_linear(1, hidden), nn_relu_inplace(), nn_linear(hidden, 1));
    nn_add(net, "regressor", stack);
    return net;

/* @ 2.10 fit_full_batch */
    double last = 0;
    nn_train(model);
    for (int s = 0; s < steps; s++) {
        t_step();
        Tensor *prediction = nn_forward(model, x);
        Tensor *L = loss(prediction, y);
        last = t_item(L);
        t_backward(L);
        optim_step(optimizer);
        optim_zero_grad(optimizer);
    }
    return last;

/* @ 2.11 load_state */
    int count;
    StateEntry *mine = nn_state(model, &count);
    if (count != n) {
        free(mine);
        return false;
    }
    for (int i = 0; i < count; i++) {
        Tensor *t = state_tensor(n, state, mine[i].key);
        if (t == NULL || !t_same_shape(t, mine[i].tensor)) {
            free(mine);
            return false;
        }
    }
    for (int i = 0; i < count; i++) {
        Tensor *t = state_tensor(n, state, mine[i].key);
        for (size_t k = 0; k < t->size; k++) {
            mine[i].tensor->data[k] = t->data[k];
        }
    }
    free(mine);
    return true;
