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
    TODO("7.5");
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
    TODO("7.6");
}

/* 7.7  Adam over all parameters of the model (optim_adam, nn_parameters) in two groups: the body's with body_lr, the
 * head's with head_lr. The head begins with random weights and has to go far; the body's weights are good already, and
 * large steps would spoil them.
 *
 * All parameters begin in group 0, GROUP_BODY, with the rate that the optimiser is made with. optim_group(optimizer,
 * "classifier.*")->lr = 1e-2 moves those with such keys into the next group, GROUP_HEAD. Make the pattern from the
 * name of the last child, whatever it is: name and ".*". */
Optimizer *adam_of_two_rates(Module *model, double body_lr, double head_lr) {
    TODO("7.7");
}

/* 7.7  A schedule for all groups: group g gets the rate factor * rates[g], for each of the optim_n_groups(optimizer)
 * groups (optim_args). optim_set_lr would give all groups one rate. */
void scale_rates(Optimizer *optimizer, const double rates[], double factor) {
    TODO("7.7");
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
    TODO("7.8");
}

/* 7.9  One epoch of training: train_mode(model), then for each batch of the loader
 *
 *     gradients begin anew     optim_zero_grad
 *     loss                     f_cross_entropy of the model's logits and the labels
 *     backward and a step      t_backward, optim_step
 *
 * Returns the mean of the batches' losses. Begin the loop's body with t_step(). */
double train_epoch(DataLoader *loader, Module *model, Optimizer *optimizer) {
    TODO("7.9");
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
    TODO("7.9");
}
