/* Lab 7 in another style: small functions. */
#include <string.h>

/* @ before replace_head */
static const char *head_name(const Module *model) { return model->children[model->n_children - 1].name; }

/* @ 7.5 replace_head */
    Module *old = head_of(model), *head = nn_linear(old->parameters[0].tensor->shape[1], classes);
    nn_replace(model, head_name(model), head);
    return head;

/* @ 7.6 choose_trained */
    Module *trained[] = {head_of(model), arm == ARM_FULL ? model : arm == ARM_FIRST_LAST ? first_layer(model) : NULL};
    set_requires_grad(model, false);
    for (int i = 0; i < 2; i++)
        if (trained[i]) set_requires_grad(trained[i], true);

/* @ before adam_of_two_rates */
static void head_pattern(char *pattern, const Module *model) {
    sprintf(pattern, "%s.*", head_name(model));
}

/* @ 7.7 adam_of_two_rates */
    char       pattern[64];
    Optimizer *adam = optim_adam(nn_parameters(model), body_lr);
    head_pattern(pattern, model);
    optim_group(adam, pattern)->lr = head_lr;
    return adam;

/* @ before scale_rates */
static void set_rate(Optimizer *optimizer, int group, double lr) { optim_args(optimizer, group)->lr = lr; }

/* @ 7.7 scale_rates */
    for (int g = 0; g < optim_n_groups(optimizer); g++) set_rate(optimizer, g, rates[g] * factor);

/* @ before extract_features */
static Tensor *body_of(Module *model, Tensor *x) {
    for (int i = 0; i < model->n_children - 1; i++) x = nn_forward(model->children[i].module, x);
    return x;
}

static Tensor *room_for(const Tensor *batch, int n) {
    int shape[T_MAX_NDIM];
    memcpy(shape, batch->shape, sizeof shape);
    shape[0] = n;
    return t_own(batch->dtype, DEV_CPU, batch->ndim, shape);
}

static void copy_rows(Tensor *to, int row, const Tensor *from) {
    const size_t width = to->size / (size_t)to->shape[0];
    const void  *values = t_host(from);
    if (to->dtype == DTYPE_REAL) memcpy(to->data + (size_t)row * width, values, from->size * sizeof(real));
    else memcpy(to->i64 + (size_t)row * width, values, from->size * sizeof(int64_t));
}

/* @ 7.8 extract_features */
    nn_eval(model);
    t_no_grad();
    Tensor     *x, *y, *features = NULL, *labels = NULL;
    DataLoader *loader = data_loader(data, .batch_size = batch_size, .device = device);
    for (int row = 0; data_next(loader, &x, &y); row += y->shape[0]) {
        t_step();
        x = body_of(model, x);
        if (!features) features = room_for(x, data->n);
        if (!labels) labels = room_for(y, data->n);
        copy_rows(features, row, x);
        copy_rows(labels, row, y);
    }
    data_loader_free(loader);
    return dataset_new(data->name, features, labels, data->classes);

/* @ before train_epoch */
static double train_batch(Module *model, Optimizer *optimizer, Tensor *x, Tensor *y) {
    t_step();
    optim_zero_grad(optimizer);
    Tensor *loss = f_cross_entropy(nn_forward(model, x), y);
    t_backward(loss);
    optim_step(optimizer);
    return t_item(loss);
}

/* @ 7.9 train_epoch */
    double total = 0;
    train_mode(model);
    for (Tensor *x, *y; data_next(loader, &x, &y);) total += train_batch(model, optimizer, x, y);
    return total / data_len(loader);

/* @ before fine_tune */
static void tell(const FineTune *how, int epoch, double loss) {
    if (how->after_epoch) how->after_epoch(epoch, loss, how->data);
}

/* @ 7.9 fine_tune */
    DataLoader *loader = data_loader(train, .batch_size = how->batch_size, .shuffle = true, .seed = how->seed,
                                     .device = how->device);
    Optimizer  *adam = adam_of_two_rates(model, how->body_lr, how->head_lr);
    double      loss = 0;
    for (int e = 1; e <= how->epochs; e++) {
        scale_rates(adam, (double[]){how->body_lr, how->head_lr}, cosine_rate(1, 0, e - 1, how->epochs));
        tell(how, e, loss = train_epoch(loader, model, adam));
    }
    optim_free(adam);
    data_loader_free(loader);
    return loss;
