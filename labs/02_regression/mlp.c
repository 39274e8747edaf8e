/* Lab 2, fourth part: networks of linear layers with ReLU between them, and how they are trained, measured and
 * loaded. */
#include "regression.h"

/* 2.8  A multi-layer perceptron: sizes[0] inputs, sizes[n-1] outputs, and what is between are the hidden layers; n is
 * at least 2. For the sizes 1, 5, 2, 1 it prints as
 *
 *     Sequential(
 *       (0): Linear(in_features=1, out_features=5, bias=True)
 *       (1): ReLU()
 *       (2): Linear(in_features=5, out_features=2, bias=True)
 *       (3): ReLU()
 *       (4): Linear(in_features=2, out_features=1, bias=True)
 *     )
 *
 * There is no ReLU behind the last layer: what is predicted may be any number. nn_sequential_of(count, modules) runs
 * modules one behind the other; they are made by nn_linear(in, out) and nn_relu(). */
Module *mlp(int n, const int sizes[]) {
    if (n < 2) t_fail("sizes of inputs, hidden layers and outputs: {1, 5, 2, 1}", "mlp: %d sizes", n);
    TODO("2.8");
}

/* 2.8  The number of parameters of mlp(n, sizes), weights and biases, counted without making it. There may be more
 * of them than an int can count: sum in size_t. */
size_t mlp_parameters(int n, const int sizes[]) {
    TODO("2.8");
}

/* 2.8  The ten-times rule of thumb: how many samples a model of so many parameters asks for. */
size_t samples_needed(size_t parameters) {
    TODO("2.8");
}

/* 2.9  One epoch of training, in training mode: nn_train(model) first. Then, while data_next(loader, &x, &y) gives a
 * batch (x and y are Tensor *): forward, loss, backward, optimizer step, gradients to zero. In C these five are
 * nn_forward(model, x), loss(prediction, y), t_backward(L), optim_step(optimizer), optim_zero_grad(optimizer).
 *
 * Returns the mean loss over the *samples*: `loss` is the mean of a batch, and the last batch may be a short one, so
 * each counts as often as it has samples (x->shape[0]). data_size(loader) is the number of all samples.
 *
 * What a batch computes is memory of a step: begin the loop's body with t_step(). t_item(L) is the number in L. */
double fit_epoch(DataLoader *loader, Module *model, LossFunction loss, Optimizer *optimizer) {
    TODO("2.9");
}

/* 2.9  The mean loss over all samples of the loader, as above: the same whatever the size of the batches. Nothing is
 * trained, so evaluation mode (nn_eval) and no graph (t_no_grad). */
double mean_loss(DataLoader *loader, Module *model, LossFunction loss) {
    TODO("2.9");
}

/* 2.10  The lecture's universal approximator, one input, one hidden layer, one output. With 2000 hidden units it has
 * 6,001 parameters and prints as
 *
 *     ShallowNN(
 *       (regressor): Sequential(
 *         (0): Linear(in_features=1, out_features=2000, bias=True)
 *         (1): ReLU(inplace=True)
 *         (2): Linear(in_features=2000, out_features=1, bias=True)
 *       )
 *     )
 *
 * nn_container("ShallowNN") makes the outside, nn_add(module, "name", child) puts a child into it; the rest is
 * nn_sequential(...), nn_linear(in, out) and nn_relu_inplace(). */
Module *shallow_nn(int hidden) {
    TODO("2.10");
}

/* 2.10  Training on all samples at once, x (N,F) and y (N,1), for `steps` steps: in training mode too, and in
 * each step what fit_epoch does with a batch. Returns the loss of the last step, as it was before its update. */
double fit_full_batch(Module *model, Tensor *x, Tensor *y, LossFunction loss, Optimizer *optimizer, int steps) {
    TODO("2.10");
}

/* Given: the tensor of a key in a state; NULL when there is none. */
static Tensor *state_tensor(int n, const StateEntry state[], const char *key) {
    for (int i = 0; i < n; i++)
        if (strcmp(state[i].key, key) == 0) return state[i].tensor;
    return NULL;
}

/* 2.11  Puts a state, n pairs (key, tensor) as they lie in a file, into a model (torch: load_state_dict). It is
 * strict: the state holds every key of the model and no other, each with the shape that it has in the model; the
 * order may differ. When it does not fit, false comes back and the model is as it was.
 *
 * nn_state(model, &count) gives the model's own keys and tensors as an array, to be freed with free();
 * state_tensor(n, state, key) finds a key in the state; t_same_shape(a, b) compares shapes. Values are copied: the
 * state stays its owner's. All is real, and on the CPU. */
bool load_state(Module *model, int n, const StateEntry state[]) {
    TODO("2.11");
}
