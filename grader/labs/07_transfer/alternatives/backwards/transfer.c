/* Lab 7 in another style: what is at the end comes first. */

/* @ 7.5 replace_head */
    NamedModule  *last = &model->children[model->n_children - 1];
    const Tensor *bias = last->module->parameters[1].tensor, *weight = last->module->parameters[0].tensor;
    Module       *head = nn_linear((int)(weight->size / bias->size), classes);
    nn_replace(model, last->name, head);
    return head;

/* @ 7.6 choose_trained */
    for (int i = model->n_children; i-- > 0;)
        set_requires_grad(model->children[i].module, arm == ARM_FULL || i == model->n_children - 1);
    if (arm == ARM_FULL) set_requires_grad(model, true);
    else if (arm == ARM_FIRST_LAST) set_requires_grad(first_layer(model), true);

/* @ 7.7 adam_of_two_rates */
    char       pattern[128];
    Optimizer *o = optim_adam(nn_parameters(model), body_lr);
    snprintf(pattern, sizeof pattern, "%s.*", model->children[model->n_children - 1].name);
    OptimArgs *args = optim_group(o, pattern);
    args->lr = head_lr;
    return o;

/* @ 7.7 scale_rates */
    for (int g = optim_n_groups(optimizer); g-- > 0;) optim_args(optimizer, g)->lr = rates[g] * factor;

/* @ 7.8 extract_features */
    nn_eval(model);
    t_no_grad();
    DataLoader *loader = data_loader(data, .batch_size = batch_size, .device = device);
    const int   batches = data_len(loader);
    Tensor     *all = NULL, *y_all = t_own(DTYPE_INT64, DEV_CPU, 1, &data->n);
    int         begin = 0;
    for (int b = 0; b < batches; b++) {
        t_step();
        Tensor *x, *y;
        if (!data_next(loader, &x, &y)) break;
        for (int i = 0; i + 1 < model->n_children; i++) x = nn_forward(model->children[i].module, x);
        if (all == NULL) {
            int shape[T_MAX_NDIM] = {data->n};
            for (int d = 1; d < x->ndim; d++) shape[d] = x->shape[d];
            all = t_own(DTYPE_REAL, DEV_CPU, x->ndim, shape);
        }
        const int width = (int)(x->size / (size_t)x->shape[0]);
        for (int i = (int)x->size; i-- > 0;) all->data[begin * width + i] = ((const real *)t_host(x))[i];
        for (int i = (int)y->size; i-- > 0;) y_all->i64[begin + i] = ((const int64_t *)t_host(y))[i];
        begin += (int)y->size;
    }
    data_loader_free(loader);
    return dataset_new(data->name, all, y_all, data->classes);

/* @ 7.9 train_epoch */
    Tensor *x, *y;
    double  sum = 0;
    train_mode(model);
    while (data_next(loader, &x, &y)) {
        t_step();
        Tensor *L = f_cross_entropy(nn_forward(model, x), y);
        sum += t_item(L);
        optim_zero_grad(optimizer);
        t_backward(L);
        optim_step(optimizer);
    }
    return sum / data_len(loader);

/* @ 7.9 fine_tune */
    const double lr[] = {how->body_lr, how->head_lr};
    Optimizer   *o = adam_of_two_rates(model, lr[0], lr[1]);
    DataLoader  *d = data_loader(train, .shuffle = true, .batch_size = how->batch_size, .device = how->device,
                                 .seed = how->seed);
    double       last = 0;
    for (int left = how->epochs; left > 0; left--) {
        const int epoch = how->epochs - left + 1;
        scale_rates(o, lr, cosine_rate(1, 0, epoch - 1, how->epochs));
        last = train_epoch(d, model, o);
        if (how->after_epoch != NULL) how->after_epoch(epoch, last, how->data);
    }
    data_loader_free(d);
    optim_free(o);
    return last;
