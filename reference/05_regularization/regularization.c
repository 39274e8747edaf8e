/* Lab 5, fourth part: penalties, early stopping, a network with all of it, and a look inside. */
#include "regularization.h"
#include "device.h"

/* 5.7  Two penalties on weights w of any shape, rank 0, to be added to a loss. From operations of the library, which
 * know their gradients.
 *
 *     L1, the lasso:                       lambda sum_i |w_i|            gradient  lambda sign(w_i)
 *     L2, ridge regression or Tikhonov:    lambda sum_i w_i^2            gradient  2 lambda w_i */
Tensor *l1_penalty(Tensor *w, double lambda) {
    /* SOLUTION BEGIN 5.7 */
    return t_mul(t_sum(t_abs(w)), lambda);
    /* SOLUTION END 5.7 */
}

Tensor *l2_penalty(Tensor *w, double lambda) {
    /* SOLUTION BEGIN 5.7 */
    return t_mul(t_sum(t_mul(w, w)), lambda);
    /* SOLUTION END 5.7 */
}

/* 5.7  The loss with both penalties of all weights of the model: the parameters with two axes or more. l1 and l2 are
 * their lambdas. Biases, and the gamma and beta of a norm, are not penalised. */
Tensor *penalized(Tensor *loss, Module *m, double l1, double l2) {
    const Params *p = nn_parameters(m);
    /* SOLUTION BEGIN 5.7 */
    for (int i = 0; i < p->n; i++)
        if (p->tensors[i]->ndim >= 2)
            loss = t_add(loss, t_add(l1_penalty(p->tensors[i], l1), l2_penalty(p->tensors[i], l2)));
    return loss;
    /* SOLUTION END 5.7 */
}

/* 5.7  The weight_decay of SGD that does the same as l2_penalty with this lambda. SGD adds weight_decay w to the
 * gradient. */
double weight_decay_of(double lambda) {
    /* SOLUTION BEGIN 5.7 */
    return 2 * lambda;
    /* SOLUTION END 5.7 */
}

/* 5.8  The proximal step of the L1 penalty, in place: after a step of gradient descent on the loss alone, every weight
 * moves towards 0 by lr lambda, and not beyond.
 *
 *     w_i := sign(w_i) max(|w_i| - lr lambda, 0)
 *
 * A gradient step on lambda |w| jumps to and fro across 0. The proximal step ends at 0: such weights are exactly 0, the
 * model is sparse. */
void prox_l1(Tensor *w, double lr, double lambda) {
    if (w->device != DEV_CPU)
        t_fail("call nn_to(model, DEV_CPU) first", "prox_l1: %s is not on the CPU", t_label(w, "w"));
    /* SOLUTION BEGIN 5.8 */
    const real threshold = (real)(lr * lambda);
    for (size_t i = 0; i < w->size; i++)
        w->data[i] = fabs(w->data[i]) < threshold ? 0 : w->data[i] - copysign(threshold, w->data[i]);
    /* SOLUTION END 5.8 */
}

/* --- Early stopping: given ---------------------------------------------------------------------------------------- */
EarlyStopping early_stopping_begin(Module *model, int patience, double min_delta) {
    if (patience < 1 || !(min_delta >= 0))
        t_fail("patience is at least 1, min_delta at least 0", "early_stopping_begin: patience %d, min_delta %g",
               patience, min_delta);
    EarlyStopping e = {
        .model = model, .patience = patience, .min_delta = min_delta, .best_loss = INFINITY, .best_epoch = -1};
    e.state = nn_state(model, &e.n);
    e.best = t_calloc((size_t)e.n + 1, sizeof *e.best);
    for (int i = 0; i < e.n; i++) e.best[i] = t_keep(e.state[i].tensor);
    return e;
}

void early_stopping_end(EarlyStopping *e) {
    for (int i = 0; i < e->n; i++) t_free(e->best[i]);
    free(e->best);
    free(e->state);
}

/* The values of one tensor into another of its shape, on its device. */
static void copy_values(Tensor *to, const Tensor *from) {
    dev_kernels(to->device)->copy(to->raw, from->raw, to->size * t_element_size(to->dtype));
}

