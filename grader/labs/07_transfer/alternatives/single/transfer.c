/* Lab 7 in another style: all sums and rates are floats. */
#include <string.h>

/* @ 7.5 replace_head */
    const NamedModule *last = model->children + model->n_children - 1;
    const Tensor      *W = last->module->parameters->tensor;
    return nn_replace(model, last->name, nn_linear(W->shape[W->ndim - 1], classes));

/* @ 7.6 choose_trained */
    set_requires_grad(model, false);
    if (arm == ARM_FULL) set_requires_grad(model, true);
    if (arm == ARM_FIRST_LAST) set_requires_grad(first_layer(model), true);
    if (arm == ARM_FIRST_LAST || arm == ARM_FROZEN) set_requires_grad(head_of(model), true);

/* @ 7.7 adam_of_two_rates */
    char       keys[64];
    Optimizer *optimizer = optim_adam(nn_parameters(model), (float)body_lr);
    snprintf(keys, sizeof keys, "%s.*", model->children[model->n_children - 1].name);
    optim_group(optimizer, keys)->lr = (float)head_lr;
    return optimizer;

/* @ 7.7 scale_rates */
    for (int g = 0; g < optim_n_groups(optimizer); g++)
        optim_args(optimizer, g)->lr = (float)factor * (float)rates[g];

/* @ 7.8 extract_features */
    t_no_grad();
    nn_eval(model);
    DataLoader *loader = data_loader(data, .batch_size = batch_size, .device = device);
    Tensor     *features = NULL, *labels = t_own(DTYPE_INT64, DEV_CPU, 1, &data->n), *x, *y;
    for (int n = 0; data_next(loader, &x, &y); n += y->shape[0]) {
        t_step();
        for (int i = 0; i < model->n_children - 1; i++) x = nn_forward(model->children[i].module, x);
        const int row = (int)x->size / x->shape[0];
        if (n == 0) {
            int shape[T_MAX_NDIM] = {data->n};
            for (int d = 1; d < x->ndim; d++) shape[d] = x->shape[d];
            features = t_own(DTYPE_REAL, DEV_CPU, x->ndim, shape);
        }
        for (size_t i = 0; i < x->size; i++) features->data[n * row + (int)i] = (float)((const real *)t_host(x))[i];
        for (size_t i = 0; i < y->size; i++) labels->i64[n + (int)i] = (int)((const int64_t *)t_host(y))[i];
    }
    data_loader_free(loader);
    return dataset_new(data->name, features, labels, data->classes);

/* @ 7.9 train_epoch */
    float total = 0;
    train_mode(model);
    for (Tensor *x, *y; data_next(loader, &x, &y);) {
        t_step();
        optim_zero_grad(optimizer);
        Tensor *loss = f_cross_entropy(nn_forward(model, x), y);
        t_backward(loss);
        optim_step(optimizer);
        total += (float)t_item(loss);
    }
    return total / (float)data_len(loader);

/* @ 7.9 fine_tune */
    DataLoader *loader = data_loader(train, .batch_size = how->batch_size, .shuffle = true, .seed = how->seed,
                                     .device = how->device);
    Optimizer  *optimizer = adam_of_two_rates(model, how->body_lr, how->head_lr);
    float       loss = 0;
    for (int epoch = 1; epoch <= how->epochs; epoch++) {
        const float factor = (float)cosine_rate(1, 0, epoch - 1, how->epochs);
        scale_rates(optimizer, (const double[]){how->body_lr, how->head_lr}, factor);
        loss = (float)train_epoch(loader, model, optimizer);
        if (how->after_epoch) how->after_epoch(epoch, loss, how->data);
    }
    data_loader_free(loader);
    optim_free(optimizer);
    return loss;
