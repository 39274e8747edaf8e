/* Lab 7, third part: a trained network learns another task. */
#include "transfer.h"

/* Given: the model's last child. */
Module *head_of(const Module *model) {
    if (model->n_children == 0)
        t_fail("a model has children; its last one is the head", "head_of: %s has no children", model->type->name);
    return model->children[model->n_children - 1].module;
}

/* 7.5  A new head for other classes. The model's last child is a Linear(in, classes of the old task): put a new one in
 * its place, nn_linear(in, classes), with the same `in` and fresh weights. Its name stays what it is. Returns the new
 * head; the old one is freed.
 *
 *     nn_replace(model, name, module)      frees the child of this name, and puts the module in its place
 *     model->children[i].name              the name of a child
 *     head->parameters[0].tensor           the weight of a Linear, (out,in) */
Module *replace_head(Module *model, int classes) {
    /* SOLUTION BEGIN 7.5 */
    const Tensor *W = head_of(model)->parameters[0].tensor;
    return nn_replace(model, model->children[model->n_children - 1].name, nn_linear(W->shape[1], classes));
    /* SOLUTION END 7.5 */
}

/* Given: the first module, in the order of printing, that has parameters of its own: the layer that sees the image. */
static Module *first_layer(Module *m) {
    if (m->n_parameters > 0) return m;
    for (int i = 0; i < m->n_children; i++) {
        Module *found = first_layer(m->children[i].module);
        if (found) return found;
    }
    return NULL;
}

/* 7.6  Freezes and unfreezes, so that exactly this is trained, whatever was frozen before:
 *
 *     ARM_FROZEN        the head (head_of)
 *     ARM_FIRST_LAST    the first layer (first_layer) and the head: the slide's recipe
 *     ARM_FULL          everything */
void choose_trained(Module *model, Arm arm) {
    /* SOLUTION BEGIN 7.6 */
    set_requires_grad(model, arm == ARM_FULL);
    if (arm == ARM_FIRST_LAST) set_requires_grad(first_layer(model), true);
    set_requires_grad(head_of(model), true);
    /* SOLUTION END 7.6 */
}

/* 7.7  Adam over all parameters of the model (optim_adam, nn_parameters) in two groups: the body's with body_lr, the
 * head's with head_lr. The head begins with random weights and has to go far; the body's weights are good already, and
 * large steps would spoil them.
 *
 * All parameters begin in group 0, GROUP_BODY, with the rate that the optimiser is made with. optim_group(optimizer,
 * "classifier.*")->lr = 1e-2 moves those with such keys into the next group, GROUP_HEAD. Make the pattern from the
 * name of the last child, whatever it is: name and ".*". */
Optimizer *adam_of_two_rates(Module *model, double body_lr, double head_lr) {
    /* SOLUTION BEGIN 7.7 */
    Optimizer *optimizer = optim_adam(nn_parameters(model), body_lr);
    char       keys[64];
    snprintf(keys, sizeof keys, "%s.*", model->children[model->n_children - 1].name);
    optim_group(optimizer, keys)->lr = head_lr;
    return optimizer;
    /* SOLUTION END 7.7 */
}

/* 7.7  A schedule for all groups: group g gets the rate factor * rates[g], for each of the optim_n_groups(optimizer)
 * groups (optim_args). optim_set_lr would give all groups one rate. */
void scale_rates(Optimizer *optimizer, const double rates[], double factor) {
    /* SOLUTION BEGIN 7.7 */
    for (int g = 0; g < optim_n_groups(optimizer); g++) optim_args(optimizer, g)->lr = factor * rates[g];
    /* SOLUTION END 7.7 */
}

/* 7.8  Feature extraction: what the body makes of each sample, as a data set of its own. A head that is trained on it
 * needs no further run of the body, which is what takes the time.
 *
 * Run all children of the model but the last one after the other (nn_forward) on batches of all samples in their order,
 * in evaluation mode and without a graph. Copy each batch's features and labels to their place in two tensors that
 * outlive the step, and return dataset_new(data->name, x, y, data->classes), which takes them over:
 *
 *     x = t_own(DTYPE_REAL, DEV_CPU, ndim, shape)    the features of one sample have the shape of a row of the first
 *                                                    batch's: (N,F) for a body that ends in the mean of each channel
 *     y = t_own(DTYPE_INT64, DEV_CPU, 1, &data->n)
 *
 * The loader is on `device`; t_host(features) are the values wherever they are. Leave the model in evaluation mode. */
