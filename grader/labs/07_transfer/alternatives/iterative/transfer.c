/* Lab 7 in another style: parameters are found in the library's lists. */

/* @ 7.5 replace_head */
    const int   last = model->n_children - 1;
    const char *name = model->children[last].name;
    const int   in = head_of(model)->parameters[0].tensor->shape[1];
    nn_replace(model, name, nn_linear(in, classes));
    return model->children[last].module;

/* @ 7.6 choose_trained */
    switch (arm) {
    case ARM_FULL:
        set_requires_grad(model, true);
        break;
    case ARM_FROZEN:
        set_requires_grad(model, false);
        set_requires_grad(head_of(model), true);
        break;
    case ARM_FIRST_LAST:
        set_requires_grad(model, false);
        set_requires_grad(head_of(model), true);
        set_requires_grad(first_layer(model), true);
        break;
    }

/* @ 7.7 adam_of_two_rates */
    const char *name = model->children[model->n_children - 1].name;
    char        keys[40] = "";
    Optimizer  *optimizer = optim_adam(nn_parameters(model), head_lr);
    strcat(strcat(keys, name), ".*");
    optim_group(optimizer, keys);
    optim_args(optimizer, GROUP_BODY)->lr = body_lr;
    return optimizer;

/* @ 7.7 scale_rates */
    const int groups = optim_n_groups(optimizer);
    int       g = 0;
    while (g < groups) {
        OptimArgs *args = optim_args(optimizer, g);
        args->lr = factor * rates[g++];
    }

/* @ 7.8 extract_features */
    t_no_grad();
    nn_eval(model);
    const int n = data->n;
    Tensor   *features = NULL, *labels = t_own(DTYPE_INT64, DEV_CPU, 1, &n), *x, *y;
    DataLoader *loader = data_loader(data, .batch_size = batch_size, .device = device);
    int row = 0;
    while (data_next(loader, &x, &y)) {
        t_step();
        Tensor *h = x;
        for (int i = 0; i < model->n_children; i++) {
            if (i == model->n_children - 1) break;
            h = nn_forward(model->children[i].module, h);
        }
        if (!features) {
            int shape[T_MAX_NDIM];
            for (int d = 0; d < h->ndim; d++) shape[d] = d ? h->shape[d] : n;
            features = t_own(DTYPE_REAL, DEV_CPU, h->ndim, shape);
        }
        const real    *values = t_host(h);
        const int64_t *classes = t_host(y);
        const size_t   width = h->size / (size_t)h->shape[0];
        for (int i = 0; i < h->shape[0]; i++, row++) {
            memcpy(features->data + (size_t)row * width, values + (size_t)i * width, width * sizeof(real));
            labels->i64[row] = classes[i];
        }
    }
    data_loader_free(loader);
    return dataset_new(data->name, features, labels, data->classes);

/* @ 7.9 train_epoch */
    train_mode(model);
    double    mean = 0;
    const int batches = data_len(loader);
    Tensor   *x, *y;
    for (int b = 0; data_next(loader, &x, &y); b++) {
        t_step();
        optim_zero_grad(optimizer);
        Tensor *loss = f_cross_entropy(nn_forward(model, x), y);
        t_backward(loss);
        optim_step(optimizer);
        mean += t_item(loss) / batches;
    }
    return mean;

/* @ 7.9 fine_tune */
    LoaderOptions options = {.batch_size = how->batch_size, .shuffle = true, .seed = how->seed, .device = how->device};
    DataLoader   *loader = data_loader_new(train, options);
    Optimizer    *optimizer = adam_of_two_rates(model, how->body_lr, how->head_lr);
    double        rates[GROUPS], loss = 0;
    rates[GROUP_BODY] = how->body_lr;
    rates[GROUP_HEAD] = how->head_lr;
    int epoch = 0;
    while (epoch < how->epochs) {
        scale_rates(optimizer, rates, cosine_rate(1, 0, epoch, how->epochs));
        loss = train_epoch(loader, model, optimizer);
        epoch++;
        if (how->after_epoch) how->after_epoch(epoch, loss, how->data);
    }
    data_loader_free(loader);
    optim_free(optimizer);
    return loss;