/* 5.9  Called after every epoch with its validation loss; true when training should stop.
 *
 * The epoch is an improvement if its loss is below best_loss - min_delta. Then set best_loss, best_epoch and waited
 * = 0, and copy the model's state, copy_values(e->best[i], e->state[i].tensor) for all e->n tensors, parameters and
 * buffers.
 * If the epoch is no improvement, add 1 to waited. Stop when waited has reached patience. Epochs count from 0; add 1 to
 * e->epoch in every call. A loss that is NaN is no improvement.
 *
 * For the losses 1, 0.8, 0.7, 0.65, 0.66, 0.64, 0.67, 0.68, 0.69, 0.70 and patience 2 it stops at epoch 7; the best one
 * is epoch 5. With a min_delta of 0.02 it stops at epoch 5, and the best one is epoch 3. */
bool early_stopping_update(EarlyStopping *e, double validation_loss) {
    /* SOLUTION BEGIN 5.9 */
    if (validation_loss < e->best_loss - e->min_delta) {
        e->best_loss = validation_loss;
        e->best_epoch = e->epoch;
        e->waited = 0;
        for (int i = 0; i < e->n; i++) copy_values(e->best[i], e->state[i].tensor);
    } else {
        e->waited++;
    }
    e->epoch++;
    return e->waited >= e->patience;
    /* SOLUTION END 5.9 */
}

/* 5.9  Puts the best epoch's state back into the model. */
void early_stopping_restore(EarlyStopping *e) {
    /* SOLUTION BEGIN 5.9 */
    for (int i = 0; i < e->n; i++) copy_values(e->state[i].tensor, e->best[i]);
    /* SOLUTION END 5.9 */
}

/* 5.10  A multi-layer perceptron with batch norm and dropout: sizes[0] inputs, sizes[n-1] outputs, hidden layers
 * between them. After each hidden linear layer come, in this order, BatchNorm1d if it is asked for, ReLU, and Dropout
 * if p > 0. The last layer is linear, with nothing behind it. For the sizes 64, 128, 10, with batch norm and p = 0.5,
 * it prints as
 *
 *     Sequential(
 *       (0): Linear(in_features=64, out_features=128, bias=True)
 *       (1): BatchNorm1d(128, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
 *       (2): ReLU()
 *       (3): Dropout(p=0.5, inplace=False)
 *       (4): Linear(in_features=128, out_features=10, bias=True)
 *     ) */
Module *regularized_mlp(int n, const int sizes[], bool batch_norm, double p) {
    if (n < 2) t_fail("sizes of inputs, hidden layers and outputs: {64, 128, 10}", "regularized_mlp: %d sizes", n);
    /* SOLUTION BEGIN 5.10 */
    Module *layers[4 * n];
    int     count = 0;
    for (int i = 1; i < n; i++) {
        layers[count++] = nn_linear(sizes[i - 1], sizes[i]);
        if (i == n - 1) break;
        if (batch_norm) layers[count++] = nn_batch_norm1d(sizes[i]);
        layers[count++] = nn_relu();
        if (p > 0) layers[count++] = nn_dropout(p);
    }
    return nn_sequential_of(count, layers);
    /* SOLUTION END 5.10 */
}

/* 5.11  The size of each layer's gradient: a tensor (L) with the Euclidean norm sqrt(sum g^2) of the gradient of each
 * of the model's L weights. Weights are the parameters with two axes or more, in the order of nn_parameters. A weight
 * without a gradient (grad is NULL) has the norm 0. Gradients vanish or explode when the norms shrink or grow from
 * layer to layer.
 *
 * t_host(x) points to the values of x on whatever device it is: const real *g = t_host(p->tensors[i]->grad). */
Tensor *gradient_norms(Module *m) {
    const Params *p = nn_parameters(m);
    /* SOLUTION BEGIN 5.11 */
    int layers = 0;
    for (int i = 0; i < p->n; i++) layers += p->tensors[i]->ndim >= 2;
    Tensor *norms = t_zeros(layers);
    for (int i = 0, l = 0; i < p->n; i++) {
        const Tensor *W = p->tensors[i];
        if (W->ndim < 2) continue;
        const real *g = W->grad ? t_host(W->grad) : NULL;
        double      sum = 0;
        for (size_t j = 0; g && j < W->size; j++) sum += (double)g[j] * g[j];
        norms->data[l++] = (real)sqrt(sum);
    }
    return norms;
    /* SOLUTION END 5.11 */
}

/* 5.11  The share of active units, 0 .. 1: how many elements of y are above 0, divided by all. y is the output of a
 * ReLU. With random first weights about one half is active. */
double active_share(const Tensor *y) {
    const real *value = t_host(y);
    /* SOLUTION BEGIN 5.11 */
    size_t active = 0;
    for (size_t i = 0; i < y->size; i++) active += value[i] > 0;
    return (double)active / (double)y->size;
    /* SOLUTION END 5.11 */
}