Dataset *extract_features(Module *model, const Dataset *data, int batch_size, Device device) {
    /* SOLUTION BEGIN 7.8 */
    t_no_grad();
    nn_eval(model);
    DataLoader *loader = data_loader(data, .batch_size = batch_size, .device = device);
    Tensor     *features = NULL, *labels = t_own(DTYPE_INT64, DEV_CPU, 1, &data->n);
    size_t      done = 0;
    for (Tensor *x, *y; data_next(loader, &x, &y); done += (size_t)y->shape[0]) {
        t_step();
        for (int i = 0; i < model->n_children - 1; i++) x = nn_forward(model->children[i].module, x);
        const size_t row = x->size / (size_t)x->shape[0];
        if (!features) {
            int shape[T_MAX_NDIM];
            memcpy(shape, x->shape, sizeof shape);
            shape[0] = data->n;
            features = t_own(DTYPE_REAL, DEV_CPU, x->ndim, shape);
        }
        memcpy(features->data + done * row, t_host(x), x->size * sizeof(real));
        memcpy(labels->i64 + done, t_host(y), y->size * sizeof(int64_t));
    }
    data_loader_free(loader);
    return dataset_new(data->name, features, labels, data->classes);
    /* SOLUTION END 7.8 */
}

/* 7.9  One epoch of training: train_mode(model), then for each batch of the loader
 *
 *     gradients begin anew     optim_zero_grad
 *     loss                     f_cross_entropy of the model's logits and the labels
 *     backward and a step      t_backward, optim_step
 *
 * Returns the mean of the batches' losses. Begin the loop's body with t_step(). */
double train_epoch(DataLoader *loader, Module *model, Optimizer *optimizer) {
    /* SOLUTION BEGIN 7.9 */
    double total = 0;
    int    batches = 0;
    train_mode(model);
    for (Tensor *x, *y; data_next(loader, &x, &y); batches++) {
        t_step();
        optim_zero_grad(optimizer);
        Tensor *loss = f_cross_entropy(nn_forward(model, x), y);
        t_backward(loss);
        optim_step(optimizer);
        total += t_item(loss);
    }
    return total / batches;
    /* SOLUTION END 7.9 */
}

/* 7.9  Fine-tunes the model; choose_trained has said before what is trained. A loader of the training set (shuffled,
 * with how's batch size, seed and device), adam_of_two_rates with how's rates, then for each epoch e = 1 .. epochs
 *
 *     both rates       scale_rates, factor cosine_rate(1, 0, e - 1, epochs) of lab 4
 *     train_epoch
 *     after_epoch      is told e and the loss; it may be NULL
 *
 * Returns the last epoch's loss. Free what you make. */
double fine_tune(Module *model, const Dataset *train, const FineTune *how) {
    /* SOLUTION BEGIN 7.9 */
    DataLoader *loader = data_loader(train, .batch_size = how->batch_size, .shuffle = true, .seed = how->seed,
                                     .device = how->device);
    Optimizer   *optimizer = adam_of_two_rates(model, how->body_lr, how->head_lr);
    const double rates[GROUPS] = {[GROUP_BODY] = how->body_lr, [GROUP_HEAD] = how->head_lr};
    double       loss = NAN;
    for (int epoch = 1; epoch <= how->epochs; epoch++) {
        scale_rates(optimizer, rates, cosine_rate(1, 0, epoch - 1, how->epochs));
        loss = train_epoch(loader, model, optimizer);
        if (how->after_epoch) how->after_epoch(epoch, loss, how->data);
    }
    optim_free(optimizer);
    data_loader_free(loader);
    return loss;
    /* SOLUTION END 7.9 */
}
