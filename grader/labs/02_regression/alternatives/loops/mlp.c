/* Lab 2 in another style: plain loops, one index after the other, and no library but the containers. */

/* @ 2.8 mlp */
    Module *m = nn_container("Sequential");
    char    name[8];
    for (int i = 0; i < 2 * n - 3; i++) {
        snprintf(name, sizeof name, "%d", i);
        nn_add(m, name, i % 2 ? nn_relu() : nn_linear(sizes[i / 2], sizes[i / 2 + 1]));
    }
    return m;

/* @ 2.8 mlp_parameters */
    size_t weights = 0, biases = 0;
    for (int i = 0; i + 1 < n; i++) weights += (size_t)sizes[i] * (size_t)sizes[i + 1];
    for (int i = 1; i < n; i++) biases += (size_t)sizes[i];
    return weights + biases;

/* @ 2.8 samples_needed */
    size_t samples = 0;
    for (int i = 0; i < 10; i++) samples += parameters;
    return samples;

/* @ 2.9 fit_epoch */
    Tensor *x, *y;
    double  sum = 0;
    int     seen = 0;
    nn_train(model);
    optim_zero_grad(optimizer);
    while (data_next(loader, &x, &y)) {
        t_step();
        Tensor *L = loss(nn_forward(model, x), y);
        for (int i = 0; i < y->shape[0]; i++) sum += L->data[0];
        seen += y->shape[0];
        t_backward(L);
        optim_step(optimizer);
        optim_zero_grad(optimizer);
    }
    return sum / seen;

/* @ 2.9 mean_loss */
    Tensor *x, *y;
    double  sum = 0;
    int     seen = 0;
    nn_eval(model);
    t_no_grad();
    while (data_next(loader, &x, &y)) {
        t_step();
        sum += x->shape[0] * t_item(loss(nn_forward(model, x), y));
        seen += x->shape[0];
    }
    return sum / seen;

/* @ 2.10 shallow_nn */
    Module *m = nn_container("ShallowNN"), *regressor = nn_container("Sequential");
    nn_add(regressor, "0", nn_linear(1, hidden));
    nn_add(regressor, "1", nn_relu_inplace());
    nn_add(regressor, "2", nn_linear(hidden, 1));
    nn_add(m, "regressor", regressor);
    return m;

/* @ 2.10 fit_full_batch */
    double value = 0;
    nn_train(model);
    while (steps-- > 0) {
        t_step();
        nn_zero_grad(model);
        Tensor *L = loss(nn_forward(model, x), y);
        value = L->data[0];
        t_backward(L);
        optim_step(optimizer);
    }
    return value;

/* @ 2.11 load_state */
    int         count;
    StateEntry *own = nn_state(model, &count);
    for (int i = 0; i < count; i++) {
        Tensor *t = state_tensor(n, state, own[i].key);
        if (n != count || t == NULL || !t_same_shape(t, own[i].tensor)) {
            free(own);
            return false;
        }
    }
    for (int i = 0; i < count; i++) {
        Tensor *t = state_tensor(n, state, own[i].key);
        for (size_t j = 0; j < t->size; j++) own[i].tensor->data[j] = t->data[j];
    }
    free(own);
    return true;
