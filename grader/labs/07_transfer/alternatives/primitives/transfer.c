/* Lab 7 in another style: the library's functions wherever there are some. */
#include <string.h>

/* @ 7.5 replace_head */
    char key[64];
    const char *name = model->children[model->n_children - 1].name;
    snprintf(key, sizeof key, "%s.weight", name);
    return nn_replace(model, name, nn_linear(nn_find(model, key)->shape[1], classes));

/* @ 7.6 choose_trained */
    set_requires_grad(model, arm == ARM_FULL);
    set_requires_grad(head_of(model), true);
    if (arm != ARM_FROZEN) set_requires_grad(first_layer(model), true);

/* @ 7.7 adam_of_two_rates */
    char       keys[128];
    Optimizer *optimizer = optim_new(&adam_type, nn_parameters(model), .lr = body_lr, .beta1 = 0.9, .beta2 = 0.999,
                                     .eps = 1e-8);
    snprintf(keys, sizeof keys, "%s.*", model->children[model->n_children - 1].name);
    optim_group(optimizer, keys);
    scale_rates(optimizer, (double[]){body_lr, head_lr}, 1);
    return optimizer;

/* @ 7.8 extract_features */
    t_no_grad();
    nn_eval(model);
    DataLoader *loader = data_loader(data, .batch_size = batch_size, .device = device);
    Tensor     *features = NULL, *labels = NULL;
    for (Tensor *x, *y; data_next(loader, &x, &y);) {
        for (int i = 0; i < model->n_children - 1; i++) x = nn_forward(model->children[i].module, x);
        Tensor *before = features, *labels_before = labels;
        features = t_keep(before ? t_cat(0, before, x) : x);
        labels = t_keep(labels_before ? t_cat(0, labels_before, y) : y);
        if (before) t_free(before);
        if (labels_before) t_free(labels_before);
    }
    data_loader_free(loader);
    return dataset_new(data->name, features, labels, data->classes);

/* @ 7.9 train_epoch */
    Tensor *losses = t_zeros(data_len(loader));
    train_mode(model);
    int batch = 0;
    for (Tensor *x, *y; data_next(loader, &x, &y);) {
        t_step();
        optim_zero_grad(optimizer);
        Tensor *loss = f_cross_entropy(nn_forward(model, x), y);
        t_backward(loss);
        optim_step(optimizer);
        losses->data[batch++] = loss->data[0];
    }
    return t_item(t_mean(losses));

/* @ 7.9 fine_tune */
    DataLoader *loader = data_loader(train, .batch_size = how->batch_size, .shuffle = true, .seed = how->seed,
                                     .device = how->device);
    Optimizer  *optimizer = adam_of_two_rates(model, how->body_lr, how->head_lr);
    double      loss = 0;
    for (int epoch = 1; epoch <= how->epochs; epoch++) {
        optim_args(optimizer, GROUP_BODY)->lr = cosine_rate(how->body_lr, 0, epoch - 1, how->epochs);
        optim_args(optimizer, GROUP_HEAD)->lr = cosine_rate(how->head_lr, 0, epoch - 1, how->epochs);
        loss = train_epoch(loader, model, optimizer);
        if (how->after_epoch) how->after_epoch(epoch, loss, how->data);
    }
    data_loader_free(loader);
    optim_free(optimizer);
    return loss;
