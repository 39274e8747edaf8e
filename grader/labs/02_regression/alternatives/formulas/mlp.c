/* Lab 2 in another style: other formulas (Welford, Gram-Schmidt, layers asked about unit vectors, sums with care). */

/* @ 2.8 mlp */
    Module *layers[2 * n - 3];
    for (int i = 0; i < 2 * n - 3; i += 2) layers[i] = nn_linear(sizes[i / 2], sizes[i / 2 + 1]);
    for (int i = 1; i < 2 * n - 3; i += 2) layers[i] = nn_relu();
    return nn_sequential_of(2 * n - 3, layers);

/* @ 2.8 mlp_parameters */
    double neurons = 0, weights = 0;
    for (int i = 1; i < n; i++) neurons += sizes[i], weights += (double)sizes[i] * (double)sizes[i - 1];
    return (size_t)llround(neurons + weights);

/* @ 2.8 samples_needed */
    return (size_t)ceil((double)parameters / 0.1 - 1e-6);

/* @ 2.9 fit_epoch */
    double mean = 0;
    int    seen = 0;
    nn_train(model);
    for (Tensor *x, *y; data_next(loader, &x, &y);) {
        t_step();
        nn_zero_grad(model);
        Tensor *L = loss(nn_forward(model, x), y);
        t_backward(L);
        optim_step(optimizer);
        seen += x->shape[0];
        mean += (t_item(L) - mean) * x->shape[0] / seen;
    }
    nn_zero_grad(model);
    return mean;

/* @ 2.9 mean_loss */
    double mean = 0;
    int    seen = 0;
    nn_eval(model);
    t_no_grad_begin();
    for (Tensor *x, *y; data_next(loader, &x, &y);) {
        t_step_begin();
        seen += x->shape[0];
        mean += (t_item(loss(nn_forward(model, x), y)) - mean) * x->shape[0] / seen;
        t_step_end();
    }
    t_no_grad_end();
    return mean;

/* @ 2.10 shallow_nn */
    Module *m = nn_container("ShallowNN");
    nn_add(m, "regressor", nn_container("Sequential"));
    nn_add(m->children[0].module, "0", nn_linear(1, hidden));
    nn_add(m->children[0].module, "1", nn_relu_inplace());
    nn_add(m->children[0].module, "2", nn_linear(hidden, 1));
    return m;

/* @ 2.10 fit_full_batch */
    double last = NAN;
    nn_train(model);
    for (int step = 0; step < steps; step++) {
        t_step_begin();
        optim_zero_grad(optimizer);
        Tensor *L = loss(nn_forward(model, x), y);
        last = t_item(L);
        t_backward_from(L, t_scalar(1));
        optim_step(optimizer);
        t_step_end();
    }
    optim_zero_grad(optimizer);
    return last;

/* @ 2.11 load_state */
    int         count;
    StateEntry *own = nn_state(model, &count);
    bool        found[count];
    for (int i = 0; i < count; i++) {
        const Tensor *t = state_tensor(n, state, own[i].key);
        found[i] = t != NULL && strcmp(t_shape_text(t), t_shape_text(own[i].tensor)) == 0;
    }
    bool all = n == count;
    for (int i = 0; i < count; i++) all &= found[i];
    for (int i = 0; all && i < n; i++) {
        Tensor *to = nn_find(model, state[i].key);
        memmove(to->data, state[i].tensor->data, to->size * t_element_size(to->dtype));
    }
    free(own);
    return all;
